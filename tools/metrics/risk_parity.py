"""Risk parity: stocks, Treasuries and commodities at equal risk, levered to a volatility target."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import positive
from tools.metrics.since_peak import change_from_peak
from tools.metrics.windows import trailing_rows

TARGET = 0.10
WINDOW = 126
YEAR = 252
_STEPS = 40
_FULL_STEP = 0.25  # below this Newton decrement whole steps converge (Spinu 2013)
_SINGULAR = 1e-10

_Floats = npt.NDArray[np.float64]


def risk_parity_leverage(*prices: pd.Series, target: float = TARGET) -> pd.Series:
    """Return how far a risk-parity fund is levered.

    Parameters
    ----------
    *prices : pd.Series
        Dividend-adjusted prices of the asset classes, stocks first.
    target : float
        Annualised volatility of the whole, as a decimal.

    Returns
    -------
    pd.Series
        Sum of the positions as a multiple of capital, on the dates that all assets have a price.

    Notes
    -----
    Equal-risk weights, which sum to one, times the target over the volatility of the portfolio that
    they make; covariances of the last 126 daily returns (ddof 1). Each asset then supplies the same
    share of the variance. Returns run between neighbouring dates that all have; NaN until the
    window is full, and where an asset does not move or two of them move as one.

    References
    ----------
    Maillard, S., Roncalli, T. and Teiletche, J. (2010). The properties of equally weighted risk
    contribution portfolios. Journal of Portfolio Management 36(4), 60-70.
    Asness, C., Frazzini, A. and Pedersen, L. H. (2012). Leverage aversion and risk parity.
    Financial Analysts Journal 68(1), 47-59.
    """
    dates, positions = _positions(prices, target)
    return pd.Series(positions.sum(axis=1), index=dates)


def risk_parity_equity(*prices: pd.Series, target: float = TARGET) -> pd.Series:
    """Return the weight of stocks in a risk-parity fund.

    Parameters
    ----------
    *prices, target
        See ``risk_parity_leverage``.

    Returns
    -------
    pd.Series
        The first asset's position as a multiple of capital.

    References
    ----------
    As ``risk_parity_leverage``.
    """
    dates, positions = _positions(prices, target)
    return pd.Series(np.ascontiguousarray(positions[:, 0]), index=dates)


def risk_parity_equity_since_peak(
    peak: pd.Series, *prices: pd.Series, target: float = TARGET
) -> pd.Series:
    """Return how much of its stocks a risk-parity fund has sold since the peak of the leg.

    Parameters
    ----------
    peak : pd.Series
        By session the date of the index's current leg's peak.
    *prices, target
        See ``risk_parity_leverage``.

    Returns
    -------
    pd.Series
        Change of ``risk_parity_equity`` by session, as a multiple of capital: negative where the
        fund has sold stocks.

    References
    ----------
    As ``risk_parity_leverage``.
    """
    return change_from_peak(risk_parity_equity(*prices, target=target), peak)


def equal_risk_weights(covariances: _Floats) -> _Floats:
    """Return the long-only weights at which every asset contributes the same risk.

    Parameters
    ----------
    covariances : ndarray, shape (n, k, k)
        One covariance matrix a date.

    Returns
    -------
    ndarray, shape (n, k)
        Weights that sum to one; NaN where a matrix is not positive definite.

    Notes
    -----
    Minimises ``x' C x / 2 - sum(log x)`` by damped Newton steps, which keep every x positive; at
    the minimum all ``x_i (C x)_i`` are equal. A fixed number of steps over all dates at once: no
    date's weights depend on another's.

    References
    ----------
    Maillard, S., Roncalli, T. and Teiletche, J. (2010). Journal of Portfolio Management 36(4).
    Spinu, F. (2013). An algorithm for computing risk parity weights. SSRN 2297383.
    """
    sd = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    usable = np.isfinite(covariances).all(axis=(1, 2)) & (sd > 0).all(axis=1)
    weights = np.full(sd.shape, np.nan)
    scale = sd[usable]
    correlations = covariances[usable] / (scale[:, :, None] * scale[:, None, :])
    regular = np.linalg.eigvalsh(correlations)[:, 0] > _SINGULAR
    correlations[~regular] = np.eye(sd.shape[1])  # any that has an answer; it is not kept
    x = _equal_risk(correlations)
    x[~regular] = np.nan
    per_capital = x / scale
    weights[usable] = per_capital / per_capital.sum(axis=1)[:, None]
    return weights


def _equal_risk(correlations: _Floats) -> _Floats:
    """Return x with ``x_i (C x)_i = 1`` for each matrix."""
    assets = correlations.shape[1]
    x = np.ones(correlations.shape[:2])
    place = np.arange(assets)
    for _ in range(_STEPS):
        slope = _times(correlations, x) - 1.0 / x
        curvature = correlations.copy()
        curvature[:, place, place] += 1.0 / x**2
        step = np.linalg.solve(curvature, slope[:, :, None])[:, :, 0]
        decrement = np.sqrt(np.maximum((slope * step).sum(axis=1), 0.0))
        length = np.where(decrement > _FULL_STEP, 1.0 / (1.0 + decrement), 1.0)
        x -= length[:, None] * step
    return x


def _times(matrices: _Floats, vectors: _Floats) -> _Floats:
    """Return each matrix times its vector, added up in one order whatever the number of rows."""
    total = np.zeros_like(vectors)
    for j in range(vectors.shape[1]):
        total += matrices[:, :, j] * vectors[:, j, None]
    return total


def _positions(prices: tuple[pd.Series, ...], target: float) -> tuple[pd.DatetimeIndex, _Floats]:
    """Return the levered weights by date of return, one column an asset."""
    frame = pd.DataFrame({i: positive(p) for i, p in enumerate(prices)}).dropna()
    values = frame.to_numpy(np.float64)
    returns = values[1:] / values[:-1] - 1.0
    covariances = _covariances(returns)
    weights = equal_risk_weights(covariances)
    variance = (weights * _times(covariances, weights)).sum(axis=1)
    return pd.DatetimeIndex(frame.index[1:]), weights * target / np.sqrt(variance * YEAR)[:, None]


def _covariances(returns: _Floats) -> _Floats:
    """Return the sample covariance (ddof 1) of each trailing window of returns."""
    rows, assets = returns.shape
    out = np.full((rows, assets, assets), np.nan)
    windows = [trailing_rows(np.ascontiguousarray(column), WINDOW) for column in returns.T]
    centred = [window - window.mean(axis=1)[:, None] for window in windows]
    for i in range(assets):
        for j in range(i, assets):
            product = (centred[i] * centred[j]).sum(axis=1) / (WINDOW - 1)
            out[:, i, j] = out[:, j, i] = product
    return out
