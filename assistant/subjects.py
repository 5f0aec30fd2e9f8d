"""What a question is about: the market, a risk family, a reading, or what is measured nowhere.

The subject is found by grammar ("why is X down", "behind X's fall", "over for X"). It is called
unmeasured on a positive sign alone: a name in the table of well-known ones, or one spelled as a
name or a ticker where an asset must stand. A word that is merely not known is no sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.grammar import (
    AGAINST,
    BE,
    CAUSING,
    EVENT,
    FALL,
    MOVER,
    OPENING,
    PATTERNS,
    RISE,
)
from assistant.lexicon import ASSETS, INDEX, Named
from assistant.spelling import TOKEN, Spelled, masked, reads, spelled, unmasked

SPX = "SPX"
GENERIC = "UST10Y"  # what bonds and yields mean where no maturity is named
MATURITIES = ("UST2Y", "UST30Y")
IN_DOLLARS = frozenset({"GOLD", "SILVER", "COPPER", "OIL", "BTC", "ETH", "YEN"})
RATES = frozenset({GENERIC, *MATURITIES})

_FELL, _ROSE = re.compile(FALL, re.I), re.compile(RISE, re.I)
_SOLD = re.compile(r"sell|sold|rout|selling|unwind|pressure|liquidat", re.IGNORECASE)
_SPREADING = re.compile(r"widen|wider|tight|narrow|bl[oe]w", re.IGNORECASE)
_LOWER = re.compile(r"\b(?:lower|down|tighter|tighten|narrow)", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:higher|up|wider|widen)", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:the|an?|our|my|your|its|their|all|some|of|in|with|to|for|both|this|that|these|those)"
    r"(?:\s+|$)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(?:this|that|these|those|it)\b", re.IGNORECASE)
# What may stand before a noun that is read up to its verb.
_BEFORE = re.compile(
    rf"^.*(?:\b(?:the|this|that|these|those|an?|how|what|why|when|who|which|{BE}|{MOVER}|of|in|"
    rf"and|or|after|before|if)|['’]s)\s+",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"(?:^|\s+)(?:{EVENT}|lower|higher|up|down|wider|tighter)$", re.IGNORECASE)
# Where a phrase of a noun ends.
_CUT = re.compile(
    r"\s(?:on|at|by|from|since|after|before|and|or|that|which|who|when|while|so|than|as|to|with|in|"
    r"for|of|if|but|today|now|again|this|last|over|during|because|is|are|was|were|has|have|had|"
    r"did|does|do|been|being|per|about|like|vs|versus|against|despite|amid|though|relative)\b.*$",
    re.IGNORECASE,
)
_AND = re.compile(r",? (?:and|or|plus|as well as) |, ", re.IGNORECASE)
_CLAUSE = re.compile(rf"(?:{BE}|why|what|when|how|who|which|if|so|then|not)\b", re.IGNORECASE)
# A cause that the question gives itself is no part of what it asks about.
_SAID = re.compile(r"(?<=\w) (?:because|due to|thanks to)\b", re.IGNORECASE)
_NEUTRAL = re.compile(
    rf"\b(?:this|it|that|these|everything|things|risk|cause|trigger|culprit|blame|"
    rf"matter)\b|\bsell[- ]?off\b|{INDEX}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about.

    ``asset`` is a family or the index, None where neither is meant; ``strange`` the words of what
    is measured nowhere, ``besides`` those of what is named beside an asset that is. ``aside`` says
    it is about a reading or the economy. ``way`` is the direction that the question takes for
    granted of what it names, zero where none, and ``inverse`` says the family's series moves the
    other way than what is named.
    """

    asset: str | None = None
    strange: str = ""
    besides: str = ""
    aside: bool = False
    way: int = 0
    inverse: bool = False
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class _Mention:
    at: int
    end: int
    row: Named


def families(text: str) -> tuple[str, ...]:
    """Return the risk families that a text names, in its order, each once."""
    return tuple(dict.fromkeys(m.row.asset for m in _mentions(masked(text))))


def subject(text: str) -> Subject:
    """Return what a question is about.

    Parameters
    ----------
    text : str
        The question, on one line.

    Returns
    -------
    Subject
        Empty where no pattern holds and nothing of ours is named.
    """
    seen = spelled(_SAID.split(text, maxsplit=1)[0])
    found = _paired(_found(seen), seen)
    return replace(
        found,
        strange=unmasked(found.strange),
        besides=unmasked(found.besides),
        phrase=unmasked(found.phrase),
    )


def _found(seen: Spelled) -> Subject:
    text = seen.text
    moved = next(CAUSING.finditer(text), None)
    if moved and not re.search(r"\b(?:in|of)\b", moved["np"]):
        found = _resolved(moved, seen)
        if found is not None:
            return found
    neutral = None
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            found = _resolved(match, seen)
            if found is None:
                continue
            if found.asset or found.strange or found.aside:
                return found
            neutral = neutral or found
    opening = OPENING.search(text)
    found = _resolved(opening, seen) if opening else None
    if found is not None and (found.asset or any(t in found.strange for t in seen.things)):
        return found
    if neutral is not None and (not seen.things or _NEUTRAL.search(text)):
        return neutral
    return _named(seen)


def _named(seen: Spelled) -> Subject:
    """Return what is named at all, where no kind of sentence holds."""
    market = bool(_NEUTRAL.search(seen.text))
    kept = [m for m in _mentions(seen.text) if not (m.row.cause and market)]
    strange = next(iter(seen.things), "")
    if kept:
        return replace(_family(kept[0].row, seen.text, _way(seen.text), ""), besides=strange)
    if strange and not market:
        return Subject(strange=strange)
    return Subject(SPX if re.search(INDEX, seen.text, re.I) else None)


def _mentions(text: str) -> list[_Mention]:
    """Return the names of families in a text; each word belongs to the first row that takes it."""
    found, left = [], text
    for row in ASSETS:
        for match in re.finditer(row.pattern, left, re.IGNORECASE):
            found.append(_Mention(*match.span(), row))
            left = f"{left[: match.start()]}{'|' * len(match[0])}{left[match.end() :]}"
    return sorted(found, key=lambda m: m.at)


def _resolved(match: re.Match[str], seen: Spelled) -> Subject | None:
    """Return what a pattern's noun or nouns stand for; None where there is none in it."""
    parts: list[Subject] = []
    for part in _AND.split(match["np"]):
        if parts and _CLAUSE.match(part):
            break
        found = _one(part, match, seen)
        parts += [found] if found is not None else []
    return _chosen(parts) if parts else None


def _chosen(parts: Sequence[Subject]) -> Subject:
    """Return which of the nouns that stand side by side is answered."""
    strange = list(dict.fromkeys(part.strange for part in parts if part.strange))
    measured = [part for part in parts if part.asset]
    if measured:
        first = next((part for part in measured if part.asset == SPX), measured[0])
        return replace(first, besides=" and ".join(strange))
    if strange:
        first = next(part for part in parts if part.strange)
        return replace(first, strange=" and ".join(strange))
    return next((part for part in parts if part.aside), parts[0])


def _one(phrase: str, match: re.Match[str], seen: Spelled) -> Subject | None:
    """Return what one noun stands for."""
    groups, pointed = match.groupdict(), _POINTS.match(phrase)
    if match.end("np") < match.end():
        phrase = _BEFORE.sub("", re.sub(r"['’]s?$", "", phrase) + " ")
    phrase = _CUT.sub("", f" {_bare(phrase)}").strip(" ?!.,;:'’-")
    phrase, ending = _without_ending(phrase)
    verb = groups.get("down") or groups.get("up")
    event = groups.get("event") or verb or ending
    stated = -1 if groups.get("down") else 1 if groups.get("up") else 0
    way = stated or _way(event)
    if not TOKEN.search(phrase):
        told = event or pointed
        return Subject(way=stated, phrase=match[0]) if told else None
    named = _mentions(phrase)
    rest = phrase
    for mention in named:
        rest = f"{rest[: mention.at]}{' ' * (mention.end - mention.at)}{rest[mention.end :]}"
    rest = re.sub(INDEX, " ", rest, flags=re.IGNORECASE)
    # "The Omicron sell-off" may be of an event: there spelling alone makes no asset.
    loose = groups.get("loose") is not None or bool(ending)
    if seen.strange(phrase, rest, loose=loose):
        return Subject(strange=phrase, way=way, phrase=match[0])
    market = bool(re.search(INDEX, phrase, re.I))
    if reads(rest, strict=not named):
        return Subject(aside=True, phrase=match[0])
    if named:
        return _family(named[0].row, seen.text, way, match[0], event)
    return Subject(SPX if market else None, way=stated, phrase=match[0])


def _paired(found: Subject, seen: Spelled) -> Subject:
    """Return a family against something else: the dollar against the yen is one, others none."""
    other = AGAINST.search(seen.text)
    if other is None or found.asset in (None, SPX):
        return found
    phrase = _CUT.sub("", f" {_bare(other['np'])}").strip(" ?!.,;:'’-")
    second = next((m.row.asset for m in _mentions(phrase)), None)
    if found.asset == "DOLLAR" and second == "YEN":
        return replace(found, asset="YEN", inverse=False)
    strange = seen.strange(phrase, phrase, loose=False)
    if not strange and (second is None or second == found.asset):
        return found
    if (second == "DOLLAR" and found.asset in IN_DOLLARS) or {second, found.asset} <= RATES:
        return found
    before = _mentions(seen.text[: other.start()])
    whose = next((m for m in before if m.row.asset == found.asset), None)
    name = seen.text[whose.at : whose.end] if whose else ""
    return Subject(strange=f"{name} against {phrase}".strip(), way=found.way, phrase=found.phrase)


def _bare(phrase: str) -> str:
    """Return a phrase without its articles."""
    before = None
    while before != phrase:
        before, phrase = phrase, _LEAD.sub("", phrase.strip())
    return phrase


def _without_ending(phrase: str) -> tuple[str, str]:
    """Return a phrase without the fall or rise that it is said of, and that."""
    endings = []
    while (found := _ENDING.search(phrase)) and found[0].strip() != "MOVE":
        endings.append(found[0])
        phrase = phrase[: found.start()]
    return re.sub(r"['’]s?$", "", phrase.strip()), " ".join(endings)


def _way(event: str) -> int:
    """Return the direction that words take for granted, -1, 0 or 1."""
    if _FELL.search(event) or _LOWER.search(event):
        return -1
    return 1 if _ROSE.search(event) or _HIGHER.search(event) else 0


def _family(row: Named, text: str, way: int, phrase: str, event: str = "") -> Subject:
    """Return a family as the subject, bonds and yields in the maturity that the text names."""
    asset = row.asset
    if asset == GENERIC and not re.search(r"\b(?:10|ten)\b", text, re.I):
        asset = next((a for a in families(text) if a in MATURITIES), asset)
    inverse = row.price and not _SPREADING.search(event)
    # Rates and spreads sell off by rising, however they are named.
    if way < 0 and asset in ("HY", "IG", GENERIC, *MATURITIES) and _SOLD.search(event):
        inverse = True
    return Subject(asset, way=way, inverse=inverse, phrase=phrase)
