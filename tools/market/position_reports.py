"""When the Commodity Futures Trading Commission published each report on traders' positions."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = npt.NDArray[np.datetime64]

POSITIONS = "position"
_WAIT = 3  # business days of the federal government, from the report's date
_USUAL = (1990, 2040)  # years whose holidays are made at once
_HOLIDAYS = (1900, 2200)  # years outside of which none is made: pandas ends in 1677 and 2262
# Working days on which federal offices were closed by executive order; no calendar's rule has them.
# Those of December 2025 came while the listed schedule stood.
_ORDERED = (
    "2001-12-24 2003-12-26 2004-06-11 2007-01-02 2007-12-24 2008-12-26 2012-12-24 2014-12-26 "
    "2018-12-05 2018-12-24 2019-12-24 2020-12-24 2024-12-24 2025-01-09"
).split()


def reports_published(observed: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return the day on which the positions of each date were published.

    Parameters
    ----------
    observed : DatetimeIndex, shape (n,)
        Report dates, as a rule Tuesdays.

    Returns
    -------
    DatetimeIndex, shape (n,)
        Days of publication, at half past three in New York; non-decreasing where ``observed`` is.

    Notes
    -----
    Three federal business days after the report's date, which is a Friday without a holiday, and
    what is listed where publication stood still. A date between two listed ones is published with
    the earlier of the two at the earliest.

    2013: days on which news agencies reported the figures. 2018-19: the commission's schedule of
    January 2019, one report each Tuesday and Friday. 2023: publication resumed on 24 February and
    was current on 24 March; of the reports in between no day was found, so that the latter stands
    for all. 2025: the commission's schedule of 18 November; from 10 December on it published
    faster, so that the listed days are late by up to two weeks.
    """
    days = observed.to_numpy().astype("datetime64[D]")
    usual = by_rule(days)
    reports, published = _listed()
    place = np.searchsorted(reports, days, side="right") - 1
    waited = np.where(place >= 0, published[np.maximum(place, 0)], usual)
    return pd.DatetimeIndex(np.maximum(usual, waited).astype("datetime64[us]"))


def by_rule(days: Days) -> Days:
    """Return three federal business days after each date, whatever is listed.

    A date on which offices are closed counts as the business day before it.
    """
    if not len(days):
        return days
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    first, last = int(years.min()), int(years.max())
    first = _USUAL[0] if first >= _USUAL[0] else max(_HOLIDAYS[0], first // 50 * 50)
    last = _USUAL[1] if last < _USUAL[1] else min(_HOLIDAYS[1], (last // 50 + 1) * 50)
    out: Days = np.busday_offset(days, _WAIT, roll="backward", holidays=_closed(first, last))
    return out


@cache
def _closed(first: int, last: int) -> Days:
    """Return the days from one year to another on which federal offices are closed."""
    from pandas.tseries.holiday import USFederalHolidayCalendar

    found = USFederalHolidayCalendar().holidays(f"{first}-01-01", f"{last}-12-31")
    return np.union1d(
        found.to_numpy().astype("datetime64[D]"), np.array(_ORDERED, dtype="datetime64[D]")
    )


@cache
def _listed() -> tuple[Days, Days]:
    """Return the listed reports' dates and the days on which they were published, in order."""
    text = files("tools.market").joinpath("position_reports.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text)))
    reports, published = (
        np.array([row[column] for row in rows], dtype="datetime64[D]")
        for column in ("report", "published")
    )
    return reports, published
