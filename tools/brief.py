"""The brief: every reading, what is selling off, the verdict and the watch list, at a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pandas as pd

from tools.analogs.assemble import precedents
from tools.cases import assemble
from tools.events import timeline
from tools.events.fall import fall
from tools.events.stretch import fastest
from tools.history import Histories
from tools.market.view import MarketView
from tools.own import own_readings, own_specs
from tools.pillars.registry import specs
from tools.records import Brief, Move, NoteRef, Reading
from tools.selloff import INDEX, picture
from tools.verdict import verdict
from tools.watch import registered_tests, watch_list


def build(
    view: MarketView,
    histories: Histories,
    *,
    asset: str = "SPX",
    notes: Iterable[NoteRef] = (),
) -> Brief:
    """Return the brief of a market at the view's date.

    Parameters
    ----------
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.
    asset : str
        Whose move is reported; the verdict is on what the market as a whole did.
    notes : iterable of NoteRef
        Past notes that were recalled for it.

    Raises
    ------
    UnwindError
        When the asset is unknown.
    """
    seen = picture(view, histories)
    readings = histories.readings(view) + own_readings(view, histories)
    by_id = {r.id: r for r in readings}
    when = timeline(view, seen.move.peak)
    case = assemble(view, histories, seen, by_id, when.days, asset)
    past = precedents(view, histories, seen)
    return Brief(
        as_of=view.as_of,
        session=view.session,
        market=view.ref,
        selloff=seen.selloff,
        selloff_why=seen.why,
        selloff_share=seen.share,
        selloff_shares=seen.shares,
        selloff_since=seen.since,
        move=_stretched(case.move, view),
        moves=seen.moves,
        moves_missing=seen.missing,
        routs=case.routs,
        readings=readings,
        at_peak=tuple(case.at_peak.values()),
        at_start=tuple(case.at_start.values()),
        verdict=verdict(case),
        watch=watch_list(view, histories, seen, by_id),
        tests=registered_tests(view, histories, by_id),
        worst_days=when.days,
        breaks=when.breaks,
        calendar=when.calendar,
        analogs=past.analogs,
        analogs_missing=past.analogs_missing,
        base_rates=past.base_rates,
        deepenings=past.deepenings,
        notes=tuple(notes),
        fall=fall(view, histories, seen.move.peak),
    )


def _stretched(move: Move, view: MarketView) -> Move:
    """Return a move with the stretch in which most of it came, where it is the index's."""
    if move.asset != INDEX:
        return move
    closes = view.observations(INDEX)
    found = fastest(closes[closes.index >= pd.Timestamp(move.peak)])
    return replace(move, stretch_sessions=found[0], stretch_return=found[1]) if found else move


def reading_on(view: MarketView, histories: Histories, metric: str, day: date) -> Reading:
    """Return a reading as it was known on an earlier day.

    Raises
    ------
    KeyError
        When there is no such metric.
    ValueError
        When the day lies beyond the view.
    """
    then = view.back(day)
    spec = specs().get(metric) or own_specs(then)[metric]
    return histories.reading(spec, then)
