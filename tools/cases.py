"""A verdict's case put together from a market at a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache

from tools.events import timeline
from tools.history import Histories
from tools.market.view import MarketView
from tools.pillars.registry import specs
from tools.records import Contribution, Reading
from tools.routs import routs
from tools.selloff import INDEX, Picture, move_of, picture
from tools.timeline import WorstDay
from tools.verdict import Case
from tools.weights import weights

# A return is the change of expected earnings and that of the multiple; rates and the dollar imply a
# part of the second.
CONTRIBUTIONS = {
    "earnings estimates": "fundamentals.earnings_contribution",
    "rates": "macro.mimicking_return_rates",
    "dollar": "macro.mimicking_return_dollar",
}
# Long enough for an index that is published a week late to show the first days of a fall.
START = timedelta(days=12)


def case_of(view: MarketView, histories: Histories) -> Case:
    """Return the case of a market at the view's date from the readings that a verdict needs.

    Parameters
    ----------
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.

    Notes
    -----
    A brief, which has every reading at hand, calls ``assemble``; the verdict is the same.
    """
    seen = picture(view, histories)
    readings = {name: histories.reading(specs()[name], view) for name in needed()}
    return assemble(view, histories, seen, readings, timeline(view, seen.move.peak).days)


def assemble(
    view: MarketView,
    histories: Histories,
    seen: Picture,
    readings: Mapping[str, Reading],
    days: Sequence[WorstDay],
    asset: str = INDEX,
) -> Case:
    """Return the case from readings by id and the move's worst days.

    Raises
    ------
    UnwindError
        When the asset is unknown.
    """
    return Case(
        picture=seen,
        move=move_of(asset, seen),
        readings=readings,
        at_peak=_at_peak(seen, view, histories),
        at_start=_at_start(seen, view, histories),
        days=tuple(days),
        contributions=_contributions(readings) if asset == INDEX else (),
        routs=routs(view, histories, seen),
    )


@cache
def needed() -> tuple[str, ...]:
    """Return the ids of every reading that a verdict may rest on."""
    w = weights()
    names = [row.reading for row in w.evidence]
    names += [row.reading for row in w.trigger_evidence]
    names += [row.reading for row in w.falsifiers]
    names += [m for members in w.amplification.values() for m in members]
    return tuple(dict.fromkeys([*names, *CONTRIBUTIONS.values()]))


def _at_peak(seen: Picture, view: MarketView, histories: Histories) -> dict[str, Reading]:
    """Return the readings that the verdict wants as they stood when the move began."""
    wanted = [row.reading for row in weights().evidence if row.when == "peak"]
    wanted += [m for members in weights().vulnerability.values() for m in members]
    then = view.back(seen.move.peak)
    found = (histories.reading(specs()[metric], then) for metric in dict.fromkeys(wanted))
    return {reading.id: reading for reading in found if reading.value is not None}


def _at_start(seen: Picture, view: MarketView, histories: Histories) -> dict[str, Reading]:
    """Return the readings that must have led the fall, as they stood in its first days."""
    day = min(seen.move.peak + START, view.session)
    then = view.back(day)
    wanted = [row.reading for row in weights().trigger_evidence if row.led]
    return {metric: histories.reading(specs()[metric], then) for metric in wanted}


def _contributions(readings: Mapping[str, Reading]) -> tuple[Contribution, ...]:
    out = []
    for name, metric in CONTRIBUTIONS.items():
        reading = readings.get(metric)
        if reading is not None and reading.value is not None:
            out.append(Contribution(name, reading.value, metric))
    return tuple(out)
