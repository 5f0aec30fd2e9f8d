"""The analyst's paragraphs as a reserve: which of them says what is still unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.references import references

SAID = 0.5  # two paragraphs with this share of the shorter one's evidence say the same
LEAST = 2  # pieces of evidence that they must share
_HEAD = re.compile(r"\*{0,2}([A-Za-z][A-Za-z ]{2,30}?)(?=[.:*(])")


class Spare:
    """Paragraphs that may be put in where a model's fail, each at most once.

    Parameters
    ----------
    sources : list of str
        The analyst's paragraphs in order.
    said : iterable of str
        The paragraphs that stand already.
    """

    def __init__(self, sources: list[str], said: Iterable[str]) -> None:
        self._left = dict(enumerate(sources))
        self._opening = next((n for n, s in self._left.items() if s.startswith("**")), 0)
        self._said = [*said]

    def first(self) -> str | None:
        """Take the opening paragraph, the one with the finding."""
        return self._take(self._opening)

    def like(self, source: str) -> str | None:
        """Take the unsaid paragraph that shares most evidence with a failed one, None if none."""
        overlap = {n: shared(s, source) for n, s in self._unsaid().items()}
        best = max(overlap, key=lambda n: (overlap[n], -n), default=None)
        return self._take(best) if best is not None and overlap[best] else None

    def rest(self) -> list[str]:
        """Take, in order, all paragraphs that are not said yet; an opening comes too late."""
        found = [n for n in self._unsaid() if n != self._opening]
        return [source for n in found if (source := self._take(n))]

    def _unsaid(self) -> dict[int, str]:
        return {n: s for n, s in self._left.items() if not any(_same(s, o) for o in self._said)}

    def _take(self, number: int) -> str | None:
        source = self._left.pop(number, None)
        if source is not None:
            self._said.append(source)
        return source


def paths(source: str) -> set[str]:
    """Return the evidence that a paragraph cites."""
    return {reference.path for reference in references(source)}


def shared(one: str, other: str) -> int:
    """Return how many pieces of evidence two paragraphs share."""
    return len(paths(one) & paths(other))


def _same(one: str, other: str) -> bool:
    if one == other or (_head(one) and _head(one) == _head(other)):
        return True
    mine, yours = paths(one), paths(other)
    both = len(mine & yours)
    return both >= LEAST and both >= SAID * min(len(mine), len(yours))


def _head(source: str) -> str:
    """Return the run-in head of a paragraph, as ``not known`` of "**Not known.** Of …"."""
    found = _HEAD.match(source)
    return found[1].lower() if found else ""
