"""What the models would trade over the next session and the next five."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.metrics.paths import going_on, random_walk, recent_sd, twelve_funds
from tools.metrics.implied_selling import (
    cta_change,
    cta_week,
    vol_target_change,
    vol_target_week,
    week_path,
)
from tools.metrics.trend_following import cta_forecast, cta_notional
from tools.metrics.volatility_targeting import vol_target_leverage

SIGMAS = (-2.0, 0.0, 2.0)


@pytest.mark.parametrize("sigmas", SIGMAS)
def test_change_is_the_forecast_with_a_price_appended(sigmas: float) -> None:
    close = random_walk(700, seed=4)
    change = cta_change(close, sigmas)
    for at in (300, 471, 700):
        known = close.iloc[:at]
        after = going_on(known, known.iloc[-1] * np.exp(sigmas * recent_sd(known)))
        expected = cta_forecast(after).iloc[-1] - cta_forecast(known).iloc[-1]
        assert change.iloc[at - 1] == pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_a_fall_makes_trend_followers_sell(spx_close: pd.Series) -> None:
    down, up = (cta_change(spx_close, s).dropna() for s in (-2.0, 2.0))
    assert (down <= up).mean() > 0.8  # not always: a larger move also lifts the volatility
    assert down["2018-02-08"] < 0


@pytest.mark.parametrize("window", [21, 63])
@pytest.mark.parametrize("sigmas", SIGMAS)
def test_weight_change_is_the_weight_with_a_return_appended(sigmas: float, window: int) -> None:
    close = random_walk(200, seed=6)
    change = vol_target_change(close, sigmas, window)
    for at in (90, 151, 200):
        known = close.iloc[:at]
        after = going_on(known, known.iloc[-1] * np.exp(sigmas * recent_sd(known)))
        expected = (
            vol_target_leverage(after, window).iloc[-1]
            - vol_target_leverage(known, window).iloc[-1]
        )
        assert change.iloc[at - 1] == pytest.approx(expected, rel=1e-9, abs=1e-12)


# ------------------------------------------------------------------------------------ the week


@pytest.mark.parametrize("sigmas", SIGMAS)
def test_the_path_has_the_move_and_the_variance_that_it_implies(sigmas: float) -> None:
    path = week_path(np.array([0.01]), sigmas)[0]
    assert path.sum() == pytest.approx(sigmas * 0.01 * np.sqrt(5))
    # five draws from a normal law, given their sum, by simulation
    rng = np.random.default_rng(9)
    draws = rng.normal(0, 0.01, (400_000, 5))
    near = draws[np.abs(draws.sum(axis=1) - path.sum()) < 0.002]
    assert len(near) > 2_000
    assert (path**2).sum() == pytest.approx((near**2).sum(axis=1).mean(), rel=0.03)


def along(known: pd.Series, sigmas: float) -> pd.Series:
    steps = week_path(np.array([recent_sd(known)]), sigmas)[0]
    return going_on(known, *(known.iloc[-1] * np.exp(np.cumsum(steps))))


@pytest.mark.parametrize("sigmas", SIGMAS)
def test_the_trend_models_week_is_its_position_five_prices_on(sigmas: float) -> None:
    close = random_walk(700, seed=4)
    week = cta_week(close, sigmas)
    for at in (300, 471, 700):
        known = close.iloc[:at]
        after = cta_notional(along(known, sigmas)).iloc[-1]
        expected = after - cta_notional(known).iloc[-1]
        assert week.iloc[at - 1] == pytest.approx(expected, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("sigmas", SIGMAS)
def test_the_funds_week_is_their_weight_five_prices_on(sigmas: float) -> None:
    close = random_walk(300, seed=6, sd=0.008)
    low, high = (vol_target_week(close, sigmas, side) for side in ("low", "high"))
    for at in (90, 151, 233, 300):
        known = close.iloc[:at]
        change = twelve_funds(along(known, sigmas)).iloc[-1] - twelve_funds(known).iloc[-1]
        assert low.iloc[at - 1] == pytest.approx(change.min(), rel=1e-7, abs=1e-10)
        assert high.iloc[at - 1] == pytest.approx(change.max(), rel=1e-7, abs=1e-10)


def test_a_bad_week_sells_more_than_a_flat_one(spx_close: pd.Series) -> None:
    flat, down = (cta_week(spx_close, s).dropna() for s in (0.0, -2.0))
    assert (down < flat).mean() > 0.85
    calm, fall = (vol_target_week(spx_close, s, "low").dropna() for s in (0.0, -2.0))
    assert (fall <= calm).mean() > 0.9
    # after a jump, orders that are not yet executed are sold even if the week is flat
    assert calm["2018-02-05"] < -0.3


def test_prices_that_do_not_move_imply_no_selling() -> None:
    still = pd.Series(100.0, index=pd.bdate_range("2015-01-01", periods=400))
    assert cta_change(still, -2.0).isna().all() and cta_week(still, -2.0).isna().all()
    assert vol_target_change(still, -2.0).isna().all()
    assert vol_target_week(still, -2.0, "low").isna().all()
