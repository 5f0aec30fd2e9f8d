"""The pen: what a writer may ask of a brief while it puts sentences together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from assistant.writing.clauses import CLAUSES, TESTS
from tools.formatting import MONTHS, rounds_to_zero
from tools.records import Brief, Falsifier, GroupMove, Reading

CALM_Z = 1.0
CLOSE = 0.03
# A leg down from the least fall that the labels can call a sell-off of the index is no small one.
SMALL = -0.02
DAY = "[[fall.day:moved]] in the last session"
RANKED = f"{DAY} ([[fall.day_rank]] of its days)"
STRETCH = ((90, "stacked"), (75, "high, short of stacked"), (40, "middling"), (0, "light"))
# What a label may say and a sentence may not: numerals, and words that a rank must bear out.
PLAIN = (
    ("three months", "a quarter"),
    ("half a year", "the half-year"),
    ("90 % down days", "heavy down days"),
    ("52-week lows", "lows of a year"),
    ("against normal", "against their usual"),
    ("four-week change", "change over a month"),
    ("four weeks on four", "month on month"),
    ("a fall of 5 %", "a fall"),
    (", 10 to 25 delta", ""),
)
_WINDOW = re.compile(r",? \d+ (?:days|sessions|months)")


class Pen:
    """Questions about a brief, answered in references and words, never in numerals."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief

    def reading(self, metric: str) -> Reading | None:
        """Return a reading that has a value."""
        found = self.brief.index.get(metric)
        return found if found is not None and found.value is not None else None

    def value(self, metric: str) -> float | None:
        """Return a reading's value, None where it is missing."""
        found = self.reading(metric)
        return found.value if found else None

    def stress(self, metric: str) -> float | None:
        """Return a reading's stress percentile, None where it has none."""
        found = self.reading(metric)
        return found.stress if found else None

    def has(self, *metrics: str) -> bool:
        """Tell whether all of these readings have values."""
        return all(self.reading(m) for m in metrics)

    def clause(self, metric: str) -> str | None:
        """Return what is said of a reading, None where it is missing."""
        found = self.reading(metric)
        if found is None or found.value is None:
            return None
        said = CLAUSES.get(metric)
        if said is None:
            return f"{self.name(metric)} is [[{metric}]]"
        if isinstance(said, tuple):
            if rounds_to_zero(found.value, found.display):
                return f"{self.name(metric)} [[{metric}]]"
            said = said[0] if found.value >= 0 else said[1]
        return said if self._complete(said) else f"{self.name(metric)} is [[{metric}]]"

    def _complete(self, clause: str) -> bool:
        """Whether every other reading that a clause cites was made."""
        cited = [part.split("]]")[0].split(":")[0] for part in clause.split("[[")[1:]]
        return all(self.reading(m) for m in cited if m in self.brief.index)

    def clauses(self, metrics: Iterable[str], most: int | None = None) -> list[str]:
        """Return the clauses of those readings that have values, in order."""
        found = [said for said in map(self.clause, metrics) if said]
        return found[:most]

    def gap(self, metric: str) -> str:
        """Return a missing reading's name and reason, without the numerals of its label."""
        return f"{self.name(metric)} [[{metric}]]"

    def name(self, metric: str) -> str:
        """Return a reading's label without its window: only a reference may print a numeral."""
        label = _WINDOW.sub("", self.brief.index[metric].label)
        text = label
        for typed, plain in PLAIN:
            text = text.replace(typed, plain)
        return text if text[:2].isupper() else f"{text[:1].lower()}{text[1:]}"

    def test(self, falsifier: Falsifier) -> str:
        """Return what would fire a test, or clear it where it has fired."""
        fires, clears = TESTS[falsifier.id]
        said = clears if falsifier.fired else fires
        name = f"falsifier.{falsifier.id}"
        value = f"[[{name}.value]]"
        if falsifier.value is not None and falsifier.threshold:
            if abs(falsifier.value / falsifier.threshold - 1.0) < CLOSE:
                value = "just beyond it" if falsifier.fired else "just short of it"
        return said.format(limit=f"[[{name}.threshold]]", value=value)

    def move(self, asset: str) -> GroupMove | None:
        """Return a family's move, None where it was not measured."""
        return next((m for m in self.brief.moves if m.asset == asset), None)

    def day(self, when: date) -> str:
        """Return a date as prose, the year named where it is not that of the as-of date."""
        year = "" if when.year == self.brief.as_of.year else f" {when.year}"
        return f"{when.day} {MONTHS[when.month - 1]}{year}"

    @property
    def low(self) -> float:
        """The index against its high of a year, or against its leg's peak; at or below zero."""
        below = self.value("market.drawdown_252d")
        return self.brief.move.return_ if below is None else below

    @property
    def today(self) -> str:
        """What the index did in the last session, where that lies beyond its ordinary days.

        Empty as well where it was the worst day of a fall, which is told of as that.
        """
        fall = self.brief.fall
        if fall is None or not fall.large:
            return ""
        return "" if self.down and fall.worst_at == self.brief.session else DAY

    @property
    def still(self) -> bool:
        """Whether neither the index's leg nor its last session is a fall to speak of."""
        fall = self.brief.fall
        fell = fall is not None and fall.large and (fall.day or 0.0) < 0.0
        return self.brief.move.return_ > SMALL and not fell

    @property
    def down(self) -> bool:
        """Whether the index itself is in a sell-off."""
        return self.brief.selloff in ("broad", "index")


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """Join clauses into a list: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def sentence(*parts: str) -> str:
    """Join clauses with semicolons into a sentence with a capital and a full stop."""
    text = "; ".join(p for p in parts if p)
    if not text:
        return ""
    start = text[0] if text.startswith(("[[", "*")) else text[0].upper()
    return f"{start}{text[1:]}."


def stretch(score: float) -> str:
    """Return the word for how stacked positions stood, 0 to 100."""
    return next(word for least, word in STRETCH if score >= least)
