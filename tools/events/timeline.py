"""All of a move's timeline at once, from one reading of the market."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from tools.events.around import calendar
from tools.events.assets import paths
from tools.events.dated import held
from tools.events.days import Days
from tools.events.leads import break_order
from tools.market.view import MarketView
from tools.timeline import BreakOrder, Calendar, WorstDay


@dataclass(frozen=True, slots=True)
class Timeline:
    """The worst days, the order in which assets broke and the calendar around the session."""

    days: tuple[WorstDay, ...]
    breaks: BreakOrder
    calendar: Calendar


def timeline(view: MarketView, peak: date) -> Timeline:
    """Return the timeline of the index's move since its peak.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    peak : date
        The index's peak.
    """
    found, tracks = held(view), paths(view, pd.Timestamp(peak))
    days, order = Days(view, peak, found, tracks), break_order(view, peak, tracks)
    if order.first_break is not None:
        order = replace(order, day=days.on(pd.Timestamp(order.first_break)))
    return Timeline(days.worst(), order, calendar(view, found))
