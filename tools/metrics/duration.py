"""How long a fall has lasted: sessions since a high, and sessions spent clearly below it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.legs import EXTREME_WINDOW, sessions_since, trailing_extreme
from tools.metrics.levels import positive

CLEARLY = 0.03


def sessions_since_high(close: pd.Series, window: int = EXTREME_WINDOW) -> pd.Series:
    """Return how many sessions ago the highest close of a trailing window was.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    window : int
        Sessions in which the high is sought, today's included.

    Returns
    -------
    pd.Series
        Whole numbers from 0 to ``window - 1``; NaN until the window is full.
    """
    prices = positive(close)
    return sessions_since(trailing_extreme(prices, window))


def sessions_below(close: pd.Series, peak: pd.Series, distance: float = CLEARLY) -> pd.Series:
    """Return for how many sessions in a row the close has stood clearly below its leg's peak.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    peak : pd.Series
        By session the date of the current leg's peak.
    distance : float
        What counts as clearly below, as a ratio.

    Returns
    -------
    pd.Series
        Whole numbers, 0 where the close is within ``distance`` of the peak: a dip that recovered
        does not count towards the fall that came later. NaN without a price or a peak.
    """
    prices = positive(close)
    start = peak.reindex(prices.index)
    level = prices.reindex(pd.DatetimeIndex(start)).to_numpy()
    below = (prices.to_numpy() / level - 1.0 <= -distance).astype(int)
    rows = np.arange(len(below))
    last_above = np.maximum.accumulate(np.where(below == 0, rows, -1))
    return pd.Series(np.where(start.notna(), rows - last_above, np.nan), index=prices.index)
