"""The desk's momentum chart: how far momentum fell, beside the worst of its past."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from tools.charts.labels import day, month
from tools.charts.panels import Past, first_day, first_measured, index_peak, panel_of
from tools.charts.plot import Align, Chart, Mark, Panel, Plot, as_date
from tools.charts.words import described, rank_of, record, source_of
from tools.formatting import figure, percentile
from tools.history import Histories
from tools.market.view import MarketView

READINGS = (
    "positioning.momentum_drawdown_21d",
    "positioning.momentum_raw_drawdown_21d",
    "positioning.momentum_french_drawdown_21d",
)
# Episodes are this far apart. What is more recent is the current one, whose value is labelled.
APART = timedelta(days=150)
MOST = 5
DEEP = 0.05
RECENT = timedelta(days=31)
# A name of two lines in pixels: how far it reaches left and right of its point, and its height.
EXTENTS: Mapping[Align, tuple[int, int]] = {"center": (-34, 34), "left": (0, 68), "right": (-68, 0)}
NAME_HEIGHT, BETWEEN = 34, 8
# As many names as can be have room in a full chart, and then the deepest in a narrow one.
FULL, NARROW = 640, 340
# What lies right of the session, in pixels.
ROOM = 110
HEIGHT = 250
# Share of the depth that is left below the deepest point for its name.
BELOW = 0.25


def momentum_drawdown_chart(
    view: MarketView,
    histories: Histories,
    *,
    since: date | None = None,
    years: float | None = None,
) -> Chart:
    """Return momentum's drawdown, its worst episodes named.

    Parameters
    ----------
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.
    since : date, optional
        When the move began that is shaded; the peak of the S&P 500's current leg by default.
    years : float, optional
        How far back; the whole history by default. The rank is in the whole history always.

    Raises
    ------
    NotMeasured
        With the reason, where no drawdown of momentum has a history.
    """
    seen = first_measured(view, histories, READINGS)
    first = first_day(seen.days, view.session, years)
    panel = _panel(seen, first, view.session)
    plot = Plot((panel,), first, view.session, since or index_peak(view), HEIGHT)
    title = _title(seen)
    named = ", ".join(" on ".join(mark.lines) for mark in panel.marks)
    return Chart(
        id="momentum-drawdown",
        title=title,
        subtitle=(
            f"{seen.spec.label}: percent below its highest of {seen.spec.window}; from "
            f"{month(max(first, seen.since))}; {rank_of(seen.reading, losses=True)}."
        ),
        source=source_of(seen.spec.source, view, plot.shaded_from),
        alt=(
            f"{title}. {described(seen, panel, plot.since)}"
            f"{f' The worst before this: {named}.' if named else ''}"
        ),
        plot=plot,
    )


def _title(seen: Past) -> str:
    """Return how deep momentum stands, and how rare that is."""
    depth = figure(float(seen.values[-1]), seen.kind, unsigned=True)
    rank, year = seen.reading.stress, seen.since.year
    if seen.reading.value is None:
        last = day(as_date(seen.days[-1]))
        return f"Momentum's drawdown is not measured at this date; it was {depth} on {last}"
    if depth == figure(0.0, seen.kind):
        return "Momentum is at its 21-day peak"
    below = f"Momentum is {depth} below its 21-day peak"
    deepest = record(seen.days, seen.values)
    if deepest is not None and deepest.side == "lowest":
        return f"{below}, {deepest.words('deepest')}"
    if rank is None:
        return f"{below}, with too short a history to rank it"
    if rank >= 0.80:
        return f"{below}, {percentile(rank)} percentile of losses since {year}"
    if rank >= 0.20:
        return f"{below}, inside its usual range since {year}"
    return f"{below}, among its shallowest since {year}"


def _panel(seen: Past, first: date, session: date) -> Panel:
    panel = panel_of(seen, first)
    low, high = panel.domain
    words = f"95th percentile of losses since {seen.since.year}"
    panel = replace(
        panel,
        domain=(low - BELOW * (high - low), high),
        levels=tuple(replace(level, label=words) for level in panel.levels),
    )
    return replace(panel, marks=episodes(panel, first, session))


def episodes(panel: Panel, first: date, session: date) -> tuple[Mark, ...]:
    """Return the deepest falls before the current one, named so that their names keep apart.

    Parameters
    ----------
    panel : Panel
        Drawdowns, 0 or below.
    first, session : date
        The ends of the time axis.

    Returns
    -------
    tuple of Mark
        At most five, deepest first, at least 150 days apart; ``least`` is the width in pixels
        from which a name meets neither an edge nor the name of a deeper fall.
    """
    days, values = panel.days, panel.values
    limit = min(float(np.quantile(values, DEEP)), -1e-9)
    found: list[tuple[date, float]] = []
    for position in np.argsort(values, kind="stable"):
        when, value = as_date(days[position]), float(values[position])
        if value > limit or len(found) == MOST:
            break
        if session - when > RECENT and all(abs(when - other) >= APART for other, _ in found):
            found.append((when, value))
    span = (session - first).days
    scale = HEIGHT / (panel.domain[1] - panel.domain[0])
    places = [((when - first).days / span, -value * scale) for when, value in found]
    choices = itertools.product(EXTENTS, repeat=len(found))

    def cost(aligns: tuple[Align, ...]) -> tuple[int, list[int]]:
        least = _least(places, aligns)
        return sum(width > FULL for width in least), [max(width, NARROW) for width in least]

    best = min(choices, key=cost)
    return tuple(
        Mark(when, value, (figure(value, panel.kind), day(when)), align, least)
        for (when, value), align, least in zip(found, best, _least(places, best), strict=True)
    )


def _least(places: Sequence[tuple[float, float]], aligns: Sequence[Align]) -> list[int]:
    """Return for each name the width of the chart from which it meets nothing before it.

    Parameters
    ----------
    places : sequence of (float, float)
        Share of the time axis, and pixels from the top.
    aligns : sequence of Align
        On which side of its point each name stands.
    """
    out: list[int] = []
    for number, ((x, y), align) in enumerate(zip(places, aligns, strict=True)):
        low, high = EXTENTS[align]
        needs = [-low / max(x, 1e-6), high / max(1 - x, 1e-6)]
        for (other_x, other_y), other in zip(places[:number], aligns, strict=False):
            if abs(y - other_y) < NAME_HEIGHT:
                other_low, other_high = EXTENTS[other]
                overlap = high - other_low if x < other_x else other_high - low
                needs.append((overlap + BETWEEN) / abs(x - other_x))
        out.append(ROOM + round(max(0.0, *needs)))
    return out
