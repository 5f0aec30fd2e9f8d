"""The desk's skew chart: what options ask for the index's tail, by index and by option chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tools.charts.labels import day
from tools.charts.panels import Past, first_measured, index_peak, panel_of, past
from tools.charts.plot import Chart, Panel, Plot, as_date
from tools.charts.titles import finding, record_of, since_when
from tools.charts.window import first_day
from tools.charts.words import described, rank_of, shown, source_of
from tools.formatting import figure
from tools.history import Histories
from tools.market.view import MarketView
from tools.records import NotMeasured

INDEX, CHAIN = "positioning.skew_index", "positioning.skew_25d"
HEIGHT = 260
YEARS = 3.0
# Where the two panels lie, as shares of the height, the lower with its name above.
UPPER, LOWER = (0.0, 0.66), (0.8, 1.0)
# A change since the peak that is worth a title, in points of the index, and its middle ranks.
MOVED = 5.0
MIDDLE = (0.05, 0.95)


def skew_chart(view: MarketView, histories: Histories, *, since: date | None = None) -> Chart:
    """Return the SKEW index and, below it, the 25-delta skew of the option chains.

    Parameters
    ----------
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.
    since : date, optional
        When the move began that is shaded; the peak of the S&P 500's current leg by default.

    Raises
    ------
    NotMeasured
        With the reason, where neither has a history.
    """
    seen = first_measured(view, histories, (INDEX, CHAIN))
    since = since or index_peak(view)
    first = first_day(seen.days, seen.values, view.session, YEARS, named=since_when(seen))
    upper = panel_of(seen, first)
    title = _title(seen, since)
    words, spoken, source = rank_of(seen), described(seen, upper, since), seen.spec.source
    panels: tuple[Panel, ...] = (upper,)
    if seen.spec.id == INDEX:
        try:
            chain = past(view, histories, CHAIN)
        except NotMeasured as why:
            words += f"; 25-delta skew not measured: {why}"
        else:
            panels = _both(seen, upper, chain, first)
            words += f". {chain.spec.label}: {_last(chain)}"
            spoken += f" Below it, {chain.spec.label}: {described(chain, panels[-1], since)}"
            source += f"; {chain.spec.source}"
    plot = Plot(panels, first, view.session, since, HEIGHT)
    return Chart(
        id="skew",
        title=title,
        subtitle=f"{seen.spec.label}, {shown(seen)[0].lower()}{shown(seen)[1:]}; {words}.",
        source=source_of(source, view),
        alt=f"{title}. {spoken}",
        plot=plot,
        simulated=view.ref.simulated,
    )


def _title(seen: Past, since: date) -> str:
    """Return the SKEW's record or rank, or else what it did in the move."""
    rank, then = seen.reading.percentile, seen.on(since)
    usual = rank is not None and MIDDLE[0] < rank < MIDDLE[1]
    if seen.spec.id == INDEX and usual and then is not None and not record_of(seen):
        change = float(seen.values[-1]) - then
        if abs(change) >= MOVED:
            way = "risen" if change > 0 else "fallen"
            size = figure(abs(change), "points")
            now = figure(float(seen.values[-1]), seen.kind)
            return f"{seen.spec.label} has {way} {size} points since the peak, to {now}"
    return finding(seen, since)


def _both(seen: Past, upper: Panel, chain: Past, first: date) -> tuple[Panel, Panel]:
    lower = panel_of(chain, min(first, as_date(chain.days[-1])))
    return (
        replace(upper, top=UPPER[0], bottom=UPPER[1], name=seen.spec.label),
        replace(lower, top=LOWER[0], bottom=LOWER[1], name=chain.spec.label),
    )


def _last(chain: Past) -> str:
    """Return the last skew of a chain, and how many there are or how old it is."""
    value, count = figure(float(chain.values[-1]), chain.kind), len(chain.values)
    if chain.reading.value is None:
        return f"last measured on {day(as_date(chain.days[-1]))}, at {value} points"
    many = "measurement" if count == 1 else "measurements"
    return f"{value} points, {count} {many} since {day(chain.since)}"
