"""The pages of definitions and of one reading with its past."""

from __future__ import annotations

import importlib
import re
from datetime import date
from functools import partial

import pytest

from assistant.tables import metric_text, metrics_text, today_text
from assistant.tables.definitions import find
from assistant.workspace import Workspace
from tests.contracts.paging import widest
from tools.market.catalogue import catalogue
from tools.pillars.registry import specs
from tools.pillars.spec import Known, Obs
from tools.records import UnwindError

pytestmark = pytest.mark.usefixtures("page")


def test_every_metric_is_listed_once() -> None:
    text = metrics_text()
    ids = re.findall(r"^([a-z]+\.[a-z0-9_]+)  ", text, flags=re.MULTILINE)
    assert ids == sorted(ids, key=list(specs()).index)
    assert ids == list(specs())
    assert widest(text) <= 100


@pytest.mark.parametrize("metric", specs())
def test_a_metric_leads_back_to_its_function_and_its_data(metric: str) -> None:
    spec = specs()[metric]
    text = metric_text(find(metric))
    flat = " ".join(text.split())
    assert widest(text) <= 100
    for said in (spec.label, spec.definition, spec.source, spec.citation, spec.window):
        assert said in flat
    assert (spec.estimate or "no: ") in flat
    named = re.search(r"HOW IT IS COMPUTED  (tools\.[\w.]+)\.(\w+)", text)
    assert named
    function = spec.function
    while isinstance(function, partial):
        function = function.func
    assert getattr(importlib.import_module(named[1]), named[2]) is function
    for token in spec.inputs:
        if isinstance(token, Obs | Known):
            row = catalogue()[token.series]
            assert f"{token.series} {token.field} " in flat
            assert f"vendors: {', '.join(row.vendors)}" in flat
            assert row.name in flat


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("positioning.vix", "known at the close of its own day"),
        ("macro.ig_oas_bp", "known 1 business day later"),
        ("positioning.am_net_share", "known with the position report"),
        ("macro.nfci_change_4w", "known 5 calendar days later"),
        ("macro.conditions_ex_equity", "known on the Monday after its week"),
        ("fundamentals.cape", "days after the end of its month"),
    ],
)
def test_when_an_input_is_known_is_said_in_words(metric: str, said: str) -> None:
    assert said in " ".join(metric_text(find(metric)).split())


def test_every_lag_of_the_catalogue_has_words() -> None:
    from assistant.tables.definitions import _lag

    assert all(" " in _lag(row.lag) for row in catalogue().values())


def test_a_label_finds_its_metric() -> None:
    assert find("vix overshoot since the PEAK") is find("positioning.vix_overshoot")


@pytest.mark.parametrize("typed", ["positioning.vix_overshot", "vix_overshoot ", "overshoot"])
def test_an_unknown_metric_names_the_nearest(typed: str) -> None:
    with pytest.raises(UnwindError, match=r"nearest are .*positioning\.vix_overshoot"):
        find(typed)


def test_a_metric_like_no_other_points_to_the_list() -> None:
    with pytest.raises(UnwindError, match="unwind metrics lists"):
        find("qqqqqqqq")


def test_a_reading_is_shown_with_its_past(real_market: Workspace) -> None:
    spec = find("positioning.vix_overshoot")
    view = real_market.market.view(date(2018, 2, 8))
    histories = real_market.histories
    text = "\n".join(today_text(histories.reading(spec, view), histories.past(spec, view), "here"))
    assert widest(text) <= 100
    assert re.search(r"^Value +16\.2.σ$", text, re.MULTILINE)
    assert re.search(r"^On +2018-02-05$", text, re.MULTILINE)
    assert re.search(r"^2018-02-02 +2\.1.σ +2018-02-02$", text, re.MULTILINE)
    years = re.findall(r"^(\d{4}) .*?(\d+)  ( *─*●─*)$", text, re.MULTILINE)
    assert [int(year) for year, _, _ in years] == list(range(1994, 2019))
    assert max(range(len(years)), key=lambda i: years[i][2].index("●")) == len(years) - 1


def test_a_reading_without_a_value_says_why(real_market: Workspace) -> None:
    spec = find("positioning.dealer_gamma_chain")
    view = real_market.market.view(date(2018, 2, 8))
    histories = real_market.histories
    text = "\n".join(today_text(histories.reading(spec, view), histories.past(spec, view), "here"))
    assert "not measured: no SPX option chain" in text
    assert "HISTORY" not in text
