"""Evidence: one figure, date or word that a text may print, and the reading behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Literal

from assistant.absences import plain
from tools.formatting import UNIT_KINDS, Kind
from tools.records import Reading, Reads, Verb

Trouble = Literal["unknown_reference", "unknown_facet", "future_date"]


class ReferenceFault(Exception):
    """Why a reference cannot be printed, with the one line that mends it."""

    def __init__(self, kind: Trouble, mend: str) -> None:
        super().__init__(mend)
        self.kind: Trouble = kind
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a path leads to: a figure, a date or a word, and the reading that it belongs to.

    ``missing`` is the reason in plain words, without ids, where there is no value.
    ``reading`` is set where the value is that reading's own, so that it has a rank and dates;
    ``about`` names the reading that a figure concerns. ``reads`` and ``verb`` say what the sign
    of a figure means, as in a reading: a *change* rose or fell, a *difference* stands above or
    below, ahead or behind.
    """

    label: str
    value: float | str | date | None
    kind: Kind
    definition: str
    missing: str | None = None
    path: str = ""
    reading: Reading | None = None
    about: str | None = None
    reads: Reads = "level"
    verb: Verb = "rose"
    noun: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.value, int):
            object.__setattr__(self, "value", float(self.value))
        if isinstance(self.value, float) and not isfinite(self.value):
            object.__setattr__(self, "value", None)
        why = plain(self.missing or "no figure") if self.value is None else None
        object.__setattr__(self, "missing", why)

    @property
    def amount(self) -> float | None:
        """The value where it is a number."""
        return self.value if isinstance(self.value, float) else None


def of_reading(reading: Reading) -> Evidence:
    """Return a reading as evidence."""
    return Evidence(
        label=reading.label,
        value=None if reading.value is None else float(reading.value),
        kind=UNIT_KINDS.get(reading.unit, reading.display),
        definition=reading.definition,
        missing=reading.missing,
        path=reading.id,
        reading=reading,
        about=reading.id,
        reads=reading.reads,
        verb=reading.verb,
    )
