"""The worst falls of a drawdown, named so that no name covers another or the line."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from tools.charts.labels import day
from tools.charts.plot import Align, Mark, Panel, as_date
from tools.formatting import figure

# Episodes are this far apart. What is more recent is the current one, whose value is labelled.
APART = timedelta(days=150)
MOST = 5
DEEP = 0.05
RECENT = timedelta(days=31)
# A name of two lines in pixels: how far it reaches left and right of its point, where it begins
# below it, and its height.
EXTENTS: Mapping[Align, tuple[int, int]] = {"center": (-34, 34), "left": (0, 68), "right": (-68, 0)}
NAME_TOP, NAME_HEIGHT, BETWEEN = 10, 34, 8
# As many names as can be have room in a full chart, and then the deepest in a narrow one.
FULL, NARROW = 640, 340
# What lies right of the session, in pixels.
ROOM = 64


class _Point(NamedTuple):
    """A trough: share of the time axis, pixels from the top, shares to deeper line each side."""

    x: float
    y: float
    left: float
    right: float


def episodes(panel: Panel, first: date, session: date, height: float) -> tuple[Mark, ...]:
    """Return the deepest falls before the current one.

    Parameters
    ----------
    panel : Panel
        Drawdowns, 0 or below.
    first, session : date
        The ends of the time axis.
    height : float
        Of the panel in pixels.

    Returns
    -------
    tuple of Mark
        At most five, deepest first, at least 150 days apart; ``least`` is the width in pixels
        from which a name meets no edge, no deeper stretch of the line and no name of a deeper fall.
    """
    found = _deepest(panel, session)
    points = _points(found, panel, first, session, height)
    choices = itertools.product(EXTENTS, repeat=len(found))

    def cost(aligns: tuple[Align, ...]) -> tuple[int, list[int]]:
        least = _least(points, aligns)
        return sum(width > FULL for width in least), [max(width, NARROW) for width in least]

    best = min(choices, key=cost)
    return tuple(
        Mark(when, value, (figure(value, panel.kind), day(when)), align, least)
        for (when, value), align, least in zip(found, best, _least(points, best), strict=True)
    )


def _deepest(panel: Panel, session: date) -> list[tuple[date, float]]:
    days, values = panel.days, panel.values
    limit = min(float(np.quantile(values, DEEP)), -1e-9)
    found: list[tuple[date, float]] = []
    for position in np.argsort(values, kind="stable"):
        when, value = as_date(days[position]), float(values[position])
        if value > limit or len(found) == MOST:
            break
        if session - when > RECENT and all(abs(when - other) >= APART for other, _ in found):
            found.append((when, value))
    return found


def _points(
    found: Sequence[tuple[date, float]], panel: Panel, first: date, session: date, height: float
) -> list[_Point]:
    start, end = np.datetime64(first, "us"), np.datetime64(session, "us")
    scale = height / (panel.domain[1] - panel.domain[0])
    x = (panel.days - start) / (end - start)
    y = (panel.domain[1] - panel.values) * scale
    out = []
    for when, value in found:
        at = (np.datetime64(when, "us") - start) / (end - start)
        top = (panel.domain[1] - value) * scale
        away = x[y > top + NAME_TOP] - at
        left, right = -away[away < 0], away[away > 0]
        out.append(
            _Point(float(at), top, float(left.min(initial=1.0)), float(right.min(initial=1.0)))
        )
    return out


def _least(points: Sequence[_Point], aligns: Sequence[Align]) -> list[int]:
    """Return for each name the width of the chart from which it meets nothing before it.

    Parameters
    ----------
    points : sequence of _Point
        Where the troughs lie.
    aligns : sequence of Align
        On which side of its point each name stands.
    """
    out: list[int] = []
    for number, (point, align) in enumerate(zip(points, aligns, strict=True)):
        low, high = EXTENTS[align]
        needs = [
            -low / max(point.x, 1e-6),
            high / max(1 - point.x, 1e-6),
            -low / max(point.left, 1e-6),
            high / max(point.right, 1e-6),
        ]
        for other, side in zip(points[:number], aligns, strict=False):
            if abs(point.y - other.y) < NAME_HEIGHT:
                other_low, other_high = EXTENTS[side]
                overlap = high - other_low if point.x < other.x else other_high - low
                needs.append((overlap + BETWEEN) / abs(point.x - other.x))
        out.append(ROOM + round(max(0.0, *needs)))
    return out
