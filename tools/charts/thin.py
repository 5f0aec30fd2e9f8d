"""Thinning: what a chart some hundred pixels wide can show of a long series, extremes kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BUCKETS = 350


def thin(
    days: npt.NDArray[np.datetime64], values: npt.NDArray[np.float64], buckets: int = BUCKETS
) -> npt.NDArray[np.intp]:
    """Return the positions to draw: ends, and the lowest and highest of each stretch of time.

    Parameters
    ----------
    days : ndarray of datetime64, shape (n,)
        In order.
    values : ndarray, shape (n,)
        Finite.
    buckets : int
        Stretches of equal length; a series of at most twice as many points stays whole.

    Returns
    -------
    ndarray of int, shape (m,)
        Ascending, m <= 2 * buckets + 2.
    """
    count = len(values)
    if count <= 2 * buckets:
        return np.arange(count)
    time = days.astype("datetime64[D]").astype(np.int64)
    bucket = (time - time[0]) * buckets // (time[-1] - time[0] + 1)
    order = np.lexsort((values, bucket))
    starts = np.flatnonzero(np.r_[True, np.diff(bucket[order]) > 0])
    lowest, highest = order[starts], order[np.r_[starts[1:], count] - 1]
    return np.unique(np.r_[0, lowest, highest, count - 1])


def steps(values: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Return the positions that a line of steps needs: ends, and where another value begins."""
    change = np.flatnonzero(np.diff(values)) + 1
    return np.unique(np.r_[0, change, len(values) - 1])
