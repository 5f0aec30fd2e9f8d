"""How far a figure has come since the peak of the index's current leg."""

from __future__ import annotations

import pandas as pd

from tools.metrics.levels import level
from tools.metrics.scaling import value_at


def change_from_peak(values: pd.Series, peak: pd.Series) -> pd.Series:
    """Return a daily figure less what it was on the day of the leg's peak.

    Parameters
    ----------
    values : pd.Series
        Figures by session.
    peak : pd.Series
        ``datetime64`` by session, the date of its leg's peak.

    Returns
    -------
    pd.Series
        Difference in the unit of ``values`` by session of ``peak``; zero on the peak itself. NaN
        where there is no peak, or no figure on it or on the session.
    """
    sessions = pd.DatetimeIndex(peak.index)
    daily = level(values)
    then = value_at(daily, pd.DatetimeIndex(peak))
    return pd.Series(daily.reindex(sessions).to_numpy() - then, index=sessions)
