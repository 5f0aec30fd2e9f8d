"""Results that others have published, on our data.

The published figures run from 1987 to 2025, ours from 1990 (with a year's high to fall from, from
the end of 1990) to 2022: fewer cases, without October 1987 and without the two falls since. Each
mean must lie in the other's interval, and the cases must be about as many as the span allows.
Where an interval of ours is wider than theirs, the cases' own spread demands it: the 54 falls of
5 % have a standard deviation of 4.8 % a month on, which gives 1.3 % either way and not 0.9 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tools.analogs.conditions import CONDITIONS
from tools.analogs.held import _events, held
from tools.analogs.outcomes import Aftermath
from tools.precedents import BaseRate

SPAN, OURS = 39.0, 32.0  # years


@dataclass(frozen=True)
class Published:
    """What is known of a condition: cases, mean, interval and unconditional mean."""

    n: int
    mean: float
    low: float
    high: float
    usual: float


KNOWN = {
    "first_5pct_21d": Published(66, 0.017, 0.008, 0.026, 0.008),
    "first_5pct_63d": Published(66, 0.039, 0.023, 0.053, 0.024),
    "first_10pct_63d": Published(25, 0.048, 0.019, 0.076, 0.024),
    # Since 1990, and momentum's own return.
    "momentum_10pct_126d": Published(23, -0.020, -0.082, 0.038, 0.032),
}


@pytest.fixture(scope="module")
def rates(real_market: Workspace) -> dict[str, BaseRate]:
    return {rate.id: rate for rate in real_market.brief().base_rates}


@pytest.mark.parametrize("name", KNOWN)
def test_means_lie_in_each_other_s_interval(rates: dict[str, BaseRate], name: str) -> None:
    known, ours = KNOWN[name], rates[name]
    assert ours.mean is not None
    assert ours.low is not None
    assert ours.high is not None
    assert known.low <= ours.mean <= known.high
    assert ours.low <= known.mean <= ours.high
    assert ours.unconditional_mean == pytest.approx(known.usual, abs=0.003)
    share = 1.0 if name.startswith("momentum") else OURS / SPAN
    assert ours.n == pytest.approx(known.n * share, rel=0.2)


def test_a_large_overshoot_did_not_earn_more(rates: dict[str, BaseRate]) -> None:
    for horizon in (21, 63):
        rate = rates[f"overshoot_90_{horizon}d"]
        assert rate.effective_n >= 40
        assert not rate.differs


def test_losses_of_raw_momentum_were_no_opportunity(rates: dict[str, BaseRate]) -> None:
    """Half a year on momentum had lost where it usually gains, and the first month was worse."""
    month, half = rates["momentum_10pct_21d"], rates["momentum_10pct_126d"]
    assert half.mean is not None
    assert month.mean is not None
    assert half.mean < 0 < (half.unconditional_mean or 0.0)
    assert month.differs
    assert month.mean < 0
    cleared = rates["momentum_cleared_126d"]
    assert cleared.mean is not None
    assert not cleared.differs


def test_cases_come_from_every_decade(real_market: Workspace) -> None:
    """No figure rests on one crisis: 16 falls of 5 % in the 1990s, then 14, 19 and 5."""
    condition = next(c for c in CONDITIONS if c.id == "first_5pct")
    found = held(condition, real_market.market.view(), real_market.histories)
    years = pd.DatetimeIndex(found.dates[found.event]).year
    counts = np.histogram(years, [1990, 2000, 2010, 2020, 2023])[0]
    assert counts.sum() == len(years)
    assert counts.max() < 0.5 * len(years)
    # About as often a year in each, the last having three years only.
    assert (counts / [10, 10, 10, 3] > 1.0).all()


def test_another_vendor_s_index_gives_the_same_falls(real_market: Workspace) -> None:
    """The S&P 500 that ships with arch, 1999 to 2018."""
    from arch.data import sp500

    other = sp500.load()["Close"]
    other.index = pd.DatetimeIndex(other.index).as_unit("us")
    ours = real_market.market.view().observations("SPX").loc["1999-01-04":"2018-12-31"]
    found = []
    for close in (ours, other):
        below = close / close.rolling(252).max() - 1.0
        dates = close.index[_events((below <= -0.05).to_numpy())]
        found.append(Aftermath(close).outcome(dates.to_numpy(), 63))
    first, second = found
    assert first.n == second.n >= 25
    assert first.mean == pytest.approx(second.mean, abs=0.0005)
    assert first.low == pytest.approx(second.low, abs=0.002)
    assert first.high == pytest.approx(second.high, abs=0.002)
