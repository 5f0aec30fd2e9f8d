"""Trend followers and volatility targeters."""

from __future__ import annotations

import empyrical
import numpy as np
import pandas as pd
import pytest

from tools.metrics.systematic import (
    cta_change,
    cta_forecast,
    cta_trigger,
    twelve_month_sign,
    vol_target_change,
    vol_target_ewma,
    vol_target_leverage,
)


def walk(n: int, seed: int, drift: float = 0.0003, sd: float = 0.01) -> pd.Series:
    rng = np.random.default_rng(seed)
    dates = pd.bdate_range("2015-01-01", periods=n)
    return pd.Series(100 * np.exp(np.cumsum(rng.normal(drift, sd, n))), index=dates)


def with_next(close: pd.Series, price: float) -> pd.Series:
    after = pd.Series([price], index=[close.index[-1] + pd.Timedelta(days=1)])
    return pd.concat([close, after])


# -------------------------------------------------------------------------------- the trend


def test_forecast_of_known_days(spx_close: pd.Series) -> None:
    forecast = cta_forecast(spx_close)
    assert forecast["2018-01-26"] == 2.0
    assert forecast["2018-02-08"] == pytest.approx(0.69, abs=0.005)


def weights(n: int, span: int) -> np.ndarray:
    """Exponential weights of the last n values, oldest first, from the definition of a span."""
    decay = 1 - 2 / (span + 1)
    w = decay ** np.arange(n - 1, -1, -1)
    return w / w.sum()


def test_forecast_from_its_definition() -> None:
    close = walk(600, seed=1, drift=0.0)
    prices = close.to_numpy()
    changes = np.diff(prices)
    w = weights(len(changes), 35)
    centred = changes - (w * changes).sum()
    sd = np.sqrt((w * centred**2).sum() / (1 - (w**2).sum()))
    parts = [
        np.clip(
            ((weights(600, fast) * prices).sum() - (weights(600, slow) * prices).sum())
            / sd
            * (scalar / 10),
            -2,
            2,
        )
        for fast, slow, scalar in ((16, 64, 3.75), (32, 128, 2.65), (64, 256, 1.87))
    ]
    assert cta_forecast(close).iloc[-1] == pytest.approx(np.mean(parts), rel=1e-9)
    assert abs(np.mean(parts)) < 2


def test_forecast_is_capped_and_turns_its_sign_with_the_trend() -> None:
    up = pd.Series(
        np.linspace(100, 400, 600) + np.tile([0.0, 0.4], 300), pd.bdate_range("2015", periods=600)
    )
    assert cta_forecast(up).iloc[-1] == 2.0
    assert cta_forecast(pd.Series(up.to_numpy()[::-1], up.index)).iloc[-1] == -2.0
    assert cta_forecast(up).iloc[:255].isna().all() and cta_forecast(up).iloc[255:].notna().all()


def test_forecast_does_not_feel_the_unit_of_prices(spx_close: pd.Series) -> None:
    np.testing.assert_allclose(
        cta_forecast(spx_close * 0.001), cta_forecast(spx_close), rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("sigmas", [-2.0, 0.0, 2.0])
def test_change_is_the_forecast_with_a_price_appended(sigmas: float) -> None:
    close = walk(700, seed=4)
    change = cta_change(close, sigmas)
    for at in (300, 471, 700):
        known = close.iloc[:at]
        sd = np.log(known).diff().iloc[-21:].std()
        after = with_next(known, known.iloc[-1] * np.exp(sigmas * sd))
        expected = cta_forecast(after).iloc[-1] - cta_forecast(known).iloc[-1]
        assert change.iloc[at - 1] == pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_a_fall_makes_trend_followers_sell(spx_close: pd.Series) -> None:
    down, up = (cta_change(spx_close, s).dropna() for s in (-2.0, 2.0))
    assert (down <= up).mean() > 0.8  # not always: a larger move also lifts the volatility
    assert down["2018-02-08"] < 0


def test_the_trigger_is_where_the_crossover_turns() -> None:
    close = walk(400, seed=8)
    trigger = cta_trigger(close)
    for at in (64, 200, 400):
        known = close.iloc[:at]
        after = with_next(known, known.iloc[-1] * (1 + trigger.iloc[at - 1]))
        gap = after.ewm(span=16).mean().iloc[-1] - after.ewm(span=64).mean().iloc[-1]
        assert gap == pytest.approx(0.0, abs=1e-9 * known.iloc[-1])
    long = close.ewm(span=16).mean() > close.ewm(span=64).mean()
    # the fast average gives today's price more weight: only a fall can turn a long signal
    assert (np.sign(trigger.dropna()) == np.where(long[trigger.notna()], -1, 1)).mean() > 0.9


def test_twelve_month_sign() -> None:
    dates = pd.bdate_range("2015-01-01", periods=300)
    up = pd.Series(np.arange(100.0, 400.0), index=dates)
    assert twelve_month_sign(up).iloc[252:].eq(1).all() and twelve_month_sign(up)[:252].isna().all()
    assert twelve_month_sign(up[::-1].set_axis(dates)).iloc[-1] == -1
    assert twelve_month_sign(up * 0 + 5).iloc[-1] == 0


def test_twelve_month_sign_of_known_years(spx_close: pd.Series) -> None:
    sign = twelve_month_sign(spx_close)
    assert sign["2008-12-31"] == -1 and sign["2022-12-30"] == -1 and sign["2017-12-29"] == 1


# -------------------------------------------------------------------- volatility targeting


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


@pytest.mark.parametrize("window", [21, 63])
@pytest.mark.parametrize("sigmas", [-2.0, 0.0, 2.0])
def test_weight_change_is_the_weight_with_a_return_appended(sigmas: float, window: int) -> None:
    close = walk(200, seed=6)
    change = vol_target_change(close, sigmas, window)
    for at in (90, 151, 200):
        known = close.iloc[:at]
        sd = np.log(known).diff().iloc[-21:].std()
        after = with_next(known, known.iloc[-1] * np.exp(sigmas * sd))
        expected = (
            vol_target_leverage(after, window).iloc[-1]
            - vol_target_leverage(known, window).iloc[-1]
        )
        assert change.iloc[at - 1] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_exponential_weight_from_the_recursion(spx_close: pd.Series) -> None:
    returns = np.log(spx_close).diff().dropna()
    variance = returns.iloc[0] ** 2
    for r in returns.iloc[1:]:
        variance = 0.94 * variance + 0.06 * r * r
    expected = min(1.5, 0.10 / np.sqrt(252 * variance))
    assert vol_target_ewma(spx_close).iloc[-1] == pytest.approx(expected, rel=1e-9)


def test_prices_that_do_not_move_give_no_position() -> None:
    still = pd.Series(100.0, index=pd.bdate_range("2015-01-01", periods=400))
    for function in (cta_forecast, cta_trigger, vol_target_leverage, vol_target_ewma):
        assert function(still).isna().all()
    assert cta_change(still, -2.0).isna().all() and vol_target_change(still, -2.0).isna().all()
