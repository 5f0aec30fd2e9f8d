"""Faults: all that a text says and its evidence does not bear out, each with what mends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.claims import claim_faults
from assistant.dates import Mention, days_of, mentions, years
from assistant.evidence import ReferenceFault
from assistant.facets import say
from assistant.numerals import names_blanked, numeral_faults
from assistant.paths import History, resolve, suggest
from assistant.references import references
from assistant.spans import Bound, Fault, FaultKind, blank
from tools.records import Brief

SUGGESTIONS = 20  # unknown paths for which a like one is sought, since seeking takes milliseconds
Trouble = tuple[FaultKind, str]
A_YEAR = timedelta(days=365)
_BRACKET = re.compile(r"\[\[|\]\]")
_LINK = re.compile(
    r"\]\(|\]\[|!\[|https?:|www\.|<(?=[a-zA-Z/!])|javascript:|data:[a-z]", re.IGNORECASE
)
_UNIT_WORD = re.compile(r"[ \u00a0\u202f]?(percentile\b|points?\b|sessions?\b|×)", re.IGNORECASE)
# What would make another figure of the one that a reference prints.
_GLUED = re.compile(
    r"(?:[\w$€£¥%+−/.^\]]|[-–])(?=\[\[)|(?<=\]\])(?:[\w$€£¥%/×^]|[.,:−–-](?=[\w\[$]))"
)
_SCALED = re.compile(
    r"\b(?:half|halve[ds]?|twice|thrice|double|triple|treble|quadruple|minus|plus|nearly twice|"
    r"(?:third|quarter|fifth|tenth) of)\s+\*{0,2}(?=\[\[)"
    r"|(?<=\]\])\s*\*{0,2}\s*(?:th\b|-?fold|per cent|percent|an? (?:day|week|month|year)\b|"
    r"(?:thousand|million|billion|trillion)\b)",
    re.IGNORECASE,
)
# A mark of punctuation before a figure does not part it from its word: "rose (−10.2 %)".
_PARTED = re.compile(r"[(:,—–](?= ?\[\[)")
_BESIDE: tuple[tuple[re.Pattern[str], FaultKind, str], ...] = (
    (_GLUED, "bracket", "leave a space between a reference and what stands beside it"),
    (_SCALED, "spelled_numeral", "a reference prints its figure whole: do not scale it"),
)
_LEXICAL = ("numeral", "spelled_numeral", "unit", "hidden")


def faults(
    text: str, brief: Brief, question: str = "", history: History | None = None
) -> list[Fault]:
    """Find all that a text says and its evidence does not bear out.

    Parameters
    ----------
    text : str
        A paragraph or a note, with references.
    brief : Brief
        All that the text may speak of.
    question : str
        The user's question; a date that it names may be named in the text.
    history : callable, optional
        ``history(reading_id, date)``, for references to an earlier date.

    Returns
    -------
    list of Fault
        In the order of the text; empty where it may be rendered.

    Notes
    -----
    What is understood is blanked out step by step: references, then dates, then names. Any numeral
    that is left is a fault, so that no list has to foresee its form.
    """
    bound, found = _bind(text, brief, history)
    body = blank(text, ((r.start, r.end) for r in references(text)))
    found += [
        Fault(match.start(), match.end(), "bracket", match[0], "close every [[ with ]], once")
        for match in _BRACKET.finditer(body)
    ]
    found += [
        Fault(match.start(), match.end(), "link", match[0], "write no link and no markup")
        for match in _LINK.finditer(body)
    ]
    found += [
        Fault(match.start(), match.end(), kind, match[0].strip(), mend)
        for pattern, kind, mend in _BESIDE
        for match in pattern.finditer(text)
    ]
    found += claim_faults(_PARTED.sub(" ", text), bound, brief)
    found += _doubled(text, bound, brief.as_of)
    dated = list(mentions(body))
    found += _date_faults(text, dated, bound, brief, question)
    body = names_blanked(blank(body, ((mention.start, mention.end) for mention in dated)))
    found += numeral_faults(text, body, brief.index)
    return _apart(sorted(found))


def _bind(text: str, brief: Brief, history: History | None) -> tuple[list[Bound], list[Fault]]:
    """Resolve the references of a text; those that cannot be printed are faults."""
    bound: list[Bound] = []
    found: list[Fault] = []
    unknown: set[str] = set()
    for reference in references(text):
        try:
            evidence = resolve(reference, brief, history)
            say(evidence, reference.facet, brief.as_of)
        except ReferenceFault as fault:
            mend = fault.mend
            if fault.kind == "unknown_reference" and not reference.trouble:
                unknown.add(reference.path)
                near = suggest(reference.path, brief) if len(unknown) <= SUGGESTIONS else None
                mend = f"did you mean [[{near}]]?" if near else mend
            span = text[reference.start : reference.end]
            found.append(Fault(reference.start, reference.end, fault.kind, span, mend))
        else:
            bound.append(Bound(reference, evidence))
    return bound, found


def _doubled(text: str, bound: list[Bound], today: date) -> Iterator[Fault]:
    """Yield a unit's word typed after a figure that prints it."""
    for item in bound:
        word = _UNIT_WORD.match(text, item.reference.end)
        if word is None:
            continue
        printed = say(item.evidence, item.reference.facet, today)
        if printed.rstrip("s").endswith(word[1].lower().rstrip("s")):
            start, end = word.span()
            mend = "the figure already prints this word"
            yield Fault(start, end, "unit", text[start:end].strip(), mend)


def _date_faults(
    text: str, dated: list[Mention], bound: list[Bound], brief: Brief, question: str
) -> Iterator[Fault]:
    days = {*days_of(brief), *(item.reference.at for item in bound if item.reference.at)}
    asked = [*mentions(question), *years(question)]
    troubles: dict[tuple[int | None, tuple[int, ...], int | None], Trouble | None] = {}
    for mention in dated:
        key = (mention.year, mention.months, mention.day)
        if key not in troubles:
            troubles[key] = _date_trouble(mention, days, asked, brief.as_of)
        trouble = troubles[key]
        if trouble:
            span = text[mention.start : mention.end]
            yield Fault(mention.start, mention.end, trouble[0], span, trouble[1])


def _date_trouble(
    mention: Mention, days: set[date], asked: list[Mention], today: date
) -> Trouble | None:
    first = mention.first()
    if mention.year is not None and first is None:
        return "date", "there is no such day"
    if first is not None and first > today:
        return "future_date", f"nothing after {today.isoformat()} is known"
    held = (mention.holds(day) and (mention.year or today - day < A_YEAR) for day in days)
    if any(held) or any(mention.within(other) for other in asked):
        return None
    return "date", "name only dates of the evidence or the question, or use a reference to one"


def _apart(found: list[Fault]) -> list[Fault]:
    """Drop a lexical fault that lies inside another one."""
    kept: list[Fault] = []
    for fault in found:
        inside = kept and fault.end <= kept[-1].end and fault.kind in _LEXICAL
        if not (inside and kept[-1].kind in _LEXICAL):
            kept.append(fault)
    return kept
