"""Earnings: what analysts expected, when, and how far they changed their minds.

Estimates come as vintages: each is the table of quarterly operating earnings per share as it was
known on one date. A revision compares the *same* four quarters in two vintages; sums of whichever
four come next would rise by themselves whenever a quarter ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import level, positive
from tools.metrics.scaling import date_at, position_at

FORWARD_QUARTERS = 4
FRESH = pd.Timedelta(days=100)
QUARTER = pd.Timedelta(days=91)
SPAN = (pd.Timedelta(days=60), pd.Timedelta(days=130))

_Floats = npt.NDArray[np.float64]
_Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Vintages:
    """Forward sums by vintage (rows) and first quarter (columns); a last row and column of NaN."""

    asof: pd.DatetimeIndex
    quarters: pd.DatetimeIndex
    forward: _Floats

    def latest(self, dates: pd.DatetimeIndex) -> _Rows:
        """Return the row of the last vintage at each date, -1 where there is none."""
        return position_at(self.asof, dates)

    def sums(self, rows: _Rows, dates: pd.DatetimeIndex) -> _Floats:
        """Return what vintages expected of the four quarters that end after each date."""
        first = position_at(self.quarters, dates) + 1
        outside = (first == 0) | dates.isna()
        return self.forward[rows, np.where(outside, -1, np.minimum(first, len(self.quarters)))]

    def dated(self, rows: _Rows) -> pd.DatetimeIndex:
        """Return the dates of vintages, NaT for -1."""
        return date_at(self.asof, rows)


def _vintages(table: pd.DataFrame) -> _Vintages:
    """Arrange the table of vintages; a quarter that is not in a vintage leaves its sums NaN."""
    rows = table[["asof", "quarter_end", "op_eps"]].copy()
    rows["op_eps"] = level(rows["op_eps"])
    rows = rows.dropna()
    if rows.empty:
        return _Vintages(pd.DatetimeIndex([]), pd.DatetimeIndex([]), np.full((1, 1), np.nan))
    wide = rows.pivot_table(index="asof", columns="quarter_end", values="op_eps", aggfunc="last")
    periods = pd.DatetimeIndex(wide.columns).to_period("Q")
    calendar = pd.period_range(periods.min(), periods.max(), freq="Q")
    wide = wide.set_axis(periods, axis=1).reindex(columns=calendar)
    n, q = wide.shape
    values = np.full((n + 1, q + FORWARD_QUARTERS), np.nan)
    values[:n, :q] = wide.to_numpy()
    forward = np.sum([values[:, i : i + q + 1] for i in range(FORWARD_QUARTERS)], axis=0)
    ends = pd.DatetimeIndex(calendar.to_timestamp(how="end").normalize())
    return _Vintages(pd.DatetimeIndex(wide.index), ends, forward)


def forward_pe(close: pd.Series, vintages: pd.DataFrame) -> pd.Series:
    """Return the index's price over the operating earnings expected for the next four quarters.

    Parameters
    ----------
    close : pd.Series
        Closing prices of the index.
    vintages : pd.DataFrame
        Columns ``asof``, ``quarter_end`` and ``op_eps`` (USD per share): what was expected of, or
        reported for, each quarter as known on ``asof``.

    Returns
    -------
    pd.Series
        A plain number by session. NaN before the first vintage, where the last one is more than
        100 days old or does not reach four quarters ahead, and where it expects a loss.

    Notes
    -----
    The four quarters are those that end after the session, each as the last vintage known then
    has it.
    """
    prices = positive(close)
    dates = pd.DatetimeIndex(prices.index)
    table = _vintages(vintages)
    rows = table.latest(dates)
    eps = np.where(dates - table.dated(rows) <= FRESH, table.sums(rows, dates), np.nan)
    return prices / np.where(eps > 0, eps, np.nan)


def revision_since_peak(vintages: pd.DataFrame, peak: pd.Series) -> pd.DataFrame:
    """Return how estimates for the next four quarters changed since the index's peak.

    Parameters
    ----------
    vintages : pd.DataFrame
        As in ``forward_pe``.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.DataFrame
        By session ``value``, a ratio below zero when estimates were cut, and ``at`` and
        ``observed``, the date of the later vintage. NaN and NaT where no vintage has come out
        since the peak, where the last one before the peak was more than 100 days old then or the
        latest is now, and where either does not cover the four quarters.

    Notes
    -----
    ``later / earlier - 1`` for the four quarters that end after the session: earlier is the last
    vintage known at the peak, later the last one known at the session.

    References
    ----------
    Chan, L., Jegadeesh, N. and Lakonishok, J. (1996). Momentum strategies. Journal of Finance
    51(5), 1681-1713.
    """
    dates, begin = pd.DatetimeIndex(peak.index), pd.DatetimeIndex(peak)
    table = _vintages(vintages)
    earlier, later = table.latest(begin), table.latest(dates)
    fresh = (begin - table.dated(earlier) <= FRESH) & (dates - table.dated(later) <= FRESH)
    value = _revision(table.sums(later, dates), table.sums(earlier, dates))
    value = np.where(fresh & (later > earlier), value, np.nan)
    at = pd.Series(table.dated(later), index=dates)
    at = at.where(np.isfinite(value))
    return pd.DataFrame({"value": value, "at": at, "observed": at}, index=dates)


def revision_3m(vintages: pd.DataFrame) -> pd.Series:
    """Return how each vintage changed the estimates of about three months before.

    Parameters
    ----------
    vintages : pd.DataFrame
        As in ``forward_pe``.

    Returns
    -------
    pd.Series
        A ratio by date of vintage, below zero when estimates were cut. The earlier vintage is the
        one closest to 91 days before; NaN where none is 60 to 130 days old, or where either does
        not cover the four quarters that end after the later one.

    References
    ----------
    Chan, L., Jegadeesh, N. and Lakonishok, J. (1996). Momentum strategies. Journal of Finance
    51(5), 1681-1713.
    """
    table = _vintages(vintages)
    dates = table.asof
    if not len(dates):
        return pd.Series(dtype=float, index=dates)
    gap = dates.to_numpy()[:, None] - dates.to_numpy()[None, :]
    distance = np.abs(gap - QUARTER.to_timedelta64()).astype("timedelta64[D]").astype(float)
    distance[(gap < SPAN[0].to_timedelta64()) | (gap > SPAN[1].to_timedelta64())] = np.inf
    earlier = np.where(np.isfinite(distance).any(axis=1), distance.argmin(axis=1), -1)
    later = np.arange(len(dates))
    value = _revision(table.sums(later, dates), table.sums(earlier, dates))
    return pd.Series(value, index=dates)


def _revision(later: _Floats, earlier: _Floats) -> _Floats:
    """Return the change as a ratio, NaN where there was no positive figure to start from."""
    change: _Floats = later / np.where(earlier > 0, earlier, np.nan) - 1.0
    return change
