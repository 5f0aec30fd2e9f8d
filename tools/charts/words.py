"""The texts around a chart: what is shown, rank, source and alt text."""

from __future__ import annotations

import re
from datetime import date

from tools.charts.labels import day, month
from tools.charts.panels import Past
from tools.charts.plot import Panel, as_date
from tools.charts.titles import dated, said
from tools.formatting import MINUS, THIN, figure, percentile
from tools.market.view import MarketView

UNITS = {
    "percent": "percent",
    "share": "percent",
    "bp": "basis points",
    "width": "basis points",
    "points": "points",
    "sigma": "standard deviations",
    "leverage": "times the capital",
    "usd": "US dollars",
}
# A window of one observation says no more than how often there is one.
SINGLE = re.compile(r"1 \w+|level")
# A figure in a reading's own words parts from its sign nowhere.
PARTED = re.compile(r"(?<=\d) (?=[%σ])")
# A last value that is so many days old is dated.
LATE = 7


def unit_of(seen: Past) -> str:
    """Return what the value axis counts."""
    return UNITS.get(seen.spec.display) or re.sub(r"-(?=\d)", MINUS, seen.spec.unit)


def shown(seen: Past) -> str:
    """Return unit and window: ``Percent, 252 sessions`` or ``Points, daily``."""
    unit, window = unit_of(seen), seen.spec.window
    often = seen.spec.frequency if SINGLE.fullmatch(window) else window
    return PARTED.sub(THIN, f"{unit[0].upper()}{unit[1:]}, {often}")


def rank_of(seen: Past, *, losses: bool = False) -> str:
    """Return the rank of a reading and since when, or why it has none; a part of a sentence.

    ``losses`` counts from the side of stress.
    """
    reading = seen.reading
    if reading.value is None:
        return f"not measured at this date ({PARTED.sub(THIN, reading.missing or '')})"
    if seen.kind in ("indicator", "sign"):
        return f"{said(seen)} in {_share(seen)} of its history since {month(seen.since)}"
    count = reading.percentile_n or 0
    if reading.percentile is None or reading.percentile_since is None:
        return f"not ranked, {count:,} measurement{'' if count == 1 else 's'}"
    start = month(reading.percentile_since)
    short = ", a short history" if reading.percentile_short else ""
    if losses and reading.stress is not None:
        return f"{percentile(reading.stress)} percentile of losses since {start}{short}"
    return f"{percentile(reading.percentile)} percentile since {start}{short}"


def _share(seen: Past) -> str:
    return figure(float((seen.values == seen.values[-1]).mean()), "share")


def remarks(seen: Past, panel: Panel, session: date) -> str:
    """Return what else must be said of a drawing: what it leaves out, age, that it is a model's."""
    parts = [
        f"the {level.label} ({figure(level.value, seen.kind)}) lies beyond the axis"
        for level in panel.outside
        if level.severe
    ]
    if panel.beyond:
        parts.append(f"{panel.beyond:,} {_noun(panel.beyond)} beyond the axis")
    last = as_date(panel.days[-1])
    if panel.current and (session - last).days > LATE:
        parts.append(f"latest {dated(seen, last)}")
    if seen.spec.estimate:
        parts.append("an estimate")
    return "".join(f"; {part}" for part in parts)


def _noun(count: int) -> str:
    return "value lies" if count == 1 else "values lie"


def source_of(source: str, view: MarketView) -> str:
    """Return the line below a chart: series, market and as-of date."""
    return f"Source: {source}; market {view.ref.tagged}. As of {day(view.session)}."


def described(seen: Past, panel: Panel, since: date | None) -> str:
    """Return what a line does, for those who do not see it."""
    days, values = panel.days, panel.values
    low, high = int(values.argmin()), int(values.argmax())
    ends = [
        f"{figure(float(values[i]), seen.kind)} on {day(as_date(days[i]))}" for i in (low, high)
    ]
    told = f"Line from {day(as_date(days[0]))} to {day(as_date(days[-1]))}"
    told += f", between {ends[0]} and {ends[1]}." if values[low] < values[high] else "."
    then = seen.on(since) if since and since < as_date(days[-1]) else None
    if since is None or then is None:
        return told
    return f"{told} At the peak on {day(since)} it stood at {figure(then, seen.kind)}."
