"""Other assets: scaled moves, extension, correlation and the joint cut in risk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.metrics import real
from tools.metrics.crossasset import (
    extension,
    risk_budget_margin,
    risk_budget_reset,
    stock_bond_correlation,
)
from tools.metrics.legs import leg_peaks
from tools.metrics.scaling import additive, trailing_sd, window_z


@pytest.mark.parametrize(
    "symbol", ["GOLD_FUT", "SILVER_FUT", "COPPER_FUT", "BTC", "WTI_FUT", "DXY"]
)
@pytest.mark.parametrize("session", ["2018-02-08", "2020-03-16", "2022-06-13"])
def test_21_day_z_to_the_letter(real_data: Path, symbol: str, session: str) -> None:
    """ln(P_t / P_t-21) over the deviation of the 504 log changes that end 21 rows earlier."""
    price = real.asset(real_data, symbol)
    logs = np.log(price[price > 0].loc[:session])
    sd = stats.tstd(logs.diff().iloc[-21 - 504 : -21])
    expected = (logs.iloc[-1] - logs.iloc[-22]) / (sd * np.sqrt(21))
    assert window_z(price)[logs.index[-1]] == pytest.approx(expected, rel=1e-9)


def test_a_negative_oil_price_is_no_observation(real_data: Path) -> None:
    oil = real.asset(real_data, "WTI_FUT")
    assert oil["2020-04-20"] < 0
    z = window_z(oil)
    assert pd.Timestamp("2020-04-20") not in z.index
    without = window_z(oil.drop(pd.Timestamp("2020-04-20")))
    pd.testing.assert_series_equal(z, without)


def test_weekends_are_days_of_bitcoin(real_data: Path) -> None:
    coin = real.asset(real_data, "BTC")
    z = window_z(coin)
    assert (z.dropna().index.day_of_week >= 5).any()


def test_scaling_pieces() -> None:
    dates = pd.bdate_range("2020-01-01", periods=4)
    percent = pd.Series([1.0, np.nan, -0.5, np.inf], index=dates)
    assert additive(percent, "bp").to_dict() == {dates[0]: 100.0, dates[2]: -50.0}
    assert additive(percent, "log").to_dict() == {dates[0]: 0.0}
    changes = np.array([np.nan, 1.0, 3.0, 5.0, 5.0, 5.0])
    sd = trailing_sd(changes, np.array([-1, 1, 2, 3, 4, 5]), 2)
    np.testing.assert_allclose(sd, [np.nan, np.nan, *[np.sqrt(2)] * 2, np.nan, np.nan])


def test_extension_by_hand() -> None:
    dates = pd.bdate_range("2020-01-01", periods=5)
    price = pd.Series([1.0, 2.0, np.nan, 3.0, 6.0], index=dates)
    found = extension(price, window=3)
    assert found.index.tolist() == dates[[0, 1, 3, 4]].tolist()
    np.testing.assert_allclose(found, [np.nan, np.nan, 3 / 2 - 1, 6 / (11 / 3) - 1])


def test_correlation_against_scipy(real_data: Path, spx_close: pd.Series) -> None:
    tens = real.fred(real_data, "DGS10")
    found = stock_bond_correlation(spx_close, tens)
    both = pd.concat([np.log(spx_close), -tens], axis=1, join="inner").diff()
    for session in ("1997-10-27", "2018-02-08", "2022-06-13"):
        window = both.loc[:session].tail(63)
        expected = stats.pearsonr(window.iloc[:, 0], window.iloc[:, 1]).statistic
        assert found[session] == pytest.approx(expected, rel=1e-9)
    # Bonds fell with stocks in the inflation of 2022 and rose against them in 2008.
    assert found["2008-11-20"] < 0 < found["2022-09-30"]


ROWS = 600
DATES = pd.bdate_range("2015-01-01", periods=ROWS)
PEAK = pd.Series(DATES, index=DATES)


def price(seed: int, fall: float) -> pd.Series:
    """A price with 1 % daily volatility that moves by ``fall`` over the last 21 days."""
    logs = np.cumsum(np.random.default_rng(seed).normal(0, 0.01, ROWS))
    logs[-21:] = logs[-22] + fall * np.arange(1, 22) / 21
    return pd.Series(np.exp(logs), index=DATES)


def world(calm: float = 0.0, risky: float = -0.10) -> list[pd.Series | pd.DataFrame]:
    """Inputs: z is about -2.2 in each risk asset; ``calm`` moves the two-year yield."""
    two, ten, ig, dollar = (price(s, 0.0) for s in range(4))
    two = price(0, calm)
    assets = [price(s, -0.10) for s in range(4, 7)] + [price(7, risky)]
    return [PEAK, real.known(ig, DATES, 1), ig, two, ten, dollar, *assets]


def test_a_joint_loss_while_macro_stands_still_is_a_reset() -> None:
    inputs = world()
    losses = [window_z(p).iloc[-1] for p in inputs[6:]]
    calm = [window_z(p, scale="bp").iloc[-1] for p in inputs[3:5]]
    calm += [window_z(inputs[5]).iloc[-1], window_z(inputs[2], scale="bp").iloc[-2]]
    expected = min(-1 - max(losses), 1 - max(np.abs(calm)))
    assert expected > 0
    assert risk_budget_margin(*inputs).iloc[-1] == pytest.approx(expected)
    assert risk_budget_reset(*inputs).iloc[-1] == 1.0


@pytest.mark.parametrize("inputs", [world(calm=0.20), world(calm=-0.20), world(risky=0.0)])
def test_one_condition_that_fails_voids_it(inputs: list[pd.Series | pd.DataFrame]) -> None:
    assert risk_budget_reset(*inputs).iloc[-1] == 0.0
    assert risk_budget_margin(*inputs).iloc[-1] < 0


@pytest.mark.parametrize("gone", range(2, 10))
def test_one_missing_input_is_no_answer(gone: int) -> None:
    inputs = world()
    inputs[gone] = inputs[gone] * np.nan
    assert risk_budget_reset(*inputs).isna().all()


def test_a_stopped_series_is_missing_after_five_sessions() -> None:
    inputs = world()
    inputs[8] = inputs[8].iloc[:-8]
    found = risk_budget_reset(*inputs)
    assert found.iloc[-9:].notna().tolist() == [True] * 6 + [False] * 3


def test_the_last_spread_known_is_used() -> None:
    """A jump of the spread on the last day is published the day after."""
    inputs = world()
    spread = inputs[2].copy()
    spread.iloc[-1] *= 2.0
    before = risk_budget_margin(*inputs).iloc[-1]
    inputs[1:3] = [real.known(spread, DATES, 1), spread]
    assert risk_budget_margin(*inputs).iloc[-1] == before
    inputs[1] = real.known(spread, DATES, 0)
    assert risk_budget_margin(*inputs).iloc[-1] < 0


def test_march_2020_was_no_reset(real_data: Path, spx_close: pd.Series) -> None:
    """Everything fell, but rates and credit moved too."""
    ig, two, ten = (real.fred(real_data, c) for c in ("BAMLC0A0CM", "DGS2", "DGS10"))
    dollar, *assets = (real.asset(real_data, s) for s in ("DXY", "GOLD_FUT", "COPPER_FUT", "BTC"))
    day = "2020-03-18"
    assert all(window_z(p).asof(pd.Timestamp(day)) < -1 for p in (spx_close, *assets))
    assert all(abs(window_z(s, scale="bp")[day]) > 1 for s in (ig, two, ten))
    peak = leg_peaks(spx_close)
    seen = real.known(ig, pd.DatetimeIndex(spx_close.index), 1)
    inputs = (peak, seen, ig, two, ten, dollar, spx_close, *assets)
    assert risk_budget_reset(*inputs)[day] == 0.0
    assert not risk_budget_reset(*inputs).loc["2020-02-19":"2020-06-30"].any()
