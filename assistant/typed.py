"""Typed figures: reading the size, precision, sign and unit of each numeral in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant import vocabulary
from assistant.numerals import numeral_faults
from tools.formatting import Kind

REACH = 24  # characters behind a numeral in which its unit is sought
LONGEST = 15  # digits; a longer one is no figure that a reading could have

_BARE: tuple[Kind, ...] = ("points", "plain", "leverage", "count", "large")
_UNITS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (r"%|percent\b|per cent\b|pct\b", ("percent", "share")),
    (r"bps?\b|basis points?\b", ("bp", "width")),
    (r"σ|sigmas?\b|standard (?:deviations?|errors?)\b", ("sigma",)),
    (r"points?\b|pts?\b|vols?\b", ("points", "rate")),
    (r"×|x\b|times\b", ("leverage", "plain")),
    (r"/100\b|out of 100\b", ("score",)),
    (r"(?:trading )?(?:days?|sessions?)\b", ("count",)),
)
_GAP = "[ \u00a0\u202f-]?"


def _unit(group: str) -> str:
    return "|".join(f"(?P<{group}{place}>{unit})" for place, (unit, _) in enumerate(_UNITS))


_NUMBER = re.compile(
    r"(?P<sign>(?<![\w.])[+\-−–]?)(?P<currency>[$€£]?)"
    r"(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)"
    r"(?P<scale>(?:tn|bn|mn|m|k)\b)?"
    rf"(?P<rank>(?:st|nd|rd|th)(?:{_GAP}percentile)?\b)?(?:{_GAP}(?:{_unit('u')}))?"
    rf"(?=(?:[–-]| and | to )[0-9.,]+{_GAP}(?:{_unit('v')})|)"
)
_UNIT_OF_WORDS = re.compile(rf".*?(?:{_unit('u')})", re.DOTALL)
_SCALES = {"tn": 1e12, "bn": 1e9, "mn": 1e6, "m": 1e6, "k": 1e3}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {
    word: float(size)
    for size, word in enumerate((*vocabulary.SMALL_NUMBERS, *vocabulary.LARGE_NUMBERS[:16]))
} | {word: 20.0 + 10 * place for place, word in enumerate(_TENS)}


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure as it was typed.

    ``sign`` is 0 where none was typed, ``kinds`` are the kinds of evidence that its unit allows
    (none if it cannot be read), ``scale`` is what a unit such as *bn* multiplies by, ``unit`` says
    whether one was typed.
    """

    start: int
    end: int
    size: float = 0.0
    decimals: int = 0
    sign: int = 0
    kinds: tuple[Kind, ...] = ()
    scale: float = 1.0
    unit: bool = True


def typed_figures(text: str, body: str = "") -> Iterator[Typed]:
    """Yield the figures of a text in order.

    Parameters
    ----------
    text : str
        As written.
    body : str
        The same with references, dates and names blanked out; the text itself if left out.
    """
    body = body or text
    found: list[Typed] = []
    for fault in numeral_faults(text, body, ()):
        if fault.kind == "numeral":
            found += _digits(body, fault.start, fault.end)
        elif fault.kind == "spelled_numeral":
            found.append(_spelled(body, fault.start, fault.end))
    yield from sorted(found, key=lambda figure: figure.start)


def _digits(body: str, start: int, end: int) -> Iterator[Typed]:
    last = start
    for match in _NUMBER.finditer(body, start, min(len(body), end + REACH)):
        if match.start("digits") >= end:
            break
        last = match.end()
        yield _read(body, match)
    if last == start:
        yield Typed(start, end)


def _read(body: str, match: re.Match[str]) -> Typed:
    digits = match["digits"].replace(",", "")
    if len(digits) > LONGEST:
        return Typed(match.start(), match.end())
    kinds = _BARE
    named = [name for name, found in match.groupdict().items() if found and name[0] in "uv"]
    named = [name for name in named if name[1:].isdigit()]
    if named:
        kinds = _UNITS[int(named[0][1:])][1]
    elif match["currency"] or match["scale"]:
        kinds = ("usd",) if match["currency"] else ("usd", "large")
    elif match["rank"]:
        kinds = ("percentile",) if "percentile" in match["rank"] else ()
    elif re.search(r"\bz ?$", body[max(0, match.start() - 3) : match.start()]):
        kinds = ("sigma",)
    return Typed(
        match.start(),
        match.end(),
        float(digits),
        len(digits.partition(".")[2]),
        {"": 0, "+": 1}.get(match["sign"], -1),
        kinds,
        _SCALES.get(match["scale"] or "", 1.0),
        kinds != _BARE,
    )


def _spelled(body: str, start: int, end: int) -> Typed:
    words = re.findall(r"[a-z]+", body[start:end].lower())
    sizes = [_WORDS[word] for word in words if word in _WORDS]
    unit = _UNIT_OF_WORDS.match(body, start, min(len(body), end + REACH))
    if not sizes or unit is None:
        return Typed(start, end)
    between = re.findall(r"[a-z]+", body[end : max(end, unit.start(unit.lastgroup or 0))].lower())
    if between or not 0 < len(sizes) <= 2:
        return Typed(start, end)
    kinds = _UNITS[int((unit.lastgroup or "u0")[1:])][1]
    return Typed(start, max(end, unit.end()), sum(sizes), kinds=kinds)
