"""The answer to "what is driving this?": each paragraph chosen by the verdict and its readings."""

from __future__ import annotations

import math
from collections.abc import Callable

from assistant.writing.pen import CALM_Z, Pen, listed, sentence, stretch
from assistant.writing.timeline import said_of
from assistant.writing.words import (
    ENGINES,
    RATES,
    TRIGGERS,
    headline,
    nothing_falls,
)
from tools.records import Falsifier, Reading, WorstDay
from tools.verdict import FIRED

MODEST = 0.95
LOUD = 0.80
ACCELERANT = 0.90
DECISIVE = 2
FAR = 0.80
AMPLIFIERS = (
    "positioning.vix_vix3m",
    "positioning.dealer_gamma_vendor",
    "behaviour.decliners_share",
    "positioning.vix_minus_rv21",
    "behaviour.implied_correlation",
)
CHAIN = "positioning.dealer_gamma_chain"
LOWER = 0.01  # by which a year's drawdown must exceed the leg's to be told beside it
UNKNOWN = {
    "fundamentals.eps_forward_revision": "earnings estimates",
    "positioning.dealer_gamma_chain": "gamma and skew from the option chain",
    "positioning.momentum_drawdown_21d": "momentum in single stocks",
    "macro.conditions_ex_equity": "conditions outside equities",
    "positioning.vix_overshoot": "the VIX overshoot",
    "positioning.naaim": "active managers' exposure",
    "positioning.am_net_share": "futures positions",
    "positioning.dealer_gamma_vendor": "the vendor's dealer gamma",
    "behaviour.implied_correlation": "implied correlation",
    "macro.epu_ratio": "policy uncertainty",
    "macro.hy_oas_bp": "credit spreads",
}


def why(pen: Pen) -> list[str]:
    """Return the answer's paragraphs, most important first, with references for figures."""
    if pen.brief.selloff == "none":
        return nothing_falls(pen)
    parts: list[Callable[[Pen], str]] = [what, trigger, engine, against, unknown, over, change]
    return [text for text in (part(pen) for part in parts) if text]


def what(pen: Pen) -> str:
    """Say what is falling, how far and how evenly."""
    return f"**{headline(pen)}** {index_move(pen)} {spread(pen)}".strip()


def index_move(pen: Pen) -> str:
    """Say what the index did since its peak."""
    move = pen.brief.move
    family = pen.move(move.asset)
    name = f"{family.label[:1].upper()}{family.label[1:]}" if family else "The S&P"
    if move.trading_days == 0:
        return f"{name} closed at its peak."
    size = " ([[move.z:size]])" if move.z is not None else ""
    start = "extreme" if family else "peak"
    since = f"in [[move.trading_days:size]] from its {start} of {pen.day(move.peak)}"
    below = pen.value("market.drawdown_252d")
    lower = family is None and below is not None and below < move.return_ - LOWER
    high = "; it is [[market.drawdown_252d:size]] below its high of a year" if lower else ""
    return f"{name} [[move.return:moved]] {since}{size}{high}."


def spread(pen: Pen) -> str:
    """Say who fell with the index, or instead of it."""
    if pen.brief.selloff == "beneath":
        return beneath(pen)
    best, worst = (pen.value(f"behaviour.sector_{side}_since_peak") for side in ("best", "worst"))
    text = ""
    if best is not None and worst is not None:
        ends = (
            "the best sector [[behaviour.sector_best_since_peak:moved]], the worst "
            "[[behaviour.sector_worst_since_peak:moved]]"
        )
        text = f"No sector was spared: {ends}" if best < -0.01 else f"Not every sector fell: {ends}"
        if pen.has("behaviour.equal_weight_since_peak"):
            text += ", equal weight [[behaviour.equal_weight_since_peak:moved]]"
        text += ". "
    return text + families(pen)


def families(pen: Pen) -> str:
    """Say which risk families are off their own highs, and how far."""
    hurt = [m for m in pen.brief.moves if m.hurts and m.z is not None and m.group in RISKS]
    hurt.sort(key=lambda m: -abs(m.z or 0.0))
    if not hurt:
        return "No other risk family is far off its own high."
    named = [f"{m.label} [[moves.{m.asset}.return:moved]]" for m in hurt[:3]]
    return f"From their own extremes of the quarter, {listed(named)}."


RISKS = ("credit", "crypto", "precious", "base", "oil")


def beneath(pen: Pen) -> str:
    """Say what is in a rout under a calm index."""
    routed = [m for m in pen.brief.moves if _fast(m.z5, m.z10) <= -2 and m.group not in RATES]
    routed.sort(key=lambda m: _fast(m.z5, m.z10))
    factors = [m for m in routed if m.group == "factor"]
    routed = [m for m in routed if m not in factors[1:]]
    named = [
        f"{m.label} [[moves.{m.asset}.return:moved]] from its high ([[moves.{m.asset}.z5]] in "
        "a week)"
        for m in routed[:4]
        if m.z5 is not None
    ]
    return f"Beneath it, {listed(named)}." if named else ""


def _fast(*values: float | None) -> float:
    return min((v for v in values if v is not None), default=0.0)


def trigger(pen: Pen, dated: bool = True) -> str:
    """Say what started it, how firmly and, unless that is said elsewhere, on which days."""
    kinds = pen.brief.verdict.trigger
    kind = max(kinds, key=lambda k: kinds[k])
    title = TRIGGERS[kind]
    if kind == "rates" and not _beyond(pen, ("macro.rates_2y_z", "macro.rates_10y_z"), MODEST):
        title += ", modest"
    share = "" if kind == "unidentified" else f" ([[verdict.trigger.{kind}]] of the weights)"
    named = days(pen) if dated else ""
    body = " ".join(s for s in (rates(pen), outside(pen), named, implied(pen)) if s)
    return f"**Trigger: {title}{share}.** {body}"


def _beyond(pen: Pen, metrics: tuple[str, ...], limit: float) -> bool:
    return any((pen.stress(m) or 0.0) >= limit for m in metrics)


def rates(pen: Pen) -> str:
    """Say what yields and spreads did: those that moved, then those that did not."""
    if pen.brief.selloff == "beneath":
        return _rates_beneath(pen)
    order = ("macro.rates_2y_z", "macro.rates_10y_z", "macro.hy_oas_z", "macro.ig_oas_z")
    found = [m for m in order if pen.has(m)]
    moved = [m for m in found if abs(pen.value(m) or 0.0) > CALM_Z]
    calm = [m for m in found if m not in moved]
    parts = pen.clauses(moved)
    before = pen.clause("macro.rates_10y_before_peak_bp")
    if before and "macro.rates_10y_z" in moved:
        parts.append(before)
    text = sentence(*parts)
    if calm:
        lead = "But " if moved else "Macro prices are quiet: "
        joined = listed(pen.clauses(calm))
        text = f"{text} {lead}{joined}.".strip()
    return text


def _rates_beneath(pen: Pen) -> str:
    found = [m for m in (pen.move(a) for a in ("UST2Y", "UST10Y", "IG")) if m and m.z10 is not None]
    if not found:
        return ""
    named = listed([f"the {m.label} [[moves.{m.asset}.z10]]" for m in found])
    moved = [m for m in found if abs(m.z10 or 0.0) > CALM_Z]
    if not moved:
        return f"Macro prices have not moved with it: over a fortnight {named}."
    named = listed([f"the {m.label} by [[moves.{m.asset}.z10]]" for m in moved])
    return f"Macro prices moved as well: over a fortnight {named}."


def outside(pen: Pen) -> str:
    """Say what uncertainty, claims and estimates add, where one of them stands out."""
    loud = [
        m
        for m in ("macro.epu_ratio", "macro.gpr", "macro.claims_change_4w")
        if (pen.stress(m) or 0.0) >= LOUD
    ]
    text = sentence(*pen.clauses(loud))
    if "macro.gpr" in loud and (pen.stress("macro.gpr") or 0.0) >= ACCELERANT:
        start = {r.id: r.percentile for r in pen.brief.at_start}.get("macro.gpr")
        if start is not None and start < ACCELERANT:
            text += " Geopolitical risk rose after the fall had begun: an accelerant at most."
    revision = pen.value("fundamentals.eps_forward_revision")
    if revision is not None:
        text += " " + sentence(pen.clause("fundamentals.eps_forward_revision") or "")
    return text.strip()


def days(pen: Pen) -> str:
    """Name the worst days, with what was dated on them."""
    worst = pen.brief.worst_days
    if not worst or not pen.down:
        return ""
    order = sorted(enumerate(worst, 1), key=lambda pair: pair[1].return_)
    named = [f"{pen.day(d.date)} [[worst.{n}.return]]{_dated(n, d)}" for n, d in order]
    return f"The worst days: {listed(named)}."


def _dated(number: int, day: WorstDay) -> str:
    said = said_of(day, f"worst.{number}")
    kinds = [said] if said else []
    if day.rates_10y_bp is not None:
        kinds.append(f"10-year [[worst.{number}.rates_10y_bp]]")
    return f" ({', '.join(kinds)})" if kinds else ""


def implied(pen: Pen) -> str:
    """Say how much a regression on yields and the dollar accounts for."""
    whole = pen.value("macro.mimicking_return")
    if whole is None or not pen.down or not pen.has("macro.mimicking_share"):
        return ""
    lead = "A regression on yields and the dollar implies [[macro.mimicking_return]]"
    if whole >= 0:
        text = f"{lead}: it explains none of the fall."
    else:
        share = pen.reading("macro.mimicking_share")
        ranked = share is not None and share.percentile is not None
        rank = ", [[macro.mimicking_share:percentile]] of past windows" if ranked else ""
        text = f"{lead}, of [[move.return]] in all{rank}."
        if (pen.value("macro.rates_2y_z") or 0.0) < -CALM_Z:
            text += " With yields down it may read a flight to quality as a cause."
    if pen.value("macro.rates_beta_flipped"):
        text += " The beta of stocks to yields has changed sign of late: disregard it."
    return text


def engine(pen: Pen) -> str:
    """Say what made the size of the move, with the readings that carry it."""
    verdict = pen.brief.verdict
    probability = verdict.engine_probability
    leader = max(probability, key=lambda c: probability[c])
    title = ENGINES[verdict.engine]
    if verdict.engine == "mixed":
        reasons = listed([_reason(pen, r) for r in verdict.abstained][:3])
        lead = (
            f"**Engine: mixed.** No label is given because {reasons}; {ENGINES[leader]} comes "
            f"nearest at [[verdict.probability.{leader}]]."
        )
    else:
        lead = f"**Engine: {title}** ([[verdict.probability.{leader}]])."
    return " ".join(s for s in (lead, stacked(pen), forced(pen), amplified(pen)) if s)


def _reason(pen: Pen, why: str) -> str:
    """Return why a label was withheld; a fired test is named by its figure."""
    if not why.startswith(FIRED):
        return why
    test = next(f for f in pen.brief.verdict.falsifiers if f.id == why.removeprefix(FIRED))
    said = pen.clause(test.reading) if test.reading else None
    return f"a test fired: {said}" if said else "a test fired"


def stacked(pen: Pen) -> str:
    """Say how positions stood at the peak."""
    if pen.brief.selloff == "beneath":
        return stretched(pen)
    parts = []
    peak = {r.id: r for r in pen.brief.at_peak}
    if (cta := peak.get("positioning.cta_spx")) and cta.value is not None:
        parts.append(
            "our trend model held [[peak.positioning.cta_spx]] on a scale that ends at two"
        )
    if "positioning.naaim" in peak:
        parts.append("NAAIM stood at its [[peak.positioning.naaim:percentile]]")
    if "positioning.am_net_share" in peak:
        parts.append(
            "asset managers' futures length at its [[peak.positioning.am_net_share:percentile]]"
        )
    if not parts:
        return ""
    score = pen.brief.verdict.vulnerability
    word = ""
    if score is not None:
        word = f" Positions were {stretch(score)} ([[verdict.vulnerability]])."
    return f"At the peak {listed(parts)}.{word}"


def stretched(pen: Pen) -> str:
    """Say how far what is falling had run before."""
    found = [r for r in pen.brief.at_peak if "extension" in r.id and r.percentile is not None]
    parts = [
        f"{_short(r)} stood at its [[{r.id}:percentile@{r.observed.isoformat()}]]"
        for r in found
        if r.observed is not None and (r.percentile or 0.0) >= FAR
    ]
    if found and not parts:
        return "What is falling had not run far above its 200-day average."
    if not parts:
        return ""
    return (
        f"What is falling had run far above its 200-day average: at its own high {listed(parts)}."
    )


def _short(reading: Reading) -> str:
    stem = reading.id.split(".")[1].removesuffix("_extension")
    return {"btc": "bitcoin"}.get(stem, stem)


def forced(pen: Pen) -> str:
    """Say what rule-based leverage did since the peak."""
    peak = {r.id: r.value for r in pen.brief.at_peak}
    then, now = peak.get("positioning.vol_target_21d"), pen.value("positioning.vol_target_21d")
    if then is None or now is None or not pen.has("positioning.vol_target_63d"):
        return ""
    if not pen.down:
        return ""
    verb = "has cut to" if now < then - 0.05 else "still holds"
    return (
        "A volatility-target fund held [[peak.positioning.vol_target_21d]] at the peak on a "
        f"month's volatility and {verb} [[positioning.vol_target_21d]] "
        "([[positioning.vol_target_63d]] on a quarter's); our trend model is at "
        "[[positioning.cta_spx]]."
    )


def amplified(pen: Pen) -> str:
    """Say what volatility, gamma and correlation did, or that they are quiet."""
    verdict = pen.brief.verdict
    parts = ["the VIX is at [[positioning.vix]]"] if pen.has("positioning.vix") else []
    overshoot = pen.reading("positioning.vix_overshoot")
    if overshoot and overshoot.at and (overshoot.stress or 0.0) >= LOUD:
        parts.append(
            f"on {pen.day(overshoot.at)} the VIX rose [[positioning.vix_overshoot]] beyond what "
            "the S&P's fall implies"
        )
    gamma = pen.reading("positioning.dealer_gamma_vendor")
    if gamma and (gamma.stress or 0.0) >= LOUD:
        parts.append(
            "vendor gamma went from [[peak.positioning.dealer_gamma_vendor]] at the peak to "
            "[[positioning.dealer_gamma_vendor]], a sign that rests on the vendor's assumption"
        )
    correlation = pen.reading("behaviour.implied_correlation")
    if correlation and (correlation.stress or 0.0) >= LOUD:
        parts.append(
            "implied correlation went from [[peak.behaviour.implied_correlation]] to "
            "[[behaviour.implied_correlation]]"
        )
    text = sentence(*parts)
    if verdict.amplification is not None and pen.down:
        level = _level(verdict.amplification)
        text = f"{text} Amplification is {level} ([[verdict.amplification]]).".strip()
    if verdict.quiet_amplifiers:
        text += " The index's own amplifiers (overshoot, gamma, term structure) are quiet."
    return text.strip()


def _level(score: float) -> str:
    return "heavy" if score >= 80 else "moderate" if score >= 50 else "light"


def against(pen: Pen) -> str:
    """Say what speaks against the label, strongest first."""
    verdict = pen.brief.verdict
    parts = pen.clauses(verdict.against)
    crowding = next((f for f in verdict.falsifiers if f.id == "low_momentum_stocks"), None)
    if verdict.engine == "positioning" and pen.down and crowding and crowding.fired:
        parts.append("prior losers fell with prior winners, so this is no unwind of crowded stocks")
    text = sentence(*parts)
    probability = verdict.engine_probability
    leader = ENGINES[max(probability, key=lambda c: probability[c])]
    lead = f"Against {leader}, the nearest" if verdict.engine == "mixed" else "Against"
    return f"**{lead}.** {text}" if text else ""


def flips(pen: Pen, most: int = DECISIVE) -> str:
    """Say which readings decide the label, where so few of them do, and what it would be."""
    verdict = pen.brief.verdict
    names = [pen.name(m) for m in verdict.flips_without]
    if not names or len(names) > most:
        return " Removing any two readings leaves the label as it is."
    lead = "" if len(names) <= DECISIVE else " No two readings decide it."
    other = "the label would change"
    if verdict.flips_to is not None:
        other = f"the label would be {ENGINES[verdict.flips_to]}"
    return f"{lead} Without {listed(names)} {other}."


def unknown(pen: Pen) -> str:
    """Say what was not measured and what it keeps open."""
    index = pen.brief.index
    parts = [f"{said} [[{m}]]" for m, said in UNKNOWN.items() if m in index and index[m].missing]
    null = [f for f in pen.brief.verdict.falsifiers if f.fired is None]
    if null and pen.brief.verdict.engine == "positioning":
        parts.append("as a test of the label could not be run, its probability is capped")
    credit = pen.reading("macro.hy_oas_bp")
    if credit and credit.age:
        parts.append("credit spreads are of [[macro.hy_oas_bp:observed]]")
    if pen.brief.verdict.engine == "positioning":
        parts.append("who sold cannot be observed from daily data")
    return f"**Not known.** {sentence(*parts)}" if parts else ""


def over(pen: Pen) -> str:
    """Say whether the amplifiers have let go, from the readings of the day."""
    if not pen.down:
        return ""
    found = [m for m in AMPLIFIERS if pen.has(m)]
    loud = [m for m in found if (pen.stress(m) or 0.0) >= LOUD]
    # A chain has no daily history to rank in: the sign is what tells.
    loud += [CHAIN] if (pen.value(CHAIN) or 0.0) < 0 else []
    if not found:
        return ""
    if loud:
        lead = "**Not over on these readings.**" if len(loud) > 1 else "**Easing, not over.**"
        return f"{lead} {sentence(*pen.clauses(loud))}"
    return f"**The amplifiers have let go.** {sentence(*pen.clauses(found[:3]))}"


def change(pen: Pen) -> str:
    """Say which unfired tests would change the label, the nearest first."""
    tests = [pen.test(f) for f in decisive(pen)[:3]]
    lead = f"**We would change our mind if** {listed(tests, 'or')}." if tests else ""
    return f"{lead}{flips(pen)}".strip()


def decisive(pen: Pen) -> list[Falsifier]:
    """Return the tests that would move the label, the nearest by its own usual move first.

    For positioning those of its claims that have not fired; for macro and fundamentals those that
    carry the label by having fired; where there is no label, all that could give one.
    """
    engine = pen.brief.verdict.engine
    guards, carried = {
        "positioning": (("macro_unchanged", "positioning", "fundamental_intact"), False),
        "macro": (("macro_unchanged",), True),
        "fundamental": (("fundamental_intact",), True),
    }.get(engine, (("macro_unchanged", "fundamental_intact", "orderly"), False))
    tests = [f for f in pen.brief.verdict.falsifiers if f.claim in guards and f.fired is carried]
    far = {t.falsifier: t.distance_sigmas for t in pen.brief.tests}
    return sorted(tests, key=lambda f: abs(found) if (found := far.get(f.id)) else math.inf)
