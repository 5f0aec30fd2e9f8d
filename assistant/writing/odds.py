"""What weighed readings said of the engine: each by name, with its figure and its odds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.writing.pen import Pen, listed
from assistant.writing.words import ENGINES, leader
from tools.records import Said

# What a reading is called as evidence, and the figure that it is told by.
NOW: Mapping[str, tuple[str, str]] = {
    "macro.rates_2y_z": ("the 2-year yield since the peak", "[[macro.rates_2y_z]]"),
    "macro.rates_10y_z": ("the 10-year yield since the peak", "[[macro.rates_10y_z]]"),
    "macro.rates_10y_before_peak_bp": (
        "the 10-year before the peak",
        "[[macro.rates_10y_before_peak_bp]]",
    ),
    "macro.dollar_z": ("the dollar since the peak", "[[macro.dollar_z]]"),
    "macro.epu_ratio": ("policy uncertainty", "[[macro.epu_ratio:percentile]]"),
    "macro.gpr": ("geopolitical risk", "[[macro.gpr:percentile]]"),
    "macro.claims_change_4w": (
        "jobless claims over a month",
        "[[macro.claims_change_4w]]",
    ),
    "macro.payrolls_3m": ("payrolls a month", "[[macro.payrolls_3m]]"),
    "macro.hy_residual_bp": (
        "the high-yield spread beyond what equities imply",
        "[[macro.hy_residual_bp]]",
    ),
    "fundamentals.trailing_eps_growth": (
        "reported earnings over a year",
        "[[fundamentals.trailing_eps_growth]]",
    ),
    "fundamentals.eps_forward_revision": (
        "forward estimates since the peak",
        "[[fundamentals.eps_forward_revision]]",
    ),
    "positioning.vix_overshoot": (
        "the largest VIX overshoot since the peak",
        "[[positioning.vix_overshoot]]",
    ),
    "positioning.momentum_drawdown_21d": (
        "market-neutral momentum against its high of a month",
        "[[positioning.momentum_drawdown_21d]]",
    ),
}
PEAK: Mapping[str, tuple[str, str]] = {
    "positioning.cta_spx": ("our trend model at the peak", "[[peak.positioning.cta_spx]]"),
    "positioning.vol_target_21d": (
        "volatility targeters' leverage at the peak",
        "[[peak.positioning.vol_target_21d]]",
    ),
    "positioning.am_net_share": (
        "asset managers' futures length at the peak",
        "[[peak.positioning.am_net_share:percentile]]",
    ),
    "positioning.naaim": (
        "active managers' exposure at the peak",
        "[[peak.positioning.naaim:percentile]]",
    ),
    "positioning.margin_debt_from_peak": (
        "margin debt at the peak, against its high",
        "[[peak.positioning.margin_debt_from_peak]]",
    ),
}


def named(pen: Pen, said: Said) -> tuple[str, str]:
    """Return what a weighed reading is called and the figure that was weighed."""
    at_peak = said.when == "peak"
    table, where = (PEAK, f"peak.{said.reading}") if at_peak else (NOW, said.reading)
    found = table.get(said.reading)
    if found is not None:
        return found
    return f"{pen.name(said.reading)}{' at the peak' if at_peak else ''}", f"[[{where}]]"


def weighed(pen: Pen, readings: Iterable[str]) -> str:
    """Return readings in a list, each with its figure and what it does to the odds.

    Where a reading moves them by what it says of another engine, that engine is named.
    """
    known = {said.reading: said for said in pen.brief.verdict.evidence}
    # First what speaks of the engine itself, then what speaks of another.
    found = sorted((known[r] for r in readings if r in known), key=lambda s: bool(_other(pen, s)))
    return listed([_told(pen, said, first=n == 0) for n, said in enumerate(found)])


def _told(pen: Pen, said: Said, *, first: bool) -> str:
    name, figure = named(pen, said)
    unit = " in odds" if first else ""
    return f"{name} ({figure}, × [[verdict.odds.{said.reading}]]{unit}{_other(pen, said)})"


def _other(pen: Pen, said: Said) -> str:
    """Name the engine that a reading speaks for or against, where it is not the likeliest."""
    best = leader(pen)
    others = [c for c in said.log_odds if c != best]
    own = abs(said.log_odds.get(best, 0.0))
    engine = max(others, key=lambda c: abs(said.log_odds[c]), default=None)
    if engine is None or abs(said.log_odds[engine]) <= own:
        return ""
    return f", {'for' if said.log_odds[engine] > 0.0 else 'against'} {ENGINES[engine]}"
