"""How often a fall went on: from a first close below the year's high to a deeper one.

The question behind "does this become a bear market?": of past falls of five per cent, how many
reached ten or twenty before the high that they fell from was seen again.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from tools.analogs.conditions import CONDITIONS
from tools.analogs.held import held
from tools.analogs.outcomes import LEAST
from tools.analogs.series import drawdown_highs
from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.panel import Floats
from tools.precedents import LEVEL, BaseRate, Deepening
from tools.records import NotMeasured

# From a condition of the table to the falls from the same high that are asked for.
DEEPER: dict[str, tuple[float, ...]] = {"first_5pct": (-0.10, -0.20), "first_10pct": (-0.20,)}


def deepenings(
    view: MarketView, histories: Histories, rates: tuple[BaseRate, ...]
) -> tuple[Deepening, ...]:
    """Return how often falls of each kind went on, as far as that was settled by the session.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    histories : Histories
        Where the conditions are kept.
    rates : tuple of BaseRate
        Those of the day, which say whether a condition applies.
    """
    applies = {rate.condition: rate.applies for rate in rates}
    close, highs = drawdown_highs(view)
    out = []
    for condition in CONDITIONS:
        for depth in DEEPER.get(condition.id, ()):
            try:
                found = held(condition, view, histories)
            except NotMeasured:
                continue
            days = found.dates[found.event]
            at = np.searchsorted(close.index.to_numpy("datetime64[us]"), days)
            went = settled(close.to_numpy(), highs.to_numpy(), at, depth)
            out.append(_row(condition.id, condition.label, depth, went, applies.get(condition.id)))
    return tuple(out)


def settled(close: Floats, highs: Floats, at: npt.NDArray[np.int64], depth: float) -> list[bool]:
    """Return for each fall that was settled whether it went on, before its high was seen again.

    Parameters
    ----------
    close, highs : ndarray of float, shape (sessions,)
        Closes, and the high of the year at each of them.
    at : ndarray of int
        Where the falls began to count.
    depth : float
        The deeper fall from the same high, a ratio < 0.
    """
    out = []
    for i in at:
        later = close[i:]
        deep, back = later <= highs[i] * (1.0 + depth), later >= highs[i]
        if (deep | back).any():
            out.append(bool(deep[int((deep | back).argmax())]))
    return out


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return Wilson's interval of a share; ``n`` is at least one.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22(158), 209-212.
    """
    z = NormalDist().inv_cdf((1.0 + LEVEL) / 2.0)
    share, spread = hits / n, z * z / n
    centre = (share + spread / 2.0) / (1.0 + spread)
    half = z * math.sqrt(share * (1.0 - share) / n + spread / (4.0 * n)) / (1.0 + spread)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _row(
    condition: str, label: str, depth: float, went: list[bool], applies: bool | None
) -> Deepening:
    name = f"{condition.removeprefix('first_').removesuffix('pct')}_{round(-100 * depth)}"
    n, hits = len(went), sum(went)
    if n < LEAST:
        why = f"too few to tell, as {n} such falls are settled so far, and it takes {LEAST}"
        return Deepening(name, condition, label, depth, n, applies, missing=why)
    low, high = wilson(hits, n)
    return Deepening(name, condition, label, depth, n, applies, hits / n, low, high)
