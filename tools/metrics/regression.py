"""Straight lines through trailing windows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tools.metrics.windows import trailing_rows

_TINY = 1e-20  # a share of the squares that only rounding leaves behind

_Floats = npt.NDArray[np.float64]


class Lines(NamedTuple):
    """Ordinary least squares lines, one a window: arrays of one length."""

    intercept: _Floats
    slope: _Floats
    deviation: _Floats


def rolling_lines(x: _Floats, y: _Floats, window: int) -> Lines:
    """Fit y on x with an intercept over each trailing window.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Observations without gaps.
    window : int
        Observations in a fit, more than two, the row's own included.

    Returns
    -------
    Lines
        Intercept, slope and residual standard deviation (ddof 2) by row. NaN until the window is
        full; slope and intercept are NaN where x does not vary, the deviation where the line goes
        through every point.
    """
    xs, ys = trailing_rows(x, window), trailing_rows(y, window)
    x_mean, y_mean = xs.mean(axis=1), ys.mean(axis=1)
    x_size, y_size = np.square(xs).sum(axis=1), np.square(ys).sum(axis=1)
    xs -= x_mean[:, None]
    ys -= y_mean[:, None]
    x_square = np.square(xs).sum(axis=1)
    slope = np.full(len(xs), np.nan)
    np.divide((xs * ys).sum(axis=1), x_square, out=slope, where=x_square > _TINY * x_size)
    residual = np.square(ys - slope[:, None] * xs).sum(axis=1)
    residual[~(residual > _TINY * y_size)] = np.nan
    return Lines(y_mean - slope * x_mean, slope, np.sqrt(residual / (window - 2)))
