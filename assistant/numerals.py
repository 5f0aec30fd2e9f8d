"""Numerals outside references: any that is not part of a listed name, in digits or in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from assistant import vocabulary
from assistant.spans import Fault, FaultKind, blank, matches

REACH = 24  # how far a numeral's span is widened to the characters that belong to it


def _any(patterns: tuple[str, ...]) -> str:
    return "(?:" + "|".join(patterns) + ")"


_ENDS = _any(vocabulary.NAME_ENDS)
_NAME = re.compile(
    rf"(?<![\w.,$€£+\-−–])(?:{_any(vocabulary.NAMES)}(?!\w|[.,]?[0-9])"
    rf"|(?:{vocabulary.TENORS}|{vocabulary.WINDOWS})(?!\w|[.,]?[0-9])(?![ -]{_ENDS}\b))"
)
_LIST_MARK = re.compile(r"^[ \t]{0,6}(?:#{1,4} )?([0-9]{1,2})[.)](?=[ \t])", re.MULTILINE)
_DIGIT = re.compile(r"[0-9]+|[^\x00-\x7f]")
_UNIT = re.compile(rf"(?<![^\W\d_]){_any(vocabulary.UNITS)}(?!\w)", re.IGNORECASE)
_UNIT_NEXT = re.compile(rf"[ \u00a0\u202f]?{_any(vocabulary.UNITS)}(?!\w)", re.IGNORECASE)
_SMALL = _any(vocabulary.SMALL_NUMBERS)
_LARGE = _any(vocabulary.LARGE_NUMBERS)
_NUMBER = rf"(?:{_SMALL}|{_LARGE})"
_SPELLED = re.compile(
    rf"\b(?:{_any(vocabulary.MULTIPLES)}"
    rf"|(?:{_NUMBER}[- ]){{0,4}}{_LARGE}(?:[- ]{_NUMBER}){{0,4}}"
    rf"|{_SMALL}[- ](?:{_any(vocabulary.COUNTED)}|{_any(vocabulary.UNITS)})"
    rf"|(?:two|three)[- ](?:[a-z]{{3,12}}[- ])?{_any(vocabulary.PERIODS)})(?!\w)",
    re.IGNORECASE,
)
_WORD_NAME = re.compile(rf"\b{_any(vocabulary.WORD_NAMES)}\b", re.IGNORECASE)
_HIDDEN = re.compile(
    r"[A-Za-z][\u0400-\u058f\u13a0-\u13ff]|[\u0400-\u058f\u13a0-\u13ff][A-Za-z]"
    r"|[\uff21-\uff5a\U0001d400-\U0001d7cb]|\w[*`~]+\w"
)


def names_blanked(body: str) -> str:
    """Return the text without the names that may hold a numeral, and without list numbers.

    A list counts from one, line after line; any other numeral at the start of a line stays.
    """
    spans, due = [], 1
    for match in _LIST_MARK.finditer(body):
        count = int(match[1])
        if count in (1, due):
            spans.append(match.span(1))
            due = count + 1
    return blank(blank(body, spans), matches(_NAME, body))


def numeral_faults(text: str, body: str, ids: Collection[str]) -> Iterator[Fault]:
    """Yield the numerals of a text.

    Parameters
    ----------
    text : str
        As written.
    body : str
        The same with references, dates and names blanked out.
    ids : collection of str
        The readings' ids: one that is typed without its brackets gets a line of its own.
    """
    yield from _digits(text, body, ids)
    yield from _words(text, body)


def _digits(text: str, body: str, ids: Collection[str]) -> Iterator[Fault]:
    last = 0
    for match in _DIGIT.finditer(body):
        if match.start() < last or not _is_numeral(match[0]):
            continue
        start, end = _widened(body, *match.span(), last)
        last = end
        span = text[start:end]
        mend = f"write [[{span}]]" if span in ids else "type no figure: use a reference"
        yield Fault(start, end, "numeral", span, mend)


def _is_numeral(characters: str) -> bool:
    return characters.isascii() or unicodedata.numeric(characters[0], None) is not None


def _widened(body: str, start: int, end: int, floor: int) -> tuple[int, int]:
    """Return a numeral's span with its sign, its currency, the rest of its word and its unit."""
    left, right = start, end
    while left > max(floor, start - REACH) and _belongs(body[left - 1]):
        left -= 1
    while right < min(len(body), end + REACH) and _belongs(body[right]):
        right += 1
    while right > end and body[right - 1] in ".,:":
        right -= 1
    while left < start and body[left] in ".,:" and not (body[left] == "." and left + 1 == start):
        left += 1
    unit = _UNIT_NEXT.match(body, right)
    return left, unit.end() if unit else right


def _belongs(character: str) -> bool:
    return character.isalnum() or character in "._,:/+-−–±$€£%×σ"


def _words(text: str, body: str) -> Iterator[Fault]:
    words = blank(body, matches(_WORD_NAME, body))
    kinds: tuple[tuple[re.Pattern[str], str, FaultKind, str], ...] = (
        (_SPELLED, words, "spelled_numeral", "a figure in words: use a reference"),
        (_UNIT, body, "unit", "type no unit: a reference prints its own"),
        (_HIDDEN, body, "hidden", "write plain words, with no marks or foreign letters inside"),
    )
    for pattern, where, kind, mend in kinds:
        for start, end in matches(pattern, where):
            yield Fault(start, end, kind, text[start:end], mend)
    for position, character in enumerate(text):
        if character in "\n\t\r" or character.isprintable() or character in "\u00a0\u202f\u2009":
            continue
        mend = "leave out characters that cannot be seen"
        yield Fault(position, position + 1, "hidden", repr(character), mend)
