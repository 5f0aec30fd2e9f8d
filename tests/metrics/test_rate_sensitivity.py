"""The slope of returns on duration: one session by statsmodels, and stocks of known duration."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tests.metrics import real, real_panel
from tests.metrics.made import everyone
from tools.metrics.legs import leg_peaks
from tools.metrics.rate_sensitivity import duration_slope

Panel = tuple[pd.DataFrame, pd.Series, pd.Series]
ROWS, STOCKS, WINDOW, TOP = 330, 40, 252, 280


def panel(seed: int = 5, rate: float = 0.02, noise: float = 0.004) -> Panel:
    """Stocks that yields cost from -10 to +10 times their change; they rise after row 280."""
    rng = np.random.default_rng(seed)
    dates = pd.bdate_range("2019-01-01", periods=ROWS)
    market = rng.normal(0.0, 0.008, ROWS)
    tens = rng.normal(0.0, 0.05, ROWS)
    market[TOP + 1 :], tens[TOP + 1 :] = -0.002, rate
    duration = np.linspace(-0.10, 0.10, STOCKS)  # log return per percentage point
    beta = rng.uniform(0.6, 1.4, STOCKS)
    returns = np.outer(market, beta) - np.outer(tens, duration)
    returns += noise * rng.normal(size=returns.shape)
    names = [f"S{i:02d}" for i in range(STOCKS)]
    prices = pd.DataFrame(40.0 * np.exp(np.cumsum(returns, axis=0)), index=dates, columns=names)
    close = pd.Series(1000.0 * np.exp(np.cumsum(market)), index=dates)
    return prices, close, pd.Series(4.0 + np.cumsum(tens), index=dates)


def slope(given: Panel, members: pd.DataFrame | None = None, least: int = 20) -> pd.Series:
    prices, close, tens = given
    members = everyone(prices) if members is None else members
    dates = pd.DatetimeIndex(prices.index)
    peak = pd.Series(dates, index=dates).where(dates <= dates[TOP], dates[TOP])
    return duration_slope(prices, members, close, tens, peak, WINDOW, least)


def test_one_session_with_statsmodels() -> None:
    given = panel()
    prices, close, tens = given
    found = slope(given)
    moves = np.log(prices).diff()
    both = sm.add_constant(pd.DataFrame({"m": np.log(close).diff(), "d": 100 * tens.diff()}))
    window = slice(TOP - WINDOW + 1, TOP + 1)
    fits = [sm.OLS(moves[c].iloc[window], both.iloc[window]).fit().params for c in prices]
    beta = np.array([fit["m"] for fit in fits])
    duration = -np.array([fit["d"] for fit in fits])
    z = np.clip((duration - duration.mean()) / duration.std(), -3, 3)
    for row in (TOP + 1, TOP + 20, ROWS - 1):
        since = np.log(prices.iloc[row] / prices.iloc[TOP]).to_numpy()
        beyond = since - beta * np.log(close.iloc[row] / close.iloc[TOP])
        expected = sm.OLS(beyond, sm.add_constant(z)).fit().params[1]
        assert found.iloc[row] == pytest.approx(expected, rel=1e-8)
    assert found.iloc[: TOP + 1].isna().all()


def test_stocks_of_known_duration() -> None:
    """Forty-nine sessions of two basis points cost a deviation of duration so much."""
    found = slope(panel(noise=0.0005))
    deviation = np.linspace(-0.10, 0.10, STOCKS).std()
    assert found.iloc[-1] == pytest.approx(-deviation * 0.02 * (ROWS - 1 - TOP), rel=0.05)
    fell = slope(panel(rate=-0.02, noise=0.0005))
    assert fell.iloc[-1] == pytest.approx(deviation * 0.02 * (ROWS - 1 - TOP), rel=0.05)


def test_yields_that_stand_still_leave_no_slope() -> None:
    assert abs(slope(panel(rate=0.0)).iloc[-1]) < 0.01


def test_the_order_of_stocks_does_not_matter() -> None:
    prices, close, tens = panel()
    turned = prices[prices.columns[::-1]]
    pd.testing.assert_series_equal(
        slope((turned, close, tens)), slope((prices, close, tens)), rtol=1e-9
    )


def test_a_stock_that_is_no_member_does_not_count() -> None:
    prices, close, tens = panel()
    rows = everyone(prices)
    rows["S39"] = False
    fewer = slope((prices.drop(columns="S39"), close, tens))
    pd.testing.assert_series_equal(slope((prices, close, tens), rows), fewer, rtol=1e-12)


def test_too_few_stocks_have_no_slope() -> None:
    assert slope(panel(), least=STOCKS + 1).isna().all()


def test_a_yield_that_is_the_market_tells_nothing_apart() -> None:
    prices, close, _ = panel()
    assert slope((prices, close, np.log(close))).isna().all()


@pytest.fixture(scope="module")
def real_slope(real_data: Path, spx_close: pd.Series) -> pd.Series:
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    tens = real.fred(real_data, "DGS10")
    return duration_slope(prices, members, spx_close, tens, leg_peaks(spx_close))


@pytest.mark.parametrize("day", ["2013-06-24", "2018-02-08", "2022-01-27", "2022-06-13"])
def test_long_duration_fell_most_when_yields_rose(real_slope: pd.Series, day: str) -> None:
    assert real_slope[day] < -0.005


@pytest.mark.parametrize("day", ["2011-08-08", "2016-02-11", "2018-12-24", "2020-03-16"])
def test_long_duration_held_up_when_yields_fell(real_slope: pd.Series, day: str) -> None:
    assert real_slope[day] > 0.02
