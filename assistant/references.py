"""References in a text: parsing ``[[path:facet@DATE]]``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

PATTERN = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
PATH = re.compile(r"[A-Za-z0-9_][\w.&/+ \-]{0,150}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reference:
    """One ``[[…]]`` of a text and where it stands; ``trouble`` says why it cannot be read."""

    path: str
    facet: str
    at: date | None
    start: int
    end: int
    trouble: str | None = None

    def __str__(self) -> str:
        facet = "" if self.facet == "value" else f":{self.facet}"
        at = f"@{self.at.isoformat()}" if self.at else ""
        return f"[[{self.path}{facet}{at}]]"


def references(text: str) -> Iterator[Reference]:
    """Yield the references of a text in order; a malformed one carries its trouble."""
    for match in PATTERN.finditer(text):
        yield _parse(match.group(1), match.start(), match.end())


def parse(path: str) -> Reference:
    """Read one reference written without its brackets."""
    return _parse(path, 0, len(path))


def _parse(body: str, start: int, end: int) -> Reference:
    pieces = re.split(r"([:@])", body)
    path, facet, at, trouble = pieces[0].strip(), "value", None, None
    if not PATH.fullmatch(path):
        trouble = "write [[path]], [[path:facet]] or [[path:facet@YYYY-MM-DD]]"
    marks = pieces[1::2]
    if len(set(marks)) < len(marks):
        trouble = "name one facet and one date at most"
    for mark, piece in zip(marks, pieces[2::2], strict=True):
        if mark == ":":
            facet = piece.strip()
            continue
        try:
            at = date.fromisoformat(piece.strip())
        except ValueError:
            trouble = "write the date as YYYY-MM-DD"
    return Reference(path, facet, at, start, end, trouble)
