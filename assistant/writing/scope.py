"""What an answer is of: said first where that is not what the question asks about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.aliases import names
from assistant.faults import faults
from assistant.questions import Intent, Question
from assistant.rules import rule_faults
from assistant.subjects import SPX, subject
from assistant.unmeasured import SECTORS
from assistant.writing.asked import unread
from assistant.writing.families import name
from assistant.writing.pen import Pen, listed

LONGEST = 40
# Answers that are of the market by their nature, whatever a question names.
FREE: frozenset[Intent] = frozenset({"define", "note", "said", "watch", "linked", "book", "help"})
# Answers that there are for the index or for the whole alone, by what they would need.
WHOLE: Mapping[Intent, str] = {
    "left": "what is left to sell in {name} is not measured, as the models trade the index",
    "hedge": "the cost of protection is read from options on the index, not on {name}",
    "next": "what followed is counted for the index, not for {name}",
    "change": "the label and its tests are one for all that falls, and {name} has none of its own",
    "compare": "two dates are compared by the market's readings, not by {name}",
}
# Questions that a reading may be the subject of, its figure first and then the market's answer.
LED: frozenset[Intent] = frozenset({"why", "when", "unusual", "over"})
# Families after whose moves there are rates.
COUNTED = frozenset({"MOMENTUM", "MOMENTUM_RAW"})
CONDITION = frozenset({"HY", "UST2Y", "UST10Y", "UST30Y"})
_QUOTED = re.compile(r"[^\w &'’.,+/-]|_")
_CONDITION = re.compile(r"\b(?:after|follow\w*|when\w*|once|given)\b", re.IGNORECASE)


def scope(pen: Pen, question: Question) -> str:
    """Return what the answer is of, where a question asks about something else; else "".

    What is measured nowhere is quoted from the question: words alone, so that nothing in them is
    read as a figure, a reference or markup.
    """
    if question.intent in FREE and not (question.intent == "linked" and question.strange):
        return ""
    if question.strange:
        return _nowhere(pen, question)
    if question.aside and question.intent in LED:
        return _reading(pen, question)
    asset = question.asset
    if asset in (None, SPX):
        return ""
    found = pen.move(asset or "")
    if found is None:
        return _gone(pen, asset or "")
    limit = WHOLE.get(question.intent)
    if limit is None or (question.intent == "next" and _rated(pen, question)):
        return ""
    return f"**Of the market, not of {name(found)}:** {limit.format(name=name(found))}."


def _nowhere(pen: Pen, question: Question) -> str:
    """Say that no family here is what is asked about, and what follows instead."""
    rest = f"No family here is it; what follows is of {_market(pen)}."
    ends = [f"behaviour.sector_{side}_since_peak" for side in ("best", "worst")]
    if re.search(SECTORS, question.strange, re.IGNORECASE) and pen.has(*ends):
        best, worst = (f"[[{end}:moved]]" for end in ends)
        rest = (
            f"Of sectors only the ends are read, unnamed: since the S&P's peak the best {best}, "
            f"the worst {worst}. What follows is of {_market(pen)}."
        )
    text = f"**Not measured: “{quoted(question.strange)}”.** {rest}"
    if faults(text, pen.brief, question.text) or any(rule_faults(text, pen.brief)):
        return f"**Not measured: what the question names.** {rest}"
    return text


def _reading(pen: Pen, question: Question) -> str:
    """Lead with the reading that a question is about: its figure, its rank and that of the peak."""
    about = subject(" ".join(question.text.split())).phrase
    paths = (path for name in names(about, pen.brief) for path in name.paths)
    metric = next((path for path in paths if path in pen.brief.index), "")
    reading = pen.reading(metric)
    if reading is None:
        return f"**Of what the question names:** {pen.gap(metric)}." if metric else ""
    rank = f" ([[{metric}:percentile]])" if reading.percentile is not None else ""
    called = "the VIX" if metric == "positioning.vix" else pen.name(metric)
    text = f"**{called[:1].upper()}{called[1:]}** is at [[{metric}]]{rank}"
    if reading.reads == "level" and pen.brief.move.trading_days:
        peak = f"the S&P's peak of {pen.day(pen.brief.move.peak)}"
        text += f", after [[peak.{metric}]] at {peak}"
    return f"{text}. What follows is of {_market(pen)}."


def _gone(pen: Pen, asset: str) -> str:
    """Say why a family is not measured, and what follows instead."""
    from tools.selloff.families import BY_ASSET

    family = BY_ASSET.get(asset)
    label = family.label if family else asset
    follows = f"What follows is of {_market(pen)}."
    if asset in pen.brief.moves_missing:
        return f"**{label[:1].upper()}{label[1:]}** is [[moves.{asset}.return]]. {follows}"
    return f"**Not measured: {label},** as this market has no such family. {follows}"


def _market(pen: Pen) -> str:
    if pen.brief.selloff == "beneath":
        return listed(["the S&P", "what is in a rout beneath it"])
    return "the S&P"


def _rated(pen: Pen, question: Question) -> bool:
    """Whether rates speak of what is asked, or say themselves what they do not count."""
    if question.asset in COUNTED or unread(pen, question):
        return True
    return question.asset in CONDITION and bool(_CONDITION.search(question.text))


def quoted(words: str) -> str:
    """Return a question's words as data: no markup, no brackets, no line break, and short."""
    plain = " ".join(_QUOTED.sub(" ", words).split())
    if len(plain) > LONGEST:
        plain = plain[: LONGEST + 1].rsplit(" ", 1)[0][:LONGEST]
    return plain.strip(" .,'’/+-")
