"""What yields, spreads and the dollar did since the index's peak, and just before it.

A move runs from the observation dated the peak to the last one known at each session, so it may
end a day before the session where a figure is published late. It is measured in basis points, or
for a price in log points, and in units of the volatility up to the peak.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.legs import sessions_since
from tools.metrics.levels import level
from tools.metrics.scaling import (
    SIGMA_WINDOW,
    Scale,
    additive,
    date_at,
    position_at,
    trailing_sd,
    value_at,
)

GAP = pd.Timedelta(days=10)
BEFORE_PEAK = 21

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Start:
    """The observation that a move starts from, for each session."""

    observations: pd.Series
    position: npt.NDArray[np.intp]
    value: _Floats
    usable: npt.NDArray[np.bool_]

    def sd(self, window: int) -> _Floats:
        """Return the standard deviation of the daily changes that end at the start."""
        changes = np.diff(self.observations.to_numpy(), prepend=np.nan)
        distinct, where = np.unique(self.position, return_inverse=True)
        return trailing_sd(changes, distinct, window)[where]


def _start(observations: pd.Series, begin: pd.DatetimeIndex, seen: pd.DatetimeIndex) -> _Start:
    """Find the last observation dated ``begin`` or before, if it is recent and known to be it."""
    dates = pd.DatetimeIndex(observations.index)
    position = position_at(dates, begin)
    dated = date_at(dates, position)
    # Until something dated the peak or later is known, its own value may still be to come.
    usable = (begin - dated <= GAP) & (seen >= begin)
    value = value_at(observations, begin)
    return _Start(observations, position, value, np.asarray(usable, dtype=bool))


def _known(known: pd.DataFrame, peak: pd.Series, scale: Scale) -> tuple[_Floats, pd.DatetimeIndex]:
    """Return the last known value and its date for each session."""
    sessions = pd.DatetimeIndex(peak.index)
    frame = known.reindex(sessions)
    seen = pd.DatetimeIndex(pd.to_datetime(frame["observed"]))
    return additive(frame["value"], scale).reindex(sessions).to_numpy(), seen


def _series(values: _Floats, usable: npt.NDArray[np.bool_], peak: pd.Series) -> pd.Series:
    return pd.Series(np.where(usable, values, np.nan), index=peak.index)


def change_since_peak(
    known: pd.DataFrame, observed: pd.Series, peak: pd.Series, scale: Scale = "bp"
) -> pd.Series:
    """Return the change of a series since the peak of the index's current leg.

    Parameters
    ----------
    known : pd.DataFrame
        By session: ``value``, the last one known at its close, and ``observed``, its date. Yields
        and spreads in percent, or a price.
    observed : pd.Series
        The series on its own calendar.
    peak : pd.Series
        By session the date of the current leg's peak.
    scale : {"bp", "log"}
        Basis points for yields and spreads, log points for a price.

    Returns
    -------
    pd.Series
        Change by session, positive when the series rose.

    Notes
    -----
    The start is the observation dated the peak, or the last one before it where the series was
    closed that day. NaN while nothing dated the peak or later is known, and where the last
    observation before the peak is more than ten days older.
    """
    end, seen = _known(known, peak, scale)
    start = _start(additive(observed, scale), pd.DatetimeIndex(peak), seen)
    return _series(end - start.value, start.usable, peak)


def change_since_peak_z(
    known: pd.DataFrame,
    observed: pd.Series,
    peak: pd.Series,
    scale: Scale = "bp",
    window: int = SIGMA_WINDOW,
) -> pd.Series:
    """Return the change since the peak in units of the volatility before it.

    Parameters
    ----------
    known, observed, peak, scale
        As in ``change_since_peak``.
    window : int
        Daily changes in the volatility.

    Returns
    -------
    pd.Series
        z by session, positive when the series rose; NaN on the day of the peak, with fewer than
        ``window`` changes before it, and wherever the change is NaN.

    Notes
    -----
    ``z = change / (s sqrt(h))``: s is the sample standard deviation of the series' last ``window``
    daily changes up to the peak, h the sessions since the peak.
    """
    end, seen = _known(known, peak, scale)
    start = _start(additive(observed, scale), pd.DatetimeIndex(peak), seen)
    sessions = sessions_since(peak).replace(0.0, np.nan).to_numpy()
    return _series((end - start.value) / (start.sd(window) * np.sqrt(sessions)), start.usable, peak)


def _before(
    known: pd.DataFrame, observed: pd.Series, peak: pd.Series, scale: Scale, sessions: int
) -> tuple[_Start, _Start]:
    """Return the starts of the run-up to the peak and of the move after it."""
    _, seen = _known(known, peak, scale)
    dates = pd.DatetimeIndex(peak.index)
    at = np.maximum(position_at(dates, pd.DatetimeIndex(peak)) - sessions, -1)
    earlier = date_at(dates, at)
    observations = additive(observed, scale)
    return (
        _start(observations, earlier, seen),
        _start(observations, pd.DatetimeIndex(peak), seen),
    )


def change_before_peak(
    known: pd.DataFrame,
    observed: pd.Series,
    peak: pd.Series,
    scale: Scale = "bp",
    sessions: int = BEFORE_PEAK,
) -> pd.Series:
    """Return the change of a series over the sessions that led up to the peak.

    Parameters
    ----------
    known, observed, peak, scale
        As in ``change_since_peak``.
    sessions : int
        Sessions of the index from the start of the run-up to the peak.

    Returns
    -------
    pd.Series
        Change by session, positive when the series rose into the peak; constant within a leg's
        fall. NaN where the history is too short or the value dated the peak is not yet known.

    Notes
    -----
    Stocks often top out on a rise in yields that began weeks earlier; a measure that starts at the
    peak would not see it.
    """
    first, last = _before(known, observed, peak, scale, sessions)
    return _series(last.value - first.value, first.usable & last.usable, peak)


def change_before_peak_z(
    known: pd.DataFrame,
    observed: pd.Series,
    peak: pd.Series,
    scale: Scale = "bp",
    sessions: int = BEFORE_PEAK,
    window: int = SIGMA_WINDOW,
) -> pd.Series:
    """Return the change into the peak in units of the volatility before that run-up.

    Parameters
    ----------
    known, observed, peak, scale, sessions
        As in ``change_before_peak``.
    window : int
        Daily changes in the volatility, ending where the run-up starts.

    Returns
    -------
    pd.Series
        z by session, positive when the series rose; NaN as in ``change_before_peak`` and with
        fewer than ``window`` changes before the run-up.
    """
    first, last = _before(known, observed, peak, scale, sessions)
    z = (last.value - first.value) / (first.sd(window) * np.sqrt(sessions))
    return _series(z, first.usable & last.usable, peak)


def known_spread(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return what was known of the difference between two series at each session.

    Parameters
    ----------
    first, second : pd.DataFrame
        By session ``value`` and ``observed``, in one unit.

    Returns
    -------
    pd.DataFrame
        ``value``, first less second, and ``observed``, by session of ``first``. Where one series
        is known to a later date than the other, both are read at the earlier of the two dates, so
        that a difference never mixes two days.
    """
    other = second.reindex(first.index)
    ahead, behind = pd.to_datetime(first["observed"]), pd.to_datetime(other["observed"])
    date = ahead.where(ahead <= behind, behind)
    value = _value_dated(first, date) - _value_dated(other, date)
    return pd.DataFrame(
        {"value": value, "observed": date.where(ahead.notna() & behind.notna())},
        index=first.index,
    )


def _value_dated(known: pd.DataFrame, date: pd.Series) -> _Floats:
    """Look up the value that was first known for ``date``, or for the last date before it."""
    rows = known.assign(value=level(known["value"])).dropna().drop_duplicates("observed")
    return value_at(rows.set_index("observed")["value"], pd.DatetimeIndex(date))


def spread_since_peak(
    first_known: pd.DataFrame,
    first: pd.Series,
    second_known: pd.DataFrame,
    second: pd.Series,
    peak: pd.Series,
) -> pd.Series:
    """Return the change since the peak of the difference between two yields.

    Parameters
    ----------
    first_known, second_known : pd.DataFrame
        By session ``value`` in percent and ``observed``.
    first, second : pd.Series
        The yields in percent on their own calendars.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.Series
        Change of ``first - second`` in basis points by session: nominal less breakeven is the real
        yield, ten years less two the slope of the curve. NaN as in ``change_since_peak``.
    """
    known = known_spread(first_known, second_known)
    return change_since_peak(known, level(first) - level(second), peak)
