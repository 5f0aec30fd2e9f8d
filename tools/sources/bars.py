"""Daily bars of prices: what cannot be is left out, and the bar that still runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tools.market.columns import numbers
from tools.market.report import FileReport
from tools.sources.csvs import by_day
from tools.sources.request import Failure, Payload, Standing
from tools.sources.sessions import NEW_YORK, SETTLED, last_closed, new_york_day, running

Clock = Literal["session", "futures", "currency", "crypto"]
FIRST = date(1990, 1, 1)  # where the calendar of sessions, and the VIX, begin
OVERLAP = timedelta(days=10)  # at least five sessions are asked again, so that revisions are seen
LEFT_OUT = "provisional, left out"
PRICES = ("open", "high", "low", "close")
RECENT = 5  # bars whose median says in which unit a body is

# When a day's bar has ended, by what is traded: futures and the dollar index at 17:00 New York,
# currencies and coins at midnight of the place by whose day they are quoted.
_ENDS: dict[Clock, tuple[ZoneInfo, timedelta]] = {
    "futures": (NEW_YORK, timedelta(hours=17)),
    "currency": (ZoneInfo("Europe/London"), timedelta(hours=24)),
    "crypto": (ZoneInfo("UTC"), timedelta(hours=24)),
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """How one series is quoted at a source.

    Attributes
    ----------
    symbol : str
        The source's name of it.
    low, high : float
        Between these its latest closes lie in the unit of the catalogue, generously: outside, the
        unit has changed (cents for dollars, the inverse of a rate).
    clock : str
        What ends a day's bar.
    currency : str
        What it is quoted in.
    adjusted : bool
        Whether it has an adjusted close; an index has none.
    positive : bool
        Whether a close at or below zero is an error.
    """

    symbol: str
    low: float
    high: float
    clock: Clock = "session"
    currency: str = "USD"
    adjusted: bool = True
    positive: bool = True


def last_bar(at: datetime, clock: Clock) -> date:
    """Return the last day whose bar had ended, and a few minutes more, at a time."""
    if clock == "session":
        return last_closed(at)
    zone, ends = _ENDS[clock]
    return (at.astimezone(zone) - ends - SETTLED).date()


def _newest(at: datetime, clock: Clock) -> date:
    """Return the last day that a bar can have at a time, running or not."""
    if clock == "session":
        return new_york_day(at)
    zone, ends = _ENDS[clock]
    # What trades in the evening after a day's end belongs to the next.
    return (at.astimezone(zone) - ends + timedelta(days=1)).date()


def wanted_bar(standing: Standing, clock: Clock) -> date:
    """Return the day of the last bar to ask for: a running one only where those are wanted."""
    if not standing.running or (clock == "session" and not running(standing.now)):
        return last_bar(standing.now, clock)
    return _newest(standing.now, clock)


def begin_from(last: date | None, since: date | None, first: date = FIRST) -> date:
    """Return the first day to ask for: some days before the last stored one, or the beginning."""
    if last is not None:
        return last - OVERLAP
    return max(first, since) if since else first


def wanting(
    standing: Standing, vendor: str, clocks: Mapping[str, Clock]
) -> Iterator[tuple[str, date]]:
    """Yield the series that lack their last bar, each with the first day to ask for.

    Parameters
    ----------
    standing : Standing
        What the market holds.
    vendor : str
        The source.
    clocks : mapping of str to Clock
        The source's series and what ends a bar of each.
    """
    for name, clock in clocks.items():
        last = standing.last(name, vendor)
        if last is None or last < wanted_bar(standing, clock):
            yield name, begin_from(last, standing.since)


def clean_bars(
    frame: pd.DataFrame,
    days: pd.Series,
    report: FileReport,
    fetched: datetime,
    quoted: Quoted,
) -> pd.DataFrame:
    """Return bars by day, in order.

    Parameters
    ----------
    frame : DataFrame
        ``close`` and further fields, indexed by line or place, as text or numbers.
    days : Series
        The day of each bar, NaT where it could not be read.
    report : FileReport
        Counts rows without a close, refused ones, and values that cannot be; notes a bar that was
        still running.
    fetched : datetime
        When the body came.
    quoted : Quoted
        What ends a day's bar, and whether a close at or below zero is refused.

    Returns
    -------
    DataFrame
        float64 columns; an open, high or low at or below zero and a volume below it are NaN.
    """
    values = pd.DataFrame({c: numbers(frame[c]) for c in frame}, index=frame.index)
    blank = values["close"].isna()
    report.blank += int(blank.sum())
    low = (values["close"] <= 0) & quoted.positive
    report.refuse("price is not above zero", frame.index[low])
    latest = pd.Timestamp(last_bar(fetched, quoted.clock))
    today = pd.Timestamp(_newest(fetched, quoted.clock))
    runs = (days > latest) & (days <= today) & ~blank
    if runs.any():
        when = days[runs].max().date()
        report.warnings.append(f"the bar of {when} was still running: {LEFT_OUT}")
    for name in values.columns.difference(["close"]):
        wrong = (values[name] < 0) if name == "volume" else (values[name] <= 0) & quoted.positive
        report.warn(frame.index[wrong & ~blank], f"{name} that cannot be was left out")
        values[name] = values[name].mask(wrong)
    keep = ~blank & ~low & ~runs
    return by_day(values[keep], days[keep], report, today=today)


def check_scale(payload: Payload, close: pd.Series, quoted: Quoted) -> None:
    """Refuse a body whose latest closes are in another unit."""
    recent = float(np.median(close.to_numpy()[-RECENT:]))
    if not quoted.low <= recent <= quoted.high:
        raise Failure(
            "changed",
            f"{payload.name}: recent closes near {recent:.6g} lie outside {quoted.low:g} to "
            f"{quoted.high:g}: the source has changed its unit or its symbol",
        )


def check_some(payload: Payload, bars: pd.DataFrame, report: FileReport) -> None:
    """Refuse a body that holds no bar that can be used."""
    if bars.empty:
        why = next(iter(report.warnings), "") or ", ".join(report.refused) or "no bars in it"
        raise Failure("empty", f"{payload.name}: nothing to keep ({why})")
