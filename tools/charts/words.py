"""The texts around a chart: a title that says what the data show, rank, source and alt text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from tools.charts.labels import day, month
from tools.charts.panels import Past
from tools.charts.plot import Days, Panel, Values, as_date
from tools.formatting import MINUS, figure, ordinal, percentile
from tools.market.view import MarketView
from tools.records import Reading

# A high or a low is worth a title when none like it came for so long.
NOTABLE = timedelta(days=365)
# So few values beyond the last one, of so many, are counted out.
FEW, MANY = 10, 250
UNITS = {
    "percent": "percent",
    "share": "percent",
    "bp": "basis points",
    "points": "points",
    "sigma": "standard deviations",
    "leverage": "times the capital",
    "usd": "US dollars",
}


@dataclass(frozen=True, slots=True)
class Record:
    """The last value is the highest or lowest since a day, or of the whole history from it."""

    side: Literal["highest", "lowest"]
    since: date
    whole: bool

    def words(self, side: str = "") -> str:
        """Return ``its highest since 16 Mar 2020``, with another word for the side if given."""
        if self.whole:
            return f"the {side or self.side} of its history since {month(self.since)}"
        return f"its {side or self.side} since {day(self.since)}"


def record(days: Days, values: Values) -> Record | None:
    """Return the record that the last value sets; None where one like it is under a year old."""
    last, before = values[-1], values[:-1]
    if (before == last).all():
        return None
    above, below = np.flatnonzero(before >= last), np.flatnonzero(before <= last)
    sides: tuple[Literal["highest", "lowest"], ...] = ("highest", "lowest")
    for side, beyond in zip(sides, (above, below), strict=True):
        since = as_date(days[beyond[-1]] if len(beyond) else days[0])
        if as_date(days[-1]) - since >= NOTABLE:
            return Record(side, since, not len(beyond))
    return None


def finding(seen: Past, label: str = "") -> str:
    """Return the title of a reading's history: its last value and what is notable about it."""
    label = label or seen.spec.label
    last = figure(float(seen.values[-1]), seen.kind)
    if seen.reading.value is None:
        return f"{label}: not measured at this date; {last} on {day(as_date(seen.days[-1]))}"
    if seen.kind in ("indicator", "sign"):
        return f"{label}: {last}, {_run(seen)}"
    notable = record(seen.days, seen.values)
    return f"{label}: {last}, {notable.words() if notable else _standing(seen)}"


def _standing(seen: Past) -> str:
    rank = seen.reading.percentile
    if rank is not None:
        if 0.20 < rank < 0.80:
            return f"inside its usual range since {seen.since.year}"
        last = float(seen.values[-1])
        beyond = int((seen.values > last).sum() if rank >= 0.80 else (seen.values < last).sum())
        if beyond < FEW and len(seen.values) >= MANY:
            place = "highest" if rank >= 0.80 else "lowest"
            return f"its {_nth(beyond)}{place} of {len(seen.values):,} since {seen.since.year}"
        side = "top" if rank >= 0.80 else "bottom"
        share = "twentieth" if rank >= 0.95 or rank <= 0.05 else "fifth"
        return f"in the {side} {share} of its history since {seen.since.year}"
    if len(seen.values) == 1:
        return "the first measurement"
    last, before = float(seen.values[-1]), float(seen.values[-2])
    then = day(as_date(seen.days[-2]))
    if figure(last, seen.kind) == figure(before, seen.kind):
        return f"unchanged from {then}"
    return f"{'up' if last > before else 'down'} from {figure(before, seen.kind)} on {then}"


def _nth(beyond: int) -> str:
    """Return ``3rd `` where two stand beyond, nothing where none does."""
    return f"{ordinal(beyond + 1)} " if beyond else ""


def _run(seen: Past) -> str:
    """Return when an answer or a sign was last another."""
    words = np.array([figure(float(v), seen.kind) for v in np.unique(seen.values)])
    names = words[np.unique(seen.values, return_inverse=True)[1]]
    other = np.flatnonzero(names != names[-1])
    if not len(other):
        return f"as on every day since {month(seen.since)}"
    return f"last {names[other[-1]]} on {day(as_date(seen.days[other[-1]]))}"


def unit_of(seen: Past) -> str:
    """Return what the value axis counts."""
    return UNITS.get(seen.spec.display) or re.sub(r"-(?=\d)", MINUS, seen.spec.unit)


def rank_of(reading: Reading, *, losses: bool = False) -> str:
    """Return the rank of a reading and since when, or why it has none; a part of a sentence.

    ``losses`` counts from the side of stress.
    """
    if reading.value is None:
        return f"not measured at this date ({reading.missing})"
    count = reading.percentile_n or 0
    if reading.percentile is None or reading.percentile_since is None:
        return f"not ranked, {count:,} measurement{'' if count == 1 else 's'}"
    start = month(reading.percentile_since)
    if losses and reading.stress is not None:
        return f"{percentile(reading.stress)} percentile of losses since {start}"
    return f"{percentile(reading.percentile)} percentile since {start}"


def source_of(source: str, view: MarketView, since: date | None) -> str:
    """Return the line below a chart: series, market, as-of date and from when it is shaded."""
    ref = view.ref
    tag = " (SIMULATED)" if ref.simulated else ""
    shaded = f"; shaded from the peak of {day(since)}" if since else ""
    return f"Source: {source}; market {ref.name}{tag}. As of {day(view.session)}{shaded}."


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
