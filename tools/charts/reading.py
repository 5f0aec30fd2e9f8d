"""The default chart of any reading: its history as it was known, and where it stands in it."""

from __future__ import annotations

from datetime import date

from tools.charts.labels import day
from tools.charts.panels import first_day, index_peak, panel_of, past
from tools.charts.plot import Chart, Panel, Plot, as_date
from tools.charts.words import described, finding, rank_of, source_of, unit_of
from tools.history import Histories
from tools.market.view import MarketView

YEARS = 5.0


def history_chart(
    view: MarketView,
    histories: Histories,
    reading_id: str,
    *,
    since: date | None = None,
    years: float | None = YEARS,
) -> Chart:
    """Return the chart of a reading's history up to the view's session.

    Parameters
    ----------
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.
    reading_id : str
        Which reading.
    since : date, optional
        When the move began that is shaded; the peak of the S&P 500's current leg by default.
    years : float, optional
        How far back; None shows all. The thresholds always rank in the whole history.

    Raises
    ------
    NotMeasured
        With the reason, where there is no value yet.
    KeyError
        When there is no such reading.
    """
    seen = past(view, histories, reading_id)
    first = first_day(seen.days, view.session, years)
    panel = panel_of(seen, first)
    plot = Plot((panel,), first, view.session, since or index_peak(view))
    title, unit = finding(seen), unit_of(seen)
    return Chart(
        id=f"history-{reading_id.replace('.', '-').replace('_', '-')}",
        title=title,
        subtitle=(
            f"{unit[0].upper()}{unit[1:]}, {seen.spec.window}; from "
            f"{day(as_date(panel.days[0]))}; {rank_of(seen.reading)}{_cut(panel)}."
        ),
        source=source_of(seen.spec.source, view, plot.shaded_from),
        alt=f"{title}. {described(seen, panel, plot.since)}",
        plot=plot,
    )


def _cut(panel: Panel) -> str:
    """Return how many values the axis does not reach; nothing where it reaches all."""
    if not panel.beyond:
        return ""
    return f"; {panel.beyond:,} {'value' if panel.beyond == 1 else 'values'} beyond the axis"
