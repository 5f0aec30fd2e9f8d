"""What a question takes for granted of one risk family, held against that family's own move."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.questions import Question
from assistant.writing.families import (
    LEGS,
    MEANT,
    NEUTRAL,
    crashed,
    hurt,
    name,
    rises,
    stands,
    stress,
    turn,
)
from assistant.writing.pen import CALM_Z, Pen
from assistant.writing.rout import RELATIVE
from tools.records import GroupMove

# What is named where the family's series moves the other way.
PRICED: Mapping[str, str] = {
    "UST2Y": "2-year Treasuries",
    "UST10Y": "Treasuries",
    "UST30Y": "long Treasuries",
    "HY": "high-yield bonds",
    "IG": "investment-grade bonds",
    "YEN": "the yen",
}
# Falls that a family's own must be far out for, or large, to be called so.
STEEP = re.compile(
    r"\b(?:crash\w*|collaps\w*|plung\w*|melt(?:ed|ing)?[- ]?down|crater\w*|implod\w*)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\b(?:days?|weeks?|months?|years?|since|today|yesterday|ytd)\b", re.IGNORECASE)
FAR, SHARE = 0.01, 0.1  # by which a size that is given may differ, as a ratio and of the move


def family_premise(pen: Pen, question: Question, move: GroupMove) -> list[str]:
    """Return what of a question about a family is not so, as clauses.

    A fund is measured against the S&P, and what it did by itself is not known: its premise is
    denied only where the index's own move settles it.
    """
    asked = question.presumes_rise - question.presumes_fall
    if not asked:
        return []
    series = -asked if question.inverse else asked
    bad = series == (1 if rises(move) else -1)
    relative = move.label.endswith(RELATIVE)
    # What has moved that way, if within its usual range, is told and not denied.
    mild = move.return_ != 0.0 and (move.z5 or 0.0) * series > 0.0
    if bad and not (mild or hurt(pen, move)) and not (relative and not pen.still):
        return [_corrected(pen, question, move, asked, bad=True)]
    if not bad and _against(move, series) and hurt(pen, move) and not (relative and not pen.down):
        return [_corrected(pen, question, move, asked, bad=False)]
    if bad and STEEP.search(question.text) and move.return_ != 0.0 and not crashed(pen, move):
        return _steep(pen, question, move)
    return _size(pen, question, move) if bad and not relative else []


def _steep(pen: Pen, question: Question, move: GroupMove) -> list[str]:
    """Say how far a family moved of which a question takes a crash for granted, and its legs."""
    momentum = question.asset in MEANT[NEUTRAL]
    thing = PRICED.get(move.asset, name(move)) if question.inverse else name(move)
    path, beside = (
        f"moves.{move.asset}",
        " against the S&P" if move.label.endswith(RELATIVE) else "",
    )
    z = f" ([[{path}.z]])" if move.z is not None else ""
    said = f"{name(move)} [[{path}.return:moved]]{beside} from the {turn(move)} of"
    return [
        f"the question takes a crash of {'momentum' if momentum else thing} for granted; {said} "
        f"{pen.day(move.peak)}{z}",
        *(pen.clauses(LEGS) if momentum else []),
    ]


def _against(move: GroupMove, series: int) -> bool:
    """Whether the last sessions do not bear the direction out that is asked about."""
    return all(z is None or z * series < CALM_Z for z in (move.z5, move.z10))


def _corrected(pen: Pen, question: Question, move: GroupMove, asked: int, *, bad: bool) -> str:
    way = "rise" if asked > 0 else "fall"
    thing = PRICED.get(move.asset, name(move)) if question.inverse else name(move)
    if thing == "the dollar against the yen":
        thing = "the dollar against it" if question.inverse else thing
    thing = "momentum" if question.asset in MEANT[NEUTRAL] else thing
    path = f"moves.{move.asset}"
    beside = " against the S&P" if move.label.endswith(RELATIVE) else ""
    late = f" and over a week [[{path}.z5:moved]]" if move.z5 is not None else ""
    if move.return_ == 0.0:
        said = f"{name(move)} {stands(move)}{late}"
    else:
        start = f"from the {turn(move)} of {pen.day(move.peak)}"
        said = f"{name(move)} [[{path}.return:moved]]{beside} {start}"
        said += f", no {stress(move)} by its own volatility,{late}" if bad else late
    return f"the question takes a {way} of {thing} for granted; {said}"


def _size(pen: Pen, question: Question, move: GroupMove) -> list[str]:
    """Return the size of a family's own fall where the question gives another for it."""
    given = question.size
    if given is None or move.unit != "ratio" or _WHEN.search(question.text) or not move.hurts:
        return []
    if abs(abs(given) - abs(move.return_)) <= max(FAR, abs(move.return_) * SHARE):
        return []
    path = f"moves.{move.asset}.return"
    start = f"from the {turn(move)} of {pen.day(move.peak)}"
    return [f"{start} {name(move)} [[{path}:moved]], which is not the figure you give"]
