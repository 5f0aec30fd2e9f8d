"""Names that people give to evidence, for texts that were written without references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tools.records import Brief

_SPX = ("move.return", "move.z", "move.trading_days", "market.drawdown_252d")
_VOL_TARGET = tuple(f"positioning.vol_target_{window}" for window in ("21d", "63d", "ewma"))
_MOMENTUM = tuple(
    f"positioning.momentum_{name}"
    for name in ("drawdown_21d", "drawdown_63d", "raw_drawdown_21d", "french_drawdown_21d")
)
_EQUAL = ("behaviour.equal_weight_since_peak", "behaviour.equal_minus_cap_21d")


def _move(asset: str) -> tuple[str, ...]:
    return tuple(f"moves.{asset}.{field}" for field in ("return", "z", "z5", "z10"))


def _yield(tenor: str) -> tuple[str, ...]:
    return (f"macro.rates_{tenor}_bp", f"macro.rates_{tenor}_z", *_move(f"UST{tenor.upper()}"))


# Phrase to paths, in order of preference; which of them a figure can mean is told by its unit.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "s&p 500": _SPX,
    "s&p": _SPX,
    "spx": _SPX,
    "the index": _SPX,
    "2-year yield": _yield("2y"),
    "10-year yield": _yield("10y"),
    "30-year yield": _yield("30y"),
    "high-yield spread": ("macro.hy_oas_bp", "macro.hy_oas_z", *_move("HY")),
    "investment-grade spread": ("macro.ig_oas_bp", "macro.ig_oas_z", *_move("IG")),
    "2y": _yield("2y"),
    "2-year": _yield("2y"),
    "two-year": _yield("2y"),
    "10y": _yield("10y"),
    "10-year": _yield("10y"),
    "ten-year": _yield("10y"),
    "30y": _yield("30y"),
    "30-year": _yield("30y"),
    "thirty-year": _yield("30y"),
    "breakeven": ("macro.breakeven_10y_bp", "macro.breakeven_10y_z"),
    "breakevens": ("macro.breakeven_10y_bp", "macro.breakeven_10y_z"),
    "real yield": ("macro.real_10y_bp",),
    "real yields": ("macro.real_10y_bp",),
    "2s10s": ("macro.curve_2s10s_bp",),
    "hy": ("macro.hy_oas_bp", "macro.hy_oas_z", *_move("HY")),
    "high yield": ("macro.hy_oas_bp", "macro.hy_oas_z", *_move("HY")),
    "high-yield": ("macro.hy_oas_bp", "macro.hy_oas_z", *_move("HY")),
    "ig": ("macro.ig_oas_bp", "macro.ig_oas_z", *_move("IG")),
    "investment grade": ("macro.ig_oas_bp", "macro.ig_oas_z", *_move("IG")),
    "investment-grade": ("macro.ig_oas_bp", "macro.ig_oas_z", *_move("IG")),
    "dollar": ("macro.dollar_z", "crossasset.dollar_z_21d", *_move("DOLLAR")),
    "yen": ("crossasset.yen_z_21d", *_move("YEN")),
    "gold": ("crossasset.gold_z_21d", *_move("GOLD"), "crossasset.gold_extension"),
    "silver": ("crossasset.silver_z_21d", *_move("SILVER"), "crossasset.silver_extension"),
    "copper": ("crossasset.copper_z_21d", *_move("COPPER"), "crossasset.copper_extension"),
    "oil": ("crossasset.oil_z_21d", *_move("OIL")),
    "bitcoin": ("crossasset.btc_z_21d", *_move("BTC"), "crossasset.btc_extension"),
    "btc": ("crossasset.btc_z_21d", *_move("BTC"), "crossasset.btc_extension"),
    "ether": _move("ETH"),
    "conditions": ("macro.conditions_ex_equity", "macro.conditions_ex_equity_5d"),
    "nfci": ("macro.nfci_change_4w",),
    "jobless claims": ("macro.claims_change_4w",),
    "initial claims": ("macro.claims_change_4w",),
    "payrolls": ("macro.payrolls_3m",),
    "epu": ("macro.epu", "macro.epu_ratio"),
    "policy uncertainty": ("macro.epu", "macro.epu_ratio"),
    "gpr": ("macro.gpr",),
    "yields and the dollar": ("macro.mimicking_return", "macro.mimicking_share"),
    "rates-and-dollar": ("macro.mimicking_return", "macro.mimicking_share"),
    "rates and the dollar": ("macro.mimicking_return", "macro.mimicking_share"),
    "vix": ("positioning.vix",),
    "overshoot": ("positioning.vix_overshoot", "positioning.vix_overshoot_today"),
    "vvix": ("positioning.vvix",),
    "ovx": ("crossasset.oil_volatility",),
    "vix overshoot": ("positioning.vix_overshoot", "positioning.vix_overshoot_today"),
    "beyond what the s&p's fall implies": ("positioning.vix_overshoot",),
    "vix9d/vix": ("positioning.vix9d_vix",),
    "vix/vix3m": ("positioning.vix_vix3m",),
    "above realised": ("positioning.vix_minus_rv21",),
    "over realised": ("positioning.vix_minus_rv21",),
    "realised": ("positioning.realised_vol_21d", "positioning.vix_minus_rv21"),
    "skew": ("positioning.skew_25d", "positioning.skew_index"),
    "put/call": ("positioning.put_call",),
    "momentum": _MOMENTUM,
    "momentum drawdown": _MOMENTUM,
    "momentum above its 200-day average": ("positioning.momentum_extension",),
    "comomentum": ("positioning.comomentum",),
    "cta": ("positioning.cta_spx",),
    "ctas": ("positioning.cta_spx",),
    "cta model": ("positioning.cta_spx",),
    "trend followers": ("positioning.cta_spx",),
    "trend model": ("positioning.cta_spx",),
    "volatility target": _VOL_TARGET,
    "volatility-target": _VOL_TARGET,
    "vol-target": _VOL_TARGET,
    "vol target": _VOL_TARGET,
    "naaim": ("positioning.naaim",),
    "aaii": ("positioning.aaii_spread",),
    "aaii bears": ("positioning.aaii_bears",),
    "asset managers": ("positioning.am_net_share",),
    "asset-manager": ("positioning.am_net_share",),
    "leveraged funds": ("positioning.lev_net_share",),
    "gamma": ("positioning.dealer_gamma_vendor", "positioning.dealer_gamma_chain"),
    "dealer gamma": ("positioning.dealer_gamma_vendor", "positioning.dealer_gamma_chain"),
    "vendor gamma": ("positioning.dealer_gamma_vendor",),
    "implied correlation": ("behaviour.implied_correlation",),
    "correlation": ("behaviour.correlation_63d", "behaviour.implied_correlation"),
    "200-day average": ("behaviour.above_200d",),
    "50-day average": ("behaviour.above_50d",),
    "equal weight": _EQUAL,
    "equal-weight": _EQUAL,
    "best sector": ("behaviour.sector_best_since_peak",),
    "worst sector": ("behaviour.sector_worst_since_peak",),
    "decliners": ("behaviour.decliners_share",),
    "down volume": ("behaviour.down_volume_share",),
    "cape": ("fundamentals.cape",),
    "excess cape yield": ("fundamentals.excess_cape_yield",),
    "forward earnings": (
        "fundamentals.eps_forward_revision",
        "fundamentals.eps_forward_revision_3m",
    ),
    "move": ("crossasset.move_index", "crossasset.move_z_21d", *_move("MOVE")),
    "amplification": ("verdict.amplification",),
    "vulnerability": ("verdict.vulnerability",),
    "coverage": ("verdict.coverage",),
    "unexplained": ("verdict.unexplained",),
}
# Words of common speech that are a name only as they are spelled here.
CASED: Mapping[str, str] = {"move": "MOVE", "hy": "HY", "ig": "IG", "cape": "CAPE"}


@dataclass(frozen=True, slots=True)
class Name:
    """A phrase of a text that names evidence."""

    start: int
    end: int
    paths: tuple[str, ...]


def names(text: str, brief: Brief) -> Iterator[Name]:
    """Yield the names of evidence in a text, the longest where several begin.

    Known are the table's phrases, the label and the id of every reading, and the label of every
    risk family. The index's names mean the move only where the brief's move is the index's.
    """
    table = dict(ALIASES)
    for reading in brief.readings:
        tail = reading.id.partition(".")[2]
        for phrase in (reading.label, reading.id, tail, tail.replace("_", " ")):
            table.setdefault(phrase.lower(), (reading.id,))
    for group in brief.moves:
        table.setdefault(group.label.lower(), _move(group.asset))
    phrases = sorted(table, key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)", re.IGNORECASE
    )
    for match in pattern.finditer(text):
        phrase = match[0].lower()
        if match[0] != CASED.get(phrase, match[0]):
            continue
        paths = table[phrase]
        if brief.move.asset != "SPX":
            paths = tuple(path for path in paths if not path.startswith("move."))
        yield Name(match.start(), match.end(), paths)
