"""New York's sessions: which day it is there, and which session has closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd

from tools.sources.quiet import quiet

if TYPE_CHECKING:
    from exchange_calendars import ExchangeCalendar

NEW_YORK = ZoneInfo("America/New_York")
# A closing auction prints a few minutes after the bell, and vendors follow.
SETTLED = timedelta(minutes=20)
_FIRST = "1990-01-01"


@cache
def calendar(last: int) -> ExchangeCalendar:
    """Return the New York Stock Exchange's calendar up to the end of a year.

    Holidays, half days and the closures of 2001, 2012, 2018 and 2025 are those of
    ``exchange_calendars``.
    """
    with quiet():  # it asks pandas 3.1 for what pandas 4 will drop
        from exchange_calendars import get_calendar

        return get_calendar("XNYS", start=_FIRST, end=f"{last}-12-31")


def new_york_day(at: datetime) -> date:
    """Return the calendar day in New York."""
    return at.astimezone(NEW_YORK).date()


def sessions(first: date, last: date) -> pd.DatetimeIndex:
    """Return the sessions from one day to another, both included."""
    found = calendar(last.year + 1).sessions
    return pd.DatetimeIndex(found[(found >= str(first)) & (found <= str(last))])


def closes(first: date, last: date) -> pd.Series:
    """Return when each session closes (UTC), half days included, by session."""
    found: pd.Series = calendar(last.year + 1).closes
    return found[(found.index >= str(first)) & (found.index <= str(last))]


def last_closed(at: datetime) -> date:
    """Return the last session whose close, and the minutes after it, have passed."""
    day = new_york_day(at)
    known = closes(day - timedelta(days=14), day)
    done = known[known + SETTLED <= pd.Timestamp(at)]
    last: date = done.index[-1].date()
    return last


def running(at: datetime) -> bool:
    """Return whether a session has opened and not closed, or not yet settled."""
    today = pd.Timestamp(new_york_day(at))
    opens = calendar(today.year + 1).opens
    return (
        today in opens.index and opens[today] <= pd.Timestamp(at) and last_closed(at) < today.date()
    )
