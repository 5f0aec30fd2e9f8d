"""Bid-ask spreads that daily bars imply, by three estimators, and beyond volatility's part."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.levels import positive
from tools.metrics.panel import Floats
from tools.metrics.residuals import volatility_residual
from tools.metrics.windows import trailing_rows

MONTH = 21
Estimator = Literal["edge", "corwin_schultz", "abdi_ranaldo"]
_RATIO = 3.0 - 2.0 * np.sqrt(2.0)


def spread_estimate(
    open_: pd.Series,
    high: pd.Series,
    low: pd.Series,
    close: pd.Series,
    window: int = MONTH,
    signed: bool = False,
    estimator: Estimator = "edge",
) -> pd.Series:
    """Return the bid-ask spread that a month of open, high, low and close prices implies.

    Parameters
    ----------
    open_, high, low, close : pd.Series
        Prices of one instrument by session.
    window : int
        Sessions, today's included; the first only supplies the previous day's prices.
    signed : bool
        Give a month whose estimate is negative as a negative spread, for averages and regressions;
        otherwise it is zero.
    estimator : {"edge", "corwin_schultz", "abdi_ranaldo"}
        How the spread is inferred; the last two do not look at the open.

    Returns
    -------
    pd.Series
        Spread in bp of the price; NaN until the window is full. Zero says that the estimator found
        no spread beyond its own noise.

    Notes
    -----
    EDGE: trades at the bid or the ask make neighbouring returns between opens, closes and the
    middle of the day's range covary by minus a quarter of the squared spread, corrected for how
    often open and close are themselves the high or the low. Two moment conditions are combined with
    weights from their variances.

    Corwin-Schultz: the variance in the range of two days together is twice that of one day, the
    spread in it is the same; from both follows ``s = 2 (e^a - 1) / (1 + e^a)`` for each pair of
    days, and the month's mean is taken. Where the second day's range does not hold the close before
    it is first moved back, in logs, by the overnight gap.

    Abdi-Ranaldo: the root of the month's mean of ``4 (c - m)(c - m')``, with the log close c, the
    middle m of its own day's log range and the middle m' of the next day's.

    In all three negative figures of single days stay in the mean and only the month's is cut off
    at zero: cut day by day, the noise of a fund whose true spread is below one basis point would
    be taken for a spread. Over a month of one liquid fund the estimates are mostly noise that grows
    with volatility; they are read against their own history, not as quoted spreads. Sessions that
    lack one of the four prices do not count.

    References
    ----------
    Ardia, D., Guidotti, E. and Kroencke, T. (2024). Efficient estimation of bid-ask spreads from
    open, high, low, and close prices. Journal of Financial Economics 161, 103916. Corwin, S. and
    Schultz, P. (2012). A simple way to estimate bid-ask spreads from daily high and low prices.
    Journal of Finance 67(2), 719-760. Abdi, F. and Ranaldo, A. (2017). A simple estimation of
    bid-ask spreads from daily close, high, and low prices. Review of Financial Studies 30(12),
    4437-4480.
    """
    prices = (positive(x) for x in (open_, high, low, close))
    bars = pd.DataFrame(dict(enumerate(prices))).dropna()
    logs = np.log(bars.to_numpy(dtype=float))
    out = np.full(len(bars), np.nan)
    if len(bars) >= window > 2:
        match estimator:
            case "edge":
                out[window - 1 :] = _edge(logs, window)
            case "corwin_schultz":
                out[1:] = trailing_rows(_corwin_schultz(logs), window - 1).mean(axis=1)
            case "abdi_ranaldo":
                squares = trailing_rows(_abdi_ranaldo(logs), window - 1).mean(axis=1)
                out[1:] = np.sign(squares) * np.sqrt(np.abs(squares))
    if not signed:
        out = np.where(out < 0.0, 0.0, out)
    return pd.Series(1e4 * out, index=bars.index)


def _edge(logs: Floats, window: int) -> Floats:
    """Return the signed EDGE spread of every full window of log open, high, low and close."""
    o, h, low = logs[1:, 0], logs[1:, 1], logs[1:, 2]
    h1, l1, c1 = logs[:-1, 1], logs[:-1, 2], logs[:-1, 3]
    m, m1 = (h + low) / 2.0, (h1 + l1) / 2.0

    def windows(values: Floats) -> Floats:
        return trailing_rows(values.astype(float), window - 1)[window - 2 :]

    def mean(values: Floats) -> Floats:
        average: Floats = values.mean(axis=1)
        return average[:, None]

    moved = (h != low) | (low != c1)
    active = windows(moved)
    at_open = mean(windows(moved & (o != h))) + mean(windows(moved & (o != low)))
    at_close = mean(windows(moved & (c1 != h1))) + mean(windows(moved & (c1 != l1)))
    sound = (active.sum(axis=1)[:, None] >= 2) & (at_open > 0) & (at_close > 0)
    share = np.where(sound, mean(active), 1.0)
    at_open, at_close = np.where(sound, at_open, 1.0), np.where(sound, at_close, 1.0)

    def centred(values: Floats) -> Floats:
        block = windows(values)
        return block - mean(block) / share * active

    r2, r4, r5 = windows(o - m1), windows(c1 - m1), windows(o - c1)
    d1, d3, d5 = centred(m - o), centred(m - c1), centred(o - c1)
    x1 = -4.0 / at_open * d1 * r2 - 4.0 / at_close * d3 * r4
    x2 = -4.0 / at_open * d1 * r5 - 4.0 / at_close * d5 * r4
    e1, e2 = mean(x1), mean(x2)
    v1, v2 = mean((x1 - e1) ** 2), mean((x2 - e2) ** 2)
    total = v1 + v2
    squared = (e1 + e2) / 2.0
    np.divide(v2 * e1 + v1 * e2, total, out=squared, where=total > 0)
    root: Floats = np.where(sound, np.sign(squared) * np.sqrt(np.abs(squared)), np.nan)
    return root.ravel()


def _corwin_schultz(logs: Floats) -> Floats:
    """Return the spread of each pair of neighbouring days, negative ones included."""
    high, low = logs[1:, 1], logs[1:, 2]
    high_before, low_before, close_before = logs[:-1, 1], logs[:-1, 2], logs[:-1, 3]
    gap = np.maximum(low - close_before, 0.0) + np.minimum(high - close_before, 0.0)
    beta = (high - low) ** 2 + (high_before - low_before) ** 2
    gamma = (np.maximum(high - gap, high_before) - np.minimum(low - gap, low_before)) ** 2
    alpha = (np.sqrt(2.0 * beta) - np.sqrt(beta)) / _RATIO - np.sqrt(gamma / _RATIO)
    spread: Floats = 2.0 * np.tanh(alpha / 2.0)
    return spread


def _abdi_ranaldo(logs: Floats) -> Floats:
    """Return the squared spread of each pair of neighbouring days, negative ones included."""
    middle = (logs[:, 1] + logs[:, 2]) / 2.0
    close = logs[:-1, 3]
    square: Floats = 4.0 * (close - middle[:-1]) * (close - middle[1:])
    return square


def spread_residual(
    open_: pd.Series,
    high: pd.Series,
    low: pd.Series,
    close: pd.Series,
    estimator: Estimator = "edge",
) -> pd.Series:
    """Return the estimated bid-ask spread beyond what volatility explains.

    Parameters
    ----------
    open_, high, low, close : pd.Series
        Prices of one instrument by session.
    estimator : {"edge", "corwin_schultz", "abdi_ranaldo"}
        As in ``spread_estimate``.

    Returns
    -------
    pd.Series
        Standard deviations; the signed estimate by ``volatility_residual``.
    """
    spread = spread_estimate(open_, high, low, close, signed=True, estimator=estimator)
    return volatility_residual(spread, close)
