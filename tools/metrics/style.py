"""Styles as pairs of traded funds: one bought, the other sold."""

from __future__ import annotations

import pandas as pd

from tools.metrics.breadth import equal_minus_cap

MONTH = 21


def pair_return(bought: pd.Series, sold: pd.Series, sessions: int = MONTH) -> pd.Series:
    """Return how far one fund has done better than another over a trailing window.

    Parameters
    ----------
    bought, sold : pd.Series
        Prices of two funds, dividends included.
    sessions : int
        Sessions of the window, counted on the dates that both have.

    Returns
    -------
    pd.Series
        Simple return of the first less that of the second, neither scaled to the other's beta; NaN
        until the window is full.
    """
    return equal_minus_cap(bought, sold, sessions)
