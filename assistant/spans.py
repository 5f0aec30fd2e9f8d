"""Spans of a text: the fault that one of them is, and blanking out what was understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.evidence import Evidence
from assistant.references import Reference

FaultKind = Literal[
    "bracket",
    "unknown_reference",
    "unknown_facet",
    "numeral",
    "spelled_numeral",
    "unit",
    "date",
    "future_date",
    "direction",
    "strength",
    "label",
    "link",
    "hidden",
    "unsupported",
]
BLANK = "\ue000"  # a private-use character: it is neither a word nor a space nor a numeral


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A span of a text that must change, and the one line that mends it."""

    start: int
    end: int
    kind: FaultKind
    span: str
    mend: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A reference together with what it leads to."""

    reference: Reference
    evidence: Evidence


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with spans, in ascending order, overwritten by blanks of equal length."""
    pieces, last = [], 0
    for start, end in spans:
        if start < last:
            continue
        pieces += [text[last:start], BLANK * (end - start)]
        last = end
    return "".join([*pieces, text[last:]])


def matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a pattern."""
    return (match.span() for match in pattern.finditer(text))
