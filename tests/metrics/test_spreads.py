"""Spreads that daily bars imply, and what volatility leaves of a cost."""

from __future__ import annotations

from math import exp, log, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from bidask import edge

from tests.metrics import real
from tools.metrics.residuals import line_residual, volatility_residual
from tools.metrics.spreads import Estimator, spread_estimate, spread_residual
from tools.metrics.volatility import realised_volatility

Bars = tuple[pd.Series, pd.Series, pd.Series, pd.Series]
ESTIMATORS: tuple[Estimator, ...] = ("edge", "corwin_schultz", "abdi_ranaldo")


@pytest.fixture(scope="module")
def spy(real_data: Path) -> Bars:
    first, second, third, fourth = (
        real.asset(real_data, "SPY", f) for f in ("open", "high", "low", "close")
    )
    return first, second, third, fourth


def quoted(spread: float, days: int = 2000, trades: int = 60, seed: int = 2) -> Bars:
    """Bars of trades at the bid or the ask, ``spread`` apart, around a random walk."""
    rng = np.random.default_rng(seed)
    middle = np.exp(np.cumsum(rng.normal(0, 0.01 / np.sqrt(trades), days * trades)))
    paid = middle * (1 + spread / 2 * rng.choice([-1.0, 1.0], days * trades))
    table = pd.DataFrame(
        paid.reshape(days, trades), index=pd.bdate_range("2000-01-03", periods=days)
    )
    return table.iloc[:, 0], table.max(axis=1), table.min(axis=1), table.iloc[:, -1]


def dated(*values: float) -> pd.Series:
    return pd.Series(values, index=pd.bdate_range("2020-01-01", periods=len(values)))


# ------------------------------------------------------------------------- EDGE


def test_edge_is_that_of_the_authors_package(spy: Bars) -> None:
    signed = spread_estimate(*spy, signed=True)
    plain = spread_estimate(*spy)
    assert signed.iloc[:20].isna().all()
    for end in range(20, len(signed), 37):
        window = [series.iloc[end - 20 : end + 1].to_numpy() for series in spy]
        expected = 1e4 * edge(*window, sign=True)
        assert signed.iloc[end] == pytest.approx(expected, abs=1e-7)
        assert plain.iloc[end] == pytest.approx(max(expected, 0.0), abs=1e-7)


def test_edge_of_frozen_and_half_frozen_prices_is_the_packages() -> None:
    bars = quoted(0.01, days=200)
    frozen = np.zeros(200, dtype=bool)
    frozen[30:70] = True
    frozen[100:112:2] = True
    still = [series.mask(frozen).ffill() for series in (bars[3],) * 4]
    mixed = [s.where(frozen, b) for s, b in zip(still, bars, strict=True)]
    found = spread_estimate(*mixed, signed=True)
    for end in range(20, 200):
        window = [series.iloc[end - 20 : end + 1].to_numpy() for series in mixed]
        assert found.iloc[end] == pytest.approx(
            1e4 * edge(*window, sign=True), abs=1e-6, nan_ok=True
        )
    assert found.iloc[20:].isna().any()


# -------------------------------------------------------------- Corwin-Schultz, Abdi-Ranaldo


def corwin_schultz(high: list[float], low: list[float], close: list[float]) -> float:
    """The paper's equations 14, 17 and 18 day by day, with its overnight correction in logs."""
    found = []
    for t in range(1, len(high)):
        h, lo = high[t], low[t]
        if lo > close[t - 1]:
            h, lo = h * close[t - 1] / lo, close[t - 1]
        elif h < close[t - 1]:
            h, lo = close[t - 1], lo * close[t - 1] / h
        beta = log(h / lo) ** 2 + log(high[t - 1] / low[t - 1]) ** 2
        gamma = log(max(h, high[t - 1]) / min(lo, low[t - 1])) ** 2
        alpha = (sqrt(2 * beta) - sqrt(beta)) / (3 - 2 * sqrt(2)) - sqrt(gamma / (3 - 2 * sqrt(2)))
        found.append(2 * (exp(alpha) - 1) / (1 + exp(alpha)))
    return sum(found) / len(found)


def abdi_ranaldo(high: list[float], low: list[float], close: list[float]) -> float:
    """The paper's equation 7 day by day; a negative mean keeps its sign."""
    middle = [(log(h) + log(lo)) / 2 for h, lo in zip(high, low, strict=True)]
    product = [
        (log(close[t]) - middle[t]) * (log(close[t]) - middle[t + 1]) for t in range(len(high) - 1)
    ]
    mean = 4 * sum(product) / len(product)
    return sqrt(abs(mean)) * (1 if mean >= 0 else -1)


@pytest.mark.parametrize(
    ("estimator", "formula"),
    [("corwin_schultz", corwin_schultz), ("abdi_ranaldo", abdi_ranaldo)],
)
def test_the_estimate_is_that_of_the_papers_equations(
    spy: Bars, estimator: Estimator, formula: object
) -> None:
    signed = spread_estimate(*spy, signed=True, estimator=estimator)
    plain = spread_estimate(*spy, estimator=estimator)
    assert signed.iloc[:20].isna().all()
    assert (signed < 0).any()
    for end in range(20, len(signed), 37):
        high, low, close = (s.iloc[end - 20 : end + 1].tolist() for s in spy[1:])
        expected = 1e4 * formula(high, low, close)  # type: ignore[operator]
        assert signed.iloc[end] == pytest.approx(expected, abs=1e-7)
        assert plain.iloc[end] == pytest.approx(max(expected, 0.0), abs=1e-7)


def test_a_range_that_never_moves_is_all_spread() -> None:
    """Bid 99 and ask 101 without any volatility: 200 bp of the middle, exactly."""
    high, low, close = dated(*[101.0] * 30), dated(*[99.0] * 30), dated(*[100.0] * 30)
    found = spread_estimate(close, high, low, close, estimator="corwin_schultz")
    assert found.dropna().to_numpy() == pytest.approx(200.0)


@pytest.mark.parametrize("level", [1.2, 2.0, 0.5])
def test_an_overnight_gap_is_no_spread(level: float) -> None:
    """From the 21st day on all prices are higher or lower: the size of the gap does not matter."""
    _, high, low, close = (s.iloc[:40] for s in quoted(0.02))
    edge_of_range = low if level > 1.0 else high

    def estimate(factor: float) -> pd.Series:
        later = np.arange(40) >= 20
        bars = [s.where(~later, s * factor) for s in (close, high, low, close)]
        return spread_estimate(*bars, signed=True, estimator="corwin_schultz")

    touching = close.iloc[19] / edge_of_range.iloc[20]
    pd.testing.assert_series_equal(estimate(touching * level), estimate(touching))
    assert estimate(touching).iloc[-1] != pytest.approx(estimate(1.0).iloc[-1])


def test_closes_at_bid_and_ask_around_a_still_middle_give_the_spread() -> None:
    half = exp(0.002)
    close = dated(*[100 * half, 100 / half] * 15)
    high, low = dated(*[101.0] * 30), dated(*[100.0**2 / 101.0] * 30)
    found = spread_estimate(close, high, low, close, estimator="abdi_ranaldo")
    assert found.dropna().to_numpy() == pytest.approx(40.0)


@pytest.mark.parametrize("spread", [0.01, 0.03])
@pytest.mark.parametrize(
    ("estimator", "off"), [("edge", 0.1), ("abdi_ranaldo", 0.1), ("corwin_schultz", 0.25)]
)
def test_a_known_spread_is_found_again(estimator: Estimator, off: float, spread: float) -> None:
    """Trades seen only now and then bias the high-low estimator down, as its authors say."""
    found = spread_estimate(*quoted(spread), window=500, estimator=estimator).iloc[-1]
    assert found == pytest.approx(1e4 * spread, rel=off)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_the_currency_does_not_matter(spy: Bars, estimator: Estimator) -> None:
    rows = [s.iloc[:600] for s in spy]
    ours = spread_estimate(*rows, signed=True, estimator=estimator)
    theirs = spread_estimate(*(7.0 * s for s in rows), signed=True, estimator=estimator)
    pd.testing.assert_series_equal(ours, theirs, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_bar_turned_upside_down_is_no_error(estimator: Estimator) -> None:
    open_, high, low, close = (s.copy() for s in quoted(0.01, days=60))
    high.iloc[30], low.iloc[30] = 1e-3, 1e3
    found = spread_estimate(open_, high, low, close, estimator=estimator)
    assert np.isfinite(found.iloc[20:30]).all()


# ---------------------------------------------------------------------- the residual


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_residual_is_statsmodels(spy: Bars, estimator: Estimator) -> None:
    cost, close = spread_estimate(*spy, signed=True, estimator=estimator), spy[3]
    found = volatility_residual(cost, close)
    both = pd.DataFrame({"y": cost, "x": realised_volatility(close)}).dropna()
    for row in (504, 1500, 4000):
        past = both.iloc[row - 504 : row]
        fit = sm.OLS(past["y"], sm.add_constant(past["x"])).fit()
        today = both.iloc[row]
        expected = (today["y"] - fit.params["const"] - fit.params["x"] * today["x"]) / np.sqrt(
            fit.mse_resid
        )
        assert found[both.index[row]] == pytest.approx(expected)
    pd.testing.assert_series_equal(spread_residual(*spy, estimator=estimator), found)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_residual_does_not_follow_volatility(spy: Bars, estimator: Estimator) -> None:
    found = spread_residual(*spy, estimator=estimator).dropna()
    volatility = realised_volatility(spy[3])
    size = spread_estimate(*spy, signed=True, estimator=estimator).abs()
    assert abs(found.corr(volatility[found.index])) < 0.2 < size.corr(volatility)


def test_residual_keeps_its_size_whatever_the_units() -> None:
    rng = np.random.default_rng(4)
    x = dated(*rng.normal(size=300))
    y = 2.0 * x + dated(*rng.normal(size=300))
    ours = line_residual(y, x, 100)
    pd.testing.assert_series_equal(line_residual(1e4 * y + 3.0, 0.01 * x - 5.0, 100), ours)
    pd.testing.assert_series_equal(line_residual(-y, x, 100), -ours)
    assert ours.iloc[:100].isna().all()
    assert ours.iloc[100:].notna().all()
