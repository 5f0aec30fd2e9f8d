"""Revisions: a view of a day sees what was held on that day, whatever came later."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.market.made import days, small_market, walk
from tools.history import Histories
from tools.history.table import reading_tables
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.editions import Edition, arrived
from tools.market.lags import known_dates
from tools.market.merging import Arrival
from tools.market.store import Store
from tools.market.view import Market
from tools.records import NotMeasured

SESSIONS = days(120)


def frame(values: list[float], start: str = "2018-01-05", freq: str = "7D") -> pd.DataFrame:
    index = pd.date_range(start, periods=len(values), freq=freq).as_unit("us")
    return pd.DataFrame({"close": values}, pd.DatetimeIndex(index, name="date", freq=None))


def test_what_is_added_opens_no_edition() -> None:
    first = arrived((), frame([1.0, 2.0]), "5d", date(2018, 1, 20), None)
    second = arrived(first, frame([1.0, 2.0, 3.0]), "5d", date(2018, 1, 25), date(2018, 1, 20))
    assert [e.since for e in second] == [None]
    assert list(second[0].frame["close"]) == [1.0, 2.0, 3.0]


def test_what_is_changed_does() -> None:
    first = arrived((), frame([1.0, 2.0]), "5d", date(2018, 1, 20), None)
    second = arrived(first, frame([1.0, 2.5, 3.0]), "5d", date(2018, 1, 25), date(2018, 1, 20))
    assert [e.since for e in second] == [None, date(2018, 1, 25)]
    assert list(second[0].frame["close"]) == [1.0, 2.0]
    assert list(second[1].frame["close"]) == [1.0, 2.5, 3.0]
    third = arrived(second, frame([1.1, 2.5, 3.0]), "5d", date(2018, 1, 25), date(2018, 1, 25))
    assert [e.since for e in third] == [None, date(2018, 1, 25)]
    assert list(third[1].frame["close"]) == [1.1, 2.5, 3.0]


def test_another_way_to_print_a_value_is_no_change() -> None:
    first = arrived((), frame([1.234567891]), "0d", date(2018, 1, 20), None)
    second = arrived(first, frame([1.23456790]), "0d", date(2018, 1, 25), date(2018, 1, 20))
    assert len(second) == 1
    assert second[0].frame["close"].iloc[0] == 1.234567891


def test_what_comes_later_than_its_lag_was_not_known_before_it_came() -> None:
    """A report that a shutdown held back: it should have been there at the last run."""
    first = arrived((), frame([1.0, 2.0]), "3d", date(2018, 1, 30), None)
    late = arrived(first, frame([1.0, 2.0, 3.0]), "3d", date(2018, 2, 20), date(2018, 1, 30))
    assert [e.since for e in late] == [None, date(2018, 2, 20)]
    traded = arrived(first, frame([1.0, 2.0, 3.0]), "0d", date(2018, 2, 20), date(2018, 1, 30))
    assert [e.since for e in traded] == [None]


def test_an_empty_cell_and_an_absent_row_take_nothing_away() -> None:
    first = arrived((), frame([1.0, 2.0]), "0d", date(2018, 1, 20), None)
    second = arrived(
        first, frame([np.nan, 3.0], "2018-01-12"), "0d", date(2018, 1, 25), date(2018, 1, 20)
    )
    assert len(second) == 1
    assert list(second[0].frame["close"]) == [1.0, 2.0, 3.0]


def arrivals(seed: int) -> tuple[list[Arrival], dict[date, pd.DataFrame]]:
    """Daily runs of a weekly index with revisions, and what each day's run said of it."""
    rng = np.random.default_rng(seed)
    out, said = [], {}
    truth = frame(list(rng.normal(size=24)))
    previous: date | None = None
    for day in (SESSIONS[30:115]).date:
        known = truth[known_dates(truth.index, "5d") <= pd.Timestamp(day)]
        if rng.random() < 0.1:
            truth = truth + rng.normal(size=truth.shape) * (rng.random(truth.shape) < 0.3)
            known = truth.loc[known.index]
        out.append(Arrival(Dataset(series={("NFCI", "fred"): known}), day, previous))
        said[day] = known
        previous = day
    return out, said


def opened(tmp_path: Path, runs: list[Arrival]) -> Market:
    base = small_market()
    del base.series["NFCI", "fred"]
    store = Store(tmp_path / "live")
    store.accumulate([Arrival(base, SESSIONS[20].date(), None), *runs], {"fred": "a.pack.gz"})
    return Market(store.folder)


@pytest.mark.parametrize("seed", range(2))
def test_each_day_sees_what_was_said_by_then(tmp_path: Path, seed: int) -> None:
    runs, said = arrivals(seed)
    market = opened(tmp_path, runs)
    first = min(said)
    for session in market.sessions:
        day = session.date()
        latest = max((d for d in said if d <= day), default=first)
        expected = said[latest]
        known = known_dates(expected.index, catalogue()["NFCI"].lag)
        expected = expected.loc[known <= session, "close"]
        view = market.view(day)
        if expected.empty:
            with pytest.raises(NotMeasured):
                view.observations("NFCI")
        else:
            pd.testing.assert_series_equal(
                view.observations("NFCI"), expected, check_names=False, rtol=1e-5
            )


@pytest.mark.parametrize("seed", range(2))
def test_what_comes_later_changes_nothing_before(tmp_path: Path, seed: int) -> None:
    runs, _ = arrivals(seed)
    whole = opened(tmp_path / "whole", runs)
    for number in (1, 20, 60):
        part = opened(tmp_path / str(number), runs[:number])
        until = runs[number].day - timedelta(days=1)
        for session in part.sessions[part.sessions <= pd.Timestamp(until)][::9]:
            a, b = part.view(session.date()), whole.view(session.date())
            assert a.hash == b.hash


def test_arrivals_one_by_one_are_arrivals_at_once(tmp_path: Path) -> None:
    runs, _ = arrivals(7)
    at_once = opened(tmp_path / "whole", runs)
    stepwise = opened(tmp_path / "step", runs[:70])
    for number in range(70, len(runs)):
        Store(stepwise.store.folder).accumulate([runs[number]], {})
    again = Market(stepwise.store.folder)
    assert again.store.manifest.series == at_once.store.manifest.series
    assert again.store.manifest.archived == {"fred": "a.pack.gz"}
    assert again.view().hash == at_once.view().hash


def test_a_history_is_what_each_day_s_view_says(tmp_path: Path) -> None:
    """Sessions before a revision have the history of the edition that was in force."""
    runs, _ = arrivals(2)
    runs[0].data.tables["sectors"] = pd.DataFrame(
        {"ticker": ["AAA"], "sector": ["Energy"], "industry": ["Oil"]}
    )
    market = opened(tmp_path, runs)
    histories = Histories(market)
    histories.build()
    tables = {t["id"].iloc[0]: t for t in reading_tables(market, histories, market.sessions)}
    table = tables["macro.nfci_change_4w"].set_index("session")
    from tools.pillars.registry import specs

    spec = specs()["macro.nfci_change_4w"]
    values = set()
    for session in market.sessions[40::5]:
        found = Histories(market, tmp_path / "none").reading(spec, market.view(session.date()))
        told = table.loc[session, "value"]
        assert (found.value is None and np.isnan(told)) or found.value == told
        values.add(found.value)
    assert len(values) > 5


def test_an_import_over_a_live_market_keeps_its_editions(tmp_path: Path) -> None:
    runs, said = arrivals(1)
    market = opened(tmp_path, runs)
    before = market.store.manifest.series["NFCI"]["fred"]
    assert before["earlier"]
    extra = Dataset(series={("NFCI", "fred"): frame([9.0], "2018-06-22")})
    Store(market.store.folder).commit(extra)
    after = Store(market.store.folder).manifest.series["NFCI"]["fred"]
    assert after["earlier"] == before["earlier"] and after["last"] == "2018-06-22"
    day = sorted(said)[2]
    assert Market(market.store.folder).view(day).observations("NFCI").index[-1] < pd.Timestamp(day)


def test_a_walk_has_one_edition(tmp_path: Path) -> None:
    held = arrived((), walk(SESSIONS, 3), "0d", date(2018, 7, 1), None)
    assert held == (Edition(None, held[0].frame),)
