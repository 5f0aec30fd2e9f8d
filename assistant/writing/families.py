"""One risk family in words: how far it moved, whether that hurts, whether it is over, since when.

A family is told by its own series: bonds by a yield, the yen by dollars per yen turned round, a
fund against the S&P.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.questions import Question
from assistant.writing import beneath
from assistant.writing.began import course, window
from assistant.writing.kin import BESIDE, FAR, STRESS
from assistant.writing.linking import STEMS, linked
from assistant.writing.pen import CALM_Z, Pen, sentence
from assistant.writing.rout import MEASURES, RELATIVE, named
from assistant.writing.trigger import rates
from assistant.writing.what import index_move
from assistant.writing.yen import average, over_week
from assistant.writing.yields import dated, split
from tools.records import GroupMove
from tools.routed import Rout

EASED = 0.5  # of the fortnight's z, below which the last week is the milder
NEUTRAL, RAW = "MOMENTUM", "MOMENTUM_RAW"
YIELDS = ("UST2Y", "UST10Y", "UST30Y")
LARGE = 0.10  # a price's move that is a large one whatever its volatility
TIED = 0.25  # a correlation over a quarter of days that is told apart from none
# Of two measures of one thing, those that a plain name may mean.
MEANT: Mapping[str, tuple[str, ...]] = {NEUTRAL: (NEUTRAL, RAW), "OIL": ("OIL", "OIL_UP")}
ARTICLE = frozenset({*YIELDS, "HY", "IG", "DOLLAR", "YEN"})
PLURAL = frozenset({"SMALL", "BANKS", "EMERGING", "CHINESE"})
# What the lead has told already.
EXTREME = "from its extreme of the quarter"
HEDGED = "crossasset.stock_bond_correlation"
LEGS = ("positioning.momentum_winners_21d", "positioning.momentum_losers_21d")
NOW: Mapping[str, tuple[str, ...]] = {
    "MOVE": ("crossasset.move_index", "crossasset.move_vix"),
    "HY": ("macro.hy_residual_bp",),
    NEUTRAL: LEGS,
    RAW: LEGS,
}


def resolved(pen: Pen, question: Question) -> Question:
    """Return a question about the measure that is meant: of two the one that hurts, or the worse.

    A question that names a measure keeps it.
    """
    meant = MEANT.get(question.asset or "")
    if meant is None or re.search(r"neutral|hedged", question.text, re.IGNORECASE):
        return question
    found = [m for asset in meant if (m := pen.move(asset))]
    if not found:
        return question
    if question.asset == "OIL" and question.presumes_fall:
        return question
    routed = {rout.asset for rout in pen.brief.routs}
    worst = max(found, key=lambda m: (m.asset in routed, m.hurts, abs(m.z or 0.0)))
    return replace(question, asset=worst.asset)


def name(move: GroupMove) -> str:
    """Return what a family is called in a sentence."""
    plain = "oil" if move.asset == "OIL_UP" else move.label.removesuffix(RELATIVE)
    called = MEASURES.get(move.asset, plain)
    return f"the {called}" if move.asset in ARTICLE else called


def lead(pen: Pen, move: GroupMove, *, week: bool = True) -> str:
    """Say how far a family moved from its own extreme and, as well, over a week."""
    path, called = f"moves.{move.asset}", name(move)
    title = f"**{called[:1].upper()}{called[1:]}**"
    beside = " against the S&P" if move.label.endswith(RELATIVE) else ""
    late = f", [[{path}.z5]] over a week" if week and move.z5 is not None else ""
    if move.return_ == 0.0:
        return f"{title} {stands(move)}{late}"
    z = f" ([[{path}.z]])" if move.z is not None else ""
    start = f"from the {turn(move)} of {pen.day(move.peak)}"
    return f"{title} [[{path}.return:moved]]{beside} {start}{z}{late}"


def stands(move: GroupMove) -> str:
    """Say that a family has not moved from its own extreme."""
    verb = "stand" if move.asset in PLURAL else "stands"
    beside = " against the S&P" if move.label.endswith(RELATIVE) else ""
    return f"{verb} at the {turn(move)} of the quarter{beside}"


def turn(move: GroupMove) -> str:
    """Return which extreme of the quarter a family is measured from."""
    return "low" if rises(move) else "high"


def rises(move: GroupMove) -> bool:
    """Whether a family hurts by rising."""
    from tools.selloff.families import BY_ASSET

    family = BY_ASSET.get(move.asset)
    return move.shock if family is None else family.rises


def stress(move: GroupMove) -> str:
    """Return what a family's bad move is called."""
    if move.label.endswith(RELATIVE):
        return "sell-off against the S&P"
    return STRESS.get(move.asset, "sell-off")


def rout(pen: Pen, asset: str) -> Rout | None:
    """Return a family's rout, None where it is in none."""
    return next((r for r in pen.brief.routs if r.asset == asset), None)


def hurt(pen: Pen, move: GroupMove) -> bool:
    """Whether a family's own move is a bad one, from its extreme or over the last sessions."""
    return move.hurts or _late(move, -1.0) >= FAR or rout(pen, move.asset) is not None


def _late(move: GroupMove, good: float) -> float:
    """Return the larger z of the last sessions toward what is good of a family, or what is bad."""
    sign = -good if rises(move) else good
    return max((z * sign for z in (move.z5, move.z10) if z is not None), default=0.0)


def crashed(pen: Pen, move: GroupMove) -> bool:
    """Whether a bad move is far out by its own volatility, or by its mere size."""
    if rout(pen, move.asset) is not None or _late(move, -1.0) >= FAR:
        return True
    large = move.unit == "ratio" and abs(move.return_) >= LARGE
    return move.hurts and (large or abs(move.z or 0.0) >= FAR)


def why(pen: Pen, question: Question) -> list[str]:
    """Say what one family is doing, what moved beside it and how it stands to the rest."""
    found = pen.move(question.asset or "")
    if found is None:
        return []
    return [_first(pen, found), *_body(pen, question, found)]


def _first(pen: Pen, found: GroupMove) -> str:
    stem = {"OIL_UP": "oil", "YEN": "", NEUTRAL: "", RAW: ""}.get(found.asset, found.asset.lower())
    extension = pen.clause(f"crossasset.{stem}_extension") if stem else average(pen, found)
    told = lead(pen, found)
    if own := over_week(found):
        told = f"{own}: {told.replace('**', '').replace('The ', 'the ', 1)}"
    text = f"{told}. {sentence(extension) if extension else ''}".strip()
    if not hurt(pen, found) and _late(found, 1.0) < FAR:
        text = f"{text} By its own volatility that is no {stress(found)}."
    parts = [text, _other(pen, found)]
    if found.label.endswith(RELATIVE) and pen.down:
        parts.append(index_move(pen))
    return " ".join(part for part in parts if part)


def _body(pen: Pen, question: Question, found: GroupMove) -> list[str]:
    asset = found.asset
    text = [*beneath.of_asset(pen, asset), _beside(pen, found)]
    if asset in STEMS:
        told = linked(pen, replace(question, intent="linked", named=(asset,)))
        others = beneath.together(pen) if rout(pen, asset) is None else ""
        text += [t for t in told if EXTREME not in t and t != others]
    text.append(dated(pen) if asset in YIELDS else "")
    text.append("" if asset in BESIDE else _macro(pen, asset))
    return [paragraph for paragraph in text if paragraph]


def _macro(pen: Pen, asset: str) -> str:
    """Say what yields and spreads did, and since when."""
    text = rates(pen)
    if text and pen.brief.selloff == "beneath":
        over = window(pen)
        other = over is not None and over.asset != asset
        return f"**Over the rout of {named(over)}.** {text}" if over and other else text
    if not text:
        return text
    return f"**Macro prices, from the S&P's peak of {pen.day(pen.brief.move.peak)}.** {text}"


def _other(pen: Pen, found: GroupMove) -> str:
    """Name the other measure of the same where the two disagree."""
    if found.asset not in MEANT[NEUTRAL]:
        return ""
    second = pen.move(RAW if found.asset == NEUTRAL else NEUTRAL)
    if second is None:
        return ""
    routed = (rout(pen, found.asset) is None) == (rout(pen, second.asset) is None)
    if routed and found.hurts == second.hurts:
        return ""
    text = lead(pen, second).replace("**", "")
    return f"The two measures of momentum differ: {text[:1].lower()}{text[1:]}."


def _beside(pen: Pen, found: GroupMove) -> str:
    """Say what its nearest relatives did, and what the readings of it show."""
    asset = found.asset
    moves = [m for other in BESIDE.get(asset, ()) if (m := pen.move(other))]
    told = [lead(pen, m, week=False).replace("**", "") for m in moves]
    parts = [t if t.startswith("MOVE") else f"{t[:1].lower()}{t[1:]}" for t in told]
    text = f"**Beside it.** {sentence(*parts)}" if parts else ""
    clauses = pen.clauses(NOW.get(asset, ()))
    if asset in YIELDS:
        text += f" {split(pen, rising=(found.return_ or found.z5 or 0.0) > 0.0)}"
        clauses += [hedged(pen)] if pen.has(HEDGED) else []
    return f"{text} {sentence(*clauses)}".strip()


def hedged(pen: Pen) -> str:
    """Say whether Treasuries moved with stocks, against them or with neither, as a clause."""
    if abs(pen.value(HEDGED) or 0.0) < TIED:
        return f"stocks and Treasuries go their own ways (correlation over a quarter [[{HEDGED}]])"
    return pen.clause(HEDGED) or ""


def over(pen: Pen, found: GroupMove) -> list[str]:
    """Say whether a family's own move has ended, by its last week against its fortnight."""
    text = [_first(pen, found)]
    week, fortnight = found.z5, found.z10
    if week is not None and fortnight is not None and hurt(pen, found):
        sign = 1.0 if rises(found) else -1.0
        path = f"moves.{found.asset}"
        if stage := _stage(week * sign, fortnight * sign):
            text.append(f"**{stage}:** [[{path}.z5]] over a week, [[{path}.z10]] over a fortnight.")
        else:
            text.append(_quiet(pen, found))
    return [*text, *beneath.of_asset(pen, found.asset)]


def _stage(week: float, fortnight: float) -> str:
    """Return how far a bad move has come, "" where the last week was within its usual range.

    Both figures are turned so that a positive one hurts.
    """
    if week >= CALM_Z:
        eased = week < EASED * fortnight
        return "Easing, not over" if eased else "Not over"
    return "Turned in the last week" if week <= -CALM_Z else ""


def _quiet(pen: Pen, found: GroupMove) -> str:
    """Say of a bad move after a usual week which way that went, and what is left of the move."""
    path = f"moves.{found.asset}"
    went = f"it [[{path}.z5:moved]] over the week, within its usual range, and [[{path}.z10:moved]]"
    text = f"**No fast move in the last week:** {went} over a fortnight"
    if found.return_ == 0.0:
        return f"{text}."
    side = "above" if rises(found) else "below"
    extreme = f"the {turn(found)} of {pen.day(found.peak)}"
    return f"{text}; it still stands [[{path}.return:size]] {side} {extreme}."


def unusual(pen: Pen, found: GroupMove) -> list[str]:
    """Say how far out a family's move is in its own history."""
    path = f"moves.{found.asset}"
    text = [_first(pen, found)]
    if found.z5 is not None and found.z10 is not None and found.fast is not None:
        text.append(
            f"**Against its own history.** [[{path}.z5]] over a week and [[{path}.z10]] over a "
            f"fortnight; the worse of the two, a bad move counted as high, ranks at its "
            f"[[{path}.fast]]."
        )
    return [*text, *beneath.of_asset(pen, found.asset)]


def when(pen: Pen, found: GroupMove) -> list[str]:
    """Say when a family turned, and of a rout when it began and which was its worst day."""
    own = rout(pen, found.asset)
    text = [_first(pen, found)]
    if own is not None:
        text.append(f"**The course.** {course(pen, [own])}")
    broken = [r.asset for r in pen.brief.breaks.assets if r.first_break]
    if found.asset in broken and pen.down:
        path = f"breaks.{found.asset}"
        text.append(f"Its first break in this fall came on [[{path}.date]] ([[{path}.change]]).")
    return text
