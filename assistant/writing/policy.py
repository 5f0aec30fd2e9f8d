"""A hike or a cut of the Fed that a question takes for granted, held against the policy rate."""

from __future__ import annotations

import re

from assistant.questions import Question
from assistant.writing.pen import Pen

STEP, HALF = 25.0, 12.5  # bp: the usual step of a decision, and the least that tells it from none
# The 2-year leads the priced path by a day of knowledge, so that their difference carries a day's
# change of it.
NOISE = 10.0
RECENT = 45  # sessions since the last decision that is held, from which on one may be missing
_HIKE = re.compile(
    r"(?<!tax )(?<!price )(?<!wage )\bhik(?:e[sd]?|ing)\b|"
    r"\brais(?:e[sd]?|ing) (?:interest )?rates\b|"
    r"\b(?:fed|fomc|powell|yellen|bernanke)\b[^.?!]*\btighten(?:ed|ing|s)?\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\b(?:fed|fomc|powell|yellen|bernanke|rates?)\b(?:['’]s)?(?: [\w-]+){0,2} cut(?:s|ting)?\b|"
    r"\bcut(?:s|ting)? (?:interest )?rates\b",
    re.IGNORECASE,
)
# Who decides elsewhere, and words under which nothing is taken for granted.
_ELSEWHERE = re.compile(r"\b(?:ecb|boj|boe|pboc|snb|bank of \w+)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:if|would|will|could|might|may|fears?|expect\w*|worr\w*|pric\w*|risks?|bets?|next|coming|"
    r"fewer|more|no|not|without|\w+n['’]t)\b",
    re.IGNORECASE,
)


def policy(pen: Pen, question: Question) -> list[str]:
    """Return that no such decision came since the S&P's peak; nothing where that is not known.

    The change of the policy rate is that of the 2-year yield less that of the 2-year over fed
    funds. A decision that the rate does not show yet is neither claimed nor denied.
    """
    text = question.text
    if question.intent not in ("why", "when") or _ELSEWHERE.search(text) or _OPEN.search(text):
        return []
    way = 1 if _HIKE.search(text) else -1 if _CUT.search(text) else 0
    change = changed(pen)
    last = next((e for e in pen.brief.calendar.last if e.kind == "fomc"), None)
    if not way or change is None or last is None or last.sessions > RECENT:
        return []
    since, day = f"since the S&P's peak of {pen.day(pen.brief.move.peak)}", pen.day(last.date)
    if last.date < pen.brief.move.peak:
        return [f"the Fed has decided nothing {since}: it last did on {day}"]
    path = pen.reading("macro.policy_path_bp")
    if path is None or path.observed is None or path.observed <= last.date:
        return []
    least = STEP - _noise(pen)
    if least < HALF or change * way >= least:
        return []
    done, other = ("risen", "fallen") if way > 0 else ("fallen", "risen")
    # Of the effective rate: it may have left the target without a decision.
    turned = f" but {other}" if change * way <= -least else ""
    return [f"{since} the fed funds rate has not {done}{turned}; the last decision was on {day}"]


def changed(pen: Pen) -> float | None:
    """Return the change of the policy rate since the S&P's peak in bp, None where not measured."""
    path, two = pen.value("macro.policy_path_bp"), pen.value("macro.rates_2y_bp")
    return None if path is None or two is None else two - path


def _noise(pen: Pen) -> float:
    """Return two daily standard deviations of the 2-year in bp, or the least that is allowed."""
    two, z = pen.value("macro.rates_2y_bp"), pen.value("macro.rates_2y_z")
    if not two or not z or not pen.brief.move.trading_days:
        return NOISE
    return float(max(NOISE, 2.0 * abs(two / z) / pen.brief.move.trading_days**0.5))
