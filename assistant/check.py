"""Checking a text that someone typed: each of its figures against the evidence it names."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from assistant import vocabulary
from assistant.aliases import Name, names
from assistant.claims import direction_after, direction_before, words_alone, words_before
from assistant.dates import Mention, mentions
from assistant.evidence import Evidence, ReferenceFault
from assistant.facets import say
from assistant.formatting import percentile
from assistant.numerals import names_blanked
from assistant.paths import History, resolve
from assistant.references import parse, references
from assistant.spans import blank
from assistant.typed import Typed, typed_figures
from tools.records import Brief

Status = Literal["bound", "matches", "contradicts", "unknown"]
STATUSES: tuple[Status, ...] = ("bound", "matches", "contradicts", "unknown")

_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_CLAUSE_END = re.compile(r"[;:()—]|,(?=\s)|\s(?:while|but|and|whereas|with|as)\s")
_LOSS = re.compile(r"\b(?:drawdown|fall|loss|decline|drop|slide|sell-?off)\b", re.IGNORECASE)
_LEVEL = re.compile(r"\b(?:to|at)[ \u00a0]$")


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


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one figure, and where it stands."""

    start: int
    end: int
    status: Status
    path: str | None = None
    value: float | str | None = None


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
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    found = [*_bound(text, brief, history), *Draft(text, brief, history).findings()]
    figures = []
    for item in sorted(found, key=lambda item: item.start):
        line = bisect(lines, item.start)
        column = item.start - lines[line - 1] + 1
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


class Draft:
    """A typed text with the names and dates it holds, ready to be asked about a figure."""

    def __init__(self, text: str, brief: Brief, history: History | None) -> None:
        self.text = text
        self.brief = brief
        self.history = history
        bare = blank(text, ((r.start, r.end) for r in references(text)))
        self.dates = list(mentions(bare))
        without_dates = blank(bare, ((d.start, d.end) for d in self.dates))
        self.body = names_blanked(without_dates)
        self.words = words_alone(text)
        self.names = list(names(bare, brief))
        self.sentences = _edges(_SENTENCE_END, bare)
        self.clauses = sorted({*self.sentences, *_edges(_CLAUSE_END, bare)})

    def findings(self) -> Iterator[Finding]:
        """Yield what the evidence says of each figure."""
        return (self._judge(figure) for figure in typed_figures(self.text, self.body))

    def _judge(self, figure: Typed) -> Finding:
        clause, sentence = _around(self.clauses, figure), _around(self.sentences, figure)
        missing: Finding | None = None
        for span in (clause, sentence):
            near = sorted(_within(self.names, span), key=lambda name: _distance(name, figure))
            candidates = [
                pair for name in near for pair in self._candidates(name, figure, sentence)
            ]
            for evidence, amount in candidates:
                if amount is not None and self._agrees(figure, evidence, amount, sentence):
                    return self._finding(figure, "matches", evidence, amount)
            for evidence, amount in candidates:
                if amount is not None:
                    return self._finding(figure, "contradicts", evidence, amount)
            if candidates and missing is None:
                missing = self._finding(figure, "unknown", candidates[0][0], None)
        return missing or Finding(figure.start, figure.end, "unknown")

    def _finding(
        self, figure: Typed, status: Status, evidence: Evidence, amount: float | None
    ) -> Finding:
        return Finding(figure.start, figure.end, status, evidence.about or evidence.path, amount)

    def _candidates(
        self, name: Name, figure: Typed, sentence: tuple[int, int]
    ) -> Iterator[tuple[Evidence, float | None]]:
        """Yield the evidence that a name can mean for a figure, with the amount compared."""
        ranked = "percentile" in figure.kinds
        moved = direction_before(self.words, figure.start, sentence[0]) is not None
        level = _LEVEL.search(self.text[max(0, figure.start - 4) : figure.start]) is not None
        named = [day for day in self.dates if sentence[0] <= day.start < sentence[1]]
        for path in name.paths:
            evidence = self._resolve(path, None)
            if evidence is None or not (ranked or evidence.kind in figure.kinds):
                continue
            if not ranked and ((moved and not evidence.change) or (level and evidence.change)):
                continue
            yield from self._at_dates(evidence, named, ranked)

    def _at_dates(
        self, evidence: Evidence, named: Sequence[Mention], ranked: bool
    ) -> Iterator[tuple[Evidence, float | None]]:
        """Yield today's amount, and for a level those of earlier days that the sentence names."""
        earlier = [day for day in map(self._day, named) if day and day < self.brief.session]
        if not earlier or evidence.change:
            yield evidence, _amount(evidence, ranked)
            return
        for day in earlier:
            then = self._resolve(evidence.path, day)
            if then is not None:
                yield then, _amount(then, ranked)

    def _day(self, mention: Mention) -> date | None:
        year = mention.year or self.brief.as_of.year
        if mention.day is None or not mention.months:
            return None
        try:
            day = date(year, mention.months[0], mention.day)
            late = mention.year is None and day > self.brief.as_of
            return day.replace(year=year - 1) if late else day
        except ValueError:
            return None

    def _resolve(self, path: str, day: date | None) -> Evidence | None:
        at = f"@{day.isoformat()}" if day else ""
        try:
            return resolve(parse(path + at), self.brief, self.history)
        except ReferenceFault:
            return None

    def _agrees(
        self, figure: Typed, evidence: Evidence, amount: float, sentence: tuple[int, int]
    ) -> bool:
        if "percentile" in figure.kinds:
            digits = f"{figure.size:.{figure.decimals}f}"
            return _same(figure, 100 * amount) or percentile(amount).rstrip("stndrh") == digits
        scale = 100.0 if evidence.kind in ("percent", "share") else 1 / figure.scale
        sign = self._sign(figure, evidence, amount, sentence)
        return (
            (amount >= 0 or sign < 0)
            and (amount <= 0 or sign > 0)
            and _same(figure, abs(amount * scale))
        )

    def _sign(
        self, figure: Typed, evidence: Evidence, amount: float, sentence: tuple[int, int]
    ) -> int:
        """Return the sign that a figure claims: its own, or that of the words around it."""
        if figure.sign:
            return figure.sign
        start, end = sentence
        governed = direction_before(self.words, figure.start, start)
        if governed is None and (evidence.change or evidence.difference):
            governed = direction_after(self.words, figure.end, end)
        if governed is not None:
            return governed[1]
        opened = self.text.rfind("(", start, figure.start)
        if opened >= 0 and ")" not in self.text[opened : figure.start]:
            for word in words_before(self.words, opened, start):
                sign = (word.text in vocabulary.UP_BEFORE) - (word.text in vocabulary.DOWN_BEFORE)
                if sign:
                    return sign
        if amount < 0 and evidence.change and _LOSS.search(self.text, start, figure.start):
            return -1
        return 1


def _amount(evidence: Evidence, ranked: bool) -> float | None:
    if ranked:
        return evidence.reading.percentile if evidence.reading else None
    return evidence.amount


def _same(figure: Typed, amount: float) -> bool:
    """Tell whether an amount rounds to the figure at the precision typed."""
    return abs(amount - figure.size) <= 0.5 * 10.0**-figure.decimals * (1 + 1e-9)


def _edges(pattern: re.Pattern[str], text: str) -> list[int]:
    return [0, *(match.end() for match in pattern.finditer(text)), len(text)]


def _around(edges: Sequence[int], figure: Typed) -> tuple[int, int]:
    right = bisect(edges, figure.start)
    return edges[right - 1], edges[min(right, len(edges) - 1)]


def _within(found: Sequence[Name], span: tuple[int, int]) -> Sequence[Name]:
    first = bisect_left(found, span[0], key=lambda name: name.start)
    return found[first : bisect_left(found, span[1], key=lambda name: name.start)]


def _distance(name: Name, figure: Typed) -> int:
    return max(figure.start - name.end, name.start - figure.end, 0)
