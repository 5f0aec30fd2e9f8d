"""The desk's momentum chart: how far momentum fell, beside the worst of its past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tools.charts.episodes import episodes
from tools.charts.labels import day
from tools.charts.panels import Past, first_measured, index_peak, panel_of
from tools.charts.plot import Chart, Panel, Plot, as_date
from tools.charts.titles import Record, record_of
from tools.charts.window import first_day
from tools.charts.words import described, rank_of, remarks, source_of
from tools.formatting import figure, percentile
from tools.history import Histories
from tools.market.view import MarketView

READINGS = (
    "positioning.momentum_drawdown_21d",
    "positioning.momentum_raw_drawdown_21d",
    "positioning.momentum_french_drawdown_21d",
)
HEIGHT = 260
YEARS = 5.0
# Share of the depth that is left below the deepest point for its name.
BELOW = 0.25


def momentum_drawdown_chart(
    view: MarketView,
    histories: Histories,
    *,
    since: date | None = None,
    years: float | None = YEARS,
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
        How far back, and further where the title names an earlier day; None shows all. The rank is
        in the whole history always.

    Raises
    ------
    NotMeasured
        With the reason, where no drawdown of momentum has a history.
    """
    seen = first_measured(view, histories, READINGS)
    since = since or index_peak(view)
    deepest = _deepest(seen)
    named = deepest.since if deepest else None
    first = first_day(seen.days, seen.values, view.session, years, named=named)
    panel = _panel(seen, first, view.session)
    plot = Plot((panel,), first, view.session, since, HEIGHT)
    title = _title(seen)
    worst = ", ".join(" on ".join(mark.lines) for mark in panel.marks)
    return Chart(
        id="momentum-drawdown",
        title=title,
        subtitle=(
            f"{seen.spec.label}: percent below its highest of {seen.spec.window}; "
            f"{rank_of(seen, losses=True)}{remarks(seen, panel, view.session)}."
        ),
        source=source_of(seen.spec.source, view),
        alt=(
            f"{title}. {described(seen, panel, plot.moved)}"
            f"{f' The worst before this: {worst}.' if worst else ''}"
        ),
        plot=plot,
        simulated=view.ref.simulated,
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
    deepest = _deepest(seen)
    if deepest:
        return f"{below}, {deepest.words('deepest')}"
    if rank is None:
        return f"{below}, with too short a history to rank it"
    if rank >= 0.80:
        return f"{below}, {percentile(rank)} percentile of losses since {year}"
    if rank >= 0.20:
        return f"{below}, inside its usual range since {year}"
    return f"{below}, among its shallowest since {year}"


def _deepest(seen: Past) -> Record | None:
    """Return the record that the fall sets; None where it sets none."""
    found = record_of(seen)
    return found if found and found.side == "lowest" else None


def _panel(seen: Past, first: date, session: date) -> Panel:
    panel = panel_of(seen, first)
    low, high = panel.domain
    words = f"95th percentile of losses since {seen.since.year}"
    panel = replace(
        panel,
        domain=(low - BELOW * (high - low), high),
        levels=tuple(replace(level, label=words) for level in panel.levels if level.severe),
        filled=True,
    )
    return replace(panel, marks=episodes(panel, first, session, HEIGHT))
