"""Titles: what a reading's last value is in its own history, said only as far as the data carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from tools.charts.labels import day, month
from tools.charts.panels import Past
from tools.charts.plot import Days, Values, as_date
from tools.formatting import figure, ordinal

# A high or a low is worth a title when none like it came for so long.
NOTABLE = timedelta(days=365)
# So few values beyond the last one, of so many, are counted out.
FEW, MANY = 10, 250
# A series of so many is compared with its value at the peak, unless that was older than this.
SERIES, STALE = 60, timedelta(days=7)
# An extreme that is taken so often is a bound and no record.
BOUND = 0.02
# Ranks between which a value is usual, and beyond which it is among the outermost twentieth.
USUAL, OUTER = (0.20, 0.80), (0.05, 0.95)

Side = Literal["highest", "lowest"]


@dataclass(frozen=True, slots=True)
class Record:
    """The last value is the highest or lowest since a day, or of the whole history from it.

    ``reached`` is the first day of a last value that has stood still since, else None.
    """

    side: Side
    since: date
    whole: bool
    reached: date | None = None
    monthly: bool = False

    def words(self, side: str = "") -> str:
        """Return ``its highest since 16 Mar 2020``, with another word for the side if given."""
        when = month if self.monthly else day
        if not self.whole:
            return f"its {side or self.side} since {when(self.since)}"
        stood = f", reached on {day(self.reached)}" if self.reached and not self.monthly else ""
        return f"the {side or self.side} of its history since {month(self.since)}{stood}"


def record(days: Days, values: Values, *, monthly: bool = False) -> Record | None:
    """Return the record that the last value sets; None where one like it is under a year old.

    A value that stands still is one value: the record is the one it set when it was reached.
    """
    other = np.flatnonzero(values != values[-1])
    if not len(other):
        return None
    start = int(other[-1]) + 1
    before, last = values[:start], values[-1]
    reached = as_date(days[start]) if start < len(values) - 1 else None
    beyond: tuple[tuple[Side, np.ndarray], ...] = (
        ("highest", np.flatnonzero(before >= last)),
        ("lowest", np.flatnonzero(before <= last)),
    )
    for side, found in beyond:
        since = as_date(days[found[-1]] if len(found) else days[0])
        if as_date(days[-1]) - since >= NOTABLE:
            return Record(side, since, not len(found), reached, monthly)
    return None


def finding(seen: Past, since: date | None = None) -> str:
    """Return the title of a reading's history: its last value and what is notable about it.

    Where it has no rank, that is what it did since the move began, if that day is given.
    """
    label, last = seen.spec.label, said(seen)
    if seen.reading.value is None:
        return f"{label}: not measured at this date; {last} {_on(seen, as_date(seen.days[-1]))}"
    if seen.kind in ("indicator", "sign"):
        return f"{label}: {last}, {_run(seen)}"
    return f"{label}: {last}, {notable(seen, since)}"


def said(seen: Past) -> str:
    """Return the last value as it is printed."""
    return figure(float(seen.values[-1]), seen.kind)


def dated(seen: Past, when: date) -> str:
    """Return a day of a reading: that of a monthly one is its month."""
    return month(when) if seen.spec.frequency == "monthly" else day(when)


def _on(seen: Past, when: date) -> str:
    return f"{'in' if seen.spec.frequency == 'monthly' else 'on'} {dated(seen, when)}"


def record_of(seen: Past) -> Record | None:
    """Return the record that a reading sets; None where it sets none or is not measured."""
    if seen.reading.value is None or seen.kind in ("indicator", "sign"):
        return None
    return record(seen.days, seen.values, monthly=seen.spec.frequency == "monthly")


def since_when(seen: Past) -> date | None:
    """Return the day from which the last value is a high or a low, where that is not the first."""
    found = record_of(seen)
    return found.since if found and not found.whole else None


def notable(seen: Past, since: date | None = None) -> str:
    """Return the record that the last value sets, or else where it stands."""
    if len(seen.values) > 1 and (seen.values == seen.values[0]).all():
        return f"as always since {month(seen.since)}"
    found = record_of(seen)
    if found:
        return found.words()
    return _bound(seen) or (
        _standing(seen) if seen.reading.percentile is not None else _change(seen, since)
    )


def _bound(seen: Past) -> str:
    """Return that the value is one which the reading cannot pass; nothing where it is none."""
    values, last = seen.values, float(seen.values[-1])
    low, high = float(values.min()), float(values.max())
    run = int(np.flatnonzero(np.r_[True, values != last])[-1])
    if len(values) < MANY or low == high or last not in (low, high) or last not in values[:run]:
        return ""
    side, share = "lowest" if last == low else "highest", float((values == last).mean())
    since = f"its history since {seen.since.year}"
    if share < BOUND:
        return f"equal to the {side} of {since}"
    return f"at its {side} value, as in {figure(share, 'share')} of {since}"


def _standing(seen: Past) -> str:
    rank, values, last = seen.reading.percentile or 0.0, seen.values, float(seen.values[-1])
    if USUAL[0] < rank < USUAL[1]:
        return f"inside its usual range since {seen.since.year}"
    high = rank >= USUAL[1]
    beyond = int((values > last).sum() if high else (values < last).sum())
    if beyond < FEW and len(values) >= MANY:
        place = "highest" if high else "lowest"
        return f"its {_nth(beyond)}{place} of {len(values):,} since {seen.since.year}"
    share = "fifth" if OUTER[0] < rank < OUTER[1] else "twentieth"
    side = "top" if high else "bottom"
    return f"in the {side} {share} of its history since {seen.since.year}"


def _change(seen: Past, since: date | None) -> str:
    """Return the change since the move began, or of a few measurements since the one before."""
    if len(seen.values) == 1:
        return "the first measurement"
    peak = _at_peak(seen, since)
    place = -2 if peak is None else peak
    before, when = float(seen.values[place]), as_date(seen.days[place])
    then = f"{'at the peak ' if peak is not None and when == since else ''}{_on(seen, when)}"
    printed = figure(before, seen.kind)
    if printed == said(seen):
        return f"as {then}"
    return f"{'up' if float(seen.values[-1]) > before else 'down'} from {printed} {then}"


def _at_peak(seen: Past, since: date | None) -> int | None:
    """Return the position of the value when the move began; None where few or old ones say it."""
    if since is None or len(seen.values) < SERIES:
        return None
    place = seen.place(since)
    if place is None or place == len(seen.values) - 1:
        return None
    return place if since - as_date(seen.days[place]) <= STALE else None


def _nth(beyond: int) -> str:
    """Return ``3rd `` where two stand beyond, nothing where none does."""
    return f"{ordinal(beyond + 1)} " if beyond else ""


def _run(seen: Past) -> str:
    """Return when an answer or a sign was last another."""
    words = np.array([figure(float(v), seen.kind) for v in np.unique(seen.values)])
    names = words[np.unique(seen.values, return_inverse=True)[1]]
    other = np.flatnonzero(names != names[-1])
    if not len(other):
        return f"as always since {month(seen.since)}"
    return f"last {names[other[-1]]} {_on(seen, as_date(seen.days[other[-1]]))}"
