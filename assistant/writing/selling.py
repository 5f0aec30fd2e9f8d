"""What models of rule-based funds have sold and may still sell, as ranges and index levels."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.writing import beneath
from assistant.writing.pen import Pen, listed, sentence

PATHS = (
    ("flat", "with the index unchanged"),
    ("down", "after a fall of two usual weekly moves"),
    ("up", "after a rise of as much"),
)
SPEEDS = (("fast", "the fast"), ("medium", "the medium"), ("slow", "the slow"))
ASSETS = (
    "Figures are models' leverage, dollars of stock for each dollar that a fund runs; what runs by "
    "such rules is not published, so no assets are assumed."
)
TARGET, TREND = "positioning.vol_target", "positioning.cta"


def selling(pen: Pen) -> list[str]:
    """Return paragraphs on what was sold since the peak and what is still to come.

    Figures are leverage: turnover per unit of assets, since nobody publishes what such funds hold.
    """
    lead = [] if pen.down else [_quiet(pen)]
    text = [*_sold(pen), *_targets_next(pen), *_trend_next(pen), *_levels(pen)]
    if not text:
        return [*lead, "Not measured: the models of rule-based funds lack their inputs here."]
    return [*lead, *text, ASSETS]


def _quiet(pen: Pen) -> str:
    """Say of an index that is not selling off what funds hold by the models."""
    parts = []
    if pen.has(f"{TARGET}_low", f"{TARGET}_high"):
        parts.append(f"volatility targeters hold [[{TARGET}_low]] to [[{TARGET}_high]]")
    if pen.has(f"{TREND}_notional"):
        parts.append(f"trend followers hold [[{TREND}_notional]]")
    # A rout beneath the index has been told by then; what the models trade is the index.
    none = pen.brief.selloff == "none"
    lead = beneath.denial(pen) if none else "the index itself is not selling off"
    held = f"By the models {listed(parts)} now." if parts else ""
    return f"**{sentence(lead)}** {held}".strip()


def _sold(pen: Pen) -> list[str]:
    parts = []
    low, high = f"{TARGET}_since_peak_low", f"{TARGET}_since_peak_high"
    if pen.down and pen.has(low, high):
        parts.append(
            f"volatility targeters changed their weight by [[{low}]] to [[{high}]] and hold "
            f"[[{TARGET}_low]] to [[{TARGET}_high]]"
        )
    if pen.down and pen.has(f"{TREND}_sold_since_peak", f"{TREND}_notional"):
        parts.append(
            f"trend followers changed theirs by [[{TREND}_sold_since_peak]] and hold "
            f"[[{TREND}_notional]]"
        )
    if pen.down and pen.has("positioning.risk_parity_since_peak"):
        parts.append(
            "risk-parity funds changed their weight of stocks by "
            "[[positioning.risk_parity_since_peak]]"
        )
    return [f"**Since the peak:** {'; '.join(parts)}."] if parts else []


def _targets_next(pen: Pen) -> list[str]:
    parts = [
        f"[[{low}]] to [[{high}]] {when}"
        for name, when in PATHS
        for low, high in [(f"{TARGET}_week_{name}_low", f"{TARGET}_week_{name}_high")]
        if pen.has(low, high)
    ]
    return _next("volatility targeters", parts)


def _trend_next(pen: Pen) -> list[str]:
    parts = [
        f"[[{metric}]] {when}"
        for name, when in PATHS
        for metric in [f"{TREND}_week_{name}"]
        if pen.has(metric)
    ]
    return _next("trend followers", parts)


def _next(who: str, parts: Sequence[str]) -> list[str]:
    return [f"**Next week, {who}:** {listed([*parts])}."] if parts else []


def _levels(pen: Pen) -> list[str]:
    parts = [
        f"{name} signal at [[{TREND}_level_{speed}]] ([[{TREND}_distance_{speed}]] from here)"
        for speed, name in SPEEDS
        if pen.has(f"{TREND}_level_{speed}", f"{TREND}_distance_{speed}")
    ]
    if not parts:
        return []
    return [f"**Trigger levels**, if held for a month: {listed(parts)}."]
