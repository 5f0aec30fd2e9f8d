"""Words that stand for the verdict's fields: headlines and names, each bound to one state."""

from __future__ import annotations

from assistant.writing.pen import Pen, listed, sentence, stretch

ENGINES = {
    "positioning": "positioning",
    "macro": "macro",
    "fundamental": "fundamentals",
    "mixed": "mixed",
    "none": "none",
}
TRIGGERS = {
    "growth": "growth",
    "rates": "rates",
    "fundamental": "earnings and credit",
    "exogenous": "an outside shock",
    "unidentified": "unidentified",
}
RATES = ("rates", "dollar", "yen", "rate_vol", "oil_up", "credit_ig")
VIOLENT = 5.75
_STARTS = {
    "growth": "A growth scare",
    "rates": "A rates move",
    "fundamental": "An earnings and credit scare",
    "exogenous": "An outside shock",
    "unidentified": "A fall without a clear trigger",
}
_MACRO = {
    "growth": "Growth is driving this.",
    "rates": "Rates are driving this.",
    "fundamental": "A macro fall with credit in it.",
    "exogenous": "An outside shock, priced as macro.",
    "unidentified": "A macro fall whose first cause is not identified.",
}


def headline(pen: Pen) -> str:
    """Return the answer in one sentence, from sell-off, engine and trigger."""
    verdict = pen.brief.verdict
    kind = max(verdict.trigger, key=lambda k: verdict.trigger[k])
    if pen.brief.selloff == "beneath":
        return _beneath(pen)
    if verdict.engine == "positioning":
        violent = (pen.value("positioning.vix_overshoot") or 0.0) > VIOLENT
        event = "a volatility event" if violent else "a positioning event"
        return f"{_STARTS[kind]} that became {event}."
    if verdict.engine == "macro":
        return _MACRO[kind]
    if verdict.engine == "fundamental":
        return "Earnings and credit are driving this."
    leader = max(verdict.engine_probability, key=lambda c: verdict.engine_probability[c])
    return f"No single engine explains this fall; {ENGINES[leader]} comes nearest."


def _beneath(pen: Pen) -> str:
    names = listed(routed_names(pen)) or "risk assets"
    match pen.brief.verdict.engine:
        case "positioning":
            return f"An unwind beneath a calm index: {names}."
        case "macro":
            return f"Macro has reached {names}, not yet the index."
        case "fundamental":
            return f"A repricing of {names} beneath a calm index."
    return f"A rout beneath a calm index, its cause open: {names}."


def routed_names(pen: Pen) -> list[str]:
    """Return the families in a rout by name, fastest first, each group once."""
    fast = []
    for m in pen.brief.moves:
        worst = min((z for z in (m.z5, m.z10) if z is not None), default=0.0)
        worst = -max(m.z5 or 0.0, m.z10 or 0.0) if m.unit == "bp" else worst
        if worst <= -2 and m.group not in RATES:
            fast.append((worst, m))
    named: dict[str, str] = {}
    for _, m in sorted(fast, key=lambda pair: pair[0]):
        named.setdefault(m.group, m.label)
    return list(named.values())


def nothing_falls(pen: Pen) -> list[str]:
    """Return the answer where nothing is in a sell-off: the figures, and what stands out."""
    move = pen.brief.move
    at_peak = "closed at the peak of its leg"
    off = f"closed [[move.return:size]] below its peak of {pen.day(move.peak)}"
    z = " ([[move.z:size]])" if move.z is not None and move.trading_days else ""
    first = (
        f"**Nothing is selling off.** As of {pen.day(pen.brief.session)} the S&P "
        f"{off + z if move.trading_days else at_peak}, and no risk family beneath it is in a rout."
    )
    if pen.brief.selloff_share is not None:
        first += " The market has been in this state on [[selloff.share]] of past sessions."
    worst = sorted((m for m in pen.brief.moves if m.z5 is not None), key=_worst)
    paragraphs = [first]
    if worst:
        named = listed(
            [f"{m.label} [[moves.{m.asset}.z5]]" for m in worst[:3] if m.group not in RATES]
        )
        if named:
            paragraphs.append(f"**Weakest over a week:** {named}.")
    loud = [r for r in pen.brief.readings if (r.stress or 0.0) >= 0.95 and r.value is not None]
    loud.sort(key=lambda r: -(r.stress or 0.0))
    if loud:
        clauses = [c for c in (pen.clause(r.id) for r in loud[:4]) if c]
        paragraphs.append(f"**What stands out all the same.** {sentence(*clauses)}")
    stacked = [
        m
        for m in ("positioning.cta_spx", "positioning.naaim", "positioning.am_net_share")
        if pen.has(m)
    ]
    score = pen.brief.verdict.vulnerability
    if score is not None and stacked:
        level = stretch(score)
        paragraphs.append(
            f"**If a fall came,** positions are {level} ([[verdict.vulnerability]]): "
            f"{listed(pen.clauses(stacked))}."
        )
    return paragraphs


def _worst(move: object) -> float:
    z5 = getattr(move, "z5", None)
    return float(z5) if z5 is not None else 0.0
