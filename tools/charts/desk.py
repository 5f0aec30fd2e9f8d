"""The charts of the desk note, those that can be drawn."""

from __future__ import annotations

from datetime import date

from tools.charts.momentum import momentum_drawdown_chart
from tools.charts.plot import Chart
from tools.charts.skew import skew_chart
from tools.history import Histories
from tools.market.view import MarketView
from tools.records import NotMeasured


def desk_charts(
    view: MarketView, histories: Histories, *, since: date | None = None
) -> tuple[Chart, ...]:
    """Return momentum's drawdown and the skew; one without any history is left out.

    Parameters
    ----------
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.
    since : date, optional
        When the move began that is shaded; the peak of the S&P 500's current leg by default.
    """
    charts: list[Chart] = []
    for make in (momentum_drawdown_chart, skew_chart):
        try:
            charts.append(make(view, histories, since=since))
        except NotMeasured:
            continue
    return tuple(charts)
