"""Correlation with the index across closing times, and what assets share without it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tests.metrics import real
from tools.metrics.as_known import at_sessions, moved_since_peak
from tools.metrics.comovement import (
    asset_correlation,
    common_residual,
    common_residual_since_peak,
    correlation_since_peak,
    window_correlation,
)
from tools.metrics.crossasset import stock_bond_correlation, stock_bond_correlation_since_peak
from tools.metrics.legs import leg_peaks

ROWS = 400
DATES = pd.bdate_range("2015-01-01", periods=ROWS)


def price(moves: np.ndarray, dates: pd.DatetimeIndex = DATES) -> pd.Series:
    return pd.Series(100.0 * np.exp(np.cumsum(moves)), index=dates)


def noise(seed: int, rows: int = ROWS) -> np.ndarray:
    return 0.01 * np.random.default_rng(seed).normal(size=rows)


# ------------------------------------------------------------------------ with the index


def test_window_correlation_is_numpys() -> None:
    x, y = noise(1), noise(2) + 0.5 * noise(1)
    found = window_correlation(x, y, 63)
    assert np.isnan(found[:62]).all()
    for end in (62, 200, 399):
        rows = slice(end - 62, end + 1)
        assert found[end] == pytest.approx(np.corrcoef(x[rows], y[rows])[0, 1], abs=1e-12)


@pytest.mark.parametrize("horizon", [1, 2])
def test_only_days_that_both_have_are_used(horizon: int) -> None:
    index = price(noise(1))
    coin_dates = pd.date_range(DATES[0], DATES[-1])
    coin = price(noise(2, len(coin_dates)), coin_dates)
    coin = coin.drop(DATES[100])
    found = asset_correlation(coin, index, horizon=horizon)
    both = pd.DataFrame({"coin": coin, "index": index}).dropna()
    moves = np.log(both).diff(horizon)
    expected = moves["coin"].rolling(63).corr(moves["index"])
    pd.testing.assert_series_equal(found, expected, check_names=False, check_freq=False)
    assert DATES[100] not in found.index


def test_two_day_returns_see_through_different_closing_times() -> None:
    """The index closes half a day before the asset: half of each day's news comes a day later."""
    rng = np.random.default_rng(5)
    halves = 0.01 * rng.normal(size=40_002)
    index = halves[0:40_000:2] + halves[1:40_001:2]
    later = halves[1:40_001:2] + halves[2:40_002:2]
    dates = pd.date_range("1900-01-01", periods=20_000)
    pair = price(later, dates), price(index, dates)
    daily, two = (asset_correlation(*pair, window=19_990, horizon=h).iloc[-1] for h in (1, 2))
    assert daily == pytest.approx(1 / 2, abs=0.02)  # half of the news in common
    assert two == pytest.approx(3 / 4, abs=0.02)  # three halves of four


def test_bitcoin_became_an_equity_as_the_fund_reported(
    real_data: Path, spx_close: pd.Series
) -> None:
    """Iyer (2022), IMF Global Financial Stability Notes: daily 0.01 in 2017-19, 0.36 in 2020-21."""
    coin = real.asset(real_data, "BTC")
    for first, last, published in (("2017", "2019", 0.01), ("2020", "2021", 0.36)):
        days = len(spx_close.loc[first:last])
        found = asset_correlation(coin, spx_close, window=days).loc[:last].iloc[-1]
        assert found == pytest.approx(published, abs=0.05)


def test_correlation_has_no_unit_and_turns_with_the_asset() -> None:
    index, asset = price(noise(1)), price(noise(2) + noise(1))
    ours = asset_correlation(asset, index)
    pd.testing.assert_series_equal(asset_correlation(7.0 * asset, index), ours)
    pd.testing.assert_series_equal(asset_correlation(1.0 / asset, index), -ours)
    pd.testing.assert_series_equal(asset_correlation(index, asset), ours)


# -------------------------------------------------------------------------- since the peak


def test_change_since_the_peak_by_hand() -> None:
    values = pd.Series([0.1, 0.3, 0.6], index=DATES[[2, 4, 7]])
    peak = pd.Series(DATES[4], index=DATES[:16])
    peak.iloc[:4] = DATES[:4]
    found = moved_since_peak(values, peak)
    assert found.iloc[:2].isna().all()
    assert found.iloc[2:13].tolist() == pytest.approx([0.0] * 5 + [0.3] * 6)
    assert found.iloc[13:].isna().all()  # six sessions old


def test_the_last_figure_is_held_for_five_sessions() -> None:
    values = pd.Series([1.0], index=DATES[[3]])
    found = at_sessions(values, DATES[:12])
    assert found.notna().tolist() == [False] * 3 + [True] * 6 + [False] * 3


def test_each_change_is_that_of_its_own_correlation(real_data: Path, spx_close: pd.Series) -> None:
    peak, gold = leg_peaks(spx_close), real.asset(real_data, "GOLD_FUT")
    ten = real.fred(real_data, "DGS10")
    day = pd.Timestamp("2020-03-16")
    for level, change in (
        (asset_correlation(gold, spx_close), correlation_since_peak(gold, spx_close, peak)),
        (
            stock_bond_correlation(spx_close, ten),
            stock_bond_correlation_since_peak(spx_close, ten, peak),
        ),
    ):
        assert change[day] == pytest.approx(level.asof(day) - level.asof(peak[day]))


# -------------------------------------------------------------------------- what is left


def test_the_common_residual_is_statsmodels(real_data: Path, spx_close: pd.Series) -> None:
    names = ("DXY", "BTC", "GOLD_FUT", "SILVER_FUT", "COPPER_FUT")
    dollar, *assets = (real.asset(real_data, s) for s in names)
    found = common_residual(spx_close, dollar, *assets)
    table = pd.DataFrame(dict(enumerate((spx_close, dollar, *assets)))).dropna()
    moves = np.log(table).diff(2)
    for day in ("2016-02-11", "2018-02-08", "2020-03-16", "2022-06-13"):
        window = moves.loc[:day].iloc[-63:]
        left = [sm.OLS(window[i], sm.add_constant(window[[0, 1]])).fit().resid for i in range(2, 6)]
        pairs = [np.corrcoef(a, b)[0, 1] for a, b in combinations(left, 2)]
        assert found[day] == pytest.approx(np.mean(pairs), abs=1e-10)
    peak = leg_peaks(spx_close)
    change = common_residual_since_peak(peak, spx_close, dollar, *assets)
    then = found.asof(peak[pd.Timestamp("2020-03-16")])
    assert change["2020-03-16"] == pytest.approx(found["2020-03-16"] - then)


def test_what_the_index_and_the_dollar_explain_is_taken_out() -> None:
    rows = 6000
    dates = pd.bdate_range("1990-01-01", periods=rows)
    market, dollar, own = noise(1, rows), noise(2, rows), [noise(s, rows) for s in (3, 4, 5)]
    tied = [price(m + 2.0 * market - 1.5 * dollar, dates) for m in own]
    index, usd = price(market, dates), price(dollar, dates)
    assert asset_correlation(tied[0], tied[1], window=5990).iloc[-1] > 0.8
    alone = common_residual(index, usd, *tied, window=5990, horizon=1).iloc[-1]
    assert alone == pytest.approx(0.0, abs=0.02)
    shared = noise(6, rows)
    joint = [price(m + shared + market, dates) for m in own]
    found = common_residual(index, usd, *joint, window=5990, horizon=1).iloc[-1]
    assert found == pytest.approx(0.5, abs=0.03)


def test_the_order_of_the_assets_does_not_matter() -> None:
    index, dollar, *assets = (price(noise(s)) for s in range(5))
    ours = common_residual(index, dollar, *assets)
    pd.testing.assert_series_equal(common_residual(index, dollar, *assets[::-1]), ours)
    pd.testing.assert_series_equal(common_residual(dollar, index, *assets), ours)


def test_nothing_is_left_of_an_asset_that_is_the_index() -> None:
    index, dollar, asset = (price(noise(s)) for s in range(3))
    assert common_residual(index, dollar, index**2, asset).isna().all()
    assert common_residual(index, dollar, asset).isna().all()  # one asset has no pair
