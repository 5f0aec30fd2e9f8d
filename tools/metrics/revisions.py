"""Analysts' revisions over all companies, where a feed of them is at hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level
from tools.metrics.ranks import LEAST, expanding_percentile

LOW = 0.10
WEEKS = 8


def downgrade_cycle(
    breadth: pd.Series, weeks: int = WEEKS, low: float = LOW, least: int = LEAST["weekly"]
) -> pd.Series:
    """Return whether downgrades have outweighed upgrades long enough to be a cycle.

    Parameters
    ----------
    breadth : pd.Series
        By week the share of estimates that were raised less the share that were cut.
    weeks : int
        How many weeks in a row it must have been low.
    low : float
        The percentile of its own past below which breadth is low.
    least : int
        Weeks that the percentile needs.

    Returns
    -------
    pd.Series
        1 by week where each of the last ``weeks`` figures stood below the percentile as it was
        known at the time, else 0; NaN until so many ranked weeks exist. Missing weeks are no
        observations.

    References
    ----------
    Chan, L., Jegadeesh, N. and Lakonishok, J. (1996). Momentum strategies. Journal of Finance
    51(5), 1681-1713 (estimates are revised slowly and in one direction).
    """
    rank = expanding_percentile(level(breadth).dropna(), least)
    under = pd.Series(np.where(rank.isna(), np.nan, rank < low), index=rank.index, dtype=float)
    cycle: pd.Series = under.rolling(weeks).min()
    return cycle
