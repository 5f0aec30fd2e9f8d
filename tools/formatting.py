"""How a figure is printed: the only place where a number, a date or a rank becomes text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil, floor
from typing import Literal

from tools.records import Display

Kind = (
    Display | Literal["count", "score", "rate", "percentile", "indicator", "sign", "date", "word"]
)

MINUS = "\u2212"
THIN = "\u202f"  # narrow and no-break: a figure never parts from its unit at a line's end

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, ""))
# Units whose figures are counted or answered with a word, whatever their display.
UNIT_KINDS: Mapping[str, Kind] = {
    "count": "count",
    "sessions": "count",
    "indicator": "indicator",
    "sign": "sign",
}
LOW_EDGES = (0.01, 0.05, 0.20)
HIGH_EDGES = (0.80, 0.95, 0.99)


def number(value: float, decimals: int, *, plus: bool = False) -> str:
    """Print a number with a true minus, thousands commas and never a negative zero.

    Parameters
    ----------
    value : float
        The number.
    decimals : int
        Digits after the point.
    plus : bool
        Whether a positive number carries its sign.
    """
    digits = f"{abs(value):,.{decimals}f}"
    if not digits.strip("0.,"):
        return digits
    sign = MINUS if value < 0 else "+" if plus else ""
    return f"{sign}{digits}"


def figure(value: float, kind: Kind, *, unsigned: bool = False) -> str:
    """Print a value by its kind.

    Parameters
    ----------
    value : float
        In the unit of the records: ratios as decimals, yields and spreads in bp, money in USD.
    kind : Kind
        A reading's ``display``, or *count* (an integer), *score* (0 to 100), *rate* (a change in
        percentage points), *percentile*, *indicator* (yes or no) and *sign*.
    unsigned : bool
        Print the size alone; points then carry their word, since a size stands without a level.

    Returns
    -------
    str
        ``−10.2 %``, ``+19 bp``, ``16.2 σ``, ``1.40×``, ``$4.2bn``, ``+170k``, ``37.3``, ``1.22``,
        ``88/100``.
    """
    amount = abs(value) if unsigned else value
    plus = not unsigned
    match kind:
        case "percent":
            return f"{number(100 * amount, 1 if abs(value) < 1 else 0, plus=plus)}{THIN}%"
        case "share":
            return _share(amount)
        case "bp" | "width":
            return f"{number(amount, 0, plus=plus and kind == 'bp')}{THIN}bp"
        case "points":
            digits = number(amount, 2 if abs(value) < 1 else 1 if abs(value) < 1000 else 0)
            return f"{digits}{THIN}points" if unsigned else digits
        case "rate":
            return f"{number(amount, 1, plus=plus)}{THIN}points"
        case "sigma":
            return f"{number(amount, 1)}{THIN}σ"
        case "leverage":
            return f"{number(amount, 2)}×"
        case "usd":
            return _scaled(amount, "$")
        case "large":
            return _scaled(amount, plus=plus)
        case "score":
            return f"{number(amount, 0)}/100"
        case "count":
            return number(amount, 0)
        case "indicator":
            return "yes" if value else "no"
        case "sign":
            return "positive" if value > 0 else "negative" if value < 0 else "zero"
        case "percentile":
            return f"{percentile(value)} percentile"
        case _:
            return number(amount, 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0)


def rounds_to_zero(value: float, kind: Kind) -> bool:
    """Tell whether the printed figure shows no digit but zero."""
    return not any(digit in figure(value, kind) for digit in "123456789")


def _share(value: float) -> str:
    if 0 < abs(value) < 0.0005:
        return f"under 0.1{THIN}%"
    if 0.9995 <= value < 1:  # all but one of many are not all
        return f"99.9{THIN}%"
    whole = value in (0, 1) or 0.0995 <= abs(value) <= 0.9905 or abs(value) > 1
    return f"{number(100 * value, 0 if whole else 1)}{THIN}%"


def _scaled(value: float, before: str = "", *, plus: bool = False) -> str:
    for scale, suffix in SCALES:
        amount = abs(value) / scale
        if round(amount, 1) >= 1 or not suffix:
            digits = number(amount, 1 if amount < 100 and suffix else 0)
            sign = MINUS if value < 0 else "+" if plus else ""
            return f"{sign if digits.strip('0.') else ''}{before}{digits}{suffix}"
    raise AssertionError("the last scale takes every amount")


def percentile(rank: float) -> str:
    """Print a percentile in [0, 1] as an ordinal: ``98th``, ``99.9th``, ``0.4th``.

    Notes
    -----
    A rank is rounded to a whole percentile unless that would carry it over the edge of a band or
    to the end of the scale; then one decimal is printed, cut towards the middle, so that the
    figure never claims more than the band word beside it.
    """
    whole = round(100 * rank)
    high = all((rank < edge) == (whole < 100 * edge) for edge in HIGH_EDGES)
    low = all((rank <= edge) == (whole <= 100 * edge) for edge in LOW_EDGES)
    if 1 < whole < 99 and high and low:
        return f"{whole}{_suffix(whole)}"
    tenths = floor(1000 * rank + 1e-9) if rank >= 0.5 else ceil(1000 * rank - 1e-9)
    tenths = min(max(tenths, 1), 999)
    return f"{tenths / 10:.1f}{_suffix(tenths % 10)}"


def _suffix(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def ordinal(value: int) -> str:
    """Print ``1st``, ``2nd``, ``12th``."""
    return f"{number(value, 0)}{_suffix(value)}"


def day(value: date, today: date | None = None) -> str:
    """Print ``5 February``, with the year where it is not the year of ``today``."""
    year = "" if today is not None and value.year == today.year else f" {value.year}"
    return f"{value.day} {MONTHS[value.month - 1]}{year}"


def month(value: date) -> str:
    """Print ``January 1990``."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def plural(count: int, noun: str) -> str:
    """Print ``1 session``, ``9 sessions``."""
    return f"{number(count, 0)} {noun}{'' if count == 1 else 's'}"
