"""Figures on calendars of their own, read at the sessions of the index."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.scaling import date_at, position_at, value_at
from tools.metrics.since_peak import change_from_peak

STALE_SESSIONS = 5


def at_sessions(
    values: pd.Series, sessions: pd.DatetimeIndex, known: pd.DataFrame | None = None
) -> pd.Series:
    """Return the last figure at each session, and none once it is out of date.

    Parameters
    ----------
    values : pd.Series
        A figure on its own calendar.
    sessions : pd.DatetimeIndex
        The calendar of the result.
    known : pd.DataFrame, optional
        By session ``observed``, the date of the last observation known; without it the figure of
        the session itself is.

    Returns
    -------
    pd.Series
        In the unit of ``values`` by session; NaN before the first one and once the last one is more
        than five sessions old.
    """
    if known is None:
        dates = sessions
    else:
        dates = pd.DatetimeIndex(pd.to_datetime(known["observed"].reindex(sessions)))
    own = pd.DatetimeIndex(values.index)
    dated = date_at(own, position_at(own, dates))
    age = np.arange(len(sessions)) - position_at(sessions, dated)
    return pd.Series(value_at(values, dates), index=sessions).where(age <= STALE_SESSIONS)


def moved_since_peak(values: pd.Series, peak: pd.Series) -> pd.Series:
    """Return how much a figure on its own calendar has changed since the index's peak.

    Parameters
    ----------
    values : pd.Series
        A figure on its own calendar.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.Series
        Difference by session, 0 on the day of the peak, of two figures that are each the last one
        on or before their session; NaN where one is missing or more than five sessions old.
    """
    return change_from_peak(at_sessions(values.dropna(), pd.DatetimeIndex(peak.index)), peak)
