"""The size of a fall that a question states of what it is about, and of nothing else."""

from __future__ import annotations

import re

from assistant.grammar import ADVERBS, BE, WORD
from assistant.lexicon import INDEX
from assistant.spelling import reads, spelled
from assistant.subjects import SPX, Subject, families, subject

_PERCENT = r"(?P<size>(?<![\w.])\d{1,3}(?:\.\d+)?) ?(?:%|per ?cent\b)"
# A share of something is no fall.
_NOT = r"(?! ?(?:of\b|points?\b|chance|probab|likel|odds|confiden|sure|target|(?:up|down) days?))"
# A fall over a day or a week is none from where the move began.
_WINDOW = re.compile(
    r"^\W*(?:(?:in|over|within) (?:an?|one|two|three|five|the (?:last|past)|\d+)\b|"
    r"(?:on |this |last )?(?:mon|tues|wednes|thurs|fri)day|"
    r"(?:this|last|per|an?|in the) (?:day|week|month|quarter|year|session|hour)|"
    r"since (?!the (?:peak|high|top|record))|today|yesterday|ytd|intraday|overnight|so far|"
    r"(?:from|below|off|under) (?!(?:its|the|their) (?:[\w-]+ )?(?:peak|highs?|top|record)))",
    re.IGNORECASE,
)
_ABOUT = r"(?:(?:by|about|around|some|more than|over|nearly|almost|roughly|as much as|another) )*"
_VERB = (
    r"fall(?:s|ing|en)?|fell|drop(?:s|ped|ping)?|declin(?:e|ed|es|ing)|slump(?:s|ed|ing)?|"
    r"plung(?:e|ed|es|ing)|tumbl(?:e|ed|es|ing)|crash(?:es|ed|ing)?|slid(?:e|es|ing)?|"
    r"sell(?:s|ing)?[- ]?off|sold off|sink(?:s|ing)?|sank|los(?:e|es|ing)|lost|"
    r"collaps(?:e|ed|es|ing)|correct(?:ed|ing)?|down|lower|off|shed(?:s|ding)?|crater(?:ed|ing)?|tank(?:ed|ing)?"
)
_EVENT = (
    r"falls?|drops?|declines?|slump|plunge|tumble|crash|rout|slide|sell[- ]?off|drawdown|"
    r"correction|collapse|pullback|loss|dip|meltdown|move lower"
)
_NOUN = rf"(?P<np>(?:{WORD} ){{0,5}}?{WORD})"
_STATED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NOUN} (?:{BE} )?{ADVERBS}(?:{_VERB}) {_ABOUT}{_PERCENT}{_NOT}",
        rf"{_NOUN} (?:{BE} )?{ADVERBS}{_ABOUT}{_PERCENT} "
        r"(?:down|lower|(?:off|below|under) (?:its|the|their) (?:peak|highs?|top|record))"
        r"(?! (?:days?|volume|than))",
        rf"\b(?:crash|sink|hit|hammer|tank|sank|crush)(?:ed|ing|es|s)? {_NOUN} by {_PERCENT}{_NOT}",
        rf"(?P<owner>(?:{WORD} )?){_PERCENT}[- ](?!of\b)(?P<np>(?:{WORD} ){{0,2}}?)(?:{_EVENT})"
        rf"(?! (?:days?|chance|probab))(?: (?:in|of|for) (?P<whose>{WORD}(?: {WORD}){{0,2}}))?",
    )
)
_CLAUSE = re.compile(
    r"^.*(?:\b(?:and|or|but|while|as|than|because|when|if|that|what|why)\b|[,;])", re.I
)
_SUPPOSED = re.compile(
    r"\b(?:how (?:often|likely|many)|after|if|when|would|could|should|might|may|can|will|next|"
    r"every|any|each|another|further|usually|typically|historically)\b",
    re.IGNORECASE,
)
_BE = re.compile(rf"^{BE}\s+", re.IGNORECASE)
_ITSELF = re.compile(
    r"\b(?:it|this|that|these|everything|we|they|tape|sell[- ]?off|rout)\b|" + INDEX, re.IGNORECASE
)


def stated_fall(text: str, about: Subject) -> float | None:
    """Return the fall that a question states as a fact of what it is about.

    Parameters
    ----------
    text : str
        The question, on one line.
    about : Subject
        What it is about.

    Returns
    -------
    float or None
        A ratio, negative. None for a rise, a level, a share, a probability, a fall of something
        else, one over a day or a week, and one that is supposed and not stated.
    """
    if about.strange or about.aside:
        return None
    for at, pattern in enumerate(_STATED):
        for match in pattern.finditer(text):
            ahead, after = text[: match.start("size")], text[match.end() :]
            if _SUPPOSED.search(ahead) or _WINDOW.match(after):
                continue
            groups = match.groupdict()
            nouns = [
                _CLAUSE.sub("", groups[g] or "") for g in ("np", "whose", "owner") if g in groups
            ]
            loose = at == len(_STATED) - 1
            if all(_of(noun.strip(), about, loose=loose) for noun in nouns):
                return -float(match["size"]) / 100.0
    return None


def _of(noun: str, about: Subject, *, loose: bool) -> bool:
    """Whether a noun is what the question is about; if loose, one that names nothing is as well."""
    noun = _BE.sub("", noun)
    if "%" in noun:
        return False
    seen = spelled(noun)
    if seen.things or seen.places or seen.strange(noun, noun, loose=False):
        return False
    named = families(noun)
    if named:
        return about.asset in named
    if about.asset not in (None, SPX):
        return bool(re.search(r"\b(?:it|this|they|that)\b", noun, re.I)) or (loose and _plain(noun))
    if _ITSELF.search(noun):
        return not subject(f"Why is {noun} falling?").aside
    return loose and _plain(noun)


def _plain(noun: str) -> bool:
    return not reads(noun, strict=True) and not re.search(INDEX, noun, re.I)
