from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tests.metrics import real_panel
from tests.metrics.made import drifting, everyone, noisy
from tools.metrics.formation import form
from tools.metrics.momentum_legs import (
    both_lost,
    degrossing,
    factor_loss,
    move_in_sigmas,
    relative_return,
)
from tools.metrics.returns import simple_returns

RATES = [0.0001 * i for i in range(1, 41)]


def dated(values: np.ndarray) -> pd.Series:
    return pd.Series(values, index=pd.bdate_range("2010-01-01", periods=len(values)))


# ------------------------------------------------------------------ one book or both


def _two_books(winners_fall: float, losers_rise: float) -> float:
    prices = noisy(60, 520, seed=9)
    held = form(prices, everyone(prices))
    last = prices.index[-5:]
    for leg, push in ((held.winners, -winners_fall), (held.losers, losers_rise)):
        names = prices.columns[leg[:, -1]]
        prices.loc[last, names] *= np.exp(push * np.arange(1, 6))[:, None]
    return float(degrossing(prices, everyone(prices)).iloc[-1])


def test_degrossing_needs_both_books_to_lose() -> None:
    quiet = _two_books(0.0, 0.0)
    both, winners, losers = _two_books(0.03, 0.03), _two_books(0.03, 0.0), _two_books(0.0, 0.03)
    assert both > 3.0
    assert both - quiet > 3.0
    assert max(winners, losers) < both / 2.0


def test_legs_are_measured_against_the_average_stock() -> None:
    prices = drifting(RATES)
    ahead = relative_return(prices, everyone(prices), "winners", 21).iloc[-1]
    assert ahead == pytest.approx((1 + np.mean(RATES[-4:])) ** 21 - (1 + np.mean(RATES)) ** 21)
    behind = relative_return(prices, everyone(prices), "losers", 21).iloc[-1]
    assert behind == pytest.approx((1 + np.mean(RATES[:4])) ** 21 - (1 + np.mean(RATES)) ** 21)


def test_the_weaker_book_sets_the_figure() -> None:
    rng = np.random.default_rng(3)
    winners, losers = (dated(rng.normal(0, 0.01, 200)) for _ in range(2))
    winners.iloc[-5:], losers.iloc[-5:] = -0.02, 0.01
    found = both_lost(winners, losers, 5).iloc[-1]
    assert found == pytest.approx(5 * 0.01 / (losers.iloc[-131:-5].std() * np.sqrt(5)))
    losers.iloc[-5:] = -0.01
    assert both_lost(winners, losers, 5).iloc[-1] < 0.0


# ------------------------------------------------------------------------- the scale


def test_a_move_is_measured_in_the_volatility_before_it() -> None:
    rng = np.random.default_rng(2)
    returns = dated(rng.normal(0, 0.01, 300))
    found = move_in_sigmas(returns, 5)
    before = returns.iloc[-131:-5]
    assert found.iloc[-1] == pytest.approx(returns.iloc[-5:].sum() / (before.std() * np.sqrt(5)))
    assert found.first_valid_index() == returns.index[130]
    louder = returns.copy()
    louder.iloc[-5:] *= 10.0  # the window's own violence does not make it look smaller
    assert move_in_sigmas(louder, 5).iloc[-1] == pytest.approx(10.0 * found.iloc[-1])


def test_scale_and_sign_of_a_move() -> None:
    returns = dated(np.random.default_rng(4).normal(0, 0.01, 300))
    found = move_in_sigmas(returns, 21)
    pd.testing.assert_series_equal(move_in_sigmas(7.0 * returns, 21), found)
    pd.testing.assert_series_equal(move_in_sigmas(-returns, 21), -found)


def test_a_factors_beta_is_no_loss() -> None:
    rng = np.random.default_rng(8)
    market, own = rng.normal(0, 0.01, 400), rng.normal(0, 0.002, 400)
    market[-5:] = -0.04
    loss = factor_loss(dated(1.5 * market + own), dated(market)).iloc[-1]
    assert abs(loss) < 4.0  # fifteen of its own standard deviations without the hedge
    fit = sm.OLS(1.5 * market[-131:-5] + own[-131:-5], sm.add_constant(market[-131:-5])).fit()
    assert fit.params[1] == pytest.approx(1.5, abs=0.1)


# -------------------------------------------------------------------- on real data


def test_august_2007_is_the_factors_quiet_crash(real_data: Path, spx_close: pd.Series) -> None:
    # the stock panel begins in 2007 and ranks from 2008 on: only the published factor shows it
    factors = real_panel.french(real_data)
    loss = factor_loss(factors["mom"], factors["mkt_rf"]).dropna()
    then = loss["2007-08-09"]
    assert then > 5.0
    assert (loss.loc[:"2007-08-09"] < then).mean() > 0.995
    index = move_in_sigmas(simple_returns(spx_close), 5)
    assert abs(index["2007-08-09"]) < 1.0


def test_september_2019_was_a_degrossing(real_data: Path) -> None:
    # the sharpest two-day momentum reversal in a decade, with the index unchanged
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    assert degrossing(*stocks).idxmax() == pd.Timestamp("2019-09-10")
