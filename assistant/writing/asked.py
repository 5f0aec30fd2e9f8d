"""A question about base rates: what of it no count can answer, and what is counted instead."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.faults import faults
from assistant.questions import Question
from assistant.writing.pen import Pen, listed
from assistant.writing.rates import sessions
from tools.precedents import INDEX

# What is counted, under the names of its conditions (tools/analogs/conditions.py).
COUNTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("a first close well below the year's high", ("first_5pct", "first_10pct")),
    ("the same with yields up or down", ("first_5pct_yields_up", "first_5pct_yields_down")),
    ("a broad sell-off", ("broad",)),
    ("a rout beneath the index", ("beneath",)),
    ("a VIX overshoot", ("overshoot_90",)),
    ("a first high close of the VIX", ("vix_30",)),
    ("a turn of its curve", ("vix_inverted", "vix_normal")),
    ("negative dealer gamma", ("gamma_negative",)),
    ("the lowest vol-target exposure", ("deleveraged",)),
    ("wide high-yield spreads", ("hy_100bp",)),
    ("a day on which nearly every issue fell", ("heavy_selling",)),
    ("many bears in the AAII survey", ("bears_90",)),
    (
        "a loss of momentum",
        ("momentum_10pct", "momentum_cleared", "momentum_10pct_index", "momentum_neutral_5pct"),
    ),
)
# Words by which a question names one of these, or today's case, beside those of the conditions' own
# labels; with words that carry no meaning of their own they are all that it may be made of.
KNOWN = re.compile(
    r"episodes?|cases?|days?|dates?|times?|moves?|moments?|events?|conditions?|readings?|setups?|"
    r"this|these|that|those|such|like|alike|similar\w*|comparable|it|them|ones?|now|here|today\w*|"
    r"s&p|spx|index|markets?|stocks?|equit\w+|clos(e|es|ed|ing)|highs?|lows?|peaks?|"
    r"falls?|fell|falling|fallen|drops?|dropped|declin\w+|drawdowns?|corrections?|sell-?offs?|"
    r"sell(s|ing)?|sold|routs?|crash\w*|slumps?|bears?|bearish|dips?|down|loss(es)?|los(e|es|t|ing)|"
    r"broad|beneath|below|calm|vix|vix3m|volatility|vol|spik\w+|overshoots?|inver\w+|curves?|"
    r"backwardation|normalis\w+|gamma|dealers?|negative|short|vol-?targets?|targeters?|deleverag\w+|"
    r"exposures?|high-?yield|hy|credit|spreads?|wid(e|er|en\w*)|yields?|10-?years?|ten-?years?|"
    r"breadth|issues?|heavy|washouts?|aaii|survey|sentiment|momentum|winners?|unwinds?|factors?",
    re.IGNORECASE,
)
PLAIN = re.compile(
    r"an?|the|is|are|was|were|be|been|being|has|have|had|in|on|of|to|at|by|from|with|and|or|for|as|"
    r"its?|there|than|more|less|over|under|above|under|within|since|past|previous|prior|earlier|"
    r"before|last|recent|big|large|larger|sharp|deep|great|huge|severe|bad|worse|worst|first|new|"
    r"usually|typically|normally|historically|generally|often|ever|what|happen\w*|next|then|we|us|"
    r"you|i|do|does|did|so|very|how|much|returns?|perform\w*|again|any|all|each|every|when|same|"
    r"kinds?|sorts?|types?|levels?|per|cents?|percent|years?|months?|weeks?|quarters?|sessions?|"
    r"trading|reach\w*|come|comes|came|go|goes|went|gone|stand\w*|stood|turn\w*|breaks?|broke|"
    r"cross\w*|hits?|get\w*|got|seen|see|jan\w*|feb\w*|mar|march|apr\w*|may|june?|july?|aug\w*|"
    r"sep\w*|oct\w*|nov\w*|dec\w*|bp|basis|points?|"
    r"[\d.,%$+−-]+(bp|st|nd|rd|th)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:after|following|follow(?:s|ed)|when(?:ever)?|once|given)\b([^?.;!]*)", re.IGNORECASE
)
# A stretch of time, and what makes it the horizon that is asked for.
_STRETCH = re.compile(
    r"\b(?:(?P<many>\d{1,4}|half an?|an?|one|two|three|four|five|six|nine|ten|twelve|eighteen)"
    r"[\s-]+)?(?P<unit>trading day|session|day|week|month|quarter|half-?year|year)s?\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(over(\s+the)?(\s+(next|following))?|(with)?in\s+the\s+(next|following)|for\s+the\s+next)\s+$",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\s+(later|ahead|forward|afterwards?|hence|horizons?|returns?)\b|\s+(?=after\b)", re.IGNORECASE
)
MOMENTUM = re.compile(r"\bmomentum\b|\bwinners\b", re.IGNORECASE)
NUMBERS = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "nine", "ten", "twelve", "eighteen"),
        (1, 2, 3, 4, 5, 6, 9, 10, 12, 18),
        strict=True,
    )
)
LONG = {
    "trading day": 1,
    "session": 1,
    "day": 1,
    "week": 5,
    "month": 21,
    "quarter": 63,
    "half-year": 126,
    "halfyear": 126,
    "year": 252,
}
_QUOTABLE = re.compile(r"[A-Za-z][A-Za-z '’-]{1,60}")


def unread(pen: Pen, question: Question) -> str:
    """Say what of a question no rate answers and what is counted; "" where all of it is read.

    A condition is read where each word of it names something that is counted or means nothing by
    itself; a horizon where the rates have it.
    """
    text, horizon = _horizon(question.text)
    assets = {rate.asset for rate in pen.brief.base_rates}
    index, own = sessions(pen, (INDEX,)), sessions(pen, assets - {INDEX})
    known = {*index, *own} if MOMENTUM.search(text) else {*index}
    strange = horizon is not None and horizon not in known
    condition = _condition(pen, text)
    if not pen.brief.base_rates or not (condition or strange):
        return ""
    parts = [f"what follows {_quoted(pen, condition)}"] if condition else []
    parts += ["the horizon that is asked for"] if strange else []
    held = {rate.condition for rate in pen.brief.base_rates}
    names = [name for name, ids in COUNTED if held & set(ids)]
    longer = {n: path for n, path in own.items() if n not in index}
    over = f", over {_either(index)}" if index else ""
    over += f", and of momentum itself over {_either(longer)}" if longer else ""
    return (
        f"**Not counted:** {listed(parts, 'or')}. There are rates after {listed(names)}{over}; "
        "only those that apply now are told here."
    )


def _either(horizons: Mapping[int, str]) -> str:
    """Return horizons as references, the unit with the last of them."""
    *others, last = horizons.values()
    return listed([*(f"[[{path}]]" for path in others), f"[[{last}:size]]"], "or")


def _condition(pen: Pen, text: str) -> str:
    """Return the words after which something is asked for, if any of them is not understood."""
    labels = " ".join(rate.label for rate in pen.brief.base_rates).lower()
    named = {_bare(word) for word in labels.split()}
    found = _AFTER.search(text)
    if found is None:
        return ""
    phrase = re.sub(r"^[\s,]+|[\s,]+$", "", found[1])
    words = map(_bare, re.findall(r"[^\s,()\"“”/]+", phrase))
    plain = all(w in named or PLAIN.fullmatch(w) or KNOWN.fullmatch(w) for w in words)
    return "" if plain else phrase


def _bare(word: str) -> str:
    """Return a word in small letters, not in the genitive."""
    return re.sub(r"['’]s?$", "", word.lower().replace("’", "'"))


def _horizon(text: str) -> tuple[str, float | None]:
    """Return a question without the horizon that it names, and that in sessions."""
    for found in _STRETCH.finditer(text):
        before, rest = text[: found.start()], text[found.end() :]
        over, later = _OVER.search(before), _LATER.match(rest)
        if over or later:
            before = before[: over.start()] if over else before
            return f"{before} {rest[later.end() :] if later else rest}", _length(found)
    return text, None


def _length(found: re.Match[str]) -> float:
    many, unit = (found[1] or "a").lower(), LONG[found["unit"].lower()]
    if many.startswith("half"):
        return unit / 2
    return unit * (int(many) if many.isdigit() else NUMBERS.get(many, 1))


def _quoted(pen: Pen, phrase: str) -> str:
    """Return a user's words where they are words alone and claim nothing of their own."""
    plain = _QUOTABLE.fullmatch(phrase) and not faults(phrase, pen.brief)
    return f"“{phrase}”" if plain else "the condition that is named"
