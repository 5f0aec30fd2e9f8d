"""The verdict on real history: documented episodes and quiet days."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd
import pytest

from assistant.workspace import Workspace
from tools.records import Brief


@pytest.fixture(scope="module")
def brief(real_market: Workspace):
    """Return briefs by date, each made once."""
    return cache(lambda day: real_market.brief(date.fromisoformat(day)))


def value(found: Brief, reading: str) -> float:
    figure = found.reading(reading).value
    assert figure is not None, found.reading(reading).missing
    return figure


def likeliest(found: Brief) -> str:
    return max(found.verdict.trigger, key=lambda kind: found.verdict.trigger[kind])


def test_february_2018_figures(brief) -> None:
    """S&P and Cboe closes; H.15 yields; the overshoot is the published check value."""
    found = brief("2018-02-08")
    assert found.move.peak == date(2018, 1, 26) and found.move.trading_days == 9
    assert found.move.return_ == pytest.approx(2581.00 / 2872.87 - 1, abs=1e-4)
    assert value(found, "positioning.vix") == pytest.approx(33.46)
    overshoot = found.reading("positioning.vix_overshoot")
    assert overshoot.value == pytest.approx(16.17, abs=0.005)
    assert overshoot.at == date(2018, 2, 5)
    assert 18 <= value(found, "macro.rates_10y_bp") <= 19.5
    assert 22 <= value(found, "macro.hy_oas_bp") <= 36.5


def test_february_2018_is_positioning(brief) -> None:
    found = brief("2018-02-08")
    assert found.selloff == "broad" and found.verdict.engine == "positioning"
    assert found.verdict.for_[0] == "positioning.vix_overshoot"
    assert likeliest(found) == "rates"
    assert not any(f.fired for f in found.verdict.falsifiers if f.claim == "macro_unchanged")
    payrolls = {w.date: [e.kind for e in w.events] for w in found.worst_days}
    assert payrolls[date(2018, 2, 2)] == ["payrolls"]


def test_june_2022_is_macro(brief) -> None:
    """The 2-year rose by some 100 bp since the end of March and more before."""
    found = brief("2022-06-13")
    assert found.selloff == "broad" and found.verdict.engine == "macro"
    assert likeliest(found) == "rates"
    fired = {f.id for f in found.verdict.falsifiers if f.fired}
    assert {"rates_2y_up", "rates_10y"} <= fired
    assert value(found, "positioning.vix_overshoot_today") == pytest.approx(-0.15, abs=0.005)


def test_march_2020_is_an_outside_shock(brief) -> None:
    found = brief("2020-03-16")
    assert found.verdict.engine in ("macro", "mixed") and likeliest(found) == "exogenous"
    assert value(found, "positioning.vix") == pytest.approx(82.69)
    assert value(found, "positioning.vix_overshoot_today") == pytest.approx(2.23, abs=0.005)
    assert value(found, "crossasset.risk_budget_reset") == 0.0


def test_a_quiet_day_is_not_explained(brief) -> None:
    found = brief("2017-10-10")
    assert found.selloff == "none" and found.verdict.engine == "none"
    assert found.verdict.contributions == () and found.verdict.for_ == ()


def test_august_2015_is_broad(brief) -> None:
    found = brief("2015-08-24")
    assert found.selloff == "broad" and found.verdict.engine in ("positioning", "mixed")


@pytest.mark.parametrize("day", ["2019-09-10", "2020-11-09"])
def test_factor_unwinds_lie_beneath(brief, day: str) -> None:
    """Momentum lost many sigmas while the S&P stood within two per cent of its peak."""
    found = brief(day)
    assert found.selloff == "beneath" and found.move.return_ > -0.02
    momentum = {m.asset: m for m in found.moves}["MOMENTUM_RAW"]
    assert momentum.return_ < -0.10 and momentum.z is not None and momentum.z < -4


EPISODES = {
    # Sell-offs of the official post-mortems, at or near their worst close.
    "2008-10-10": "broad",
    "2010-05-20": "broad",
    "2011-08-08": "broad",
    "2013-06-24": "broad",
    "2014-10-15": "broad",
    "2016-02-11": "broad",
    "2018-12-24": "broad",
    "2019-08-14": "broad",
    "2020-09-23": "broad",
    "2022-09-30": "broad",
}


@pytest.mark.parametrize("day", EPISODES)
def test_episodes_are_found_and_never_called_what_they_were_not(brief, day: str) -> None:
    """None of these is documented as a positioning event beyond dispute but September 2020."""
    found = brief(day)
    assert found.selloff == EPISODES[day]
    if day != "2020-09-23":
        assert found.verdict.engine != "positioning"


@pytest.mark.parametrize("day", ["2018-02-08", "2022-06-13", "2020-03-16", "2019-09-10"])
def test_the_parts_sum_to_the_move(brief, day: str) -> None:
    found = brief(day)
    assert found.verdict.unexplained is not None
    total = sum(c.return_ for c in found.verdict.contributions) + found.verdict.unexplained
    assert total == pytest.approx(found.move.return_, abs=1e-12)


def test_the_parts_sum_to_another_assets_move(real_market: Workspace) -> None:
    """What rates did to the index is no part of bitcoin's fall."""
    found = real_market.brief(date(2022, 6, 13), asset="BTC")
    assert found.move.asset == "BTC" and found.move.return_ < -0.4
    assert found.verdict.contributions == ()
    assert found.verdict.unexplained == pytest.approx(found.move.return_, abs=1e-12)
    assert found.verdict.engine == real_market.brief(date(2022, 6, 13)).verdict.engine


def flat_weeks(market: Workspace) -> pd.Series:
    """Return each month's first session if its last five moved under 1 % in all.

    The value is how far the close stands from its highest of 252 sessions.
    """
    close = market.market.view().observations("SPX")
    firsts = pd.Series(close.index, index=close.index).groupby(close.index.to_period("M")).first()
    flat = close.pct_change(5).abs() < 0.01
    below = close / close.rolling(252).max() - 1.0
    return below.dropna()[lambda s: s.index.isin(firsts) & flat.reindex(s.index)]


@pytest.fixture(scope="module")
def controls(real_market: Workspace) -> pd.DataFrame:
    """Return engine, coverage and distance from the high on each first session of a flat week."""
    rows = []
    for day, below in flat_weeks(real_market).items():
        found = real_market.brief(pd.Timestamp(day).date()).verdict
        rows.append((day, below, found.coverage, found.engine))
    frame = pd.DataFrame(rows, columns=["day", "below", "coverage", "engine"]).set_index("day")
    return frame.assign(quiet=frame["engine"].isin(["none", "mixed"]))


def test_flat_weeks_are_not_explained(controls: pd.DataFrame) -> None:
    """All of them, also those within a sell-off that still runs."""
    assert len(controls) >= 150
    assert controls["quiet"].mean() >= 0.9, controls[~controls["quiet"]]


def test_ordinary_days_are_not_explained_where_a_label_was_possible(controls: pd.DataFrame) -> None:
    """Early years are quiet for want of data, so only days with enough coverage count here.

    A flat week ten per cent below the high is no ordinary day but a pause in a sell-off, for which
    a label is right: these are left out.
    """
    able = controls[controls["coverage"] >= 0.6]
    near = able[able["below"] > -0.05]
    assert len(near) >= 20
    assert near["quiet"].mean() >= 0.9, near[~near["quiet"]]
