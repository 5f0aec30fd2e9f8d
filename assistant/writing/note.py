"""The desk note: seven sections of bullets, the first five each with a one-line read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.writing import beneath, history
from assistant.writing.accounted import accounted
from assistant.writing.against import against
from assistant.writing.deciding import change
from assistant.writing.engine import stacked
from assistant.writing.engine import title as named
from assistant.writing.over import over
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.reads import (
    behaviour_read,
    cross_read,
    fundamental_read,
    macro_read,
    positioning_read,
)
from assistant.writing.trigger import rates
from assistant.writing.watching import in_short
from assistant.writing.what import index_move, spread
from assistant.writing.words import headline, nothing_falls, started
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
# Said even where they do not hold.
TOLD = ("crossasset.risk_budget_reset",)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the note: its title, bullets and, for the first five, a one-line read."""

    title: str
    bullets: tuple[str, ...]
    read: str = ""


def sections(pen: Pen) -> tuple[Section, ...]:
    """Return the seven sections, with references in place of figures."""
    return (
        Section("Macro", _macro(pen), macro_read(pen)),
        Section("Fundamentals", _pillar(pen, FUNDAMENTALS), fundamental_read(pen)),
        Section("Positioning & flows", _positioning(pen), positioning_read(pen)),
        Section("Behaviour & microstructure", _pillar(pen, BEHAVIOUR), behaviour_read(pen)),
        Section("Cross-asset check", _cross(pen), cross_read(pen)),
        Section("What we're watching", _watch(pen)),
        Section("Bottom line", _bottom(pen)),
    )


def title(pen: Pen) -> str:
    """Return the note's title: the finding."""
    if pen.brief.selloff == "none":
        denied = beneath.denial(pen)
        return f"{denied[:1].upper()}{denied[1:]}"
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
    first = [t for t in (rates(pen), accounted(pen)) if t] if pen.down else []
    rest = (
        [m for m in MACRO if m not in ("macro.rates_2y_z", "macro.rates_10y_z")] if first else MACRO
    )
    used = ("macro.hy_oas_z", "macro.ig_oas_z") if first else ()
    return (*first, *_pillar(pen, [m for m in rest if m not in used]))


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


def _cross(pen: Pen) -> tuple[str, ...]:
    names = [m for m in CROSS if "_z_" in m]
    moves = pen.clauses(names)
    lead = f"Over a month, against their own volatility: {', '.join(moves)}." if moves else ""
    return (*([lead] if lead else []), *_pillar(pen, [m for m in CROSS if m not in names]))


def _watch(pen: Pen) -> tuple[str, ...]:
    return tuple(t for t in (*in_short(pen), over(pen), change(pen)) if t)


def _bottom(pen: Pen) -> tuple[str, ...]:
    brief = pen.brief
    if brief.selloff == "none":
        return tuple(nothing_falls(pen)[:1])
    first = f"**{headline(pen)}** {index_move(pen)} {spread(pen)}".strip()
    second = (
        f"Trigger {started(pen)}, engine {named(pen)}; [[verdict.coverage]] of the evidence was "
        "measured."
    )
    return tuple(t for t in (first, second, against(pen), *history.in_short(pen)) if t)
