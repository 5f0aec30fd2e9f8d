"""The desk's two charts: what they name, and what they say when the data are otherwise."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.workspace import Workspace
from tests.charts.specs import drawn, line
from tools.charts.desk import desk_charts
from tools.charts.episodes import APART, EXTENTS, NAME_TOP, RECENT, ROOM, episodes
from tools.charts.momentum import HEIGHT, momentum_drawdown_chart
from tools.charts.plot import Chart, Panel
from tools.charts.skew import skew_chart
from tools.records import NotMeasured

REAL = [date(2015, 8, 24), date(2018, 2, 8), date(2020, 3, 16), date(2022, 6, 13)]


def momentum(work: Workspace, day: date | None = None) -> Chart:
    return momentum_drawdown_chart(work.market.view(day), work.histories)


def skew(work: Workspace, day: date | None = None) -> Chart:
    return skew_chart(work.market.view(day), work.histories)


@pytest.fixture(scope="module")
def published(real_data: Path) -> pd.Series:
    """Return the SKEW's closes from the file."""
    table = pd.read_csv(real_data / "vol_index_daily.csv.gz", parse_dates=["date"])
    return table[table["symbol"] == "SKEW"].set_index("date")["close"].dropna()


@pytest.mark.parametrize("day", REAL, ids=str)
def test_the_skew_is_the_file_s(real_market: Workspace, published: pd.Series, day: date) -> None:
    chart = skew(real_market, day)
    shown = pd.Series(line(chart))
    shown.index = pd.DatetimeIndex(shown.index)
    known = published.loc[: pd.Timestamp(day)]
    pd.testing.assert_series_equal(shown, known[shown.index], check_names=False, check_freq=False)
    assert shown.index[-1] == known.index[-1]
    window = known.loc[shown.index[0] :]
    assert (shown.min(), shown.max()) == (window.min(), window.max())


def test_the_skew_s_title_follows_the_move(real_market: Workspace, published: pd.Series) -> None:
    fallen, risen = (skew(real_market, d) for d in (date(2020, 3, 16), date(2018, 2, 8)))
    drop = published["2020-02-19"] - published["2020-03-16"]
    rise = published["2018-02-08"] - published["2018-01-26"]
    assert f"has fallen {drop:.1f} points since the peak" in fallen.title
    assert f"has risen {rise:.1f} points since the peak" in risen.title


def test_the_chain_s_skew_stands_below_or_its_absence_is_said(real_market: Workspace) -> None:
    without = skew(real_market, date(2018, 2, 8))
    assert len(without.plot.panels) == 1
    assert "25-delta skew not measured: no SPX option chain" in without.subtitle
    once = skew(real_market, date(2022, 6, 13))
    assert list(line(once, 1)) == ["2022-02-04"]
    assert "last measured on 4 Feb 2022, at 7.9 points" in once.subtitle
    twice = skew(real_market, date(2022, 7, 13))
    assert list(line(twice, 1)) == ["2022-02-04", "2022-07-12"]
    assert "6.6 points, 2 measurements since 4 Feb 2022" in twice.subtitle


def test_where_the_skew_is_not_measured_the_chart_is_not(real_market: Workspace) -> None:
    with pytest.raises(NotMeasured):
        momentum(real_market, date(1990, 1, 3))
    assert [
        c.id for c in desk_charts(real_market.market.view(date(1990, 1, 3)), real_market.histories)
    ] == ["skew"]


def test_the_axis_reaches_the_day_that_the_title_names(demo_market: Workspace) -> None:
    chart = momentum(demo_market)
    assert "deepest since 14 May 2019" in chart.title
    assert chart.plot.first <= date(2019, 5, 14)
    named = skew(demo_market)
    assert "its highest since 22 Sep 2023" in named.title
    assert named.plot.first <= date(2023, 9, 22)


def test_deep_and_shallow_momentum_are_said_otherwise(
    real_market: Workspace, demo_market: Workspace
) -> None:
    deep, shallow, none = (
        momentum(demo_market),
        momentum(real_market, date(2018, 2, 8)),
        momentum(real_market, date(2022, 6, 13)),
    )
    assert "below its 21-day peak, its deepest since 14 May 2019" in deep.title
    assert "inside its usual range since 2009" in shallow.title
    assert none.title == "Momentum is at its 21-day peak"
    assert "percentile of losses since" in deep.subtitle


def test_a_loss_that_is_no_record_is_ranked_among_losses(real_market: Workspace) -> None:
    shallow = momentum(real_market, date(2022, 12, 30))
    days = real_market.market.sessions
    found = [
        momentum(real_market, day.date()).title
        for day in days[(days > "2020-06-10") & (days < "2020-06-20")]
    ]
    assert any("percentile of losses since 2009" in title for title in found)
    assert "percentile of losses" not in shallow.title


@pytest.mark.parametrize("day", REAL, ids=str)
def test_the_worst_falls_are_named_by_their_troughs(real_market: Workspace, day: date) -> None:
    chart = momentum(real_market, day)
    panel = chart.plot.panels[0]
    history = pd.Series(panel.values, pd.DatetimeIndex(panel.days))
    earlier = history[: pd.Timestamp(day) - RECENT - pd.Timedelta(days=1)]
    assert 1 <= len(panel.marks) <= 5
    assert pd.Timestamp(panel.marks[0].day) == earlier.idxmin()
    for mark in panel.marks:
        when = pd.Timestamp(mark.day)
        assert history[when] == mark.value
        near = earlier[when - pd.Timedelta(days=20) : when + pd.Timedelta(days=20)]
        deeper = [m.day for m in panel.marks if m.value < mark.value]
        assert mark.value == near.min() or any(abs(mark.day - d) <= APART * 1.2 for d in deeper)
    assert all(a.value <= b.value for a, b in pairwise(panel.marks))
    assert all(f"{lines[0]} on {lines[1]}" in chart.alt for lines in (m.lines for m in panel.marks))


FALLS = st.lists(st.floats(-0.4, 0.0), min_size=400, max_size=1500)


@given(FALLS, st.integers(320, 900))
def test_shown_names_meet_neither_each_other_nor_the_line(falls: list[float], width: int) -> None:
    values = np.array(falls)
    days = np.datetime64("2010-01-01", "us") + (np.arange(len(falls)) * 3).astype("timedelta64[D]")
    first, last = date(2010, 1, 1), date.fromisoformat(str(days[-1])[:10])
    panel = Panel(days, values, "percent", (float(values.min()) * 1.3 - 1e-6, 0.0), "0 %")
    boxes = []
    scale = HEIGHT / (panel.domain[1] - panel.domain[0])
    across = np.linspace(0, width - ROOM, len(values))
    for mark in episodes(panel, first, last, HEIGHT):
        if mark.least <= width:
            x = (mark.day - first).days / (last - first).days * (width - ROOM)
            low, high = EXTENTS[mark.align]
            y = -mark.value * scale
            boxes.append((x + low, x + high, y, y + 30))
            under = -values * scale > y + NAME_TOP
            assert not (under & (across > x + low + 1) & (across < x + high - 1)).any()
    for number, (a0, a1, top, bottom) in enumerate(boxes):
        assert -1 <= a0
        assert a1 <= width - ROOM + 1
        for b0, b1, other_top, other_bottom in boxes[:number]:
            assert a1 <= b0 or b1 <= a0 or bottom <= other_top or other_bottom <= top


def test_a_name_is_hidden_where_the_chart_is_too_narrow(demo_market: Workspace) -> None:
    rows = [r for rows in drawn(momentum(demo_market), "text") for r in rows if "w" in r]
    marks = momentum(demo_market).plot.panels[0].marks
    assert {r["w"] for r in rows} == {m.least for m in marks}
    assert len({m.least for m in marks}) > 1
