from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from bidask import edge

from tests.metrics import real, real_panel
from tests.metrics.made import everyone, noisy
from tools.metrics.liquidity import (
    amihud,
    amihud_residual,
    spread_estimate,
    spread_residual,
    volatility_residual,
)
from tools.metrics.volatility import realised_volatility

Bars = tuple[pd.Series, pd.Series, pd.Series, pd.Series]


@pytest.fixture(scope="module")
def spy(real_data: Path) -> Bars:
    fields = (real.asset(real_data, "SPY", f) for f in ("open", "high", "low", "close"))
    first, second, third, fourth = (series.astype(float) for series in fields)
    return first, second, third, fourth


def quoted(spread: float, days: int = 2000, trades: int = 60, seed: int = 2) -> Bars:
    """Bars of trades at the bid or the ask, ``spread`` apart, around a random walk."""
    rng = np.random.default_rng(seed)
    middle = np.exp(np.cumsum(rng.normal(0, 0.01 / np.sqrt(trades), days * trades)))
    paid = middle * (1 + spread / 2 * rng.choice([-1.0, 1.0], days * trades))
    table = pd.DataFrame(
        paid.reshape(days, trades), index=pd.bdate_range("2000-01-03", periods=days)
    )
    return table.iloc[:, 0], table.max(axis=1), table.min(axis=1), table.iloc[:, -1]


# ------------------------------------------------------------------------- the spread


def test_spread_is_that_of_the_authors_package(spy: Bars) -> None:
    signed = spread_estimate(*spy, signed=True)
    plain = spread_estimate(*spy)
    assert signed.iloc[:20].isna().all()
    for end in range(20, len(signed), 37):
        window = [series.iloc[end - 20 : end + 1].to_numpy() for series in spy]
        expected = 1e4 * edge(*window, sign=True)
        assert signed.iloc[end] == pytest.approx(expected, abs=1e-7)
        assert plain.iloc[end] == pytest.approx(max(expected, 0.0), abs=1e-7)


def test_spread_of_frozen_and_half_frozen_prices_is_the_packages() -> None:
    bars = quoted(0.01, days=200)
    frozen = np.zeros(200, dtype=bool)
    frozen[30:70] = True
    frozen[100:112:2] = True
    still = [series.mask(frozen).ffill() for series in (bars[3],) * 4]
    mixed = [s.where(frozen, b) for s, b in zip(still, bars, strict=True)]
    found = spread_estimate(*mixed, signed=True)
    for end in range(20, 200):
        window = [series.iloc[end - 20 : end + 1].to_numpy() for series in mixed]
        assert found.iloc[end] == pytest.approx(
            1e4 * edge(*window, sign=True), abs=1e-6, nan_ok=True
        )
    assert found.iloc[20:].isna().any()


@pytest.mark.parametrize("spread", [0.01, 0.03])
def test_a_known_spread_is_found_again(spread: float) -> None:
    found = spread_estimate(*quoted(spread), window=500).iloc[-1]
    assert found == pytest.approx(1e4 * spread, rel=0.1)


# ------------------------------------------------------------------------ price impact


def test_amihud_by_hand() -> None:
    dates = pd.bdate_range("2010-01-01", periods=300)
    step = np.where(np.arange(300) % 2, 1.01, 1 / 1.01)
    prices = pd.DataFrame({f"S{i}": 100 * np.cumprod(step) for i in range(25)}, index=dates)
    volumes = prices * 0.0 + 1e6
    assert amihud(prices, volumes, everyone(prices)).iloc[-1] == pytest.approx(1.0)
    volumes.iloc[-21:] = 5e5  # half the volume through the whole month
    assert amihud(prices, volumes, everyone(prices)).iloc[-1] == pytest.approx(2.0)
    volumes.iloc[-21:, :12] = 1e3  # a few thin stocks do not move the median
    assert amihud(prices, volumes, everyone(prices)).iloc[-1] == pytest.approx(2.0)
    volumes.iloc[-1] = 0.0  # a day without volume is no day
    assert np.isnan(amihud(prices, volumes, everyone(prices)).iloc[-1])


def test_a_split_restated_by_the_vendor_changes_nothing() -> None:
    prices, members = noisy(30, 400), everyone(noisy(30, 400))
    volumes = prices * 0 + 1e6
    split, shares = prices.copy(), volumes.copy()
    split["S03"], shares["S03"] = prices["S03"] / 4.0, volumes["S03"] * 4.0
    pd.testing.assert_series_equal(amihud(split, shares, members), amihud(prices, volumes, members))


def test_impact_rose_in_both_crises(real_data: Path) -> None:
    panel = real_panel.field(real_data), real_panel.field(real_data, "volume")
    found = amihud(*panel, real_panel.members(real_data))
    highest = found.groupby(found.index.year).max().nlargest(3)
    assert set(highest.index) == {2008, 2009, 2020}
    residual = amihud_residual(*panel, real_panel.members(real_data), real.spx(real_data))
    assert np.isfinite(residual.dropna()).all()
    assert residual.notna().sum() > 3000


# ---------------------------------------------------------------------- the residual


def test_residual_is_statsmodels(spy: Bars) -> None:
    cost, close = spread_estimate(*spy, signed=True), spy[3]
    found = volatility_residual(cost, close)
    both = pd.DataFrame({"y": cost, "x": realised_volatility(close)}).dropna()
    for row in (504, 1500, 4000):
        past = both.iloc[row - 504 : row]
        fit = sm.OLS(past["y"], sm.add_constant(past["x"])).fit()
        today = both.iloc[row]
        expected = (today["y"] - fit.params["const"] - fit.params["x"] * today["x"]) / np.sqrt(
            fit.mse_resid
        )
        assert found[both.index[row]] == pytest.approx(expected)
    pd.testing.assert_series_equal(spread_residual(*spy), found)


def test_residual_does_not_follow_volatility(spy: Bars) -> None:
    found = spread_residual(*spy).dropna()
    volatility = realised_volatility(spy[3])
    size = spread_estimate(*spy, signed=True).abs()
    assert abs(found.corr(volatility[found.index])) < 0.2 < size.corr(volatility)
