"""How tightly wound a market is: absorption ratio and turbulence of a set of sector funds.

Both are made from daily log returns on the dates on which every fund has one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from tools.metrics.levels import level
from tools.metrics.panel import Floats

WINDOW = 500
HALF_LIFE = 250
SHORT = 15
LONG = 252
_CHUNK = 256
_TINY = 1e-16  # a variance below this is arithmetic noise


def complete_returns(prices: pd.DataFrame) -> pd.DataFrame:
    """Return daily log returns between the dates on which every column has a positive price."""
    levels = prices.apply(level)
    known = levels.where(levels > 0).dropna()
    changes = np.diff(np.log(known.to_numpy(dtype=float)), axis=0)
    return pd.DataFrame(changes, index=known.index[1:], columns=known.columns)


def _windows(frame: pd.DataFrame, window: int) -> Iterator[tuple[slice, Floats]]:
    """Yield blocks of trailing windows (windows, columns, days) and the rows that they end at."""
    values = frame.to_numpy(dtype=float)
    if len(values) < window or not values.shape[1]:
        return
    view = sliding_window_view(values, window, axis=0)
    for start in range(0, len(view), _CHUNK):
        block = np.array(view[start : start + _CHUNK], order="C")
        yield slice(start + window - 1, start + window - 1 + len(block)), block


def absorption_ratio(
    prices: pd.DataFrame,
    window: int = WINDOW,
    half_life: int = HALF_LIFE,
    share: float = 0.2,
) -> pd.Series:
    """Return the share of all variance that the largest few principal components absorb.

    Parameters
    ----------
    prices : pd.DataFrame
        Adjusted closes, one column a fund.
    window : int
        Daily returns in the covariance matrix, today's included.
    half_life : int
        Days after which an observation weighs half.
    share : float
        Components kept, as a share of the number of funds (rounded, at least one).

    Returns
    -------
    pd.Series
        A ratio in (0, 1] by date; NaN until the window is full and where nothing varies.

    Notes
    -----
    Sum of the largest eigenvalues of the exponentially weighted covariance matrix over its trace:
    two of nine sectors.

    References
    ----------
    Kritzman, M., Li, Y., Page, S. and Rigobon, R. (2011). Principal components as a measure of
    systemic risk. Journal of Portfolio Management 37(4), 112-126.
    """
    frame = complete_returns(prices)
    days, n = frame.shape
    ratio = np.full(days, np.nan)
    kept = max(1, round(share * n)) if n else 0
    weights = 0.5 ** (np.arange(window - 1, -1, -1) / half_life)
    weights /= weights.sum()
    for at, block in _windows(frame, window):
        block = block - np.einsum("ktw,w->kt", block, weights)[:, :, None]
        covariance = np.einsum("kiw,kjw,w->kij", block, block, weights)
        trace = np.einsum("kii->k", covariance)
        values = np.linalg.eigvalsh(covariance)[:, -kept:].sum(axis=1)
        np.divide(values, trace, out=ratio[at], where=trace > _TINY)
    return pd.Series(ratio, index=frame.index)


def absorption_shift(
    prices: pd.DataFrame,
    window: int = WINDOW,
    half_life: int = HALF_LIFE,
    short: int = SHORT,
    long: int = LONG,
) -> pd.Series:
    """Return how far the absorption ratio has risen above its level of the past year.

    Parameters
    ----------
    prices : pd.DataFrame
        Adjusted closes, one column a fund.
    window, half_life : int
        See ``absorption_ratio``.
    short, long : int
        Days of the two averages.

    Returns
    -------
    pd.Series
        ``(mean of 15 days - mean of 252 days) / standard deviation of 252 days``, in standard
        deviations; positive when fewer forces explain more of the market than before.

    References
    ----------
    Kritzman, M., Li, Y., Page, S. and Rigobon, R. (2011). Principal components as a measure of
    systemic risk. Journal of Portfolio Management 37(4), 112-126.
    """
    ratio = absorption_ratio(prices, window, half_life)
    known = ratio.dropna()
    deviation = known.rolling(long).std()
    shift = (known.rolling(short).mean() - known.rolling(long).mean()) / deviation
    return shift.where(deviation > 0).reindex(ratio.index)


def _shrunk(block: Floats) -> Floats:
    """Return covariance matrices of centred windows (windows, columns, days), shrunk to identity.

    Ledoit and Wolf (2004): the weight of the scaled identity is the estimated error of the sample
    matrix over its distance from that target.
    """
    _, n, days = block.shape
    sample = np.einsum("kiw,kjw->kij", block, block) / days
    mean = np.einsum("kii->k", sample) / n
    size = np.einsum("kij,kij->k", sample, sample)
    squares = np.einsum("kiw,kiw->kw", block, block)
    error = ((squares * squares).mean(axis=1) - size) / (n * days)
    distance = size / n - mean * mean
    weight = np.zeros(len(mean))
    np.divide(np.minimum(error, distance), distance, out=weight, where=distance > 0)
    weight = np.clip(weight, 0.0, 1.0)
    target = mean[:, None, None] * np.eye(n)
    keep = (1.0 - weight)[:, None, None]
    shrunk: Floats = keep * sample + weight[:, None, None] * target
    return shrunk


def turbulence(prices: pd.DataFrame, window: int = WINDOW) -> pd.Series:
    """Return how unusual the day's returns are, in size and in the way they go together.

    Parameters
    ----------
    prices : pd.DataFrame
        Adjusted closes, one column a fund.
    window : int
        Daily returns before the day from which mean and covariance are estimated.

    Returns
    -------
    pd.Series
        ``(y - mean) inverse(covariance) (y - mean) / n`` by date, a plain number near 1 on an
        ordinary day; NaN until the window is full and where nothing varies.

    Notes
    -----
    The estimates end the day before, so the day cannot make itself look ordinary. The covariance
    is shrunk to a multiple of the identity.

    References
    ----------
    Kritzman, M. and Li, Y. (2010). Skulls, financial turbulence, and risk management. Financial
    Analysts Journal 66(5), 30-41. Ledoit, O. and Wolf, M. (2004). A well-conditioned estimator for
    large-dimensional covariance matrices. Journal of Multivariate Analysis 88(2), 365-411.
    """
    frame = complete_returns(prices)
    days, n = frame.shape
    out = np.full(days + 1, np.nan)
    today = np.vstack([frame.to_numpy(dtype=float), np.full((1, n), np.nan)])
    for at, block in _windows(frame, window):
        mean = block.mean(axis=2)
        values, vectors = np.linalg.eigh(_shrunk(block - mean[:, :, None]))
        after = slice(at.start + 1, at.stop + 1)
        along = np.einsum("kij,ki->kj", vectors, today[after] - mean)
        sound = values[:, 0] > _TINY
        safe = np.where(sound[:, None], values, 1.0)
        distance = (along * along / safe).sum(axis=1) / n
        out[after] = np.where(sound, distance, np.nan)
    return pd.Series(out[:days], index=frame.index)
