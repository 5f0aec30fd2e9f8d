"""One ``[[episode]]`` of a file: its values, held to their types, and the lines of its errors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from tools.records import UnwindError

TOLERANCE = 1e-6

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the file, and where its keys stand for the errors."""

    file: str
    number: int
    given: Mapping[str, Any]
    lines: Mapping[str, int]

    def fault(self, key: str, problem: str) -> UnwindError:
        """Return the error about one key of this entry."""
        line = self.lines.get(key, self.lines.get(""))
        where = self.file if line is None else f"{self.file}, line {line}"
        name = self.given.get("id")
        who = f"episode {self.number}" + (f" ({name})" if isinstance(name, str) and name else "")
        # A quoted key may hold anything, a line's end among it.
        return UnwindError(f"{where}, " + " ".join(f"{who}: {key} {problem}".split()))

    def refuse(self, keys: tuple[str, ...], why: str) -> None:
        """Raise when one of the keys is there."""
        for key in keys:
            if key in self.given:
                raise self.fault(key, why)

    def get(self, key: str, kind: type[T], mend: str, default: T | None = None) -> T:
        """Return a value of that very type, or the default where the key is missing."""
        if key not in self.given:
            if default is None:
                raise self.fault(key, f"is missing: {mend}")
            return default
        value = self.given[key]
        # A datetime is a date to Python and True a number; neither is meant here.
        if not isinstance(value, kind) or isinstance(value, datetime):
            raise self.fault(key, f"is {value!r}: {mend}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text on one line; an empty one is a fault."""
        value = " ".join(self.get(key, str, f'write {key} = "…"', default).split())
        if key in self.given and not value:
            raise self.fault(key, "is empty: write it or leave the key out")
        return value

    def one_of(self, key: str, names: tuple[str, ...]) -> str:
        """Return a text out of a closed list."""
        value = self.text(key)
        if value not in names:
            raise self.fault(key, f"is {value!r}: write one of {', '.join(names)}")
        return value

    def day(self, key: str) -> date:
        """Return a date."""
        return self.get(key, date, f"write {key} = 2018-01-26, without quotes")

    def weights(self, key: str, names: tuple[str, ...]) -> dict[str, float]:
        """Return weights by class that sum to 1; a class's name alone is a weight of 1."""
        value = self.given.get(key)
        mend = f"write {key} = {{ {names[0]} = 0.6, {names[1]} = 0.4 }}"
        if isinstance(value, str):
            value = {value: 1.0}
        if key not in self.given:
            raise self.fault(key, f"is missing: {mend}")
        if not isinstance(value, dict):
            raise self.fault(key, f"is {value!r}: {mend}")
        for name, weight in value.items():
            if name not in names:
                raise self.fault(
                    key, f"names {name!r}: choose from {', '.join(names)}, or share 1 among them"
                )
            number = isinstance(weight, int | float) and not isinstance(weight, bool)
            if not number or not 0 <= weight <= 1:
                raise self.fault(key, f"gives {name} {weight!r}: write a number from 0 to 1")
        total = math.fsum(value.values())
        if abs(total - 1.0) > TOLERANCE:
            raise self.fault(key, f"sums to {total:g}: its weights must sum to 1")
        return {name: float(value[name]) for name in names if value.get(name)}
