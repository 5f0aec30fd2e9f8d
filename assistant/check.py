"""Checking a text that someone typed: each of its figures against the evidence it names."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assistant.evidence import Evidence, ReferenceFault
from assistant.facets import say
from assistant.matching import Draft, Finding, Status
from assistant.paths import History, resolve
from assistant.references import references
from tools.records import Brief

STATUSES: tuple[Status, ...] = ("bound", "matches", "contradicts", "unknown")


_ESCAPE = re.compile(r"\\(?=[$*_<>|~`])")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Checked:
    """One figure of a text and what the evidence says of it; line and column count from one."""

    line: int
    column: int
    text: str
    status: Status
    reading: str | None = None
    value: float | str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of a file, in order."""

    file: str
    figures: tuple[Checked, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many figures have each status."""
        found = [figure.status for figure in self.figures]
        return {status: found.count(status) for status in STATUSES}

    @property
    def wrong(self) -> bool:
        """Whether any figure contradicts its evidence or has none."""
        return any(figure.status in ("contradicts", "unknown") for figure in self.figures)

    def to_json(self) -> dict[str, Any]:
        """Return the report in plain JSON types."""
        figures = [asdict(figure) for figure in self.figures]
        return {"file": self.file, "figures": figures, "counts": self.counts}


def check_text(text: str, brief: Brief, file: str = "", history: History | None = None) -> Report:
    """Check each figure of a text.

    Parameters
    ----------
    text : str
        Free prose, with or without references.
    brief : Brief
        The evidence.
    file : str
        The name that the report carries.
    history : callable, optional
        ``history(reading_id, date)``; without it a level typed beside an earlier date is unknown.

    Returns
    -------
    Report
        *bound*: a reference that resolves. *matches*: evidence named in the same clause, else in
        the same sentence, has this figure, sign and unit at the precision typed. *contradicts*:
        evidence is named there and none of it has. *unknown*: nothing named could be meant.
    """
    typed = _FRONT_MATTER.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    places = [i for i in range(len(typed)) if not _ESCAPE.match(typed, i)]
    text = "".join(typed[i] for i in places)
    lines = [0, *(match.end() for match in re.finditer("\n", typed))]
    found = [*_bound(text, brief, history), *Draft(text, brief, history).findings()]
    figures = []
    for item in sorted(found, key=lambda item: item.start):
        start = places[item.start]
        line = bisect(lines, start)
        column = start - lines[line - 1] + 1
        span = text[item.start : item.end].strip()
        figures.append(Checked(line, column, span, item.status, item.path, item.value))
    return Report(file, tuple(figures))


def _bound(text: str, brief: Brief, history: History | None) -> Iterator[Finding]:
    for reference in references(text):
        start, end = reference.start, reference.end
        try:
            evidence = resolve(reference, brief, history)
            say(evidence, reference.facet, brief.as_of)
        except ReferenceFault:
            yield Finding(start, end, "unknown", reference.path)
        else:
            yield Finding(start, end, "bound", evidence.about or evidence.path, _plain(evidence))


def _plain(evidence: Evidence) -> float | str | None:
    value = evidence.value
    return value.isoformat() if isinstance(value, date) else value
