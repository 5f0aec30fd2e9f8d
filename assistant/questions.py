"""Reading a question: what is asked, about which asset and which dates, on what premise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.dates import Mention, mentions
from assistant.sizes import stated_fall
from assistant.subjects import SPX, Subject, families, subject
from tools.records import UnwindError

Intent = Literal[
    "why",
    "unusual",
    "change",
    "compare",
    "said",
    "over",
    "define",
    "note",
    "left",
    "next",
    "hedge",
    "linked",
    "book",
    "when",
    "watch",
    "help",
]
LONGEST = 2000

# Words that point to an intent; the first row that matches wins, so the narrower stand first.
INTENTS: tuple[tuple[Intent, str], ...] = (
    ("note", r"\b(draft|write|prepare|compose)\b.*\b(note|report|piece|summary)\b|\bdesk note\b"),
    (
        "watch",
        r"^(?!.*\b(did|last|past|said)\b).*(\bwatch(ing|list)?\b|keep an eye|(look|wait) out for|"
        r"next (trigger|threshold)s?)",
    ),
    (
        "define",
        r"^\W*(what (is|are|does|do you mean by)|define|"
        r"explain(?! (the|this|that|today|yesterday|why)\b.*(\b(fall|fell|drop|crash|declin|slump|"
        r"plung|rout\b|rall|surg|weak)|sell(ing)?[- ]?off))|how (is|do you (define|"
        r"measure|compute|calculate)))\b(?!.*\b(driv|behind|caus|happen|going on|wrong|"
        r"different|left|selling|sold|under pressure|cost|costs))",
    ),
    (
        "said",
        r"\b(did|have|had) (we|you|i) (say|said|write|written|note|call|think)|\blast (week|"
        r"month|time|note)('s)?\b.*\b(say|said|note|view|call)|\bour (last|past|previous)\b|"
        r"\bdid (it|they|any\w*( of( \w+)?( \w+)?)?|what we watched) fire|"
        r"\bwe (were )?watch(ed|ing)\b.*\blast\b|"
        r"\bpast notes?\b",
    ),
    (
        "change",
        r"change (your|our|my) mind|prove (this|you|it|us) wrong|falsif|what would (make|"
        r"convince)|wrong if|disprove|counter-?case|isn'?t (this|it) (macro|positioning|"
        r"fundamental)|why (not|isn'?t|is (it|this|that) not)\b.*\b(macro|positioning|fundamental)",
    ),
    (
        "compare",
        r"\bcompar|^(?!\W*why\b).*\b(versus|vs)\b|similar to|"
        r"\b(like|unlike) (in )?(the )?(\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
        r"dec)|differ(ent)? from|same as|"
        r"than (in|on) ",
    ),
    (
        "next",
        r"what (usually |typically |normally )?(happen(ed|s)|came|comes|follow(ed|s)) "
        r"(next|after)|after (episodes|cases|falls|moves|days) like|base rates?|analog|"
        r"^(?!.*\b(19|20)\d\d\b)\W*(what|how)\b.*\b(happen(s|ed)?|return(s|ed)?|perform(s|ed)?)\b"
        r".*\b(\d+|an?|one|two|three|four|five|six|ten|twelve) (trading )?(session|day|week|month|"
        r"quarter|year)s?\b.*\b(after|following)\b|"
        r"what (usually|follow(ed|s))\b|historically|precedents?|"
        r"how (often|likely) (does|do|did|is|are|has|have) "
        r".*\b(lead|turn|becom|end up|follow|recover|bounce|rebound|go on|worse)|"
        r"opportunit|buy(ing)? (the|this|these|every) (dip|drawdown|fall|drop|weakness)|"
        r"time to buy|should (i|we|you) buy|pa(y|id|ys) to buy",
    ),
    (
        "unusual",
        r"how (unusual|rare|extreme|big|bad|large|severe|abnormal|common)|\bunprecedented\b|"
        r"how often|percentile|is this (normal|ordinary|unusual|extreme)",
    ),
    (
        "left",
        r"how much (is |was )?(left|more|still|further|lower)|left to sell|still to (come|sell)|"
        r"more selling|\bwho('s| is| are| was| were)? (been )?(sell|sold|dump)|\bdumping\b|"
        r"forced sell|\bctas?\b|vol(atility)?[- ]target|systematic|deleverag",
    ),
    (
        "over",
        r"\b(is|was|are|were) ([\w&'’-]+ ){1,4}(over|done|finished|behind us)\b|bottom(ed)?\b|"
        r"worst (is )?(over|behind)|capitulat|has it ended|end in sight",
    ),
    ("hedge", r"\bhedg|protect|\bputs?\b|insur|cheap(est)? (vol|protection)|tail risk"),
    (
        "linked",
        r"connected|coinciden|spill|contagion|link(ed)? (to|with)|related to|same (trade|"
        r"story) as|move(s|d|ing)? (together|with)|correlat",
    ),
    ("book", r"\bmy (book|portfolio|longs?|shorts?)|winners|losers|rotation|which sectors?"),
    (
        "when",
        r"when (did|exactly|was)|what (exactly )?started|which day|what day|day by day|"
        r"timeline|first to (fall|move)",
    ),
    (
        "why",
        r"\bwhy\b|driv(e|es|ing|en)|\bdrove\b|to blame|"
        r"what (triggered|sparked|flipped)|\bgoing on\b|behind|caus(e|ed|es|ing)|"
        r"what('?s| is| was| are| were)? (going on|happen\w*|moving|wrong|up)|"
        r"what happened|explain|sell(ing)?[- ]?off|"
        r"\b(fall|fell|drop|dropp|crash|declin|slump|plung|down|rout|correct|unwind)|"
        r"macro or positioning|\b(is|was|were) (it|this|that|these)( all| just| really| more)?"
        r"( about| driven by| down to)?( a)? (macro|positioning|fundamentals?|rates|flows)\b|"
        r"^\W*(is|was|are|were)\b.*\b(macro|positioning|fundamentals?|technicals?)\b|"
        r"\bsold off\b|under pressure",
    ),
)

# A cause that the question takes for granted, by the trigger that would have to carry it.
CAUSES: Mapping[str, str] = {
    r"\bfed\b|hike|rates?\b|yields?|tighten|powell|inflation|\bcpi\b|taper": "rates",
    r"recession|growth|payrolls|jobs|slowdown|unemployment": "growth",
    r"earnings|profits?|guidance|results|downgrade": "fundamental",
    r"\bwar\b|china|virus|covid|pandemic|election|tariff|geopolit|invasion|middle east": (
        "exogenous"
    ),
}
_FALLS = re.compile(
    r"sell(ing)?[- ]?off|\b(fall|fell|drop|crash|declin|slump|plung|tumbl|rout|correction|down|"
    r"los(e|s|ing)|unwind|collaps|sink|slid)",
    re.IGNORECASE,
)
# "Up" and "higher" are a rise where they are said of something, not in "what's up" or "end up".
_RISES = re.compile(
    r"\b(rall(y|ied)|rise|rising|rose|surg|soar|jump|melt[- ]up|gain|climb)|"
    r"(?<!what)(?<!what )\b(is|are|was|were|been|be|['’]s|going|went|trad(es|ing)|clos(ed|ing)|"
    r"finished|opened|moving) (\w+ly |so |still |now |back )*"
    r"(up(?! (to|with|for|against))|higher)\b",
    re.IGNORECASE,
)
_START = re.compile(r"\b(since|from|after)\s+(the\s+)?$", re.IGNORECASE)
_OTHER_DATES = re.compile(r"(?<![\w.])\d{1,4}[./]\d{1,2}[./]\d{2,4}(?![\w%])")
_MARKS = re.compile(
    r"<(?P<tag>script|style)\b[^<>]*>.*?</(?P=tag)>|<[^<>]*>|\([^()]{20,}\)|"
    r"[^\w\s&$%'’.,;:?!()/+−–-]|_",
    re.IGNORECASE,
)
_NOTHING_ASKED = re.compile(r"[\W\d_]*")


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks for.

    ``day`` is a date that the question names, to be answered as of; ``month`` a whole month or
    year, as its first and last day. ``other`` is a second date, to compare with. ``cause`` is a
    trigger that the question takes for granted, ``size`` a fall that it states of what it is
    about, as a ratio.
    ``asset`` is what it is about, None where it names nothing; ``named`` all families in it.
    ``strange`` holds the words of a subject that is measured nowhere, ``besides`` those of one
    that stands beside an asset that is, and ``aside`` says that it is a reading or the economy.
    The falls and rises that it presumes are of what it names: with ``inverse`` that is a price
    which falls as the family's own series rises.
    """

    text: str
    intent: Intent
    asset: str | None = None
    named: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    spans: tuple[tuple[date, date], ...] = ()
    cause: str | None = None
    size: float | None = None
    presumes_fall: bool = False
    presumes_rise: bool = False
    unread_date: bool = False
    strange: str = ""
    besides: str = ""
    aside: bool = False
    inverse: bool = False


def read(text: str, today: date) -> Question:
    """Return what a question asks.

    Parameters
    ----------
    text : str
        As typed.
    today : date
        The as-of date: a day named without its year is the last such day up to it.

    Raises
    ------
    UnwindError
        When it is empty, holds no word, or is longer than 2,000 characters.
    """
    text = " ".join(text.split())
    if not text or _NOTHING_ASKED.fullmatch(text):
        raise UnwindError('ask a question, such as "What\'s driving this sell-off?"')
    if len(text) > LONGEST:
        raise UnwindError(f"the question has {len(text):,} characters: {LONGEST:,} at most")
    intents: list[Intent] = [i for i, p in INTENTS if re.search(p, text, re.I)]
    plain = " ".join(_MARKS.sub(" ", text).split())
    about, named = subject(plain), families(plain)
    # "And silver?" asks what moves it.
    intent: Intent = intents[0] if intents else "why" if named or about.strange else "help"
    whole = about.asset in (None, SPX) and not about.strange
    rest = text if whole else _without(plain, about.phrase)
    cause = next((c for pattern, c in CAUSES.items() if re.search(pattern, rest, re.I)), None)
    falls, rises = _presumed(plain, about)
    dated = [m for m in mentions(text) if not _START.search(text[: m.start])]
    named_days = [_on(m, today) for m in dated if m.day]
    days = tuple(d for d in named_days if d)
    return Question(
        text=text,
        intent=intent,
        asset=about.asset,
        named=named,
        days=tuple(dict.fromkeys(days)),
        spans=tuple(_span(m) for m in dated if not m.day and m.year),
        cause=cause,
        size=stated_fall(plain, about),
        presumes_fall=falls,
        presumes_rise=rises,
        unread_date=None in named_days or bool(_OTHER_DATES.search(text)),
        strange=about.strange,
        besides=about.besides,
        aside=about.aside,
        inverse=about.inverse,
    )


def _without(text: str, phrase: str) -> str:
    return text.replace(phrase, " ") if phrase else text


def _presumed(text: str, about: Subject) -> tuple[bool, bool]:
    """Return whether a fall and whether a rise is taken for granted, of what is asked about.

    Of an asset it is the words beside its name that say so; what is said of a reading or of what
    is measured nowhere is no premise about the market.
    """
    if about.way and not about.aside:
        return about.way < 0, about.way > 0
    rest = _without(text, about.phrase) if about.aside else text
    falls = bool(_FALLS.search(rest))
    return falls, not falls and bool(_RISES.search(rest))


def _on(mention: Mention, today: date) -> date | None:
    """Return the day that is named, None where there is no such day."""
    if mention.year is not None:
        return mention.first()
    for year in (today.year, today.year - 1):
        try:
            day = date(year, mention.months[0], mention.day or 1)
        except ValueError:
            continue
        if day <= today:
            return day
    return None


def _span(mention: Mention) -> tuple[date, date]:
    """Return the first and the last day of a month, quarter or year."""
    months = mention.months or tuple(range(1, 13))
    first = date(mention.year or 1, months[0], 1)
    later = date(first.year + (months[-1] == 12), months[-1] % 12 + 1, 1)
    return first, later - timedelta(days=1)
