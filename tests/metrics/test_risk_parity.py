"""Equal-risk weights and the fund that holds them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from tests.metrics import real
from tests.metrics.paths import random_walk
from tools.metrics.legs import leg_peaks
from tools.metrics.risk_parity import (
    equal_risk_weights,
    risk_parity_equity,
    risk_parity_equity_since_peak,
    risk_parity_leverage,
)

SD = np.array([0.10, 0.20, 0.30, 0.40])


def covariance(correlations: np.ndarray) -> np.ndarray:
    return correlations * np.outer(SD, SD)


def weights_of(matrix: np.ndarray) -> np.ndarray:
    return equal_risk_weights(matrix[None])[0]


def test_weights_published_by_the_authors_of_the_method() -> None:
    # Maillard, Roncalli and Teiletche (2010): four assets with volatilities of 10 to 40 per cent,
    # first with one correlation for all pairs, then with two pairs that move together and apart
    same = np.full((4, 4), 0.5)
    np.fill_diagonal(same, 1.0)
    np.testing.assert_allclose(weights_of(covariance(same)), [0.48, 0.24, 0.16, 0.12], atol=5e-5)
    pairs = np.eye(4)
    pairs[0, 1] = pairs[1, 0] = 0.8
    pairs[2, 3] = pairs[3, 2] = -0.5
    found = weights_of(covariance(pairs))
    np.testing.assert_allclose(found, [0.384, 0.192, 0.243, 0.182], atol=6e-4)


@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.6, 0.99])
def test_two_assets_are_held_in_inverse_proportion_to_volatility(correlation: float) -> None:
    matrix = np.array([[0.04, 0.2 * 0.05 * correlation], [0.2 * 0.05 * correlation, 0.0025]])
    np.testing.assert_allclose(weights_of(matrix), [0.2, 0.8], rtol=1e-9)


@pytest.mark.parametrize("assets", [2, 3, 5])
def test_weights_are_those_of_a_general_optimiser(assets: int) -> None:
    rng = np.random.default_rng(assets)
    for _ in range(4):
        mix = np.eye(assets) + 0.5 * rng.normal(size=(assets, assets))
        matrix = mix @ mix.T

        def risk(x: np.ndarray, c: np.ndarray = matrix) -> float:
            return float(np.sqrt(x @ c @ x))

        # the authors' own form: the least risk for a given sum of log positions
        best = minimize(
            risk,
            np.ones(assets),
            method="SLSQP",
            bounds=[(1e-6, None)] * assets,
            constraints={"type": "ineq", "fun": lambda x: np.log(x).sum()},
            options={"maxiter": 1000, "ftol": 1e-14},
        )
        expected = best.x / best.x.sum()
        np.testing.assert_allclose(weights_of(matrix), expected, atol=1e-5)


def test_every_asset_supplies_the_same_risk_whatever_the_order() -> None:
    rng = np.random.default_rng(4)
    mix = rng.normal(size=(50, 6, 6))
    many = mix @ np.swapaxes(mix, 1, 2) + 0.01 * np.eye(6)
    weights = equal_risk_weights(many)
    risk = weights * (many @ weights[:, :, None])[:, :, 0]
    np.testing.assert_allclose(risk / risk.sum(axis=1)[:, None], 1 / 6, rtol=1e-6)
    assert (weights > 0).all()
    order = [3, 0, 5, 1, 4, 2]
    shuffled = equal_risk_weights(many[:, order][:, :, order])
    np.testing.assert_allclose(shuffled, weights[:, order], rtol=1e-7)
    np.testing.assert_allclose(equal_risk_weights(1e-4 * many), weights, rtol=1e-9)


def test_matrices_without_an_answer_have_none() -> None:
    as_one = np.outer([1.0, 2.0], [1.0, 2.0])
    still = np.diag([1.0, 0.0])
    apart = np.array([[1.0, -1.0], [-1.0, 1.0]])
    unknown = np.full((2, 2), np.nan)
    good = np.diag([1.0, 1.0])
    found = equal_risk_weights(np.stack([as_one, still, apart, unknown, good]))
    assert np.isnan(found[:4]).all() and found[4].tolist() == [0.5, 0.5]


# ------------------------------------------------------------------------------------ the fund


def three(n: int = 300) -> list[pd.Series]:
    return [random_walk(n, seed, sd=sd) for seed, sd in ((1, 0.01), (2, 0.004), (3, 0.012))]


def test_the_fund_runs_at_its_target() -> None:
    prices = three()
    leverage, equity = risk_parity_leverage(*prices), risk_parity_equity(*prices)
    frame = pd.concat(prices, axis=1).pct_change().iloc[-126:]
    weights = weights_of(frame.cov().to_numpy())
    volatility = np.sqrt(252 * weights @ frame.cov().to_numpy() @ weights)
    assert leverage.iloc[-1] == pytest.approx(0.10 / volatility, rel=1e-7)
    assert equity.iloc[-1] == pytest.approx(weights[0] * 0.10 / volatility, rel=1e-7)
    assert leverage.iloc[:125].isna().all() and leverage.iloc[125:].notna().all()
    again = risk_parity_leverage(prices[2], prices[0] * 7.0, prices[1])
    np.testing.assert_allclose(again, leverage, rtol=1e-7)


def test_the_real_fund_sells_stocks_when_they_fall(real_data: Path, spx_close: pd.Series) -> None:
    # the second vendor's closes are adjusted for dividends already
    funds = (("SPY", "adj_close"), ("IEF", "close"), ("DBC", "close"))
    prices = [real.asset(real_data, symbol, field) for symbol, field in funds]
    leverage, equity = risk_parity_leverage(*prices), risk_parity_equity(*prices)
    assert len(leverage.dropna()) > 4000 and leverage.dropna().between(0.5, 4.5).all()
    peak = leg_peaks(spx_close)
    since = risk_parity_equity_since_peak(peak, *prices)
    for day in ("2011-08-31", "2018-02-08", "2020-03-16", "2022-06-13"):
        assert since[day] == equity[day] - equity[peak[day]]
    assert since["2018-02-08"] < -0.4 and since["2020-03-16"] < -0.4
    assert equity["2020-04-30"] < 0.25 * equity["2018-01-26"]
    # in 2022 bonds fell with stocks, so the whole fund shrank and not its stocks alone
    assert leverage["2022-12-30"] < leverage.dropna().quantile(0.05)
