"""What a question takes for granted, and the readings deny."""

from __future__ import annotations

import re

from assistant.questions import Question
from assistant.subjects import SPX
from assistant.writing import beneath
from assistant.writing.family_premise import STEEP, family_premise
from assistant.writing.pen import RANKED, Pen, listed, sentence
from assistant.writing.policy import policy
from assistant.writing.words import ENGINES

LEAST = 0.3  # weight of a trigger from which the readings carry it
# An engine that a question takes not to be the one: "why isn't this macro?".
_DENIED = re.compile(
    r"\bwhy\b.*\b(?:isn'?t (?:this|it|that)|is (?:this|it|that) not|not) (?:a |an )?"
    r"(macro|positioning|fundamental)",
    re.IGNORECASE,
)
CAUSES = {
    "rates": "the readings do not carry a fall caused by rates or policy",
    "growth": "the readings do not carry a growth scare as the start",
    "fundamental": "the readings do not carry earnings as the start",
    "exogenous": "the readings do not carry an outside shock as the start",
}
EVIDENCE = {
    "rates": ("macro.rates_2y_z", "macro.rates_10y_z"),
    "growth": ("macro.claims_change_4w",),
    "fundamental": ("fundamentals.eps_forward_revision", "macro.hy_residual_bp"),
    "exogenous": ("macro.epu_ratio", "macro.gpr"),
}


def premise(pen: Pen, question: Question) -> str:
    """Correct what a question takes for granted and the readings deny; empty where it holds.

    A family is held against its own move. Of a reading, and of what is not measured, nothing is
    known to be wrong.
    """
    if question.strange:
        parts = []
    elif question.asset in (None, SPX):
        parts = _whole(pen, question)
    else:
        found = pen.move(question.asset or "")
        parts = [] if found is None else family_premise(pen, question, found)
    parts += [] if question.strange else policy(pen, question)
    parts += _denied(pen, question.text)
    return f"**First, the premise.** {sentence(*parts)}" if parts else ""


def _whole(pen: Pen, question: Question) -> list[str]:
    """Return what of a question about the market is not so."""
    brief, parts = pen.brief, []
    falls = brief.selloff != "none"
    if question.presumes_fall and not falls:
        parts += _no_fall(pen)
    elif question.presumes_fall and question.asset == SPX and _spared(pen, question.text):
        parts += _no_crash(pen)
    if question.presumes_rise and falls:
        what = "the S&P is falling" if pen.down else f"only {listed(beneath.called(pen))} moved far"
        parts.append(f"the question takes a rise for granted, but {what} as of {_today(pen)}")
    if question.size is not None and pen.down:
        if abs(question.size - brief.move.return_) > max(0.01, abs(brief.move.return_) * 0.1):
            parts.append("the fall from the peak is [[move.return:size]], not the figure you give")
    if question.cause and question.presumes_fall and falls:
        parts += _cause(pen, question.cause)
    return parts


def _no_fall(pen: Pen) -> list[str]:
    """Say what there is instead of the sell-off that a question takes for granted.

    It is denied only where neither the leg nor the last session is a fall; both are told.
    """
    fall, denied = pen.brief.fall, beneath.denial(pen)
    day = f"the S&P {RANKED}" if fall is not None and fall.day_rank is not None else ""
    if pen.still:
        return [f"the question takes a fall for granted, but {denied} as of {_today(pen)}", day]
    leg = "stands [[move.return:size]] below its peak of " + pen.day(pen.brief.move.peak)
    both = f"{day} and {leg}" if day else f"the S&P {leg}"
    return [f"as of {_today(pen)} there is {denied}", both]


def _spared(pen: Pen, text: str) -> bool:
    """Whether the index is out of what falls beneath it, and a question says that it fell, or far.

    What it stands below its high of a year is a fall of it, whatever its leg.
    """
    if pen.down or pen.low < beneath.LOW:
        return False
    return pen.still or bool(STEEP.search(text))


def _no_crash(pen: Pen) -> list[str]:
    """Say where the index stands that a question takes to be falling, and what moved far."""
    move, day = pen.brief.move, _today(pen)
    where = f"stands [[move.return:size]] below its peak of {pen.day(move.peak)}"
    only = listed(beneath.called(pen))
    return [
        f"the S&P itself is not in a sell-off: as of {day} it "
        f"{where if move.trading_days else 'stands at its peak'}",
        f"what fell far is {only}" if only else "",
    ]


def _today(pen: Pen) -> str:
    return pen.day(pen.brief.session)


def _cause(pen: Pen, cause: str) -> list[str]:
    """Say where the readings do not carry a cause that the question asserts."""
    if pen.brief.verdict.trigger.get(cause, 0.0) >= LEAST:
        return []
    return [CAUSES[cause], *pen.clauses(EVIDENCE[cause], 2)]


def _denied(pen: Pen, text: str) -> list[str]:
    """Say that an engine which the question rules out is the one that the verdict names."""
    found = _DENIED.search(text)
    if found is None or found[1].lower() != pen.brief.verdict.engine:
        return []
    named = pen.brief.verdict.engine
    return [
        f"the question rules {ENGINES[named]} out, and the label is {ENGINES[named]} "
        f"([[verdict.probability.{named}]])"
    ]
