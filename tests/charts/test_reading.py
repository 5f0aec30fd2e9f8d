"""The default chart of a reading: its figures, its wall, its words."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from altair import LayerChart

from assistant.workspace import Workspace
from tests.charts.specs import drawn, line, texts
from tests.contracts.test_point_in_time import altered
from tools.charts.marks import lone
from tools.charts.plot import Chart
from tools.charts.reading import history_chart
from tools.history import Histories
from tools.pillars.registry import specs
from tools.records import NotMeasured

DAY = date(2018, 2, 8)
# Daily, weekly, monthly, irregular; with and without a side of stress; two words for a value.
KINDS = (
    "positioning.vix_vix3m",
    "positioning.naaim",
    "fundamentals.cape",
    "positioning.skew_25d",
    "positioning.skew_index",
    "crossasset.risk_budget_reset",
    "positioning.cta_12m_sign",
    "positioning.dealer_gamma_vendor",
)


# A hyphen for a minus, a long dash, a figure that is none, a space that may break.
MISPRINT = re.compile(r"(?<![\w.])-\d|[—–]|\b(?:nan|inf|None)\b|\d [%σ]|\d bp\b")


def of(work: Workspace, reading: str, day: date | None = None, **options: object) -> Chart:
    return history_chart(work.market.view(day), work.histories, reading, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def curve(real_data: Path) -> pd.Series:
    """Return VIX over VIX3M up to the day, from the file."""
    table = pd.read_csv(real_data / "vol_index_daily.csv.gz", parse_dates=["date"])
    close = table.set_index(["symbol", "date"])["close"]
    return (close["VIX"] / close["VIX3M"]).dropna().loc[:"2018-02-08"]


def test_the_line_is_the_file_s(real_market: Workspace, curve: pd.Series) -> None:
    chart = of(real_market, "positioning.vix_vix3m", DAY, years=5.0)
    shown = pd.Series(line(chart))
    shown.index = pd.DatetimeIndex(shown.index)
    pd.testing.assert_series_equal(shown, curve[shown.index], check_names=False, check_freq=False)
    window = curve.loc["2013-02-08":]
    assert shown.index[0] == window.index[0]
    assert shown.index[-1] == pd.Timestamp(DAY)
    for when, value in window.items():
        near = shown[when - pd.Timedelta(days=6) : when + pd.Timedelta(days=6)]
        assert near.min() <= value <= near.max()


def test_thresholds_rank_in_the_whole_history(real_market: Workspace, curve: pd.Series) -> None:
    panel = of(real_market, "positioning.vix_vix3m", DAY).plot.panels[0]
    stress, calm = panel.levels
    assert (stress.severe, calm.severe) == (True, False)
    assert stress.value == pytest.approx(np.quantile(curve, 0.95), rel=1e-12)
    assert stress.label == f"95th percentile since {curve.index[0].year}"
    assert calm.value == pytest.approx(np.quantile(curve, 0.05), rel=1e-12)
    assert calm.label == "5th percentile"
    assert panel.usual == pytest.approx(np.quantile(curve, [0.05, 0.95]))


def test_a_longer_window_shows_more_and_ranks_the_same(real_market: Workspace) -> None:
    short, full = (of(real_market, "positioning.vix", DAY, years=y) for y in (1.0, None))
    assert min(line(short)) >= "2017-02-08"
    assert min(line(full)) == "1990-01-02"
    assert short.title == full.title
    assert short.plot.panels[0].end == full.plot.panels[0].end


def test_the_move_is_shaded_from_its_start(real_market: Workspace) -> None:
    (shade, *_) = drawn(of(real_market, "positioning.vix", DAY, since=date(2018, 1, 26)), "rect")
    assert shade == [{"t": "2018-01-26", "u": "2018-02-08"}]
    moved = of(real_market, "positioning.vix", DAY, since=date(2018, 1, 26))
    (strong,) = [r for r in drawn(moved, "line") if r[0]["t"] == "2018-01-26"]
    assert len(strong) == 10
    assert "Peak 26 Jan to 8 Feb 2018" in texts(moved)
    chart = of(real_market, "positioning.vix", DAY, since=DAY)
    assert not [rows for rows in drawn(chart, "rect") if "v" not in rows[0]]
    assert len(drawn(chart, "line")) == 1
    assert "8 Feb 2018" in texts(chart)


def test_a_line_breaks_where_nothing_was_measured(real_market: Workspace) -> None:
    chart = of(real_market, "positioning.vix_overshoot", DAY)
    rows = drawn(chart, "line")[0]
    for before, after in pairwise(rows):
        if before["v"] is not None and after["v"] is not None:
            days = (date.fromisoformat(after["t"]) - date.fromisoformat(before["t"])).days
            assert days <= 10
    assert any(row["v"] is None for row in rows)


def test_a_value_alone_between_breaks_is_a_dot(real_market: Workspace) -> None:
    chart = of(real_market, "positioning.vix_overshoot", DAY)
    rows = drawn(chart, "line")[0]
    known = [False, *(row["v"] is not None for row in rows), False]
    alone = [r for i, r in enumerate(rows) if known[i : i + 3] == [False, True, False]]
    assert lone(rows) == alone
    assert lone([{"t": "2020-01-01", "v": None}, {"t": "2020-01-02", "v": 1.0}]) == [
        {"t": "2020-01-02", "v": 1.0}
    ]


def test_what_happens_later_changes_no_byte(
    demo_market: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    day = date(2025, 4, 7)
    folder = tmp_path_factory.mktemp("later") / demo_market.market.name
    market = altered(demo_market.market, pd.Timestamp(day), folder)
    other = Workspace(market, Histories(market), demo_market.memory)
    for reading in KINDS:
        seen, same = (of(work, reading, day) for work in (demo_market, other))
        assert json.dumps(seen.spec()) == json.dumps(same.spec())
        assert texts(seen) == texts(same)
        assert max(line(seen)) <= day.isoformat()


@pytest.mark.parametrize("day", [None, date(2011, 3, 1), date(2014, 6, 2)], ids=str)
def test_every_reading_has_a_chart_or_a_reason(demo_market: Workspace, day: date | None) -> None:
    made = 0
    for reading in specs():
        try:
            chart = of(demo_market, reading, day)
        except NotMeasured as why:
            assert str(why)
            continue
        made += 1
        assert "SIMULATED" in chart.source
        assert chart.title in chart.alt
        assert len(json.dumps(chart.spec())) < 150_000
        assert json.loads(json.dumps(chart.spec(), allow_nan=False)) == chart.spec()
        for text in texts(chart):
            assert text
            printed = text.replace(specs()[reading].label, "")
            assert not MISPRINT.search(printed), text
    assert made > (100 if day is None else 10)


@pytest.mark.parametrize("reading", KINDS)
def test_the_specification_is_vega_lite(demo_market: Workspace, reading: str) -> None:
    chart = of(demo_market, reading)
    assert isinstance(chart.altair(), LayerChart)


def test_an_unknown_reading_is_a_key_error(demo_market: Workspace) -> None:
    with pytest.raises(KeyError):
        of(demo_market, "positioning.nothing")


def test_nothing_measured_is_not_measured(real_market: Workspace) -> None:
    with pytest.raises(NotMeasured, match="option chain"):
        of(real_market, "positioning.skew_25d", DAY)


def test_two_measurements_make_a_chart(real_market: Workspace) -> None:
    chart = of(real_market, "positioning.skew_25d", date(2022, 7, 13))
    assert list(line(chart)) == ["2022-02-04", "2022-07-12"]
    assert "down from 7.9 on 4 Feb 2022" in chart.title
    assert "not ranked, 2 measurements" in chart.subtitle
    assert not chart.plot.panels[0].levels


def test_a_stale_reading_is_not_shown_as_todays(real_market: Workspace) -> None:
    chart = of(real_market, "positioning.skew_25d", date(2022, 12, 30))
    assert chart.title.endswith("not measured at this date; 6.6 on 12 Jul 2022")
    assert "stale" in chart.subtitle
    values = [r for rows in drawn(chart, "text") for r in rows if r["text"] == "6.6"]
    assert {value["t"] for value in values} == {"2022-07-12"}
    assert "not measured at this date" in texts(chart)


PAIRS = [
    ("positioning.vix", "2020-03-16", "the highest of its history", "2017-11-03", "the lowest of"),
    ("positioning.vix_vix3m", "2018-02-08", "highest of", "2017-10-10", "bottom"),
    (
        "positioning.cta_12m_sign",
        "2018-02-08",
        ": positive, last",
        "2022-12-30",
        ": negative, last",
    ),
    ("crossasset.risk_budget_reset", "2020-03-16", ": ", "2018-02-08", ": no"),
    ("macro.hy_oas_bp", "2020-03-16", "top", "2017-10-10", "usual"),
]


@pytest.mark.parametrize(("reading", "one", "said", "other", "opposite"), PAIRS)
def test_opposite_data_have_opposite_titles(
    real_market: Workspace, reading: str, one: str, said: str, other: str, opposite: str
) -> None:
    titles = [of(real_market, reading, date.fromisoformat(day)).title for day in (one, other)]
    assert said in titles[0]
    assert opposite in titles[1]
    assert said not in titles[1] or said == ": "


def test_a_record_names_the_last_day_like_it(real_market: Workspace, curve: pd.Series) -> None:
    day = date(2018, 2, 5)
    known = curve.loc[: pd.Timestamp(day)]
    before = known.iloc[:-1]
    assert (before < known.iloc[-1]).sum() > 0
    title = of(real_market, "positioning.vix_vix3m", day).title
    like = before[before >= known.iloc[-1]]
    if like.empty:
        assert f"the highest of its history since {before.index[0]:%b %Y}" in title
    else:
        assert f"its highest since {like.index[-1]:%-d %b %Y}" in title
