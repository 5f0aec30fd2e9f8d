from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tests.metrics import real_panel
from tests.metrics.made import everyone, noisy
from tools.metrics.formation import form
from tools.metrics.residual_correlation import (
    beyond_volatility,
    winners_correlation_beyond_volatility,
    winners_correlation_change,
    winners_residual_correlation,
)


def test_it_is_the_mean_off_the_diagonal_of_least_squares_residuals() -> None:
    prices = noisy(80, 320, seed=6)
    found = winners_residual_correlation(prices, everyone(prices))
    held = form(prices, everyone(prices))
    assert found.first_valid_index() == prices.index[held.ends[0] + 1]
    for row in (-1, -15, -30):
        moves = np.log(prices).diff().iloc[row - 62 : row + 1 or None].to_numpy()
        design = sm.add_constant(moves.mean(axis=1))
        left = sm.OLS(moves[:, held.winners[:, row]], design).fit().resid
        table = np.corrcoef(left.T)
        expected = table[np.triu_indices(len(table), 1)].mean()
        assert found.iloc[row] == pytest.approx(expected, abs=1e-12)


def test_strangers_are_near_zero_and_a_crowd_is_not() -> None:
    prices = noisy(80, 420, seed=6)
    strangers = winners_residual_correlation(prices, everyone(prices)).dropna()
    assert strangers.abs().max() < 0.08
    held = form(prices, everyone(prices))
    crowd = prices.columns[held.winners[:, -1]]
    shared = np.random.default_rng(1).normal(0, 0.01, 40)
    prices.loc[prices.index[-40:], crowd] *= np.exp(np.cumsum(shared))[:, None]
    found = winners_residual_correlation(prices, everyone(prices)).iloc[-1]
    assert found > 0.2
    assert winners_correlation_change(prices, everyone(prices), 21).iloc[-1] > 0.0


def test_the_market_alone_makes_no_crowd() -> None:
    calm, wild = (noisy(80, 320, seed=6, common=c) for c in (0.002, 0.05))
    for prices in (calm, wild):
        found = winners_residual_correlation(prices, everyone(prices)).dropna()
        assert found.abs().max() < 0.12


def test_units_do_not_matter() -> None:
    prices = noisy(60, 320, seed=2)
    found = winners_residual_correlation(prices, everyone(prices))
    scaled = prices * np.linspace(0.01, 90.0, 60)
    pd.testing.assert_series_equal(winners_residual_correlation(scaled, everyone(scaled)), found)


def test_what_volatility_explains_is_taken_out() -> None:
    rng = np.random.default_rng(3)
    dates = pd.bdate_range("2000-01-03", periods=900)
    swing = np.exp(0.6 * np.sin(np.arange(900) / 40.0))
    close = pd.Series(100.0 * np.exp(np.cumsum(0.01 * swing * rng.normal(size=900))), index=dates)
    moves = np.log(close).diff()
    logs = 0.5 * np.log((moves**2).rolling(63).mean())
    measure = 0.5 + 0.1 * logs + 0.01 * rng.normal(size=900)
    found = beyond_volatility(measure, close)
    fit = sm.OLS(measure.iloc[-505:-1], sm.add_constant(logs.iloc[-505:-1])).fit()
    expected = measure.iloc[-1] - fit.params.iloc[0] - fit.params.iloc[1] * logs.iloc[-1]
    assert found.iloc[-1] == pytest.approx(expected / np.sqrt(fit.mse_resid), rel=1e-6)
    assert found.first_valid_index() == dates[63 + 504]
    assert abs(np.corrcoef(found.dropna(), logs[found.dropna().index])[0, 1]) < 0.2
    pd.testing.assert_series_equal(beyond_volatility(3.0 * measure + 1.0, close), found)


def test_the_leaders_of_2020_were_one_trade(real_data: Path, spx_close: pd.Series) -> None:
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    found = winners_residual_correlation(*stocks)
    # stocks that gained from staying at home rose and fell together on the news of the vaccines
    assert found["2020-11-09":"2020-12-31"].mean() > found.quantile(0.97)
    assert winners_correlation_beyond_volatility(*stocks, spx_close)["2020-11-10"] > 2.0
    # in the panic of March 2020 all stocks were correlated, the winners no more than usual
    assert found["2020-03-16"] < found.median()
