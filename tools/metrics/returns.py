"""Simple returns: from prices, over windows, and back to a level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level, positive
from tools.metrics.windows import trailing_rows


def cumulate(returns: pd.Series) -> pd.Series:
    """Return the level that simple daily returns compound to.

    Parameters
    ----------
    returns : pd.Series
        Simple returns as decimals.

    Returns
    -------
    pd.Series
        Value of 1 invested the day before the first return; NaN on days without a return, after
        which the level goes on from where it stood; NaN from where it passes every number.
    """
    with np.errstate(over="ignore"):
        growth = (1.0 + level(returns)).cumprod()
    return level(growth)


def compounded(returns: pd.Series, sessions: int) -> pd.Series:
    """Return what simple daily returns compound to over a trailing window.

    Parameters
    ----------
    returns : pd.Series
        Simple returns as decimals.
    sessions : int
        Length of the window, today's return included.

    Returns
    -------
    pd.Series
        A simple return by date; NaN until the window is full, where a day of it has none and where
        the product passes every number.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        growth = trailing_rows(1.0 + level(returns).to_numpy(), sessions).prod(axis=1)
    growth[~np.isfinite(growth)] = np.nan
    return pd.Series(growth - 1.0, index=returns.index)


def simple_returns(close: pd.Series) -> pd.Series:
    """Return the simple daily returns of a price series over its own observations."""
    prices = positive(close)
    return prices / prices.shift(1) - 1.0
