"""The default chart of any reading: its history as it was known, and where it stands in it."""

from __future__ import annotations

from datetime import date

from tools.charts.panels import index_peak, panel_of, past
from tools.charts.plot import HEIGHT, Chart, Plot
from tools.charts.titles import finding, since_when
from tools.charts.window import Years, first_day
from tools.charts.words import described, rank_of, remarks, shown, source_of
from tools.history import Histories
from tools.market.view import MarketView

WORDED_HEIGHT = 120


def history_chart(
    view: MarketView,
    histories: Histories,
    reading_id: str,
    *,
    since: date | None = None,
    years: Years = "fit",
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
    years : float, "fit" or None
        How far back: as suits series and title by default; None shows all. The thresholds always
        rank in the whole history.

    Raises
    ------
    NotMeasured
        With the reason, where there is no value yet.
    KeyError
        When there is no such reading.
    """
    seen = past(view, histories, reading_id)
    since = since or index_peak(view)
    named = since_when(seen) if years == "fit" else None
    first = first_day(seen.days, seen.values, view.session, years, seen.spec.frequency, named)
    panel = panel_of(seen, first)
    height = WORDED_HEIGHT if seen.kind in ("indicator", "sign") else HEIGHT
    plot = Plot((panel,), first, view.session, since, height)
    title = finding(seen, since)
    return Chart(
        id=f"history-{reading_id.replace('.', '-').replace('_', '-')}",
        title=title,
        subtitle=f"{shown(seen)}; {rank_of(seen)}{remarks(seen, panel, view.session)}.",
        source=source_of(seen.spec.source, view),
        alt=f"{title}. {described(seen, panel, plot.moved)}",
        plot=plot,
        simulated=view.ref.simulated,
    )
