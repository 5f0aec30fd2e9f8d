"""Trailing windows of an array, one row a date."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view


def trailing_rows(values: npt.NDArray[np.float64], window: int) -> npt.NDArray[np.float64]:
    """Return each value's trailing window.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Values in order of time.
    window : int
        Length of a window, the value itself included.

    Returns
    -------
    ndarray, shape (n, window)
        The window that ends with each value, oldest first; where it is not full, NaN stands for
        what is missing.

    Notes
    -----
    A contiguous copy and not a view: numpy then adds up every row in the same order, however many
    rows there are, so that a statistic of a window does not change when later values arrive.
    """
    padded = np.concatenate([np.full(window, np.nan), values])
    return np.array(sliding_window_view(padded, window)[1:], order="C")
