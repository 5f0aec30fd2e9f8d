"""Evidence: one figure, date or word that a text may print, and the reading behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Literal

from tools.formatting import UNIT_KINDS, Kind
from tools.records import Reading

Trouble = Literal["unknown_reference", "unknown_facet", "future_date"]

# Parts of a reading's name that say whether its sign is a direction.
CHANGE_NAME = re.compile(r"_z(?:_|$)|_change|revision")
LEVEL_WORDS = ("yield", "share", "extension", "trigger", "estimate")
DIFFERENCE_WORDS = ("_minus_", "_spread", "distance", "gamma", "extension", "margin", "trigger")


class ReferenceFault(Exception):
    """Why a reference cannot be printed, with the one line that mends it."""

    def __init__(self, kind: Trouble, mend: str) -> None:
        super().__init__(mend)
        self.kind: Trouble = kind
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a path leads to: a figure, a date or a word, and the reading that it belongs to.

    ``reading`` is set where the value is that reading's own, so that it has a rank and dates;
    ``about`` names the reading that a figure concerns. A *change* is a difference or a return
    whose sign is a direction; a *difference* is a level whose sign has a meaning.
    """

    label: str
    value: float | str | date | None
    kind: Kind
    definition: str
    missing: str | None = None
    path: str = ""
    reading: Reading | None = None
    about: str | None = None
    change: bool = False
    difference: bool = False
    noun: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.value, int):
            object.__setattr__(self, "value", float(self.value))
        if isinstance(self.value, float) and not isfinite(self.value):
            object.__setattr__(self, "value", None)
        why = (self.missing or "no figure") if self.value is None else None
        object.__setattr__(self, "missing", why)

    @property
    def amount(self) -> float | None:
        """The value where it is a number."""
        return self.value if isinstance(self.value, float) else None


def of_reading(reading: Reading) -> Evidence:
    """Return a reading as evidence."""
    name = reading.id.rpartition(".")[2]
    moves = reading.display in ("bp", "percent") and not any(w in name for w in LEVEL_WORDS)
    return Evidence(
        label=reading.label,
        value=None if reading.value is None else float(reading.value),
        kind=UNIT_KINDS.get(reading.unit, reading.display),
        definition=reading.definition,
        missing=reading.missing,
        path=reading.id,
        reading=reading,
        about=reading.id,
        change=moves or CHANGE_NAME.search(name) is not None,
        difference=any(word in name for word in DIFFERENCE_WORDS),
    )
