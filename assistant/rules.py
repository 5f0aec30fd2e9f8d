"""What a model's paragraph may not do, beyond the faults that hold for every text.

Each rule is a narrow pattern with one line that mends it. They bind wording where figures cannot:
figures in words, another language, the future, advice, praise of itself, a record without a rank, a
verdict replaced or denied, and a figure given to another asset than its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant import vocabulary
from assistant.directions import words_alone
from assistant.evidence import ReferenceFault
from assistant.paths import History, resolve
from assistant.references import Reference, references
from assistant.spans import Fault, FaultKind
from tools.records import Brief

_LABEL = rf"(?P<label>{'|'.join(sorted(vocabulary.ENGINE_WORDS, key=len, reverse=True))})"
_ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth twentieth hundredth"
).replace(" ", "|")
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"

_WORDED = re.compile(
    rf"\b(?:an?|one|two|by an?) (?:{_ORDINALS})s?\b(?! (?:day|leg|wave|time|test))|"
    rf"\b(?:{_ORDINALS}|first|second|last) (?:percentile|decile|quintile|quartile)\b|"
    rf"\b(?:{_ORDINALS}) (?:day|session|week|month|year)\b|"
    r"\b(?:low|mid|high|the|upper)[ -](?:teens|twenties|thirties|forties|fifties|sixties|"
    r"seventies|eighties|nineties)\b|"
    rf"\b(?:{_TENS})[_\s-]?(?:{_ONES})\b|\b(?:{_ONES}|ten|eleven|twelve|hundred)[- ]?fold\b|"
    r"\ba score of\b|\borders? of magnitude\b|\bdouble (?:normal|usual|average)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\bthe (?:next|following) (?:week|month|year)\b|\blater that (?:week|month|year)\b|"
    r"\bin the (?:days|weeks|months|years) (?:that followed|after|to come|ahead)\b|"
    r"\bwill (?:crash|fall|rise|rally|drop|rebound|recover|bottom|continue|be (?:higher|lower))\b|"
    r"\bour target\b|\bprice target\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"(?:^|[.!?:;]\s+|\*\*)(?:buy|sell|short|go (?:long|short)|put on|add to|cut|reduce|hedge|exit|"
    r"take profits?)\b|\byou should\b|\bwe (?:recommend|advise|would (?:buy|sell|short))\b|"
    r"\bwith leverage\b",
    re.IGNORECASE | re.MULTILINE,
)
_SELF = re.compile(
    r"\b(?:written|checked|verified|approved|confirmed|audited) by (?:the )?(?:unwind|built-in|"
    r"analyst|desk|python)|\bevery figure (?:is|was|here)\b",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"\b(?:in living memory|without precedent|unprecedented|ever (?:seen|recorded|measured)|"
    r"on record|(?:larger|bigger|worse|deeper) than any)\b",
    re.IGNORECASE,
)
_REPLACED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:verdict|engine|label)\b(?:'s)? *(?:reads?|says|is|was|:) *"
        rf"(?:\w+ ){{0,2}}?{_LABEL}\b",
        rf"\bthis (?:sell-?off|move|fall|rout|is) (?:is )?"
        rf"(?:purely|simply|all|about|just)? ?{_LABEL}\b",
        rf"\b{_LABEL}(?: (?:scare|shock|fears?))? (?:is|was) the (?:engine|driver|cause)\b",
        rf"\blabel is {_LABEL}\b",
    )
)
_DENIED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_LABEL} (?:is|was) (?:a red herring|irrelevant|beside the point)\b",
        rf"\b{_LABEL} had nothing to do with\b",
        r"\bthe (?:label|verdict) is wrong\b",
    )
)
_NO_SELLOFF = re.compile(
    r"\b(?:there was|there is|there's|this is) no (?:sell-?off|fall|rout)\b|"
    r"\bnothing (?:is|was) selling off\b",
    re.IGNORECASE,
)
_NO_GAP = re.compile(
    r"\bnothing (?:is|was) missing\b|"
    r"\b(?:all|each|every) (?:of )?(?:the )?readings? (?:was|were) (?:made|measured)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_ENGLISH = frozenset(
    "a an and are as at be been but by for from had has have in is it its more no not of on or "
    "over since so than that the their there this to was were what which while with would".split()
)
_WORD = re.compile(r"[^\W\d_]+")
LONG, SHARE = 16, 0.09  # words from which a language shows, and the share of its small words
# Assets by the words that name them, and by what their evidence is called.
SUBJECTS = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "index": r"S&P(?: 500)?|SPX|stocks|equities",
        "gold": r"gold",
        "silver": r"silver",
        "copper": r"copper",
        "oil": r"oil|crude|WTI",
        "bitcoin": r"bitcoin|BTC|crypto",
        "dollar": r"dollar|DXY",
        "vix": r"VIX",
        "2-year": r"2-year|two-year|2y",
        "10-year": r"10-year|ten-year|10y",
        "high yield": r"high[- ]yield|HY",
        "investment grade": r"investment[- ]grade|IG",
    }.items()
}
_UNNAMED = ("note.", "verdict.", "falsifier.", "watch.", "selloff", "readings.")
# The last few words of the clause before a reference: its subject and the verb.
_NEAR = re.compile(r"(?:[\w&'-]+ +){1,4}\(?\Z")


def rule_faults(text: str, brief: Brief, history: History | None = None) -> Iterator[Fault]:
    """Yield what a model's paragraph does against the rules, in no order."""
    words = words_alone(text)
    for pattern, kind, mend in _LEXICAL:
        for found in pattern.finditer(words):
            yield _fault(found, kind, mend)
    yield from _labels(words, brief)
    yield from _denials(words, brief)
    yield from _foreign(words)
    yield from _subjects(text, words, brief, history)


def _fault(found: re.Match[str], kind: FaultKind, mend: str) -> Fault:
    return Fault(found.start(), found.end(), kind, found[0].strip(), mend)


_LEXICAL: tuple[tuple[re.Pattern[str], FaultKind, str], ...] = (
    (_WORDED, "spelled_numeral", "a figure in words: use a reference"),
    (_FUTURE, "future_date", "nothing after the as-of date is known"),
    (_ADVICE, "label", "explain, and advise nothing"),
    (_SELF, "label", "say nothing of who wrote or checked this"),
    (_RECORD, "strength", "a record needs its rank: use :band or :percentile"),
)


def _labels(words: str, brief: Brief) -> Iterator[Fault]:
    engine = brief.verdict.engine
    mend = f"the engine reads {engine}: voice a doubt, do not replace it"
    for pattern in _REPLACED:
        for found in pattern.finditer(words):
            if vocabulary.ENGINE_WORDS[found["label"].lower()] != engine:
                yield _fault(found, "label", mend)
    for pattern in _DENIED:
        for found in pattern.finditer(words):
            label = found.groupdict().get("label")
            if not label or vocabulary.ENGINE_WORDS[label.lower()] == engine:
                yield _fault(found, "label", mend)


def _denials(words: str, brief: Brief) -> Iterator[Fault]:
    """Yield the denial of a sell-off that is there, and of gaps that are."""
    if brief.selloff != "none":
        for found in _NO_SELLOFF.finditer(words):
            yield _fault(found, "label", f"the sell-off is labelled {brief.selloff}")
    if any(reading.value is None for reading in brief.readings):
        for found in _NO_GAP.finditer(words):
            yield _fault(found, "label", "some readings were not measured: [[readings.missing]]")


def _foreign(words: str) -> Iterator[Fault]:
    letters = [c for c in words if _LETTERS.match(c)]
    strange = sum(ord(c) > 0x24F and not 0x370 <= ord(c) <= 0x3FF for c in letters)
    plain = [word.lower() for word in _WORD.findall(words)]
    small = sum(word in _ENGLISH for word in plain)
    if strange > 2 or (len(plain) >= LONG and small < SHARE * len(plain)):
        yield Fault(0, len(words), "hidden", words[:40], "write English")


def _subjects(text: str, words: str, brief: Brief, history: History | None) -> Iterator[Fault]:
    """Yield references that stand with the name of another asset than their own."""
    last, before = 0, ""
    for reference in references(text):
        near = _NEAR.search(words, last, reference.start)
        again = reference.path == before
        last, before = reference.end, reference.path
        own = _own(reference, brief, history)
        if near is None or again or own is None:
            continue
        named = {name for name, pattern in SUBJECTS.items() if pattern.search(near[0])}
        if not own:
            named -= {"index"}  # much is said of the index that no label names it in
        if named and not named & own:
            span = text[reference.start : reference.end]
            mend = f"this figure is not of the {sorted(named)[0]}: name what it is of"
            yield Fault(reference.start, reference.end, "direction", span, mend)


def _own(reference: Reference, brief: Brief, history: History | None) -> set[str] | None:
    """Return the assets that a piece of evidence is named after, None where no name is due."""
    if reference.trouble or reference.path.startswith(_UNNAMED):
        return None
    try:
        label = resolve(reference, brief, history).label
    except ReferenceFault:  # a fault of its own
        return None
    if reference.path.startswith("move."):
        return {"index"} if brief.move.asset == "SPX" else None
    return {name for name, pattern in SUBJECTS.items() if pattern.search(label)}
