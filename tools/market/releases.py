"""When the monthly reports on employment and on consumer prices were published."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

import pandas as pd

JOBS = "employment"
PRICES = "consumer price"
_JOBS_WAIT = pd.Timedelta(days=20)
_WEEK = pd.Timedelta(days=7)
_EARLIEST_IN_JANUARY = 4
# The longest ordinary waits before the dates that are listed, and after them.
_PRICES_BEFORE, _PRICES_AFTER = pd.Timedelta(days=31), pd.Timedelta(days=15)


def published(months: pd.PeriodIndex, report: str) -> pd.DatetimeIndex:
    """Return the day on which a month's report came out.

    Parameters
    ----------
    months : PeriodIndex, shape (n,)
        The months that the reports are of.
    report : {"employment", "consumer price"}
        Which of the two reports of the Bureau of Labor Statistics.

    Returns
    -------
    DatetimeIndex, shape (n,)
        Days of publication, non-decreasing where ``months`` is.

    Notes
    -----
    Consumer prices: the dates of publication since 1990, from the labels of vintages up to March
    2020 and from the bureau's schedule since; a month after them counts as published fifteen days
    after its end, one before them after 31. Employment: the third Friday after the week that holds
    the month's 12th, a week later where that falls on the first three days of January; what
    shutdowns of the government delayed is listed. A report that came a day early, before the
    fourth of July, is read on the Friday.
    """
    usual = _jobs(months) if report == JOBS else _prices(months)
    listed = _listed()[report]
    days = [listed.get(str(month), day) for month, day in zip(months, usual, strict=True)]
    return pd.DatetimeIndex(days).as_unit("us")


def _jobs(months: pd.PeriodIndex) -> pd.DatetimeIndex:
    twelfth = months.to_timestamp() + pd.Timedelta(days=11)
    saturday = twelfth + pd.to_timedelta((5 - twelfth.day_of_week) % 7, unit="D")
    friday = saturday + _JOBS_WAIT
    early = (friday.month == 1) & (friday.day < _EARLIEST_IN_JANUARY)
    return friday.where(~early, friday + _WEEK)


def _prices(months: pd.PeriodIndex) -> pd.DatetimeIndex:
    end = months.to_timestamp(how="end").normalize()
    later = months > pd.Period(max(_listed()[PRICES]), freq="M")
    return (end + _PRICES_AFTER).where(later, end + _PRICES_BEFORE)


@cache
def _listed() -> dict[str, dict[str, pd.Timestamp]]:
    """Return the dates that are listed, by report and month."""
    text = files("tools.market").joinpath("releases.csv").read_text(encoding="utf-8")
    out: dict[str, dict[str, pd.Timestamp]] = {JOBS: {}, PRICES: {}}
    for row in csv.DictReader(StringIO(text)):
        out[row["report"]][row["month"]] = pd.Timestamp(row["published"])
    return out
