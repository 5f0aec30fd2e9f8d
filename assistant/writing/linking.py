"""Whether other assets move with equities or only at the same time."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.questions import Question
from assistant.writing.beneath import together
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.what import index_move
from tools.records import GroupMove

USUAL = ("BTC", "GOLD", "SILVER", "COPPER", "OIL")
STEMS = {"BTC": "btc", "GOLD": "gold", "SILVER": "silver", "OIL": "oil"}
NAMES = {"BTC": "bitcoin", "GOLD": "gold", "SILVER": "silver", "COPPER": "copper", "OIL": "oil"}
# A correlation over a quarter of days is told apart from none beyond two of its standard errors.
TIED, ROSE = 0.25, 0.10


def linked(pen: Pen, question: Question) -> list[str]:
    """Say what each asset did, how it moved with the S&P before and now, and what they share."""
    wanted = question.named or USUAL
    found = [m for a in wanted if (m := pen.move(a))]
    text = [_answer(pen, found), _moves(found), index_move(pen) if pen.down else ""]
    text += [together(pen)] if not pen.down else []
    text += [_correlations(pen, found), _common(pen, found)]
    text += [
        f"No move of its own is measured for {NAMES.get(a, a)}: {pen.brief.moves_missing[a]}."
        for a in wanted
        if a in pen.brief.moves_missing
    ]
    text.append(_clock(pen, found))
    late = [m for m in found if m.observed != pen.brief.session]
    if late:
        closes = listed([f"{m.label} of {pen.day(m.observed)}" for m in late])
        text.append(f"Their closes are not those of the session: {closes}.")
    return [t for t in text if t]


def _clock(pen: Pen, found: Sequence[GroupMove]) -> str:
    """Name the assets whose day ends at another hour than the S&P's."""
    wanted = {m.asset for m in found}
    rows = [row for row in pen.brief.breaks.assets if row.close and row.asset in wanted]
    named = listed([f"{row.label} ([[breaks.{row.asset}.close]])" for row in rows])
    return f"**Closing times differ:** {named}." if named else ""


def _metric(move: GroupMove, suffix: str = "") -> str:
    return f"crossasset.{STEMS.get(move.asset, '')}_spx_correlation{suffix}"


def _answer(pen: Pen, found: Sequence[GroupMove]) -> str:
    """Sort the assets by whether they are tied to the S&P or opposed, and more so than before."""
    kinds: dict[str, list[str]] = {}
    for move in found:
        value, change = pen.value(_metric(move)), pen.value(_metric(move, "_change"))
        if value is None:
            continue
        closer = pen.down and change is not None and change >= ROSE and value > 0.0
        if abs(value) < TIED:
            kind = "coincident still, though closer than before" if closer else "coincident"
        else:
            more = change is not None and change * value > 0 and abs(change) >= ROSE
            kind = "connected" if value > 0.0 else "moving against it"
            before = "more than before the fall" if pen.down else "more than of late"
            kind += f", {before if more else 'no more than before'}"
        kinds.setdefault(kind, []).append(move.label)
    if not kinds:
        return ""
    said = "; ".join(f"{listed(names)} {kind}" for kind, names in kinds.items())
    return f"**With the S&P, by daily returns over a quarter:** {said}."


def _moves(found: Sequence[GroupMove]) -> str:
    parts = [
        f"{m.label} [[moves.{m.asset}.return:moved]] from its extreme of the quarter "
        f"([[moves.{m.asset}.z5]] in a week)"
        for m in found
        if m.z5 is not None
    ]
    return sentence(*parts) if parts else ""


def _correlations(pen: Pen, found: Sequence[GroupMove]) -> str:
    parts = []
    for move in found:
        now, two = _metric(move), _metric(move, "_2d")
        if not pen.has(now):
            continue
        slow = f", [[{two}]] once closing times are allowed for" if pen.has(two) else ""
        since = f", and [[{_metric(move, '_change')}:moved]] since the peak"
        tail = since if pen.down and pen.has(_metric(move, "_change")) else ""
        parts.append(f"{move.label} [[{now}]]{slow}{tail}")
    if not parts:
        return ""
    return f"**Correlation with the S&P.** {sentence(*parts)}"


def _common(pen: Pen, found: Sequence[GroupMove]) -> str:
    parts = []
    if pen.has("crossasset.common_residual"):
        parts.append(
            "what crypto and metals share once stocks and the dollar are taken out is "
            "[[crossasset.common_residual]]"
        )
    if pen.has("crossasset.btc_silver_residual"):
        parts.append("bitcoin and silver alone [[crossasset.btc_silver_residual]]")
    reset = pen.clause("crossasset.risk_budget_reset")
    parts += [reset] if reset else []
    return f"**Shared beyond equities.** {sentence(*parts)}" if parts else ""
