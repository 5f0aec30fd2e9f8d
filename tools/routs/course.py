"""How a rout went: its worst day so far, what yields did on it, and what was dated on its days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from tools.events.dated import held
from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.scaling import SIGMA_WINDOW, additive
from tools.records import DatedEvent, NotMeasured
from tools.routed import Part
from tools.routs.around import made
from tools.routs.rules import rules
from tools.selloff.families import Family
from tools.selloff.tracks import levels

YIELD = "DGS10"


class Dates:
    """The dated events of a market by session, read when they are first asked for."""

    def __init__(self, view: MarketView) -> None:
        self._view = view

    @cached_property
    def _events(self) -> dict[pd.Timestamp, list[DatedEvent]]:
        return held(self._view).by_session(self._view.sessions)

    def of(self, days: Iterable[pd.Timestamp]) -> tuple[DatedEvent, ...]:
        """Return the events of some days, each once."""
        return tuple(dict.fromkeys(e for day in days for e in self._events.get(day, ())))


def course(
    family: Family, start: date, view: MarketView, histories: Histories, dates: Dates
) -> tuple[tuple[Part, ...], tuple[DatedEvent, ...]]:
    """Return a rout's worst day, and the events of its first and its worst day.

    Parameters
    ----------
    family : Family
        What is in a rout.
    start : date
        The close at which the rout began.
    view : MarketView
        The as-of market.
    histories : Histories
        The metrics' histories of the same market.
    dates : Dates
        What was dated.

    Returns
    -------
    tuple of Part
        The worst change between two observations since the rout began, its z over the standard
        deviation of the 504 changes up to there, and the 10-year's change on that day where it is
        known; each ranked among all such changes. Empty where nothing was observed since, where a
        price fell to zero or below, which has no logarithm, and where there is too little before.
    tuple of DatedEvent
        As they are dated; one that fell on a day without trading counts for the next session.
    """
    level, _ = levels(family, view, histories)
    begin = pd.Timestamp(start)
    fresh = level[level.index > begin].dropna()
    if fresh.empty or (family.scale == "log" and (fresh <= 0.0).any()):
        return (), ()
    changes = additive(level, family.scale).diff().dropna()
    own = changes[changes.index > begin]
    day = pd.DatetimeIndex(own.index)[int((family.sign * own).to_numpy().argmin())]
    return _worst(family, day, changes, begin, view), dates.of([fresh.index[0], day])


def _worst(
    family: Family, day: pd.Timestamp, changes: pd.Series, begin: pd.Timestamp, view: MarketView
) -> tuple[Part, ...]:
    log = family.scale == "log"
    sizes = np.expm1(changes) if log else changes
    sd = changes[changes.index <= begin].rolling(SIGMA_WINDOW).std()
    rows = [("worst_day", sizes, "percent" if log else "bp")]
    if len(sd) and sd.iloc[-1] > 0.0:
        rows.append(("worst_day_z", changes / sd.iloc[-1], "sigma"))
    if view.has(YIELD):
        yields = additive(view.observations(YIELD), "bp").diff().dropna()
        rows += [("worst_day_rates_10y", yields, "bp")] if day in yields.index else []
    found = []
    for name, values, display in rows:
        try:
            sample = values.to_numpy()
            found.append(made(rules().named(name), values[day], sample, day.date(), display))
        except NotMeasured:
            continue
    return tuple(found)
