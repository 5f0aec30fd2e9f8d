"""What history says of a day: its nearest dates, and the base rates of the named conditions."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from tools.analogs.base_rates import base_rates, nearest_rates
from tools.analogs.coordinates import COORDINATES
from tools.analogs.deepening import deepenings
from tools.analogs.nearest import nearest, own_nearest
from tools.history import Histories
from tools.market.view import MarketView
from tools.precedents import Analog, BaseRate, Deepening
from tools.records import NotMeasured
from tools.selloff import INDEX, Picture, picture


class Precedents(NamedTuple):
    """The nearest dates or why there are none, what followed, and how often falls went on."""

    analogs: tuple[Analog, ...]
    analogs_missing: str | None
    base_rates: tuple[BaseRate, ...]
    deepenings: tuple[Deepening, ...]


def precedents(view: MarketView, histories: Histories, seen: Picture) -> Precedents:
    """Return what history says of the view's session.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    histories : Histories
        Where readings and what follows from them are kept.
    seen : Picture
        What is selling off: a condition applies if it has held since the peak of what falls.
    """
    peaks = {move.asset: move.peak for move in seen.moves if move.hurts}
    found = nearest(view, histories)
    rates = base_rates(view, histories, peaks | {INDEX: seen.move.peak})
    deeper = deepenings(view, histories, rates)
    return Precedents(found.found, found.missing, (*nearest_rates(view, found), *rates), deeper)


def prepare(view: MarketView, histories: Histories) -> None:
    """Compute and keep what briefs of any date read: labels, conditions and past distances."""
    precedents(view, histories, picture(view, histories))
    # Momentum is measured late: briefs of the years before compare by the other readings.
    with suppress(NotMeasured):
        own_nearest(COORDINATES[:-1], view, histories)
