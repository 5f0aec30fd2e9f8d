"""When an option chain was quoted, and how long each of its contracts then had to run."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from tools.market.columns import dated
from tools.market.manifest import FileRule
from tools.market.report import FileReport
from tools.records import UnwindError

OPEN, CLOSE = 9.5, 16.0  # hours in New York
# Roots that settle on the opening prices of the expiration day, as Cboe's specifications have it;
# their weekly twins (SPXW, NDXP) and all others settle at its close.
MORNING = ("SPX", "NDX", "RUT", "DJX", "VIX")
NEW_YORK = ("", "ET", "EST", "EDT")
_SPELLED = re.compile(r"([A-Z][a-z]+) (\d{1,2}),? (\d{4})")
_ISO = re.compile(r"(?<!\d)(\d{4})([-_]?)(\d{2})\2(\d{2})(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::\d{2}[.\d]*)?\s*([AP]M)?\s*(\S*)", re.IGNORECASE)


def quote_days(
    frame: pd.DataFrame, rule: FileRule, today: date, report: FileReport
) -> tuple[pd.DataFrame, pd.Series, float]:
    """Return the rows of a chain, the weekday that each was quoted on, and the hour.

    Notes
    -----
    The day is that of ``quote_time``, else each row's ``date`` or ``quote_date``, else the one in
    the file's name, rolled back to a weekday: a weekend's snapshot shows the Friday's close. The
    hour is that of ``quote_time`` in New York, at the latest the close, which also stands for an
    unknown one.

    Raises
    ------
    UnwindError
        When nothing gives the date, quote times are of several days or the date lies ahead.
    """
    times = [str(t) for t in frame["quote_time"].dropna().unique()] if "quote_time" in frame else []
    found = {day for day in map(_day, times) if day}
    column = next((c for c in (rule.date, "quote_date") if c in frame), None)
    if len(found) > 1:
        raise UnwindError(f"{report.name}: holds quotes of more than one day")
    if not found and column:
        frame = dated(frame, column, today, report)
        day = frame[column]
    else:
        found = found or {day for day in [_day(report.name)] if day}
        if not found:
            raise UnwindError(
                f"{report.name}: neither quote_time, a column date or quote_date nor its name "
                "gives the quote date"
            )
        day = pd.Series(found.pop(), index=frame.index, dtype="datetime64[us]")
    late = (day.dt.day_of_week - 4).clip(lower=0)
    hour = CLOSE if late.any() else max(map(_hour, times), default=CLOSE)
    day = day - pd.to_timedelta(late, unit="D")
    if len(day) and day.max() > pd.Timestamp(today):
        raise UnwindError(f"{report.name}: is quoted {day.max().date()}, which lies in the future")
    return frame, day, hour


def settled(body: pd.DataFrame, day: pd.Series, hour: float) -> pd.DataFrame:
    """Return the body with each contract's expiration and the days from its quote to settlement.

    Notes
    -----
    A contract settled on the opening prices expires at 9:30, any other at 16:00. Days to expiry
    that a vendor gives with a fraction are taken as they are.
    """
    if "dte" in body:
        given = body["dte"]
        whole = given.round()
        body = body.assign(expiration=day + pd.to_timedelta(whole, unit="D"))
        exact = given.where(given != whole)
    else:
        exact = pd.Series(np.nan, index=body.index)
    clock = pd.Series(np.where(body["root"].isin(MORNING), OPEN, CLOSE), index=body.index)
    ahead = (body["expiration"] - day).dt.days + (clock - hour) / 24.0
    return body.assign(days=exact.fillna(ahead))


def _day(text: str) -> pd.Timestamp | None:
    spelled, iso = _SPELLED.search(text), _ISO.search(text)
    if spelled:
        words, form = " ".join(spelled.groups()), "%B %d %Y"
    elif iso:
        words, form = "-".join(iso.group(1, 3, 4)), "%Y-%m-%d"
    else:
        return None
    found = pd.to_datetime(words, format=form, errors="coerce")
    return None if pd.isna(found) else found


def _hour(text: str) -> float:
    """Return the hour of a quote time in New York: the close where it is later or unknown."""
    found = _TIME.search(text)
    if found is None or found[4].upper() not in NEW_YORK:
        return CLOSE
    hour, half = int(found[1]), (found[3] or "").upper()
    hour = hour % 12 + 12 * (half == "PM") if half else hour
    return min(hour + int(found[2]) / 60.0, CLOSE)
