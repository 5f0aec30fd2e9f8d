"""Drawdowns: how far a level stands below its highest of a trailing window."""

from __future__ import annotations

import pandas as pd

from tools.metrics.levels import positive
from tools.metrics.returns import cumulate


def drawdown(values: pd.Series, window: int | None = None) -> pd.Series:
    """Return how far a level stands below its trailing peak.

    Parameters
    ----------
    values : pd.Series
        Prices or cumulated levels, positive.
    window : int, optional
        Observations to look back on, today's included; without it the peak is the highest so far.

    Returns
    -------
    pd.Series
        ``level / highest level of the window - 1``, a ratio <= 0; by date of ``values``.

    Notes
    -----
    Days without a positive finite level are no observations: windows run over those that remain
    and such a day has NaN. NaN until a window is full.

    References
    ----------
    Magdon-Ismail, M. and Atiya, A. (2004). Maximum drawdown. Risk 17(10), 99-102.
    """
    known = positive(values)
    peak = known.cummax() if window is None else known.rolling(window).max()
    return (known / peak - 1.0).reindex(values.index)


def series_drawdown(returns: pd.Series, window: int | None = None) -> pd.Series:
    """Return the drawdown of the level that simple daily returns compound to.

    Parameters
    ----------
    returns : pd.Series
        Simple returns as decimals.
    window : int, optional
        Observations to look back on, today's included; without it the peak is the highest so far.

    Returns
    -------
    pd.Series
        A ratio <= 0, NaN until the window is full.
    """
    return drawdown(cumulate(returns), window)
