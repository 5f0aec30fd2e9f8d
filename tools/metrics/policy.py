"""Monetary policy news: what rates futures did in the minutes around announcements.

A table of announcements has one row each: ``date``, and over the thirty minutes around it the
changes in the rate expected for the current meeting (``mp1``), in fed funds and eurodollar futures
(``ff4``, ``ed2``, ``ed3``, ``ed4``) in percentage points, and in stocks and their futures
(``sp500``, ``sp500fut``) in percent.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import level
from tools.metrics.scaling import date_at, position_at, value_at

NEXT_YEAR = ("mp1", "ff4", "ed2", "ed3", "ed4")
PERCENT = 100.0  # bp

News = Literal["policy", "information"]
_Floats = npt.NDArray[np.float64]


def last_surprise(announcements: pd.DataFrame, peak: pd.Series) -> pd.DataFrame:
    """Return the surprise of the last measured policy announcement since the peak.

    Parameters
    ----------
    announcements : pd.DataFrame
        ``date`` and ``mp1`` in percentage points.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.DataFrame
        By session ``value`` in basis points, positive when the rate was set or guided above what
        futures had priced, and ``at``, the announcement's day. NaN and NaT where none that was
        measured lies after the peak.

    Notes
    -----
    ``mp1`` is the change in the rate that the current month's fed funds future implies for the
    meeting, scaled up by the share of the month that is left. Announcements of one day are added
    up; one on the day of the peak does not count, since the index closed at its high after it.

    References
    ----------
    Kuttner, K. (2001). Monetary policy surprises and interest rates: evidence from the Fed funds
    futures market. Journal of Monetary Economics 47(3), 523-544. Gürkaynak, R., Sack, B. and
    Swanson, E. (2005). Do actions speak louder than words? International Journal of Central
    Banking 1(1), 55-93.
    """
    measured = _by_day(announcements, level(_column(announcements, "mp1"))).dropna()
    sessions, begin = pd.DatetimeIndex(peak.index), pd.DatetimeIndex(peak)
    days = pd.DatetimeIndex(measured.index)
    last = position_at(days, sessions)
    since = (last > position_at(days, begin)) & begin.notna()
    at = date_at(days, np.where(since, last, -1))
    return pd.DataFrame({"value": PERCENT * value_at(measured, at), "at": at}, index=sessions)


def surprises_since_peak(announcements: pd.DataFrame, peak: pd.Series) -> pd.Series:
    """Return the sum of the surprises of all policy announcements since the peak.

    Parameters
    ----------
    announcements, peak
        As in ``last_surprise``.

    Returns
    -------
    pd.Series
        Basis points by session, positive when announcements were tighter than futures had priced.
        NaN where none was made since the peak, and from one on that was not measured: a sum that
        left it out would be another figure.

    References
    ----------
    As ``last_surprise``.
    """
    return _since_peak(_by_day(announcements, level(_column(announcements, "mp1"))), peak)


def policy_news_since_peak(
    announcements: pd.DataFrame, peak: pd.Series, news: News = "policy"
) -> pd.Series:
    """Return how much of the policy news since the peak was about policy, or about the economy.

    Parameters
    ----------
    announcements : pd.DataFrame
        ``date``, the rates of ``NEXT_YEAR`` in percentage points and ``sp500``; where that is
        missing, as before the opening, ``sp500fut``.
    peak : pd.Series
        By session the date of the current leg's peak.
    news : {"policy", "information"}
        Announcements on which rates and stocks moved apart, or those on which they moved together.

    Returns
    -------
    pd.Series
        Sum in basis points by session, positive when rates rose on such announcements: policy
        tighter than expected, or an outlook that was taken for a better one. Zero where all were
        of the other kind; NaN as in ``surprises_since_peak``.

    Notes
    -----
    The news is the mean change in five rates of the coming year, the current meeting's to the
    eurodollar (since 2022 SOFR) future four quarters ahead; each announcement counts whole as one
    kind, which is the simple form of the sign restrictions. The published factor over the same
    five rates weighs them by the whole sample, later years included; the mean has a correlation
    of .999 with it and looks at nothing later.

    References
    ----------
    Jarociński, M. and Karadi, P. (2020). Deconstructing monetary policy surprises: the role of
    information shocks. American Economic Journal: Macroeconomics 12(2), 1-43.
    """
    columns = [level(_column(announcements, name)) for name in NEXT_YEAR]
    rates = pd.concat(columns, axis=1).mean(axis=1, skipna=False)
    cash, future = (level(_column(announcements, name)) for name in ("sp500", "sp500fut"))
    stocks = cash.fillna(future)
    apart = rates * stocks < 0
    kept = rates.where(apart if news == "policy" else ~apart, 0.0)
    return _since_peak(_by_day(announcements, kept.where((rates * stocks).notna())), peak)


def _column(announcements: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, all missing where the table has none."""
    if name in announcements:
        return announcements[name]
    return pd.Series(np.nan, index=announcements.index)


def _by_day(announcements: pd.DataFrame, values: pd.Series) -> pd.Series:
    """Return each day's sum, NaN where one of the day's announcements was not measured."""
    days = pd.DatetimeIndex(announcements["date"]).normalize()
    return values.set_axis(days).sort_index(kind="stable").groupby(level=0).sum(skipna=False)


def _since_peak(by_day: pd.Series, peak: pd.Series) -> pd.Series:
    """Add up what came after the peak, in basis points; NaN where nothing did or one is missing."""
    days = pd.DatetimeIndex(by_day.index)
    values = by_day.to_numpy(dtype=float)
    total = np.concatenate([[0.0], np.nancumsum(values)])
    missing = np.concatenate([[0], np.cumsum(np.isnan(values))])
    begin = pd.DatetimeIndex(peak)
    first = position_at(days, begin) + 1
    last = position_at(days, pd.DatetimeIndex(peak.index)) + 1
    whole = (last > first) & (missing[last] == missing[first]) & begin.notna()
    out: _Floats = np.where(whole, PERCENT * (total[last] - total[first]), np.nan)
    return pd.Series(out, index=peak.index)
