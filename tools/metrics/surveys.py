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


def net_share_change(
    long: pd.Series, short: pd.Series, open_interest: pd.Series, reports: int = 4
) -> pd.Series:
    """Return how a trader class's net share has changed over some reports.

    Parameters
    ----------
    long, short, open_interest : pd.Series
        Contracts by report date.
    reports : int
        How many weekly reports back.

    Returns
    -------
    pd.Series
        Difference of ``net_share`` as a decimal: negative where the class has cut its net long.

    Notes
    -----
    NaN for the first reports, and where some are missing, so that the one so many rows back is
    more than a week older than it should be. A change is a net figure of one class in one future:
    for every seller in it there was a buyer.

    References
    ----------
    As ``net_share``.
    """
    share = net_share(long, short, open_interest).dropna()
    return share.diff(reports).where(_regular(share, reports))


def survey_change(survey: pd.Series, weeks: int = 4) -> pd.Series:
    """Return how a weekly survey has changed over some weeks.

    Parameters
    ----------
    survey : pd.Series
        Figures by survey date.
    weeks : int
        How many surveys back.

    Returns
    -------
    pd.Series
        Difference in the survey's unit; NaN for the first ones and where some are missing, as in
        ``net_share_change``.
    """
    known = level(survey).dropna()
    return known.diff(weeks).where(_regular(known, weeks))


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


def _regular(weekly: pd.Series, rows: int) -> pd.Series:
    """Return where the observation ``rows`` before is at most a week older than it should be."""
    dates = pd.Series(weekly.index, index=weekly.index)
    days: pd.Series = (dates - dates.shift(rows)).dt.days
    return days <= 7 * (rows + 1)
