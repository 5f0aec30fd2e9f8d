"""Words that stand for the verdict's fields: headlines and names, each bound to one state."""

from __future__ import annotations

from assistant.writing import beneath
from assistant.writing.clauses import CLAUSES
from assistant.writing.pen import CALM_Z, Pen, listed, sentence, stretch
from assistant.writing.rout import MEASURES
from tools.records import Falsifier
from tools.verdict import FIRED
from tools.weights import weights

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
RATES = ("rates", "currency", "oil_up", "credit_ig")
VIOLENT = 5.75
NEAR = 0.10  # by which two triggers' weights may differ and neither be the one
FIRM = 0.50  # weight from which a trigger may be said to drive a macro fall
PULL = 1.25  # odds by which a reading pulls: this much for an engine, or as much against it
ABOUT = 0.03  # by which a probability must differ from its base rate to be called above or below
CLOSE = "the two likeliest engines are too close to call"
BASE = "the evidence hardly moves the base rate"
SHOCK = "an outside shock met heavy amplification"
SHORT = "positioning is likeliest, yet short of what its claim takes"
LITTLE = "too little was measured"
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
_CLAIMS = {
    "macro_unchanged": "macro has changed",
    "fundamental_intact": "estimates are being cut",
    "positioning": "it has lasted too long",
    "crowding": "losers fall with winners",
}


def ranked(pen: Pen) -> list[str]:
    """Return the engines, the likeliest first."""
    probability = pen.brief.verdict.engine_probability
    return sorted(probability, key=lambda c: -probability[c])


def leader(pen: Pen) -> str:
    """Return the likeliest engine, also where it is not claimed."""
    return ranked(pen)[0]


def comes(engine: str) -> str:
    """Return the verb for an engine's name."""
    return "come" if engine == "fundamental" else "comes"


def likeliest(pen: Pen) -> tuple[str, ...]:
    """Return the likeliest trigger, and the next one behind it where their weights are near."""
    kinds = pen.brief.verdict.trigger
    first, second = sorted(kinds, key=lambda k: -kinds[k])[:2]
    near = kinds[second] > 0.0 and kinds[first] - kinds[second] <= NEAR
    return (first, second) if near else (first,)


def started(pen: Pen) -> str:
    """Return what likeliest started the move, in words that say how firmly."""
    first, *next_ = likeliest(pen)
    if not next_:
        return TRIGGERS[first]
    if first == "unidentified":
        return f"unidentified, {TRIGGERS[next_[0]]} nearest"
    if next_[0] == "unidentified":
        return f"{TRIGGERS[first]}, if anything"
    return f"between {TRIGGERS[first]} and {TRIGGERS[next_[0]]}"


def refuted(pen: Pen, reason: str) -> Falsifier | None:
    """Return the fired test that a reason against a label names, None where it names none."""
    if not reason.startswith(FIRED):
        return None
    name = reason.removeprefix(FIRED)
    return next((f for f in pen.brief.verdict.falsifiers if f.id == name), None)


def pulled(pen: Pen) -> bool:
    """Whether some readings speak clearly for the likeliest engine and others against it."""
    odds = [said.odds for said in pen.brief.verdict.evidence]
    return bool(odds) and max(odds) >= PULL and min(odds) <= 1.0 / PULL


def risen(pen: Pen) -> float:
    """Return how far the likeliest engine stands above its base rate, as a difference of shares."""
    w, first = weights(), leader(pen)
    priors = w.priors_beneath if pen.brief.selloff == "beneath" else w.priors
    return pen.brief.verdict.engine_probability[first] - priors[first]


def headline(pen: Pen) -> str:
    """Return the answer in one sentence, from sell-off, engine and trigger."""
    if pen.brief.selloff == "beneath":
        return beneath.headline(pen)
    match pen.brief.verdict.engine:
        case "positioning":
            return f"{_start(pen)} that became {_event(pen)}."
        case "macro":
            return _macro(pen)
        case "fundamental":
            return "Earnings and credit are driving this."
    return _mixed(pen)


def _start(pen: Pen) -> str:
    first, *next_ = likeliest(pen)
    if next_ and "unidentified" not in (first, next_[0]):
        other = _STARTS[next_[0]]
        return f"{_STARTS[first]} or {other[:1].lower()}{other[1:]}"
    start = _STARTS[first]
    if first != "unidentified" and (next_ or pen.brief.verdict.trigger[first] < FIRM):
        return f"Perhaps {start[:1].lower()}{start[1:]}"
    return start


def _event(pen: Pen) -> str:
    violent = (pen.value("positioning.vix_overshoot") or 0.0) > VIOLENT
    return "a volatility event" if violent else "a positioning event"


def _macro(pen: Pen) -> str:
    """Say what macro did: that rates drive it only where a yield rose since the peak."""
    first, *next_ = likeliest(pen)
    if next_:
        return f"A macro fall, its start {started(pen)}."
    rose = max(pen.value(f"macro.rates_{tenor}_z") or 0.0 for tenor in ("2y", "10y"))
    if first == "rates" and rose <= CALM_Z:
        return "A macro fall that rates may have started and do not carry."
    if first != "unidentified" and pen.brief.verdict.trigger[first] < FIRM:
        return f"A macro fall, its start likely {TRIGGERS[first]}."
    return _MACRO[first]


def _mixed(pen: Pen) -> str:
    """Say what keeps the label open, the gravest reason first."""
    why = pen.brief.verdict.abstained
    first, second = ranked(pen)[:2]
    name = f"{ENGINES[first][:1].upper()}{ENGINES[first][1:]}"
    fits = "fit" if first == "fundamental" else "fits"
    fired = next((f for reason in why if (f := refuted(pen, reason))), None)
    if LITTLE in why:
        return "Too little was measured to name an engine."
    if fired is not None:
        return f"{name} {fits} best, but {_CLAIMS.get(fired.claim, 'a test refutes it')}."
    if SHOCK in why:
        return (
            f"{_start(pen)}, heavily amplified: neither the news nor forced selling alone "
            "explains the size."
        )
    if CLOSE in why:
        return f"{name} or {ENGINES[second]}: the readings do not decide."
    if BASE in why and risen(pen) < -ABOUT:
        leads = "lead" if first == "fundamental" else "leads"
        return f"{name} {leads} by the base rate alone."
    if BASE in why and pulled(pen):
        return f"The readings pull both ways; {ENGINES[first]} {comes(first)} nearest."
    if BASE in why:
        return f"Little here points to one engine; {ENGINES[first]} {comes(first)} nearest."
    if first == "fundamental":
        return "Fundamentals fit best, but estimates do not confirm it."
    if first == "positioning" and SHORT in why:
        return "Positioning fits best, but not well enough for a label."
    return f"No single engine explains this fall; {ENGINES[first]} {comes(first)} nearest."


def nothing_falls(pen: Pen) -> list[str]:
    """Return the answer where nothing is in a sell-off: the figures, and what stands out."""
    move = pen.brief.move
    at_peak = "stands at the peak of its leg"
    off = f"stands [[move.return:size]] below its peak of {pen.day(move.peak)}"
    z = " ([[move.z:size]])" if move.z is not None and move.trading_days else ""
    denied = beneath.denial(pen)
    title = f"{denied[:1].upper()}{denied[1:]}."
    first = (
        f"**{title}** As of {pen.day(pen.brief.session)} the S&P "
        f"{off + z if move.trading_days else at_peak}"
    )
    first += "." if pen.brief.routs else f", {beneath.none(pen)}."
    if pen.brief.selloff_share is not None:
        first += " The market has been in this state on [[selloff.share]] of past sessions."
    worst = sorted((m for m in pen.brief.moves if m.z5 is not None), key=_worst)
    paragraphs = [
        first,
        *(t for t in (f(pen) for f in (beneath.alone, beneath.scores, beneath.together)) if t),
    ]
    if worst:
        named = listed(
            [
                f"{MEASURES.get(m.asset, m.label)} [[moves.{m.asset}.z5]]"
                for m in worst[:3]
                if m.group not in RATES
            ]
        )
        if named:
            paragraphs.append(f"**Weakest over a week:** {named}.")
    told = [r for r in pen.brief.readings if r.id in CLAUSES and r.value is not None]
    loud = [r for r in told if (r.stress or 0.0) >= 0.95]
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
            f"**What a fall would meet.** Positions are {level} ([[verdict.vulnerability]]): "
            f"{listed(pen.clauses(stacked))}."
        )
    return paragraphs


def _worst(move: object) -> float:
    z5 = getattr(move, "z5", None)
    return float(z5) if z5 is not None else 0.0
