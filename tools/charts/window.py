"""How far back a chart goes: enough to compare with, not so far that the line becomes a block."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import numpy as np

from tools.charts.plot import Days, Values, as_date
from tools.pillars.spec import Frequency

# Years; "fit" chooses them by the series; None goes back to its beginning.
Years = float | Literal["fit"] | None
USUAL: dict[Frequency, float | None] = {
    "daily": 3.0,
    "weekly": 3.0,
    "monthly": 5.0,
    "irregular": None,
}
SHORT = 1.0
# The day that a title names is shown where that takes no more than so many windows.
REACH = 2.0
BEFORE = timedelta(days=21)
# A line that goes up and down its range so often in the usual window is shown for a short one.
ROUGH = 55.0
LEAST = 3


def first_day(
    days: Days,
    values: Values,
    session: date,
    years: Years,
    frequency: Frequency = "daily",
    named: date | None = None,
) -> date:
    """Return where the time axis begins.

    Parameters
    ----------
    days, values : ndarray, shape (n,)
        The history.
    session : date
        Where the axis ends.
    years : float, "fit" or None
        The window; it begins earlier where it would hold fewer than three values.
    frequency : str
        Of the readings, for "fit".
    named : date, optional
        A day that the axis is to hold, if twice the window does.
    """
    start, last = as_date(days[0]), as_date(days[-1])
    span = _fitting(days, values, session, frequency) if years == "fit" else years
    if span is not None:
        window = _back(session, span)
        if named and named - BEFORE >= _back(session, REACH * span):
            window = min(window, named - BEFORE)
        inside = np.count_nonzero(days >= np.datetime64(window, "us"))
        if inside >= min(LEAST, len(days)):
            start = max(start, window)
    # A line needs a width: a measurement or two stand at the end of a year.
    return min(start, last - timedelta(days=30) if len(days) >= LEAST else _back(session, SHORT))


def _fitting(days: Days, values: Values, session: date, frequency: Frequency) -> float | None:
    span = USUAL["daily" if _often(days) else frequency]
    if span is None:
        return None
    seen = values[days >= np.datetime64(_back(session, span), "us")]
    if len(seen) < LEAST:
        return span
    travelled, reach = float(np.abs(np.diff(seen)).sum()), float(np.ptp(seen))
    return SHORT if travelled > ROUGH * reach else span


def _often(days: Days) -> bool:
    """Tell whether values follow each other as those of a daily reading do, whatever its name."""
    return len(days) > LEAST and bool(np.median(np.diff(days)) <= np.timedelta64(5, "D"))


def _back(session: date, years: float) -> date:
    return session - timedelta(days=round(365.25 * years))
