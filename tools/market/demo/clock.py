"""Which days exist: sessions, calendar days, report days and policy meetings of the demo market."""

from __future__ import annotations

from functools import cache

import pandas as pd
from pandas.tseries.holiday import (
    AbstractHolidayCalendar,
    GoodFriday,
    Holiday,
    USLaborDay,
    USMartinLutherKingJr,
    USMemorialDay,
    USPresidentsDay,
    USThanksgivingDay,
    nearest_workday,
    sunday_to_monday,
)

START = "2010-01-04"
END = "2026-05-29"


class ExchangeHolidays(AbstractHolidayCalendar):
    """Full-day holidays of the New York stock exchanges."""

    rules = [  # noqa: RUF012 - the base class reads it as a plain attribute
        Holiday("New Year", month=1, day=1, observance=sunday_to_monday),
        USMartinLutherKingJr,
        USPresidentsDay,
        GoodFriday,
        USMemorialDay,
        Holiday("Juneteenth", month=6, day=19, start_date="2022-01-01", observance=nearest_workday),
        Holiday("Independence Day", month=7, day=4, observance=nearest_workday),
        USLaborDay,
        USThanksgivingDay,
        Holiday("Christmas", month=12, day=25, observance=nearest_workday),
    ]


@cache
def closed() -> pd.DatetimeIndex:
    """List the exchange's holidays, half a year beyond the end for what expires then."""
    beyond = pd.Timestamp(END) + pd.Timedelta(days=180)
    return pd.DatetimeIndex(ExchangeHolidays().holidays(pd.Timestamp(START), beyond))


def sessions() -> pd.DatetimeIndex:
    """List the exchange's sessions."""
    return pd.bdate_range(START, END).difference(closed())


def days() -> pd.DatetimeIndex:
    """List every calendar day."""
    return pd.date_range(START, END)


def weekly(anchor: str, last: str = END) -> pd.DatetimeIndex:
    """List one weekday (``"TUE"``, ``"WED"`` ...) of every week up to ``last``."""
    return pd.date_range(START, last, freq=f"W-{anchor}")


def months(start: str, last: str = END) -> pd.DatetimeIndex:
    """List the first days of the months, as monthly statistics are dated."""
    return pd.date_range(start, last, freq="MS")


def meetings() -> pd.DatetimeIndex:
    """List eight policy decisions a year.

    Last Wednesday of January and July, third of March, June, September and December, first of May
    and November; the session before where that is a holiday.
    """
    wednesdays = pd.date_range(START, END, freq="W-WED")
    frame = pd.DataFrame({"date": wednesdays, "month": wednesdays.to_period("M")})
    nth = frame.groupby("month").cumcount() + 1
    last = frame["month"] != frame["month"].shift(-1)
    month = wednesdays.month
    held = (
        (last & month.isin([1, 7]))
        | ((nth == 3) & month.isin([3, 6, 9, 12]))
        | ((nth == 1) & month.isin([5, 11]))
    )
    return _open(pd.DatetimeIndex(frame.loc[held, "date"]))


def payroll_releases() -> pd.DatetimeIndex:
    """List the employment reports: the first Friday of the month, or the session before it."""
    return _open(pd.date_range(START, END, freq="WOM-1FRI"))


def _open(dates: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Move dates that are no sessions to the session before."""
    open_days = sessions()
    return open_days[open_days.searchsorted(dates, side="right") - 1]
