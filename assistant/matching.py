"""Matching: which evidence a figure of a typed text can mean, and whether it agrees."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from assistant import vocabulary
from assistant.aliases import Name, names
from assistant.dates import Mention, mentions
from assistant.directions import direction_after, direction_before, words_alone, words_before
from assistant.evidence import Evidence, ReferenceFault
from assistant.numerals import names_blanked
from assistant.paths import History, resolve
from assistant.references import parse, references
from assistant.spans import blank
from assistant.typed import Typed, typed_figures
from tools.formatting import percentile
from tools.records import Brief

Status = Literal["bound", "matches", "contradicts", "unknown"]
Span = TypeVar("Span", Name, Mention, Typed)
SCOPE = 240  # characters beside a figure in which a name can be meant
MOST = 8  # names of a clause that are tried, the nearest first

_SENTENCE_END = re.compile(r"[.!?](?=\s)|[;\n]")
_CLAUSE_END = re.compile(r"[:()—]|,(?=\s)|\s(?:while|but|whereas|with|as)\s")
_AND = re.compile(r"\sand\s")
_LOSS = re.compile(r"\b(?:drawdown|fall|loss|decline|drop|slide|sell-?off)\b", re.IGNORECASE)
_LEVEL = re.compile(r"\b(?:to|at) $", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:beyond|above|below|inside|under|over|past|than|exceeds?|reach(?:es)?|threshold of) "
    r"(?:the |its |their |an? )?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_COPULA = re.compile(
    r"\W*(?:(?:is|was|at|of|to|stands|stood|closed|ended|now|reading|level)\W+){0,3}"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one figure, and where it stands."""

    start: int
    end: int
    status: Status
    path: str | None = None
    value: float | str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence that a figure can mean; *sure* if it can hardly mean anything else."""

    evidence: Evidence
    amount: float | None
    sure: bool


class Draft:
    """A typed text with the names and dates it holds, ready to be asked about a figure."""

    def __init__(self, text: str, brief: Brief, history: History | None) -> None:
        self.text = text
        self.brief = brief
        self.history = history
        self.found: dict[str, Evidence | None] = {}
        bare = blank(text, ((r.start, r.end) for r in references(text)))
        self.dates = list(mentions(bare))
        without_dates = blank(bare, ((d.start, d.end) for d in self.dates))
        self.body = names_blanked(without_dates)
        self.words = words_alone(text)
        self.names = sorted((*names(bare, brief), *self._worst_days()), key=lambda n: n.start)
        self.sentences = _edges(_SENTENCE_END, bare)
        inside = {place for name in self.names for place in range(name.start + 1, name.end)}
        self.clauses = sorted({*self.sentences, *_edges(_CLAUSE_END, bare)} - inside)
        self.figures = list(typed_figures(text, self.body))
        self.clauses = sorted({*self.clauses, *self._joints(bare)} - inside)

    def _joints(self, bare: str) -> Iterator[int]:
        """Yield each "and" that joins a name with its figure to another such pair."""
        for match in _AND.finditer(bare):
            right = bisect(self.clauses, match.start())
            start, end = self.clauses[right - 1], self.clauses[min(right, len(self.clauses) - 1)]
            pairs = (start, match.start()), (match.end(), end)
            if all(_within(self.names, p) and _within(self.figures, p) for p in pairs):
                yield match.end()

    def _worst_days(self) -> Iterator[Name]:
        """Yield the dates of the move's worst sessions, as names of what happened on them."""
        numbers = {worst.date: n for n, worst in enumerate(self.brief.worst_days, 1)}
        for mention in self.dates:
            number = numbers.get(self._day(mention) or date.min)
            if number:
                paths = (f"worst.{number}.return", f"worst.{number}.rates_10y_bp")
                yield Name(mention.start, mention.end, paths)

    def findings(self) -> Iterator[Finding]:
        """Yield what the evidence says of each figure."""
        return map(self._judge, self.figures)

    def _judge(self, figure: Typed) -> Finding:
        """Look for the figure's evidence in its clause, its sentence, and what it is added to.

        A clause that is hardly more than its figure, as in brackets, belongs to the one before.
        """
        sentence = _around(self.sentences, figure)
        if not _within(self.names, sentence):
            return Finding(figure.start, figure.end, "unknown")
        clause = _around(self.clauses, figure)
        before = self.clauses[max(0, bisect(self.clauses, figure.start) - 2)]
        wider = (max(sentence[0], min(before, clause[0])), clause[1])
        doubtful: Finding | None = None
        led = len(_WORD.findall(self.text, clause[0], figure.start))
        spans = (clause, wider) if led <= 1 else (clause,)
        for place, span in enumerate((*spans, sentence)):
            near = list(self._candidates(figure, span, sentence))
            agreed = next((item for item in near if self._agrees(figure, item, sentence)), None)
            if agreed:
                return self._finding(figure, "matches", agreed)
            sure = next((item for item in near if item.sure and place < len(spans)), None)
            if sure:
                return self._finding(figure, "contradicts", sure)
            if near and doubtful is None:
                doubtful = self._finding(figure, "unknown", near[0])
        return doubtful or Finding(figure.start, figure.end, "unknown")

    def _finding(self, figure: Typed, status: Status, item: Candidate) -> Finding:
        amount = None if status == "unknown" else item.amount
        path = item.evidence.about or item.evidence.path
        return Finding(figure.start, figure.end, status, path, amount)

    def _candidates(
        self, figure: Typed, span: tuple[int, int], sentence: tuple[int, int]
    ) -> Iterator[Candidate]:
        """Yield the evidence that a figure can mean, the nearest first.

        A figure that a direction word governs is a change; one after "to" or "at" is a level, and
        one after "beyond" or "above" a threshold.
        """
        near = sorted(_within(self.names, span), key=lambda name: _distance(name, figure))[:MOST]
        close = {path for name in near for path in name.paths if self._touches(name, figure)}
        lead = self.text[max(0, figure.start - 24) : figure.start]
        limit, level = _LIMIT.search(lead) is not None, _LEVEL.search(lead) is not None
        ranked = "percentile" in figure.kinds
        moved = direction_before(self.words, figure.start, sentence[0]) is not None
        for path in dict.fromkeys(path for name in near for path in name.paths):
            evidence = self._resolve(path)
            if evidence is None or not (ranked or evidence.kind in figure.kinds):
                continue
            if limit:
                yield from self._thresholds(evidence)
            elif ranked or self._fits(evidence, moved, level):
                clear = figure.unit or path in close
                yield from self._amounts(evidence, span, sentence, ranked, clear)

    def _fits(self, evidence: Evidence, moved: bool, level: bool) -> bool:
        """Tell whether evidence moved where a move is spoken of, is a level where a level is."""
        if evidence.kind == "count":
            return True
        if moved:
            return evidence.reads != "level"
        # A change over its volatility is spoken of as a level too: conditions stand at 6.6 sigma.
        return not (level and evidence.reads == "change" and evidence.kind != "sigma")

    def _touches(self, name: Name, figure: Typed) -> bool:
        """Tell whether only a copula stands between a name and the figure behind it."""
        return _COPULA.fullmatch(self.text[name.end : max(name.end, figure.start)]) is not None

    def _thresholds(self, evidence: Evidence) -> Iterator[Candidate]:
        about = evidence.about
        for watch in self.brief.watch:
            limit = watch.above if watch.above is not None else watch.below
            if watch.reading == about and limit is not None:
                yield Candidate(evidence, limit, sure=False)
        for test in self.brief.verdict.falsifiers:
            if test.reading == about and test.threshold is not None:
                yield Candidate(evidence, test.threshold, sure=False)

    def _amounts(
        self,
        evidence: Evidence,
        span: tuple[int, int],
        sentence: tuple[int, int],
        ranked: bool,
        clear: bool,
    ) -> Iterator[Candidate]:
        """Yield today's amount and, for a level, those of the other days that are spoken of."""
        peak = "peak" in self.text[slice(*sentence)]
        named = [(day, self._day(day)) for day in _within(self.dates, sentence)]
        days = [(mention, day) for mention, day in named if day and day < self.brief.session]
        past = evidence.reads != "change" and (peak or bool(days))
        of_day = evidence.path.startswith("worst.")
        amount = _amount(evidence, ranked)
        sure = clear and not past and not of_day and amount is not None
        yield Candidate(evidence, amount, sure)
        if not past:
            return
        for mention, day in days:
            then = self._resolve(f"{evidence.path}@{day.isoformat()}")
            if then is not None and then.missing is None:
                beside = clear and span[0] <= mention.start < span[1]
                yield Candidate(then, _amount(then, ranked), beside)
        then = self._resolve(f"peak.{evidence.path}") if peak else None
        if then is not None:
            yield Candidate(then, _amount(then, ranked), sure=False)

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

    def _resolve(self, path: str) -> Evidence | None:
        if path not in self.found:
            try:
                self.found[path] = resolve(parse(path), self.brief, self.history)
            except ReferenceFault:
                self.found[path] = None
        return self.found[path]

    def _agrees(self, figure: Typed, item: Candidate, sentence: tuple[int, int]) -> bool:
        evidence, amount = item.evidence, item.amount
        if amount is None:
            return False
        if "percentile" in figure.kinds:
            digits = f"{figure.size:.{figure.decimals}f}"
            return _same(figure, 100 * amount) or percentile(amount).rstrip("stndrh") == digits
        scale = 100.0 if evidence.kind in ("percent", "share") else 1 / figure.scale
        signed = figure.size and evidence.kind not in ("count", "score")
        if signed and amount * self._sign(figure, evidence, amount, sentence) < 0:
            return False
        return _same(figure, abs(amount * scale))

    def _sign(
        self, figure: Typed, evidence: Evidence, amount: float, sentence: tuple[int, int]
    ) -> int:
        """Return the sign that a figure claims: its own, or that of the words around it."""
        if figure.sign:
            return figure.sign
        start, end = sentence
        governed = direction_before(self.words, figure.start, start, evidence)
        governed = governed or direction_before(self.words, figure.start, start)
        if governed is None and evidence.reads != "level":
            governed = direction_after(self.words, figure.end, end, evidence)
        if governed is not None:
            return governed[1]
        opened = self.text.rfind("(", start, figure.start)
        aside = self.text[opened : figure.start] if opened >= 0 else ")"
        if ")" not in aside and "now" not in aside:
            for word in words_before(self.words, opened, start):
                if word.text in vocabulary.UP_BEFORE:
                    return 1
                if word.text in vocabulary.DOWN_BEFORE or word.text in vocabulary.DOWN_AFTER:
                    return -1
        lost = evidence.reads == "change" and _LOSS.search(self.text, start, figure.end + 12)
        return -1 if amount < 0 and lost else 1


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
    """Return the piece of text that a figure stands in, cut to the scope of a name."""
    right = bisect(edges, figure.start)
    start, end = edges[right - 1], edges[min(right, len(edges) - 1)]
    return max(start, figure.start - SCOPE), min(end, figure.end + SCOPE)


def _within(found: Sequence[Span], span: tuple[int, int]) -> Sequence[Span]:
    first = bisect_left(found, span[0], key=lambda item: item.start)
    return found[first : bisect_left(found, span[1], key=lambda item: item.start)]


def _distance(name: Name, figure: Typed) -> int:
    return max(figure.start - name.end, name.start - figure.end, 0)
