"""Dates that a rule gives: monthly option expiry and the quarter's last session."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pandas.tseries.holiday import AbstractHolidayCalendar, GoodFriday, Holiday, nearest_workday


class _Closures(AbstractHolidayCalendar):
    """The exchange holidays that can fall on a third Friday or at the end of a quarter."""

    rules = [  # noqa: RUF012 - the base class reads it as a plain attribute
        GoodFriday,
        Holiday("Juneteenth", month=6, day=19, start_date="2022-01-01", observance=nearest_workday),
    ]


def expiries(sessions: pd.DatetimeIndex) -> list[date]:
    """Return the monthly option expiries: the third Friday, or the session before a holiday."""
    months = pd.DatetimeIndex(sessions.to_period("M").unique().to_timestamp())
    fridays = _third_fridays(months)
    fridays = fridays[fridays <= sessions[-1]]
    at = sessions.searchsorted(fridays, side="right") - 1
    return [sessions[int(i)].date() for i in at if i >= 0]


def next_expiry(day: date) -> date:
    """Return the first monthly expiry after a day, by the rule and the exchange's holidays."""
    start = pd.Timestamp(day)
    months = pd.date_range(start.replace(day=1), periods=3, freq="MS")
    return _first_after(day, _third_fridays(months))


def next_quarter_end(day: date) -> date:
    """Return the last session of the first quarter that ends after a day."""
    ends = pd.date_range(pd.Timestamp(day), periods=3, freq="QE")
    return _first_after(day, ends)


def _third_fridays(months: pd.DatetimeIndex) -> pd.DatetimeIndex:
    return months + pd.to_timedelta((4 - months.day_of_week) % 7 + 14, unit="D")


def _first_after(day: date, dates: pd.DatetimeIndex) -> date:
    """Return the first of some dates after a day, each rolled back to a day of trading."""
    first, last = dates[0] - pd.Timedelta(days=7), dates[-1]
    open_days = pd.bdate_range(first, last).difference(_Closures().holidays(first, last))
    rolled = open_days[open_days.searchsorted(dates, side="right") - 1]
    found: date = rolled[rolled > pd.Timestamp(day)][0].date()
    return found
