"""What is falling: how far, how evenly, and what falls with it."""

from __future__ import annotations

from assistant.writing import beneath
from assistant.writing.pen import Pen, listed
from assistant.writing.words import headline
from tools.formatting import rounds_to_zero
from tools.records import GroupMove

LOWER = 0.01  # by which a year's drawdown must exceed the leg's to be told beside it
RISKS = {
    "credit": "credit",
    "crypto": "crypto",
    "precious": "precious metals",
    "base": "base metals",
    "oil": "oil",
}
HURT = 3
# Of the largest falls in per cent, those this far out by their own volatility are told as well.
LARGEST, FAR = 3, 2.0


def what(pen: Pen) -> str:
    """Say what is falling, how far and how evenly."""
    return f"**{headline(pen)}** {index_move(pen)} {spread(pen)}".strip()


def index_move(pen: Pen, *, today: bool = True) -> str:
    """Say what the index did since its peak and, unless told elsewhere, on a large last day."""
    move = pen.brief.move
    family = pen.move(move.asset)
    name = f"{family.label[:1].upper()}{family.label[1:]}" if family else "The S&P"
    last = f"It {pen.today}." if today and family is None and pen.today else ""
    if move.trading_days == 0:
        return f"{name} stands at {_top(pen, family)}. {last}".strip()
    size = " ([[move.z:size]])" if move.z is not None else ""
    start = "extreme" if family else "peak"
    since = f"in [[move.trading_days:size]] from its {start} of {pen.day(move.peak)}"
    text = f"{name} [[move.return:moved]] {since}{size}{_stretch(pen)}{_year(pen, family)}."
    return f"{text} {last}".strip()


def _top(pen: Pen, family: GroupMove | None) -> str:
    """Return what was reached at the end of a leg up: in a deeper fall that is no high."""
    below = pen.value("market.drawdown_252d")
    if family is not None or below is None or below >= -LOWER:
        return "its peak"
    return "the highest of its present leg, [[market.drawdown_252d:size]] below its high of a year"


def _year(pen: Pen, family: GroupMove | None) -> str:
    """Say how far below its high of a year the index is, where that is more than the leg."""
    below, fall = pen.value("market.drawdown_252d"), pen.brief.fall
    if family is not None or below is None or below >= pen.brief.move.return_ - LOWER:
        return ""
    if fall is not None and fall.deeper:
        return ", inside a fall of [[market.drawdown_252d:size]] from its high of a year"
    return "; it is [[market.drawdown_252d:size]] below its high of a year"


def _stretch(pen: Pen) -> str:
    """Say in which last sessions most of a long fall came, where it was not spread over it."""
    if not pen.down or pen.brief.move.stretch_return is None:
        return ""
    return ", mostly in the last [[move.stretch_sessions:size]] ([[move.stretch_return]])"


def spread(pen: Pen) -> str:
    """Say who fell with the index, or instead of it."""
    if pen.brief.selloff == "beneath":
        return beneath.what(pen)
    best, worst = (pen.value(f"behaviour.sector_{side}_since_peak") for side in ("best", "worst"))
    text = ""
    if best is not None and worst is not None:
        ends = (
            "the best sector [[behaviour.sector_best_since_peak:moved]], the worst "
            "[[behaviour.sector_worst_since_peak:moved]]"
        )
        text = f"{_evenly(best)}: {ends}"
        if pen.has("behaviour.equal_weight_since_peak"):
            text += ", equal weight [[behaviour.equal_weight_since_peak:moved]]"
        text += ". "
    return text + families(pen)


def _evenly(best: float) -> str:
    """Return whether all sectors fell, by what the best of them did."""
    if rounds_to_zero(best, "percent"):
        return "At best a sector stood still"
    return "No sector was spared" if best < 0.0 else "Not every sector fell"


def families(pen: Pen) -> str:
    """Say which risk families are off their own highs, and how far.

    Those furthest out by their own volatility, and with them the largest falls where these are far
    out as well.
    """
    hurt = [m for m in pen.brief.moves if m.hurts and m.z is not None and m.group in RISKS]
    hurt.sort(key=lambda m: -abs(m.z or 0.0))
    if not hurt:
        return _none(pen)
    prices = [m for m in hurt if m.unit == "ratio"]
    large = sorted(prices, key=lambda m: -abs(m.return_))[:LARGEST]
    told = [m for m in hurt if m in hurt[:HURT] or (m in large and abs(m.z or 0.0) >= FAR)]
    named = [
        f"{'the ' if m.unit == 'bp' else ''}{m.label} [[moves.{m.asset}.return:moved]]"
        for m in told
    ]
    return f"From the quarter's extremes, {listed(named)}."


def _none(pen: Pen) -> str:
    """Say that no other risk family is far off its high, of those that were measured."""
    seen = [m.group for m in pen.brief.moves if m.z is not None]
    found = [name for group, name in RISKS.items() if group in seen]
    gone = [name for group, name in RISKS.items() if group not in seen]
    if not found:
        return f"Whether other risk families fell was not measured ({listed(gone)})."
    open_ = f"; {listed(gone)} {'was' if gone == ['oil'] else 'were'} not measured" if gone else ""
    each = "it is not" if len(found) == 1 else "none is"
    return f"Of other risk families {listed(found)} could be read: {each} far off its high{open_}."
