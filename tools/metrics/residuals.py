"""How far a figure stands from what another one has explained so far."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level
from tools.metrics.regression import rolling_lines
from tools.metrics.volatility import realised_volatility

RESIDUAL_WINDOW = 504


def line_residual(y: pd.Series, x: pd.Series, window: int = RESIDUAL_WINDOW) -> pd.Series:
    """Return today's distance from the line through the observations before today.

    Parameters
    ----------
    y, x : pd.Series
        What is explained and what explains it, by date.
    window : int
        Earlier joint observations that the line is fitted through.

    Returns
    -------
    pd.Series
        Residual standard deviations (ddof 2), positive where ``y`` stands above the line; on the
        dates that both have, NaN until the window is full and where the fit is degenerate.

    Notes
    -----
    Slope and intercept by ordinary least squares of the ``window`` observations up to the day
    before: today does not help to explain itself. Where the inputs are themselves means over long
    windows the observations overlap, and the fit has fewer independent ones than it seems.
    """
    ys, xs = level(y).dropna().align(level(x).dropna(), join="inner")
    b, a = ys.to_numpy(dtype=float), xs.to_numpy(dtype=float)
    lines = rolling_lines(a, b, window)
    out = np.full(len(b), np.nan)
    expected = lines.intercept[:-1] + lines.slope[:-1] * a[1:]
    out[1:] = (b[1:] - expected) / lines.deviation[:-1]
    return pd.Series(out, index=ys.index)


def volatility_residual(
    cost: pd.Series, close: pd.Series, window: int = RESIDUAL_WINDOW
) -> pd.Series:
    """Return how much dearer trading is than volatility alone would have it.

    Parameters
    ----------
    cost : pd.Series
        A measure of illiquidity by session.
    close : pd.Series
        Closes of the market whose volatility is meant.
    window : int
        Earlier observations of the regression.

    Returns
    -------
    pd.Series
        Standard deviations, positive where trading is dearer; on the dates that both inputs have,
        NaN until the window is full and where the regression is degenerate.

    Notes
    -----
    ``line_residual`` of ``cost`` on the 21-day realised volatility. Every measure of illiquidity
    rises with volatility; what matters is the rest.

    References
    ----------
    Chordia, T., Sarkar, A. and Subrahmanyam, A. (2005). An empirical analysis of stock and bond
    market liquidity. Review of Financial Studies 18(1), 85-129.
    """
    return line_residual(cost, realised_volatility(close), window)
