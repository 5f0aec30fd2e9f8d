"""Sparklines: a year of a reading in 88 by 24 pixels, beside its figure."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

WIDTH, HEIGHT, PAD = 88, 24, 3


def sparkline_svg(values: Sequence[float], move_from: int, stress_band: int) -> str:
    """Return an inline SVG: one line, the move shaded, the last value dotted by its band.

    Parameters
    ----------
    values : sequence of float
        In order of time; what is not finite breaks the line.
    move_from : int
        Position from which the move runs; that of the last value or beyond shades nothing.
    stress_band : int
        0 to 3, from normal to rare.

    Returns
    -------
    str
        Empty where nothing is finite. Hidden from screen readers: the figure stands beside it.
    """
    known = [v for v in values if isfinite(v)]
    if not known:
        return ""
    low, high = min(known), max(known)
    across = (WIDTH - 2 * PAD) / max(len(values) - 1, 1)
    up = (HEIGHT - 2 * PAD) / (high - low) if high > low else 0.0

    def x(position: int) -> float:
        return PAD + across * position

    def y(value: float) -> float:
        return HEIGHT - PAD - up * (value - low) if up else HEIGHT / 2

    path, pen = [], "M"
    for position, value in enumerate(values):
        if isfinite(value):
            path.append(f"{pen}{x(position):.1f} {y(value):.1f}")
        pen = "L" if isfinite(value) else "M"
    last = max(i for i, v in enumerate(values) if isfinite(v))
    start = max(move_from, 0)
    shade = (
        f'<rect x="{x(start):.1f}" y="0" width="{x(len(values) - 1) - x(start):.1f}" '
        f'height="{HEIGHT}" fill="var(--uw-ink)" fill-opacity=".1"/>'
        if start < len(values) - 1
        else ""
    )
    return (
        f'<svg class="uw-spark" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">{shade}'
        f'<path d="{"".join(path)}" fill="none" stroke="var(--uw-muted)" stroke-width="1.2"/>'
        f'<circle cx="{x(last):.1f}" cy="{y(values[last]):.1f}" r="2.4" '
        f'fill="var(--uw-s{min(max(stress_band, 0), 3)})"/></svg>'
    )
