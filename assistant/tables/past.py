"""A reading today and its history, as text: the value, where it stands, and every year's range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assistant.evidence import of_reading
from assistant.facets import say
from assistant.tables.grid import DASH, Column, Grid, facts, titled
from assistant.tables.readings import rank
from tools.formatting import UNIT_KINDS, figure, number, plural
from tools.records import Reading

if TYPE_CHECKING:
    import pandas as pd

RECENT, LENGTH = 10, 30
DAYS = (Column("observed"), Column("value", right=True), Column("known", wraps=True))
YEARS = (
    Column("year"),
    Column("low", right=True),
    Column("median", right=True),
    Column("high", right=True),
    Column("end", right=True),
    Column("days", right=True),
    Column("its range ─ and its end ●", wraps=True),
)


def today_text(reading: Reading, history: pd.DataFrame, market: str) -> list[str]:
    """Return what a reading says at its market's as-of date, and its history up to then.

    Parameters
    ----------
    reading : Reading
        At the as-of date.
    history : DataFrame
        Its history up to then, as ``tools.history`` gives it; it may be empty.
    market : str
        The market and the date, for the head.
    """
    lines = titled("Today", market)
    if reading.missing:
        lines += facts([("Value", f"not measured: {reading.missing}")])
    else:
        lines += facts(_now(reading))
    if history.empty:
        return lines
    kind = UNIT_KINDS.get(reading.unit, reading.display)

    def said(value: float) -> str:
        return figure(value, kind)

    dates = history["observed"]
    lines += titled("History", f"{plural(len(history), 'value')}, {dates.iloc[0]:%Y-%m-%d} on")
    last = history.iloc[: -RECENT - 1 : -1]
    rows = [
        (f"{observed:%Y-%m-%d}", said(float(value)), f"{known:%Y-%m-%d}")
        for observed, value, known in zip(
            last["observed"], last["value"], last["known"], strict=True
        )
    ]
    grid = Grid(DAYS, rows)
    lines += [*grid.head(), *grid.lines(rows), ""]
    values = history["value"]
    low, high = float(values.min()), float(values.max())

    def place(value: float) -> int:
        return round((value - low) / (high - low) * LENGTH) if high > low else 0

    spans = [
        (
            str(year),
            *map(said, (own.min(), own.median(), own.max(), own.iloc[-1])),
            number(len(own), 0),
            _strip(own.min(), own.max(), own.iloc[-1], place),
        )
        for year, own in values.groupby(dates.dt.year)
    ]
    grid = Grid(YEARS, spans)
    return [*lines, *grid.head(), *grid.lines(spans)]


def _now(reading: Reading) -> Iterator[tuple[str, str]]:
    yield "Value", say(of_reading(reading))
    if reading.at and reading.at != reading.observed:
        yield "On", reading.at.isoformat()
    yield "Rank", rank(reading)
    if reading.percentile_n and reading.percentile_since:
        sample = f"{number(reading.percentile_n, 0)} since {reading.percentile_since}"
        independent = reading.percentile_effective_n
        if independent and independent < reading.percentile_n:
            sample += f", about {number(independent, 0)} of them independent: windows overlap"
        yield "Sample", sample + (", a short history" if reading.percentile_short else "")
    yield "Observed", f"{reading.observed or DASH}, known {reading.known or DASH}"
    yield "Age", plural(reading.age or 0, "session")


def _strip(lowest: float, highest: float, end: float, place: Callable[[float], int]) -> str:
    """Return a year's range as a line, its end as a dot, at their places in the whole range."""
    first, last = place(lowest), place(highest)
    marks = [" "] * first + ["─"] * (last - first + 1)
    marks[place(end)] = "●"
    return "".join(marks)
