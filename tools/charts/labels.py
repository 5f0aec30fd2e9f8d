"""What a chart alone prints: short dates, and the values of an axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil, floor, log10

from tools.formatting import MINUS, MONTHS, SCALES, THIN, Kind, figure, number

# What follows the values of an axis.
AFTER: Mapping[str, str] = {
    "percent": f"{THIN}%",
    "share": f"{THIN}%",
    "bp": f"{THIN}bp",
    "width": f"{THIN}bp",
    "sigma": f"{THIN}σ",
    "leverage": "×",
}


def day(value: date) -> str:
    """Print ``5 Feb 2018``."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def month(value: date) -> str:
    """Print ``Feb 2018``."""
    return f"{MONTHS[value.month - 1][:3]} {value.year}"


def stretch(start: date, end: date) -> str:
    """Print ``26 Jan to 8 Feb 2018``, both years where they differ."""
    begun = day(start) if start.year != end.year else day(start).rpartition(" ")[0]
    return f"{begun} to {day(end)}"


def ticks(low: float, high: float, count: int = 5, least: float = 0.0) -> list[float]:
    """Return round values within a range, about ``count`` of them, ``least`` or more apart."""
    if not low < high:
        return [low]
    raw = max((high - low) / count, least)
    power = 10.0 ** floor(log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(i * step, 12 - floor(log10(step))) + 0.0 for i in range(first, last + 1)]


def axis_labels(values: Sequence[float], kind: Kind) -> list[str]:
    """Print the values of an axis, all with the decimals that their step needs."""
    if kind in ("indicator", "sign"):
        return [figure(v, kind) for v in values]
    top = max(map(abs, values), default=0.0)
    if kind in ("usd", "large"):
        scale, suffix = next(s for s in SCALES if not s[1] or top >= s[0])
        before, after = "$" if kind == "usd" else "", suffix
    else:
        scale = 0.01 if kind in ("percent", "share") else 1.0
        before, after = "", AFTER.get(kind, "")
    shown = [v / scale for v in values]
    places = next((d for d in range(6) if all(abs(v - round(v, d)) < 1e-6 for v in shown)), 6)
    nothing = f"{before}0" if kind in ("usd", "large") else ""
    return [
        nothing
        if nothing and not v
        else f"{MINUS if v < 0 else ''}{before}{number(abs(v), places)}{after}"
        for v in shown
    ]
