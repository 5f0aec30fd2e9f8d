"""A yield's move in words: which part of it was real, and what was dated on the days beside it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.writing.pen import Pen, listed
from assistant.writing.timeline import eve, said_of
from tools.timeline import NEWS, WorstDay

LEAST, MOST = 10.0, 2.0  # bp of a part from which it carries a move, and times the other part
# What splits a yield's move, over the days since the S&P's peak.
SPLIT: Mapping[str, str] = {
    "macro.real_10y_bp": "the 10-year real yield [[macro.real_10y_bp:moved]]",
    "macro.breakeven_10y_bp": "the 10-year breakeven [[macro.breakeven_10y_bp:moved]]",
    "macro.curve_2s10s_bp": "the curve [[macro.curve_2s10s_bp:moved]]",
}


def split(pen: Pen, *, rising: bool) -> str:
    """Say what of a yield's move was real, and what became of the curve; "" where not measured.

    A part carries the move only where the 10-year moved the way since the S&P's peak that the
    yield did from its own extreme, ``rising`` or not.
    """
    told = [text for metric, text in SPLIT.items() if pen.has(metric)]
    if not told or not pen.brief.move.trading_days:
        return ""
    since = f"since the S&P's peak of {pen.day(pen.brief.move.peak)}"
    return f"{_carries(pen, rising)}{since} {listed(told)}."


def _carries(pen: Pen, rising: bool) -> str:
    """Return as a title which part moved the way the 10-year did, and by how much the more.

    Its move is the sum of the two parts; one that went the other way carries none of it.
    """
    real, inflation = (pen.value(metric) for metric in list(SPLIT)[:2])
    if real is None or inflation is None:
        return "**Split:** "
    way, verb = (1.0, "rise") if rising else (-1.0, "fall")
    real, inflation = real * way, inflation * way
    if real + inflation <= 0.0 or max(real, inflation) < LEAST:
        return "**Split:** "
    if real >= MOST * inflation:
        return f"**Real yields carry the {verb}:** "
    if inflation >= MOST * real:
        return f"**Inflation compensation carries the {verb}:** "
    return f"**Real yields and inflation compensation share the {verb}:** "


def dated(pen: Pen) -> str:
    """Name what was dated on the worst days of the S&P's fall, with what the 10-year did on each.

    They are the days that the account of the S&P names; "" where none of them had news.
    """
    days = [(day, f"worst.{number}") for number, day in enumerate(pen.brief.worst_days, 1)]
    first = pen.brief.breaks.day
    if first is not None and first.date not in [day.date for day, _ in days]:
        days.append((first, "breaks.day"))
    days.sort(key=lambda pair: pair[0].date)
    told = [
        f"{pen.day(day.date)}, {said_of(day, path)} (10-year [[{path}.rates_10y_bp]])"
        for day, path in days
        if _news(day) and day.rates_10y_bp is not None
    ]
    if not told:
        return ""
    return f"**Dated, of the worst days since the S&P's peak:** {listed(told)}."


def _news(day: WorstDay) -> bool:
    """Whether a day has news of its own or of the session before, and no expiry alone."""
    return any(event.kind in NEWS for event in day.events) or bool(eve(day))
