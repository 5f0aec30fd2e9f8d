"""What a question is about: the market, a risk family, a reading, or what is measured nowhere.

The subject is found by grammar ("why is X down", "behind X's fall", "over for X"), not by a list
of the world's names; whatever in it is neither plain English nor a name of ours is strange. Where
no pattern holds, a family that is named is the subject, unless it is named as a likely cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from assistant.lexicon import (
    ASSETS,
    COMMON,
    DESCRIBES,
    INDEX,
    NAMES,
    OTHER,
    PLAIN,
    SECTORS,
    STYLES,
    Named,
)

SPX = "SPX"
GENERIC = "UST10Y"  # what bonds and yields mean where no maturity is named
MATURITIES = ("UST2Y", "UST30Y")
LONG, ALIKE = 5, 0.84  # letters from which a word may be a misspelling, and how alike it then is

_DOWN = (
    r"down|lower|weak(?:er|ening)?|fall(?:s|ing|en)?|fell|drop(?:s|ped|ping)?|declin(?:e|ed|es|ing)|"
    r"slump(?:s|ed|ing)?|plung(?:e|ed|es|ing)|tumbl(?:e|ed|es|ing)|crash(?:es|ed|ing)?|"
    r"slid(?:e|es|ing)?|sell(?:s|ing)?[- ]?off|sold(?: off)?|sink(?:s|ing)?|"
    r"(?:getting|being) (?:sold|hit|hammered|crushed|killed)|"
    r"sank|los(?:e|es|ing)|lost|collaps(?:e|ed|es|ing)|crater(?:ed|ing)|tank(?:ed|ing)|"
    r"unwind(?:s|ing)?|break(?:ing)? down|broke down|tighten(?:s|ed|ing)?|narrow(?:s|ed|ing)|"
    r"bleed(?:s|ing)|under pressure|underperform(?:s|ed|ing)?|hurting"
)
_UP = (
    r"up|higher|strong(?:er)?|ris(?:e|es|en|ing)|rose|rall(?:y|ies|ied|ying)|surg(?:e|ed|es|ing)|"
    r"soar(?:s|ed|ing)?|jump(?:s|ed|ing)?|spik(?:e|ed|es|ing)|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?|"
    r"strengthen(?:s|ed|ing)?|widen(?:s|ed|ing)?|wider|blow(?:s|n|ing)?[- ]?out|blew out|"
    r"rebound(?:s|ed|ing)?|bounc(?:e|ed|es|ing)|outperform(?:s|ed|ing)?|melt(?:ing)?[- ]up"
)
_STILL = (
    r"moving|behaving|acting|doing|trading|bottom(?:ed|ing)?|done|finished|over|ended|ending|"
    r"start(?:ed|ing)?|begin|began|begun|peak(?:ed|ing)?|turn(?:ed|ing)?|stop(?:ped|ping)?|"
    r"recover(?:ed|ing|s)?|so (?:bad|low|high|volatile)"
)
_FALL = (
    r"fall|drop|decline|slump|plunge|tumble|crash|rout|slide|sell(?:ing)?[- ]?off|drawdown|"
    r"correction|collapse|melt-?down|unwind(?:ing)?|weakness|losse?s?|selling|pullback|sinking"
)
_RISE = r"rise|rally|surge|jump|spike|gains?|rebound|bounce|strength|widening|blow-?out|melt-?up"
_EVENT = rf"(?:{_FALL}|{_RISE}|move|swings?|trouble|turmoil|squeeze|spreads?)"
_WORD = r"[\w&$'’./+-]+"
_NOUN = rf"(?P<np>(?:{_WORD} ){{0,5}}?{_WORD})"
_TAIL = rf"(?P<np>{_WORD}(?: {_WORD}){{0,5}})"
_BE = r"(?:is|are|was|were|['’]s|['’]re|has|have|had|did|does|do|can|could|will|would|might|may)"
_MOVER = (
    r"driv(?:e|es|ing)|drove|behind|caus(?:e|es|ed|ing)|trigger(?:s|ed|ing)?|"
    r"spark(?:s|ed|ing)?|explains?|to blame for|responsible for"
)
# By kind of sentence, the first that names something wins.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<event>{_EVENT}) (?:in|of) {_TAIL}",
        rf"\b(?P<event>crash|sink|sank|crush|hammer|hit|hurt|tank|drag)(?:ed|ing|s)? {_TAIL}",
        rf"\bwhat(?:['’]s| (?:is|was|are|were))? (?:moving|mov(?:ed|es)|push(?:ing|ed|es)|sending|"
        rf"sent) {_TAIL}",
        rf"(?:\bwhy|\bhow come|\bwhat made|^\W*)\s*(?:{_BE}(?:n['’]t)? )?{_NOUN} "
        rf"(?:{_BE} )?(?:(?:still|all|now|so|really|been|being|go(?:ing)?|suddenly|again|also|"
        rf"not|down|continu\w+ to|keeps?|start(?:ed)? to|further|much) )*"
        rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP})|{_STILL})\b",
        rf"\b(?:{_MOVER}|(?:wrong|up) with|happen(?:s|ing|ed)? (?:to|in|with)|"
        rf"going on (?:in|with)|weighing on|pressuring|sinking|hitting|hurting|dragging down|"
        rf"what about|(?:over|end(?:ed)?|start(?:ed)?|begin|began|unusual|finished|done|bad|next|"
        rf"left) (?:for|in|with)) {_TAIL}",
        rf"(?P<np>(?:{_WORD} ){{0,4}}?{_WORD}['’]s?) (?P<event>{_EVENT})\b",
        rf"(?<![\w-])(?P<np>(?:(?!of\b|in\b){_WORD} ){{0,4}}?{_WORD}) (?P<event>{_EVENT})\b",
    )
)
# What is said to move the market is a cause, and not what the question is about.
_CAUSING = re.compile(rf"\b(?:{_MOVER}) {_TAIL}", re.IGNORECASE)
_FELL, _ROSE = re.compile(_FALL, re.I), re.compile(_RISE, re.I)
_SOLD = re.compile(r"sell|sold|rout|selling|unwind|pressure|liquidat", re.IGNORECASE)
_SPREADING = re.compile(r"widen|wider|tight|narrow|bl[oe]w", re.IGNORECASE)
_LOWER = re.compile(r"\b(?:lower|down|tighter|tighten|narrow)", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:higher|up|wider|widen)", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:the|an?|our|my|your|its|their|all|some|of|in|with|to|for|this|that|these|those)(?:\s+|$)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(?:this|that|these|those|it)\b", re.IGNORECASE)
# What may stand before a noun that is read up to its verb.
_BEFORE = re.compile(
    rf"^.*(?:\b(?:the|this|that|these|those|an?|how|what|why|when|who|which|{_BE}|{_MOVER}|of|in|"
    rf"and|or)|['’]s)\s+",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"(?:^|\s+)(?:{_EVENT}|lower|higher|up|down|wider|tighter)$", re.IGNORECASE)
_OTHER_MATURITY = re.compile(r"\b(?:[13579]|20|50|five|seven|twenty)[- ]?(?:y|yr|year)\b", re.I)
# Where a phrase of a noun ends.
_CUT = re.compile(
    r"\s(?:on|at|by|from|since|after|before|and|or|that|which|who|when|while|so|than|as|to|with|in|"
    r"for|of|if|but|today|now|again|this|last|over|during|because|is|are|was|were|has|have|had|"
    r"did|does|do|been|being|per|about|like|vs|versus|against|despite|amid|though)\b.*$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_](?:[\w&’'./+]*[^\W_])?")
_DESCRIBES = re.compile(rf"[a-z]{{2,}}{DESCRIBES}")
_NEUTRAL = re.compile(
    rf"\b(?:this|it|that|these|everything|things|risk)\b|\bsell[- ]?off\b|{INDEX}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about.

    ``asset`` is a family or the index, None where neither is meant; ``strange`` the words of what
    is measured nowhere. ``aside`` says it is about a reading or the economy. ``way`` is the
    direction that the question takes for granted of what it names, zero where none, and
    ``inverse`` says the family's series moves the other way than what is named.
    """

    asset: str | None = None
    strange: str = ""
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
    return tuple(dict.fromkeys(m.row.asset for m in _mentions(text)))


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
    moved = next(_CAUSING.finditer(text), None)
    if moved and not re.search(r"\b(?:in|of)\b", moved["np"]):
        found = _resolved(moved, text)
        if found is not None:
            return found
    neutral = None
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            found = _resolved(match, text)
            if found is None:
                continue
            if found.asset or found.strange or found.aside:
                return found
            neutral = neutral or found
    if neutral is not None:
        return neutral
    named = _mentions(text)
    kept = [m for m in named if not (m.row.cause and _NEUTRAL.search(text))]
    if kept:
        return _family(kept[0].row, text, _way(text), "")
    return Subject(SPX if re.search(INDEX, text, re.I) else None)


def _mentions(text: str) -> list[_Mention]:
    """Return the names of families in a text; each word belongs to the first row that takes it."""
    found, left = [], text
    for row in ASSETS:
        for match in re.finditer(row.pattern, left, re.IGNORECASE):
            found.append(_Mention(*match.span(), row))
            left = f"{left[: match.start()]}{'|' * len(match[0])}{left[match.end() :]}"
    return sorted(found, key=lambda m: m.at)


def _resolved(match: re.Match[str], text: str) -> Subject | None:
    """Return what a pattern's noun stands for; None where there is no noun in it."""
    groups = match.groupdict()
    phrase = match["np"]
    if match.end("np") < match.end():
        phrase = _BEFORE.sub("", re.sub(r"['’]s?$", "", phrase) + " ")
    phrase = _CUT.sub("", f" {_bare(phrase)}").strip(" ?!.,;:'’-")
    phrase, ending = _without_ending(phrase)
    event = groups.get("event") or groups.get("down") or groups.get("up") or ending
    way = -1 if groups.get("down") else 1 if groups.get("up") else _way(event)
    if not _TOKEN.search(phrase):
        told = event or _POINTS.match(match["np"])
        return Subject(way=way, phrase=match[0]) if told else None
    named = _mentions(phrase)
    rest = phrase
    for mention in named:
        rest = f"{rest[: mention.at]}{' ' * (mention.end - mention.at)}{rest[mention.end :]}"
    style = re.search(STYLES, phrase, re.I)
    if style or _strange(rest) or _OTHER_MATURITY.search(rest):
        return Subject(strange=style[0] if style else phrase, way=way, phrase=match[0])
    if _reads(rest):
        return Subject(aside=True, phrase=match[0])
    if named:
        return _family(named[0].row, text, way, match[0], event)
    return Subject(SPX if re.search(INDEX, phrase, re.I) else None, way=way, phrase=match[0])


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


def _tokens(rest: str) -> Iterator[str]:
    for token in _TOKEN.findall(re.sub(r"['’]s\b", "", rest)):
        word = token.lower()
        parts = [word] if word in PLAIN or word in OTHER else re.split(r"[-–]", token)
        yield from (part for part in parts if part)


def _strange(rest: str) -> bool:
    """Whether a phrase holds a word that is neither plain, nor ours, nor a mere description."""
    return any(_unknown(token) for token in _tokens(rest))


def _unknown(token: str) -> bool:
    word = token.lower()
    if word in NAMES or re.fullmatch(SECTORS, word, re.I):
        return True
    if len(word) < 2 or word[0].isdigit() or word in PLAIN or word in OTHER:
        return False
    if token.islower() and _DESCRIBES.fullmatch(word):
        return False
    close = token.islower() and len(word) >= LONG
    return not (close and get_close_matches(word, COMMON, 1, ALIKE))


def _reads(rest: str) -> bool:
    """Whether a phrase speaks of a reading or of the economy."""
    return any(token.lower() in OTHER and token.lower() not in PLAIN for token in _tokens(rest))
