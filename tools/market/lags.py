"""Knowledge lags: from the date that a figure refers to, to the first close that could know it.

A lag is a short phrase of the catalogue:

=================================  ==============================================================
``5d``                             five calendar days later (a week's index that is public on
                                   Wednesday)
``1b``                             one business day later (a spread that is published the next
                                   morning)
``week_mon``                       the Monday after the week of the date (weekly releases of daily
                                   figures)
``month+14d``                      fourteen days after the end of the month that the date lies in
``quarter+30d``                    thirty days after the end of the quarter
``with the employment report``     on the day of the report on the month that the date lies in
``with the consumer price report`` the same
``with the position report``       on the day of the report on traders' positions of that date
=================================  ==============================================================
"""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import pandas as pd

from tools.market.position_reports import POSITIONS, reports_published
from tools.market.releases import JOBS, PRICES, published
from tools.records import UnwindError

_FORM = re.compile(
    r"(?:(?P<anchor>month|quarter)\+)?(?P<n>\d{1,3})(?P<unit>[db])|week_mon"
    rf"|with the (?P<report>{JOBS}|{PRICES}|{POSITIONS}) report"
)


def known_dates(observed: pd.DatetimeIndex, lag: str) -> pd.DatetimeIndex:
    """Return the first date at which each observation could be read.

    Parameters
    ----------
    observed : DatetimeIndex, shape (n,)
        The dates that the figures refer to.
    lag : str
        One of the forms in the module's table.

    Returns
    -------
    DatetimeIndex, shape (n,)
        Non-decreasing where ``observed`` is; it may fall on a day without a session, and is then
        read at the next one.

    Raises
    ------
    UnwindError
        If ``lag`` has none of the known forms.
    """
    match = check_lag(lag)
    if lag == "week_mon":
        return observed + pd.to_timedelta(7 - observed.day_of_week, unit="D")
    if match["report"] == POSITIONS:
        return reports_published(observed)
    if match["report"]:
        return published(observed.to_period("M"), match["report"])
    days = int(match["n"])
    if match["anchor"]:
        freq = "M" if match["anchor"] == "month" else "Q"
        observed = pd.DatetimeIndex(observed.to_period(freq).to_timestamp(how="end").normalize())
    if match["unit"] == "b":
        # A weekend's figure counts as the Friday's, but is never known before its own date.
        roll: Literal["forward", "backward"] = "backward" if days else "forward"
        rolled = np.busday_offset(observed.to_numpy().astype("datetime64[D]"), days, roll=roll)
        return pd.DatetimeIndex(rolled.astype("datetime64[us]"))
    return observed + pd.Timedelta(days=days)


def check_lag(lag: str) -> re.Match[str]:
    """Return the parts of a lag; one that has none of the known forms is an UnwindError."""
    match = _FORM.fullmatch(lag)
    if match is None:
        raise UnwindError(f"unknown knowledge lag {lag!r}: write it like 0d, 1b or month+14d")
    return match
