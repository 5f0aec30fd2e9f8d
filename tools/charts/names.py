"""Where the name of a threshold stands: beside it, where the line is least in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tools.charts.plot import Align, Level, Mark, Panel, Plot
from tools.charts.text import width

SIZE = 12
# What a name covers beside its threshold, in pixels, and how far apart two names keep.
NEAR, FAR = 2.0, 17.0
# The narrowest plot that names are placed for; in a wider one they cover less of it.
PLOT = 280.0
# The other name is left out where the line would run through so much of its length.
COVERED = 0.5
SIDES: Mapping[Align, float] = {"left": 0.0, "right": 1.0, "center": 0.5}


class Place(NamedTuple):
    """At which end of its threshold a name stands, and whether above it."""

    align: Align
    above: bool


class _Box(NamedTuple):
    left: float
    right: float
    low: float
    high: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.low < other.high
            and other.low < self.high
        )


def placed(panel: Panel, plot: Plot) -> list[tuple[Level, Place]]:
    """Return the thresholds of a panel whose names have room, each with the place of its name.

    The first is always named, and so is each beyond which lies stress.

    Parameters
    ----------
    panel : Panel
        The line and its thresholds, the first of which chooses first.
    plot : Plot
        Whose time axis and height it has.
    """
    out: list[tuple[Level, Place]] = []
    taken = [_mark(mark, panel, plot) for mark in panel.marks]
    segments = _segments(panel, plot)
    for level in panel.levels:
        options = [
            (_cost(box, segments, taken, panel.height(plot)), order, place, box)
            for order, (place, box) in enumerate(_options(level, panel, plot))
        ]
        cost, _, place, box = min(options, key=lambda option: option[:2])
        if out and not level.severe and cost > COVERED * (box.right - box.left):
            continue
        taken.append(box)
        out.append((level, place))
    return out


def _options(level: Level, panel: Panel, plot: Plot) -> list[tuple[Place, _Box]]:
    """Return the places of a name with what they cover: share of width, pixels from below."""
    share = min(1.0, width(level.label, SIZE) / PLOT)
    at = panel.pixels(level.value, plot)
    out = []
    for above in (level.upper, not level.upper):
        low, high = (at + NEAR, at + FAR) if above else (at - FAR, at - NEAR)
        for align, side in SIDES.items():
            left = side * (1.0 - share)
            out.append((Place(align, above), _Box(left, left + share, low, high)))
    return out


def _mark(mark: Mark, panel: Panel, plot: Plot) -> _Box:
    """Return what a named point covers, its name of lines below it included."""
    share = max(width(line, SIZE) for line in mark.lines) / PLOT
    at = (mark.day - plot.first) / (plot.session - plot.first)
    left = at - share * {"left": 0.0, "center": 0.5, "right": 1.0}[mark.align]
    top = panel.pixels(mark.value, plot)
    return _Box(left, left + share, top - FAR * (len(mark.lines) + 1), top)


def _segments(panel: Panel, plot: Plot) -> np.ndarray:
    """Return the line's pieces as boxes, shape (4, n - 1): left, right, low, high."""
    first, last = np.datetime64(plot.first, "us"), np.datetime64(plot.session, "us")
    x = (panel.days - first) / (last - first)
    y = panel.pixels(panel.values, plot)
    low, high = np.minimum(y[:-1], y[1:]), np.maximum(y[:-1], y[1:])
    return np.stack([x[:-1], x[1:], low, high])


def _cost(box: _Box, segments: np.ndarray, taken: Sequence[_Box], height: float) -> float:
    """Return how much of the line a name covers; a name never leaves the panel or meets another."""
    if box.low < 0 or box.high > height or any(box.meets(other) for other in taken):
        return float("inf")
    left, right, low, high = segments
    hit = (left < box.right) & (right > box.left) & (low < box.high) & (high > box.low)
    covered = np.minimum(right[hit], box.right) - np.maximum(left[hit], box.left)
    return round(float(covered.sum()), 3)
