"""Funds that hold their volatility at a target."""

from __future__ import annotations

import empyrical
import numpy as np
import pandas as pd
import pytest

from tests.metrics.paths import random_walk, twelve_funds
from tools.metrics.legs import leg_peaks
from tools.metrics.volatility_targeting import (
    executed,
    vol_target_bound,
    vol_target_ewma,
    vol_target_leverage,
    vol_target_since_peak,
)


@pytest.mark.parametrize("window", [21, 63])
def test_leverage_is_target_over_empyricals_volatility(spx_close: pd.Series, window: int) -> None:
    found = vol_target_leverage(spx_close, window)
    returns = np.log(spx_close).diff()
    for day in ("1995-06-30", "2008-10-10", "2018-02-08", "2020-03-20"):
        at = spx_close.index.get_loc(day)
        assert isinstance(at, int)
        volatility = empyrical.annual_volatility(returns.iloc[at - window + 1 : at + 1])
        assert found[day] == pytest.approx(min(1.5, 0.10 / volatility), rel=1e-9)


def test_leverage_of_known_days(spx_close: pd.Series) -> None:
    both = pd.DataFrame({w: vol_target_leverage(spx_close, w) for w in (21, 63)})
    assert both.loc["2018-01-26"].round(2).between(1.40, 1.50).all()
    assert both.loc["2018-02-08"].round(2).tolist() == [0.42, 0.68]


def test_leverage_lies_between_zero_and_its_cap(spx_close: pd.Series) -> None:
    for found in (vol_target_leverage(spx_close), vol_target_ewma(spx_close)):
        known = found.dropna()
        assert (known > 0).all() and (known <= 1.5).all() and (known == 1.5).any()


def test_exponential_weight_from_the_recursion(spx_close: pd.Series) -> None:
    returns = np.log(spx_close).diff().dropna()
    variance = returns.iloc[0] ** 2
    for r in returns.iloc[1:]:
        variance = 0.94 * variance + 0.06 * r * r
    expected = min(1.5, 0.10 / np.sqrt(252 * variance))
    assert vol_target_ewma(spx_close).iloc[-1] == pytest.approx(expected, rel=1e-9)


# ---------------------------------------------------------------------------------- the range


def test_a_change_is_traded_in_equal_parts() -> None:
    aims = np.array([1.0, 1.0, 1.0, 0.4, 0.4, 0.4])
    np.testing.assert_allclose(executed(aims, 3)[2:], [1.0, 0.8, 0.6, 0.4])
    np.testing.assert_allclose(executed(aims, 1), aims)
    assert np.isnan(executed(aims, 3)[:2]).all()


def test_the_bounds_are_those_of_twelve_funds(spx_close: pd.Series) -> None:
    low, high = (vol_target_bound(spx_close, side) for side in ("low", "high"))
    funds = twelve_funds(spx_close)
    np.testing.assert_allclose(low.dropna(), funds.min(axis=1), rtol=1e-9)
    np.testing.assert_allclose(high.dropna(), funds.max(axis=1), rtol=1e-9)
    # the plain funds on one month and on one quarter lie within the range
    for day, inside in (("2018-01-26", (1.40, 1.50)), ("2018-02-08", (0.43, 0.67))):
        assert low[day] <= inside[0] < inside[1] <= high[day]
    # the window alone can double the figure
    assert (high / low > 2).any() and (high >= low).sum() == low.notna().sum()


def test_each_fund_is_compared_with_itself_at_the_peak(spx_close: pd.Series) -> None:
    peak = leg_peaks(spx_close)
    low, high = (vol_target_since_peak(spx_close, peak, side) for side in ("low", "high"))
    funds = twelve_funds(spx_close)
    for day in ("2008-10-10", "2018-02-08", "2020-03-16", "2022-06-13"):
        change = funds.loc[day] - funds.loc[peak[day]]
        assert low[day] == pytest.approx(change.min(), abs=1e-12)
        assert high[day] == pytest.approx(change.max(), abs=1e-12)
    assert high["2018-02-08"] < -0.7 and low["2018-01-26"] == 0.0 == high["2018-01-26"]


def test_prices_that_do_not_move_give_no_weight() -> None:
    still = pd.Series(100.0, index=pd.bdate_range("2015-01-01", periods=400))
    for function in (vol_target_leverage, vol_target_ewma):
        assert function(still).isna().all()
    assert vol_target_bound(still, "low").isna().all()


def test_twice_the_moves_halve_the_weight() -> None:
    close = random_walk(300, seed=3, drift=0.0)
    double = pd.Series(np.exp(2 * np.log(close)), index=close.index)
    for side in ("low", "high"):
        wild, calm = vol_target_bound(double, side), vol_target_bound(close, side)
        free = calm < 1.5
        assert free.any()
        np.testing.assert_allclose(wild[free], calm[free] / 2, rtol=1e-9)
