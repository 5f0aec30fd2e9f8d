"""Trend followers: the forecast, the position it asks for, and other markets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tests.metrics.paths import random_walk
from tools.metrics.legs import leg_peaks
from tools.metrics.levels import positive
from tools.metrics.trend_following import (
    cta_forecast,
    cta_notional,
    cta_since_peak,
    trends_turned,
    twelve_month_sign,
)
from tools.metrics.trend_state import SPEEDS

FUTURES = ("GOLD_FUT", "SILVER_FUT", "COPPER_FUT", "WTI_FUT", "DXY", "USDJPY", "BTC")


def test_forecast_of_known_days(spx_close: pd.Series) -> None:
    forecast = cta_forecast(spx_close)
    assert forecast["2018-01-26"] == 2.0
    assert forecast["2018-02-08"] == pytest.approx(0.69, abs=0.005)


def weights(n: int, span: int) -> np.ndarray:
    """Exponential weights of the last n values, oldest first, from the definition of a span."""
    decay = 1 - 2 / (span + 1)
    w = decay ** np.arange(n - 1, -1, -1)
    return w / w.sum()


def deviation(prices: np.ndarray) -> float:
    """Standard deviation of price changes with weights of span 35, corrected for its bias."""
    changes = np.diff(prices)
    w = weights(len(changes), 35)
    centred = changes - (w * changes).sum()
    return float(np.sqrt((w * centred**2).sum() / (1 - (w**2).sum())))


def test_forecast_from_its_definition() -> None:
    close = random_walk(600, seed=1, drift=0.0)
    prices = close.to_numpy()
    parts = [
        np.clip(
            ((weights(600, fast) * prices).sum() - (weights(600, slow) * prices).sum())
            / deviation(prices)
            * (scalar / 10),
            -2,
            2,
        )
        for fast, slow, scalar in ((16, 64, 3.75), (32, 128, 2.65), (64, 256, 1.87))
    ]
    assert cta_forecast(close).iloc[-1] == pytest.approx(np.mean(parts), rel=1e-9)
    assert cta_forecast(close, SPEEDS[:1]).iloc[-1] == pytest.approx(parts[0], rel=1e-9)
    assert abs(np.mean(parts)) < 2


def test_the_fast_signal_is_there_first(spx_close: pd.Series) -> None:
    whole, fast = cta_forecast(spx_close), cta_forecast(spx_close, SPEEDS[:1])
    assert whole.notna().idxmax() == spx_close.index[255]
    assert fast.notna().idxmax() == spx_close.index[63]


@pytest.mark.parametrize(("fast", "slow", "scalar"), SPEEDS)
def test_scalars_make_the_average_forecast_one(
    spx_close: pd.Series, real_data: Path, fast: int, slow: int, scalar: float
) -> None:
    # Carver's scalars are 10 over the mean size of the raw forecast, pooled over many markets.
    sizes = []
    for close in (spx_close, *(real.asset(real_data, symbol) for symbol in FUTURES)):
        prices = positive(close)
        raw = prices.ewm(span=fast).mean() - prices.ewm(span=slow).mean()
        sizes.append((raw / prices.diff().ewm(span=35).std()).iloc[slow:].abs().mean())
    assert 10 / np.mean(sizes) == pytest.approx(scalar, rel=0.25)


def test_forecast_is_capped_and_turns_its_sign_with_the_trend() -> None:
    up = pd.Series(
        np.linspace(100, 400, 600) + np.tile([0.0, 0.4], 300), pd.bdate_range("2015", periods=600)
    )
    assert cta_forecast(up).iloc[-1] == 2.0
    assert cta_forecast(pd.Series(up.to_numpy()[::-1], up.index)).iloc[-1] == -2.0
    assert cta_forecast(up).iloc[:255].isna().all() and cta_forecast(up).iloc[255:].notna().all()


def test_neither_forecast_nor_position_feels_the_unit_of_prices(spx_close: pd.Series) -> None:
    for function in (cta_forecast, cta_notional):
        np.testing.assert_allclose(
            function(spx_close * 0.001), function(spx_close), rtol=1e-9, atol=1e-9
        )


# ------------------------------------------------------------------------------ the position


def test_position_from_its_definition() -> None:
    close = random_walk(500, seed=2)
    volatility = deviation(close.to_numpy()) / close.iloc[-1] * np.sqrt(252)
    expected = cta_forecast(close).iloc[-1] * 0.10 / volatility
    assert cta_notional(close).iloc[-1] == pytest.approx(expected, rel=1e-9)
    assert cta_notional(close, target=0.20).iloc[-1] == pytest.approx(2 * expected, rel=1e-9)


def test_an_average_long_runs_at_the_target(spx_close: pd.Series) -> None:
    held, forecast = cta_notional(spx_close), cta_forecast(spx_close)
    returns = spx_close.pct_change()
    # the next day's result for each unit of forecast, annualised, is near the 10 % aimed at
    result = (held / forecast).shift(1)[forecast.shift(1).abs() > 0.1] * returns
    assert result.std() * np.sqrt(252) == pytest.approx(0.10, abs=0.01)


def test_what_was_sold_since_january_2018(spx_close: pd.Series) -> None:
    held = cta_notional(spx_close)
    since = cta_since_peak(spx_close, leg_peaks(spx_close))
    assert since["2018-02-08"] == held["2018-02-08"] - held["2018-01-26"]
    assert since["2018-01-26"] == 0.0
    assert since["2018-02-08"] < -2.0  # the largest cut of the sample but one came that week
    assert since.rank(pct=True)["2018-02-08"] < 0.02


# ------------------------------------------------------------------------- the 12-month sign


def test_twelve_month_sign() -> None:
    dates = pd.bdate_range("2015-01-01", periods=300)
    up = pd.Series(np.arange(100.0, 400.0), index=dates)
    assert twelve_month_sign(up).iloc[252:].eq(1).all() and twelve_month_sign(up)[:252].isna().all()
    assert twelve_month_sign(up[::-1].set_axis(dates)).iloc[-1] == -1
    assert twelve_month_sign(up * 0 + 5).iloc[-1] == 0


def test_twelve_month_sign_of_known_years(spx_close: pd.Series) -> None:
    sign = twelve_month_sign(spx_close)
    assert sign["2008-12-31"] == -1 and sign["2022-12-30"] == -1 and sign["2017-12-29"] == 1


# ----------------------------------------------------------------------------- several markets


def turn(n: int, at: int, seed: int) -> pd.Series:
    """A market that rises steadily and falls as steadily from a day on."""
    rng = np.random.default_rng(seed)
    drift = np.where(np.arange(n) < at, 0.004, -0.008)
    dates = pd.bdate_range("2015-01-01", periods=n)
    return pd.Series(100 * np.exp(np.cumsum(drift + rng.normal(0, 0.002, n))), index=dates)


def test_markets_that_turned_are_counted() -> None:
    turning = [turn(300, 270, seed) for seed in (1, 2)]
    rising = [turn(300, 300, seed) for seed in (3, 4, 5)]
    share = trends_turned(*rising, *turning)
    assert share.iloc[269] == 0.0
    assert share.iloc[-1] == pytest.approx(2 / 5)
    assert trends_turned(*turning, *rising)[share.notna()].equals(share.dropna())
    long_ago = trends_turned(*[turn(400, 270, s) for s in (1, 2, 3, 4)])
    assert long_ago.max() == 1.0 and long_ago.iloc[-1] == 0.0  # short for more than a month


def test_a_market_that_stopped_trading_does_not_count() -> None:
    turning = turn(300, 270, seed=1)
    rising = [turn(300, 300, seed) for seed in (3, 4, 5, 6)]
    stopped = trends_turned(*rising, turning.iloc[:285])
    assert stopped.iloc[-1] == 0.0 and trends_turned(*rising, turning).iloc[-1] == 0.2
    assert trends_turned(*rising[:3], turning.iloc[:285]).iloc[290:].isna().all()


def test_trends_turned_in_march_2020(spx_close: pd.Series, real_data: Path) -> None:
    markets = [real.asset(real_data, symbol) for symbol in FUTURES]
    share = trends_turned(spx_close, *markets)
    assert share["2020-03-16"] > 0.4 and share["2017-10-10"] < 0.3
    assert share.dropna().between(0, 1).all()


def test_prices_that_do_not_move_give_no_position() -> None:
    still = pd.Series(100.0, index=pd.bdate_range("2015-01-01", periods=400))
    assert cta_forecast(still).isna().all() and cta_notional(still).isna().all()
    assert trends_turned(*[still] * 5).isna().all()
