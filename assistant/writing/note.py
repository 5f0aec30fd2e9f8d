"""The desk note: seven sections of bullets, the first five each with a one-line read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.writing.pen import CALM_Z, Pen, listed, sentence, stretch
from assistant.writing.watching import in_short
from assistant.writing.why import (
    against,
    change,
    implied,
    index_move,
    over,
    rates,
    spread,
    stacked,
)
from assistant.writing.words import ENGINES, TRIGGERS, headline, nothing_falls
from tools.formatting import rounds_to_zero

MACRO = (
    "macro.rates_2y_z",
    "macro.rates_10y_z",
    "macro.breakeven_10y_bp",
    "macro.hy_oas_z",
    "macro.ig_oas_z",
    "macro.dollar_z",
    "macro.conditions_ex_equity",
    "macro.disorderly_tightening",
    "macro.nfci_change_4w",
    "macro.epu_ratio",
    "macro.gpr",
    "macro.gpr_accelerant",
    "macro.policy_path_bp",
    "macro.fomc_surprises_bp",
    "macro.shock_rates_low",
    "macro.claims_change_4w",
    "macro.payrolls_3m",
    "macro.ism_manufacturing",
    "macro.core_cpi_3m",
    "macro.surprises",
)
FUNDAMENTALS = (
    "fundamentals.eps_forward_revision",
    "fundamentals.eps_forward_revision_3m",
    "fundamentals.multiple_contribution",
    "fundamentals.duration_slope",
    "fundamentals.value_minus_growth_21d",
    "fundamentals.forward_pe",
    "fundamentals.trailing_eps_growth",
    "fundamentals.cape",
    "fundamentals.excess_cape_yield",
)
POSITIONING = (
    "market.run_up",
    "positioning.momentum_drawdown_21d",
    "positioning.momentum_raw_drawdown_21d",
    "positioning.momentum_winners_21d",
    "positioning.momentum_losers_21d",
    "positioning.winners_high_beta_share_at_peak",
    "positioning.momentum_drawdown_high_beta_share",
    "positioning.winners_correlation_beyond_volatility",
    "positioning.panic_state",
    "positioning.winners_led_down",
    "positioning.degrossing_5d",
    "positioning.quiet_index_unwind",
    "positioning.vix_overshoot",
    "positioning.vix9d_vix",
    "positioning.skew_index",
    "positioning.skew_index_change",
    "positioning.skew_25d",
    "positioning.dealer_gamma_vendor",
    "positioning.dealer_gamma_chain",
    "positioning.gamma_flip_distance",
    "positioning.dealer_gamma_down_5pct",
    "positioning.gamma_expiring_week",
    "positioning.put_slope",
    "positioning.put_call",
    "positioning.tail_hedging",
    "positioning.risk_parity_since_peak",
    "positioning.qqq_flow_21d",
    "positioning.margin_debt_from_peak",
)
BEHAVIOUR = (
    "behaviour.implied_correlation",
    "behaviour.correlation_63d",
    "behaviour.correlation_change_since_peak",
    "behaviour.correlation_residual",
    "behaviour.amihud",
    "behaviour.turbulence",
    "behaviour.above_200d",
    "behaviour.equal_minus_cap_21d",
    "behaviour.healthy_breadth",
    "behaviour.members_down_since_peak",
    "behaviour.banks_relative_since_peak",
    "behaviour.decliners_share",
    "behaviour.heavy_down_days_21d",
    "behaviour.volume_ratio",
    "behaviour.capitulation_signs",
    "behaviour.orderliness",
)
CROSS = (
    "crossasset.btc_z_21d",
    "crossasset.gold_z_21d",
    "crossasset.silver_z_21d",
    "crossasset.copper_z_21d",
    "crossasset.oil_z_21d",
    "crossasset.dollar_z_21d",
    "crossasset.treasury_z_21d",
    "crossasset.assets_down_share",
    "crossasset.btc_spx_correlation",
    "crossasset.silver_spx_correlation",
    "crossasset.common_residual",
    "crossasset.stock_bond_correlation",
    "crossasset.risk_budget_reset",
    "crossasset.move_vix",
)
# Said only where they stand out in their own history, or hold.
SPARE = frozenset(
    {
        "macro.fomc_surprises_bp",
        "macro.payrolls_3m",
        "macro.ism_manufacturing",
        "macro.core_cpi_3m",
        "macro.claims_change_4w",
        "macro.gpr",
        "fundamentals.duration_slope",
        "fundamentals.value_minus_growth_21d",
        "fundamentals.excess_cape_yield",
        "positioning.winners_high_beta_share_at_peak",
        "positioning.momentum_drawdown_high_beta_share",
        "positioning.winners_correlation_beyond_volatility",
        "positioning.degrossing_5d",
        "positioning.gamma_expiring_week",
        "positioning.put_slope",
        "positioning.tail_hedging",
        "positioning.risk_parity_since_peak",
        "positioning.qqq_flow_21d",
        "positioning.margin_debt_from_peak",
        "behaviour.correlation_residual",
        "behaviour.turbulence",
        "behaviour.banks_relative_since_peak",
        "behaviour.volume_ratio",
        "crossasset.silver_spx_correlation",
        "crossasset.common_residual",
        "crossasset.move_vix",
    }
)
LOUD, QUIET = 0.9, 0.1
SETTLED = 10  # sessions after which estimates may have changed unseen
# Said even where they do not hold.
TOLD = ("crossasset.risk_budget_reset",)
RISKY = ("btc", "gold", "silver", "copper", "oil")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the note: its title, bullets and, for the first five, a one-line read."""

    title: str
    bullets: tuple[str, ...]
    read: str = ""


def sections(pen: Pen) -> tuple[Section, ...]:
    """Return the seven sections, with references in place of figures."""
    return (
        Section("Macro", _macro(pen), _macro_read(pen)),
        Section("Fundamentals", _pillar(pen, FUNDAMENTALS), _fundamental_read(pen)),
        Section("Positioning & flows", _positioning(pen), _positioning_read(pen)),
        Section("Behaviour & microstructure", _pillar(pen, BEHAVIOUR), _behaviour_read(pen)),
        Section("Cross-asset check", _cross(pen), _cross_read(pen)),
        Section("What we're watching", _watch(pen)),
        Section("Bottom line", _bottom(pen)),
    )


def title(pen: Pen) -> str:
    """Return the note's title: the finding."""
    if pen.brief.selloff == "none":
        return "Nothing is selling off"
    return headline(pen).rstrip(".")


def paragraphs(pen: Pen) -> list[str]:
    """Return the note as Markdown paragraphs."""
    out = [f"**{title(pen)}**"]
    for section in sections(pen):
        lines = [f"**{section.title}**", *(f"- {b}" for b in section.bullets)]
        if section.read:
            lines.append(f"**My read:** {section.read}")
        out.append("\n".join(lines))
    return out


def _pillar(pen: Pen, metrics: Sequence[str]) -> tuple[str, ...]:
    """Return a bullet a measured reading, and one for what was not measured."""
    bullets = [sentence(c) for m in metrics if not _unmarked(pen, m) and (c := pen.clause(m))]
    return (*bullets, *_gaps(pen, metrics))


def _gaps(pen: Pen, metrics: Sequence[str]) -> list[str]:
    """Return a bullet that names what was not measured, once for each reason."""
    by_reason: dict[str, list[str]] = {}
    for metric in metrics:
        reading = pen.brief.index.get(metric)
        if reading is not None and reading.missing:
            by_reason.setdefault(reading.missing, []).append(metric)
    parts = [f"[[{group[0]}]] ({listed([*map(pen.name, group)])})" for group in by_reason.values()]
    return [f"Gaps: {'; '.join(parts)}."] if parts else []


def _unmarked(pen: Pen, metric: str) -> bool:
    """Return whether a reading is better left unsaid: it is usual, or does not hold, or is nil."""
    reading = pen.reading(metric)
    if reading is None or reading.value is None or metric in TOLD:
        return False
    rank = reading.percentile if reading.stress is None else reading.stress
    if metric in SPARE and rank is not None:
        usual = rank < LOUD if reading.stress is not None else QUIET < rank < LOUD
        if usual:
            return True
    return reading.unit in ("indicator", "bp") and rounds_to_zero(reading.value, reading.display)


def _macro(pen: Pen) -> tuple[str, ...]:
    first = [t for t in (rates(pen), implied(pen)) if t] if pen.down else []
    rest = (
        [m for m in MACRO if m not in ("macro.rates_2y_z", "macro.rates_10y_z")] if first else MACRO
    )
    used = ("macro.hy_oas_z", "macro.ig_oas_z") if first else ()
    return (*first, *_pillar(pen, [m for m in rest if m not in used]))


def _macro_read(pen: Pen) -> str:
    verdict = pen.brief.verdict
    tests = [f for f in verdict.falsifiers if f.claim == "macro_unchanged"]
    fired = [f for f in tests if f.fired]
    null = [f for f in tests if f.fired is None]
    if fired:
        named = listed([c for f in fired[:2] if f.reading and (c := pen.clause(f.reading))])
        tail = (
            "and it carries the size of the move"
            if verdict.engine == "macro"
            else ("which keeps macro in the frame")
        )
        return f"Macro has changed: {named}, {tail}."
    kind = max(verdict.trigger, key=lambda k: verdict.trigger[k])
    open_ = f" Untested: {listed([f'[[{f.reading}]]' for f in null])}." if null else ""
    if pen.brief.selloff == "none":
        return f"No test of unchanged macro has fired.{open_}"
    if verdict.engine == "positioning" and kind != "unidentified":
        start = TRIGGERS[kind].capitalize()
        return f"{start} may have started it, but no macro test has fired.{open_}"
    if verdict.engine == "positioning":
        return f"Macro permits this move and does not cause it: no macro test has fired.{open_}"
    return f"No test of unchanged macro has fired, yet no other label holds.{open_}"


def _fundamental_read(pen: Pen) -> str:
    revision = pen.value("fundamentals.eps_forward_revision")
    if revision is None:
        return "Whether estimates held is [[fundamentals.eps_forward_revision]]."
    if revision < -0.02:
        return "Estimates are being cut, so this is not only the multiple."
    found = pen.reading("fundamentals.eps_forward_revision")
    dated = "[[fundamentals.eps_forward_revision:observed]]"
    old = found is not None and (found.age or 0) > SETTLED
    if pen.down and old:
        return f"Prices broke; estimates had not by {dated}, the last that is known of them."
    if pen.down:
        return "Prices broke, estimates did not."
    return "Estimates hold."


def _positioning(pen: Pen) -> tuple[str, ...]:
    lead = [t for t in (stacked(pen),) if t]
    models = pen.clauses(("positioning.vol_target_low", "positioning.cta_notional"))
    reports = pen.clauses(
        ("positioning.am_net_share", "positioning.naaim", "positioning.aaii_spread")
    )
    return (
        *lead,
        *([sentence(*models)] if models else []),
        *([sentence(*reports)] if reports else []),
        *_pillar(pen, POSITIONING),
    )


def _positioning_read(pen: Pen) -> str:
    verdict = pen.brief.verdict
    share = "[[verdict.probability.positioning]]"
    if verdict.engine == "positioning":
        violent = any(f.id == "overshoot" and f.fired for f in verdict.falsifiers)
        kind = "a volatility event" if violent else "positions coming down"
        return f"This is the engine ({share}): {kind}."
    if verdict.engine == "none":
        score = verdict.vulnerability
        if score is None:
            return "How stacked positions are was not measured."
        level = stretch(score)
        return f"Nothing is being forced out; positions are {level} ([[verdict.vulnerability]])."
    return f"It adds to the move without carrying it ({share})."


def _behaviour_read(pen: Pen) -> str:
    tests = [f for f in pen.brief.verdict.falsifiers if f.claim == "orderly"]
    fired = [f for f in tests if f.fired]
    above, spread_ = pen.value("behaviour.above_200d"), pen.value("behaviour.equal_minus_cap_21d")
    breadth = ""
    if above is not None and spread_ is not None:
        healthy = above > 0.5 and spread_ > 0
        mixed = above > 0.5 or spread_ > 0
        word = "healthy" if healthy else "mixed" if mixed else "weak"
        breadth = f" Breadth is {word}."
    if fired:
        named = listed([c for f in fired if f.reading and (c := pen.clause(f.reading))])
        return f"Not orderly: {named}.{breadth}"
    if any(f.fired is None for f in tests):
        return f"Order cannot be judged in full: a test of it was not measured.{breadth}"
    if pen.brief.selloff == "none":
        return f"Orderly, with nothing to test it.{breadth}"
    return f"Orderly so far, which leaves room for it not to be.{breadth}"


def _cross(pen: Pen) -> tuple[str, ...]:
    names = [m for m in CROSS if "_z_" in m]
    moves = pen.clauses(names)
    lead = f"Over a month, against their own volatility: {', '.join(moves)}." if moves else ""
    return (*([lead] if lead else []), *_pillar(pen, [m for m in CROSS if m not in names]))


def _cross_read(pen: Pen) -> str:
    reset = pen.value("crossasset.risk_budget_reset")
    found = [z for a in RISKY if (z := pen.value(f"crossasset.{a}_z_21d")) is not None]
    low = [z for z in found if z < -CALM_Z]
    share = pen.value("crossasset.assets_down_share") or 0.0
    if reset:
        return "Risk was cut across assets while macro prices held: a reset of risk budgets."
    if not found:
        return "Other assets were not measured."
    if len(low) * 2 > len(found) or share >= 0.5:
        calm = not any(
            f.fired for f in pen.brief.verdict.falsifiers if f.claim == "macro_unchanged"
        )
        return (
            "Many risk assets fall together, but the joint test of a reset fails"
            f"{', while macro is calm' if calm else ', and macro moves with them'}."
        )
    if low:
        return (
            "Few risk assets have fallen far over a month: no reset of risk budgets by that test."
        )
    return "Other risk assets do not confirm a cut in risk."


def _watch(pen: Pen) -> tuple[str, ...]:
    return tuple(t for t in (*in_short(pen), over(pen), change(pen)) if t)


def _bottom(pen: Pen) -> tuple[str, ...]:
    brief = pen.brief
    if brief.selloff == "none":
        return tuple(nothing_falls(pen)[:1])
    verdict = brief.verdict
    first = f"**{headline(pen)}** {index_move(pen)} {spread(pen)}".strip()
    kind = max(verdict.trigger, key=lambda k: verdict.trigger[k])
    second = (
        f"Trigger {TRIGGERS[kind]}, engine {ENGINES[verdict.engine]}; "
        "[[verdict.coverage]] of the evidence was measured."
    )
    return tuple(t for t in (first, second, against(pen)) if t)
