"""What is printed on a chart: figures by their display, dates, ranks and the values of an axis.

The front ends print the same figures in prose; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil, floor, log10
from typing import Literal

from tools.records import Display

Kind = Display | Literal["count", "indicator", "sign"]

MINUS = "\u2212"
THIN = "\u202f"
MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, ""))
EDGES = (0.01, 0.05, 0.20, 0.80, 0.95, 0.99)
# Units whose figures are counted or answered with a word, whatever their display.
UNIT_KINDS: Mapping[str, Kind] = {
    "count": "count",
    "sessions": "count",
    "indicator": "indicator",
    "sign": "sign",
}


def number(value: float, decimals: int, *, plus: bool = False) -> str:
    """Print a number with a true minus, thousands commas and never a negative zero."""
    digits = f"{abs(value):,.{decimals}f}"
    if not digits.strip("0.,"):
        return digits
    sign = MINUS if value < 0 else "+" if plus else ""
    return f"{sign}{digits}"


def figure(value: float, kind: Kind, *, unsigned: bool = False) -> str:
    """Print a value by its kind: ``−10.2 %``, ``+19 bp``, ``16.2 σ``, ``$4.2bn``, ``1.22``."""
    amount = abs(value) if unsigned else value
    plus = not unsigned
    match kind:
        case "percent":
            return f"{number(100 * amount, 1 if abs(value) < 1 else 0, plus=plus)}{THIN}%"
        case "share":
            return _share(amount)
        case "bp":
            return f"{number(amount, 0, plus=plus)}{THIN}bp"
        case "points":
            return number(amount, 2 if abs(value) < 1 else 1)
        case "sigma":
            return f"{number(amount, 1)}{THIN}σ"
        case "leverage":
            return f"{number(amount, 2)}×"
        case "usd":
            return _money(amount)
        case "count":
            return number(amount, 0)
        case "indicator":
            return "yes" if value else "no"
        case "sign":
            return "positive" if value > 0 else "negative" if value < 0 else "zero"
        case _:
            return number(amount, 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0)


def _share(value: float) -> str:
    if 0 < abs(value) < 0.0005:
        return f"under 0.1{THIN}%"
    whole = value in (0, 1) or 0.0995 <= abs(value) <= 0.9905 or abs(value) > 1
    return f"{number(100 * value, 0 if whole else 1)}{THIN}%"


def _money(value: float) -> str:
    scale, suffix = next((s, x) for s, x in SCALES if not x or round(abs(value) / s, 1) >= 1)
    amount = abs(value) / scale
    digits = number(amount, 1 if amount < 100 and suffix else 0)
    sign = MINUS if value < 0 and digits.strip("0.") else ""
    return f"{sign}${digits}{suffix}"


def percentile(rank: float) -> str:
    """Print a rank in [0, 1] as an ordinal that never claims more than its band: ``98th``."""
    whole = round(100 * rank)
    high = all((rank < edge) == (whole < 100 * edge) for edge in EDGES[3:])
    low = all((rank <= edge) == (whole <= 100 * edge) for edge in EDGES[:3])
    if 1 < whole < 99 and high and low:
        suffix = (
            "th" if whole in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
        )
        return f"{whole}{suffix}"
    tenths = floor(1000 * rank + 1e-9) if rank >= 0.5 else ceil(1000 * rank - 1e-9)
    return f"{min(max(tenths, 1), 999) / 10:.1f}th"


def day(value: date) -> str:
    """Print ``5 Feb 2018``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """Print ``Feb 2018``."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round values within a range, about ``count`` of them and at least two if they fit."""
    if not low < high:
        return [low]
    raw = (high - low) / count
    power = 10.0 ** floor(log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(i * step, 12 - floor(log10(step))) + 0.0 for i in range(first, last + 1)]


def axis_labels(values: Sequence[float], kind: Kind) -> list[str]:
    """Print the values of an axis, all with the decimals that their step needs."""
    if kind in ("indicator", "sign"):
        return [figure(v, kind) for v in values]
    top = max(map(abs, values), default=0.0)
    if kind == "usd":
        scale, suffix = next(s for s in SCALES if not s[1] or top >= s[0])
        before, after = "$", suffix
    else:
        scale = 0.01 if kind in ("percent", "share") else 1.0
        unit = {"percent": f"{THIN}%", "share": f"{THIN}%", "bp": f"{THIN}bp", "sigma": f"{THIN}σ"}
        before, after = "", {**unit, "leverage": "×"}.get(kind, "")
    shown = [v / scale for v in values]
    places = next((d for d in range(6) if all(abs(v - round(v, d)) < 1e-6 for v in shown)), 6)
    return [f"{MINUS if v < 0 else ''}{before}{number(abs(v), places)}{after}" for v in shown]
