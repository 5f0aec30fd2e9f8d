"""How scores are printed: shares, skills and intervals, with a dash where there is no figure."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from tools.formatting import THIN, number
from tools.validation.runs import TROUGH
from tools.validation.scores import Interval

DASH = "—"
FEW = "too few to tell"


def share(value: float) -> str:
    """Print ``68 %``."""
    return DASH if isnan(value) else f"{number(100 * value, 0)}{THIN}%"


def shares(found: Interval) -> str:
    """Print ``68 % [46, 84]``; a share of too few cases is not printed."""
    if isnan(found.value):
        return DASH
    if found.few:
        return FEW
    return f"{share(found.value)} [{number(100 * found.low, 0)}, {number(100 * found.high, 0)}]"


def alone(found: Interval) -> str:
    """Print a share without its interval; a dash for one of too few cases."""
    return DASH if found.few else share(found.value)


def score(value: float, *, plus: bool = False) -> str:
    """Print ``0.37`` or, with ``plus``, ``+0.08``."""
    return DASH if isnan(value) else number(value, 2, plus=plus)


def skill(found: Interval) -> str:
    """Print ``+0.08 [−0.20, 0.33]``, without the ends where there are none."""
    if isnan(found.low):
        return score(found.value, plus=True)
    return f"{score(found.value, plus=True)} [{score(found.low)}, {score(found.high)}]"


def points(found: Interval) -> str:
    """Print a difference of shares: ``+7 points [−10, 24]``."""
    ends = f" [{number(100 * found.low, 0)}, {number(100 * found.high, 0)}]"
    return f"{number(100 * found.value, 0, plus=True)} points{'' if isnan(found.low) else ends}"


def count(value: float) -> str:
    """Print a count that may be a sum of soft labels: ``20``, ``4.4``."""
    whole = abs(value - round(value)) < 0.05
    return number(value, 0 if whole else 1)


def on(when: str) -> str:
    """Print ``on day 3``, ``at the trough``."""
    return "at the trough" if when == TROUGH else f"on {when}"


def was(n: float) -> str:
    """Return the verb of so many."""
    return "was" if n == 1 else "were"


def weights(label: Mapping[str, float]) -> str:
    """Print a soft label, the heaviest first: ``macro``, ``macro 0.7, positioning 0.3``."""
    if not label:
        return DASH
    found = sorted(label.items(), key=lambda item: -item[1])
    if len(found) == 1:
        return found[0][0]
    return ", ".join(f"{name} {weight:.1f}" for name, weight in found)


def listed(names: list[str]) -> str:
    """Print ``a``, ``a and b`` or ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
