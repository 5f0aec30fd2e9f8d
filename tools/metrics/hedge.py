"""What is left of a return after the market, with estimates that were known the day before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level
from tools.metrics.regression import rolling_lines
from tools.metrics.scaling import trailing_sd

WINDOW = 126


def market_beta(returns: pd.Series, market: pd.Series, window: int = WINDOW) -> pd.Series:
    """Return the beta of a trailing window, today included.

    Parameters
    ----------
    returns, market : pd.Series
        Simple daily returns on the same dates, without gaps.
    window : int
        Observations.

    Returns
    -------
    pd.Series
        Least squares slope of ``returns`` on ``market`` with an intercept; NaN until the window is
        full and where the market did not move.
    """
    lines = rolling_lines(market.to_numpy(dtype=float), returns.to_numpy(dtype=float), window)
    return pd.Series(lines.slope, index=returns.index)


def rolling_deviation(returns: pd.Series, window: int = WINDOW) -> pd.Series:
    """Return the sample standard deviation of a trailing window, today's return included.

    Parameters
    ----------
    returns : pd.Series
        Daily returns, without gaps.
    window : int
        Observations.

    Returns
    -------
    pd.Series
        Standard deviation (ddof 1) a day; NaN until the window is full and where nothing varies.
    """
    values = np.concatenate([[np.nan], returns.to_numpy(dtype=float)])
    sd = trailing_sd(values, np.arange(1, len(values)), window)
    return pd.Series(sd, index=returns.index)


def market_residual(returns: pd.Series, market: pd.Series) -> pd.Series:
    """Return what is left of daily returns after the market, with yesterday's beta.

    Parameters
    ----------
    returns, market : pd.Series
        Simple daily returns; only dates with both count.

    Returns
    -------
    pd.Series
        ``r_t - beta_(t-1) * m_t`` with the 126-day beta known the day before; simple returns on
        the shared dates, NaN until a beta exists.
    """
    y, x = level(returns).dropna().align(level(market).dropna(), join="inner")
    return y - market_beta(y, x).shift(1) * x
