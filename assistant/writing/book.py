"""The index or the book: whether what falls is the market, momentum within it, or neither."""

from __future__ import annotations

from assistant.questions import Question
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.what import index_move, spread

LOUD = 0.80
OUTER = 0.75  # rank of a leg's loss over a month from which, on both sides at once, it is one
FAR = -2.0  # z of high beta against the index from which it fell beyond its beta
MOMENTUM = "positioning.momentum_drawdown_21d"
LEGS = (
    "positioning.momentum_winners_21d",
    "positioning.momentum_losers_21d",
    "positioning.degrossing_5d",
    "positioning.momentum_high_beta_winners_21d",
    MOMENTUM,
    "behaviour.equal_minus_cap_21d",
)


def book(pen: Pen, question: Question) -> list[str]:
    """Say whether it is the index or what leads and lags within it, both legs shown."""
    text = [f"**{_finding(pen)}** {index_move(pen)} {spread(pen)}".strip()]
    legs = pen.clauses(LEGS)
    if legs:
        text.append(f"**Winners and losers.** {sentence(*legs)}")
    rest = [t for t in (_high_beta(pen), _sectors(pen)) if t]
    if rest:
        text.append(f"**High beta and sectors.** {sentence(*rest)}")
    if MOMENTUM in pen.brief.index and not pen.has(MOMENTUM):
        text.append(f"**Not known.** {sentence(pen.gap(MOMENTUM))}")
    return text


def _finding(pen: Pen) -> str:
    """Return which of the two falls: by the label of the sell-off and by what the book lost.

    Under a falling index that is momentum's drawdown, both of its legs, or high beta beyond it.
    """
    stress = pen.stress(MOMENTUM)
    # Under a falling index unscaled momentum falls or rises by its beta: what is hedged tells.
    routed = any(rout.asset.startswith("MOMENTUM") for rout in pen.brief.routs)
    routed = routed and (stress is None or not pen.down)
    hit = routed or (stress or 0.0) >= LOUD
    if pen.down and (lost := _lost(pen, hit)):
        return f"Both the index and {lost}."
    if stress is None and not routed:
        if pen.has(MOMENTUM):
            told = "how far out momentum's loss is cannot be ranked yet"
        elif any(map(pen.has, LEGS)):
            told = "momentum hedged against it was not measured"
        else:
            told = "the book was not measured"
        return f"The index; {told}." if pen.down else f"{told[:1].upper()}{told[1:]}."
    if pen.down:
        return "The index, not the book."
    return "The book, not the index." if hit else "Neither the index nor momentum."


def _lost(pen: Pen, momentum: bool) -> str:
    """Return what of the book fell beyond a falling index, or lost on both of its legs; else ""."""
    found = pen.move("HIGH_BETA")
    parts = ["momentum within it"] if momentum else []
    if not momentum and all((pen.stress(leg) or 0.0) >= OUTER for leg in LEGS[:2]):
        parts.append("both legs of momentum")
    if found is not None and found.hurts:
        if min(z for z in (found.z, found.z5, 0.0) if z is not None) <= FAR:
            parts.append("the high beta within it" if not parts else "high beta")
    return listed(parts)


def _high_beta(pen: Pen) -> str:
    found = pen.move("HIGH_BETA")
    if found is None:
        return ""
    week = " ([[moves.HIGH_BETA.z5]] in a week)" if found.z5 is not None else ""
    return f"high beta [[moves.HIGH_BETA.return:moved]] against the S&P from its high{week}"


def _sectors(pen: Pen) -> str:
    """Return how far apart the sectors are, where the account of the fall has not said so."""
    names = [f"behaviour.sector_{side}_since_peak" for side in ("best", "worst")]
    if pen.down or not pen.has(*names):
        return ""
    best, worst = (f"[[{name}:moved]]" for name in names)
    return f"since the S&P's peak the best sector {best}, the worst {worst}"
