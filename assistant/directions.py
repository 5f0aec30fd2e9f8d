"""Directions: which words of a clause stand beside a figure, and what sign they claim of it.

A word is bound to a figure only where it stands beside it in the same clause; one that is bound to
nothing is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant import vocabulary
from assistant.evidence import Evidence
from assistant.references import references
from assistant.spans import Bound, blank
from assistant.verbs import AHEAD, BEHIND, VERBS

WINDOW = 90  # characters beside a reference in which a word may govern it
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_CLAUSE_END = re.compile(r"[;:!?\n()—–]|[.,](?!\d)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, with its position and whether it is negated."""

    text: str
    start: int
    end: int
    negated: bool = False


def words_alone(text: str) -> str:
    """Return the text, of the same length, without its references and marks of emphasis."""
    body = blank(text, ((reference.start, reference.end) for reference in references(text)))
    return re.sub(r"[*`~#]|(?<!\w)_|_(?!\w)", " ", body).replace("’", "'")


def words_before(text: str, start: int, floor: int = 0) -> list[Word]:
    """Return the words of the clause in front of a position, the nearest first."""
    piece = text[max(floor, start - WINDOW) : start]
    ends = [match.end() for match in _CLAUSE_END.finditer(piece)]
    cut = ends[-1] if ends else 0
    found = [
        (match[0].lower(), start - len(piece) + match.start())
        for match in WORD.finditer(piece, cut)
    ]
    negations = [index for index, (word, _) in enumerate(found) if word in vocabulary.NEGATIONS]
    return [
        Word(word, at, at + len(word), any(0 < index - negation <= 3 for negation in negations))
        for index, (word, at) in enumerate(found)
    ][::-1]


def words_after(text: str, end: int, ceiling: int) -> list[Word]:
    """Return the words of the clause behind a position, the nearest first."""
    piece = text[end : min(ceiling, end + WINDOW)]
    close = _CLAUSE_END.search(piece)
    piece = piece[: close.start()] if close else piece
    return [
        Word(match[0].lower(), end + match.start(), end + match.end())
        for match in WORD.finditer(piece)
    ]


def direction_before(
    text: str, start: int, floor: int = 0, evidence: Evidence | None = None
) -> tuple[Word, int] | None:
    """Return the direction word that governs a figure from in front, and its sign.

    Where the evidence is given, words are read as they are used of it: a difference is not what
    rose or fell, but one thing may have trailed the other by it.
    """
    apart = evidence is not None and evidence.reads == "difference"
    for word in words_before(text, start, floor)[:5]:
        if word.text in vocabulary.BREAKS:
            return None
        sign = _own_sign(word.text, evidence)
        if not sign and not apart:
            sign = (word.text in vocabulary.UP_BEFORE) - (word.text in vocabulary.DOWN_BEFORE)
        if sign:
            return word, sign
    return None


def direction_after(
    text: str, end: int, ceiling: int, evidence: Evidence | None = None
) -> tuple[Word, int] | None:
    """Return the direction word that governs a figure from behind, and its sign.

    A word that leads straight to the next reference ("A, above B") compares the two instead.
    """
    for word in words_after(text, end, ceiling)[:2]:
        sign = _own_sign(word.text, evidence)
        sign = sign or (word.text in vocabulary.UP_AFTER) - (word.text in vocabulary.DOWN_AFTER)
        leads_on = ceiling < len(text) and not text[word.end : ceiling].strip()
        if sign and not leads_on:
            return word, sign
        if word.text in vocabulary.BREAKS:
            return None
    return None


def _own_sign(word: str, evidence: Evidence | None) -> int:
    """Return the sign of a word that has one, or another than usual, of this evidence."""
    if evidence is None or evidence.reads == "level":
        return 0
    if evidence.reads == "difference":
        return (word in AHEAD) - (word in BEHIND)
    verbs = VERBS[evidence.verb]
    return (word in verbs.rising) - (word in verbs.falling)


def governing(text: str, item: Bound, floor: int, ceiling: int) -> tuple[Word, int] | None:
    """Return the direction word that governs a reference to a signed figure, and its sign.

    Parameters
    ----------
    text : str
        As `words_alone` returns it.
    item : Bound
        The reference.
    floor, ceiling : int
        The end of the reference before it and the start of the one behind it.
    """
    evidence, reference = item.evidence, item.reference
    if evidence.amount is None or reference.facet not in ("value", "size"):
        return None
    if evidence.reads == "level":
        return None
    found = direction_before(text, reference.start, floor, evidence)
    found = found or direction_after(text, reference.end, ceiling, evidence)
    if found is None or found[0].negated:
        return None
    of_prices = found[0].text in vocabulary.PRICE_WORDS
    return None if of_prices and evidence.kind == "bp" else found
