"""What made the size of the move: the engine, what it rests on, positions and amplifiers."""

from __future__ import annotations

from assistant.writing import beneath
from assistant.writing.began import young
from assistant.writing.edge import edge
from assistant.writing.macro import macro
from assistant.writing.odds import weighed
from assistant.writing.pen import Pen, listed, sentence, stretch
from assistant.writing.reasons import reasons
from assistant.writing.words import ENGINES, leader, likeliest, refuted

LOUD, EXTREME = 0.80, 0.95
RESTS = 3
CUT = 0.05  # of leverage, from which a fund has cut or added
STACKED, LIGHT = 75.0, 40.0
HEAVY, MODERATE = 80.0, 50.0
RANKED = {
    "positioning.naaim": "NAAIM stood at ",
    "positioning.am_net_share": "asset managers' futures length at ",
}
VIX = "positioning.vix"
OVERSHOOT = "positioning.vix_overshoot"
GAMMA = "positioning.dealer_gamma_vendor"
CORRELATION = "behaviour.implied_correlation"


def engine(pen: Pen) -> str:
    """Say what made the size of the move, with the readings that carry it."""
    verdict = pen.brief.verdict
    if verdict.engine == "mixed":
        lead = f"**Engine: mixed.** {reasons(pen)}"
    else:
        share = (
            f"[[verdict.probability.{verdict.engine}]]; [[verdict.base.{verdict.engine}]] before "
        )
        share += "any reading"
        named = title(pen)
        lead = f"**Engine: {named}**{f', {share}' if named.endswith(')') else f' ({share})'}."
    own = [_macro(pen), stood(pen), forced(pen)]
    if pen.brief.selloff == "beneath":
        own = [young(pen)]
    return " ".join(s for s in (lead, edge(pen), rests(pen), *own, amplified(pen)) if s)


def _macro(pen: Pen) -> str:
    """Return what the tests of macro show, unless they are told as the reason for no label."""
    told = any(refuted(pen, reason) for reason in pen.brief.verdict.abstained)
    return "" if told else macro(pen)


def title(pen: Pen) -> str:
    """Return what the engine is called; a shock from outside prints as macro."""
    named = pen.brief.verdict.engine
    if named == "macro" and likeliest(pen)[0] == "exogenous":
        return "macro (exogenous)"
    return ENGINES[named]


def rests(pen: Pen) -> str:
    """Say which readings speak for the likeliest engine, with what each does to its odds."""
    verdict = pen.brief.verdict
    told = weighed(pen, verdict.for_[:RESTS])
    named = ENGINES[leader(pen)]
    if verdict.engine == "mixed":
        return f"For {named}: {told}." if told else f"No reading speaks clearly for {named}."
    return f"It rests on {told}." if told else "No single reading speaks clearly for it."


def stood(pen: Pen) -> str:
    """Say how positions stood at the peak and how much was amplified since, as they agree."""
    verdict = pen.brief.verdict
    stacked, amplified_ = verdict.vulnerability, verdict.amplification
    first = second = ""
    if stacked is not None:
        first = (
            f"positions {at_peak(pen)} were {stretch(round(stacked))} ([[verdict.vulnerability]])"
        )
    if amplified_ is not None:
        second = f"amplification is {level(amplified_)} ([[verdict.amplification]])"
    if stacked is None or amplified_ is None:
        return sentence(first or second)
    joint = "and" if (stacked >= STACKED) == (amplified_ >= HEAVY) else "but"
    tail = ""
    if verdict.engine == "positioning" and stacked < LIGHT:
        tail = ", which leaves open who had to sell"
    elif verdict.engine == "macro" and amplified_ >= HEAVY:
        tail = ", so that the fall is larger than macro alone makes it"
    elif verdict.engine == "macro" and stacked < LIGHT:
        tail = ": there was little to force out"
    return sentence(f"{first}, {joint} {second}{tail}")


def at_peak(pen: Pen) -> str:
    """Return the words for the peak, with its day where the leg began inside a deeper fall."""
    if pen.brief.fall is None or not pen.brief.fall.deeper:
        return "at the peak"
    return f"at the peak of {pen.day(pen.brief.move.peak)}, inside a deeper fall,"


def level(score: float) -> str:
    """Return the word for how much a move was amplified, 0 to 100."""
    shown = round(score)
    return "heavy" if shown >= HEAVY else "moderate" if shown >= MODERATE else "light"


def stacked(pen: Pen) -> str:
    """Say how positions stood at the peak, reading by reading."""
    if pen.brief.selloff == "beneath":
        return beneath.worst(pen)
    parts = []
    peak = {r.id: r for r in pen.brief.at_peak if r.value is not None}
    if "positioning.cta_spx" in peak:
        parts.append("our trend model held [[peak.positioning.cta_spx]], of two at most")
    for name, what in RANKED.items():
        if name in peak:
            ranked = peak[name].percentile is not None
            parts.append(
                what + (f"its [[peak.{name}:percentile]]" if ranked else f"[[peak.{name}]]")
            )
    if not parts:
        return ""
    score = pen.brief.verdict.vulnerability
    word = ""
    if score is not None:
        word = f" Positions were {stretch(round(score))} ([[verdict.vulnerability]])."
    return f"{sentence(f'{at_peak(pen)} {listed(parts)}')}{word}"


def forced(pen: Pen) -> str:
    """Say what rule-based leverage did since the peak, where it may have made the move."""
    peak = {r.id: r.value for r in pen.brief.at_peak}
    then, now = peak.get("positioning.vol_target_21d"), pen.value("positioning.vol_target_21d")
    heavy = (pen.brief.verdict.amplification or 0.0) >= HEAVY
    if then is None or now is None or not pen.down or not (heavy or leader(pen) == "positioning"):
        return ""
    slow = ""
    if pen.has("positioning.vol_target_63d"):
        slow = ", [[positioning.vol_target_63d]] on a quarter's"
    did = "has hardly changed its weight,"
    if abs(now - then) > CUT:
        did = "has cut" if now < then else "has not cut but added,"
    return (
        f"On a month's volatility a volatility-target fund {did} from "
        f"[[peak.positioning.vol_target_21d]] at the peak to [[positioning.vol_target_21d]]{slow}."
    )


def amplified(pen: Pen) -> str:
    """Say what volatility, gamma and correlation did, or that they are quiet."""
    verdict = pen.brief.verdict
    loud = amplifiers(pen)
    parts = ["the VIX is at [[positioning.vix]]"] if pen.has("positioning.vix") else []
    overshoot = pen.reading(OVERSHOOT)
    if overshoot and overshoot.at and OVERSHOOT in loud and OVERSHOOT not in verdict.for_[:RESTS]:
        it = "it" if parts else "the VIX"
        parts.append(
            f"on {pen.day(overshoot.at)} {it} rose [[positioning.vix_overshoot]] beyond what the "
            "S&P's fall implies"
        )
    if GAMMA in loud:
        peak = {r.id for r in pen.brief.at_peak if r.value is not None}
        then = f"went from [[peak.{GAMMA}]] at the peak to" if GAMMA in peak else "is at"
        parts.append(f"the vendor's dealer gamma {then} [[{GAMMA}]]")
    if CORRELATION in loud:
        parts.append(f"implied correlation is at [[{CORRELATION}]]")
    text = sentence(*parts)
    # A VIX that is extreme by its own history is no quiet index, whatever was not measured.
    if verdict.quiet_amplifiers and (pen.stress(VIX) or 0.0) < EXTREME:
        text += " The index's own amplifiers (overshoot, gamma, term structure) are quiet."
    return text.strip()


def amplifiers(pen: Pen) -> list[str]:
    """Return the amplifiers that this paragraph tells of because they stand out."""
    return [m for m in (OVERSHOOT, GAMMA, CORRELATION) if (pen.stress(m) or 0.0) >= LOUD]
