"""Reported and surveyed positions, and how stacked they stood at the peak."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level, ratio, spread


def net_share(long: pd.Series, short: pd.Series, open_interest: pd.Series) -> pd.Series:
    """Return a trader class's net position as a share of open interest.

    Parameters
    ----------
    long, short, open_interest : pd.Series
        Contracts by report date.

    Returns
    -------
    pd.Series
        ``(long - short) / open_interest`` as a decimal, positive where the class is net long.

    Notes
    -----
    NaN where any of the three is missing or the open interest is not positive.

    References
    ----------
    CFTC, Traders in Financial Futures, explanatory notes.
    """
    return ratio(spread(long, short), open_interest)


def stacking(*ranks_and_peak: pd.Series) -> pd.Series:
    """Return how stacked positions stood at the peak of the leg.

    Parameters
    ----------
    *ranks_and_peak : pd.Series
        For each part its percentile in [0, 1] by session, as it was known then; and last the date
        of the leg's peak by session.

    Returns
    -------
    pd.Series
        Mean percentile in [0, 1] by session; above 0.90 positions were stacked.

    Notes
    -----
    The parts are read on the session of the peak, so the figure stays the same until the leg has a
    new one. NaN where any part is missing there: nothing is filled in, and no mean is taken over
    the rest.
    """
    *ranks, peak = ranks_and_peak
    at = pd.DatetimeIndex(peak)
    parts = [level(rank).reindex(at).to_numpy() for rank in ranks]
    return pd.Series(np.mean(parts, axis=0), index=peak.index)
