"""The watch list at a date: which thresholds are watched, how far off they are, what followed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from tools.analogs.outcomes import Aftermath
from tools.history import Histories
from tools.market.view import MarketView
from tools.precedents import Outcome
from tools.records import NotMeasured, Reading, Watch
from tools.selloff import INDEX, Picture
from tools.watch.firings import COOL_OFF, firings, run_start
from tools.watch.record import Record, record
from tools.watch.rows import WatchRow, registered, rows

MONTH, QUARTER = 21, 63


@dataclass(frozen=True, slots=True)
class _Found:
    """A row's item, and the sessions on which it fired before, where it has a record."""

    row: WatchRow
    item: Watch
    before: pd.DatetimeIndex | None = None


def watch_list(
    view: MarketView, histories: Histories, seen: Picture, readings: Mapping[str, Reading]
) -> tuple[Watch, ...]:
    """Return what is watched at the view's session, in what is selling off.

    Parameters
    ----------
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.
    seen : Picture
        What is selling off.
    readings : Mapping of str to Reading
        The brief's readings by id.

    Returns
    -------
    tuple of Watch
        What has fired first, the newest crossing at the top, then the nearest to firing in its own
        usual moves. Behind them those that could not be measured, in the table's order: they keep
        a threshold and have no outcome.
    """
    found = [_find(row, view, histories, readings[row.reading]) for row in rows() if _on(row, seen)]
    kept = _rungs(found)
    measured = sorted((f for f in kept if f.item.fired is not None), key=_order)
    after = Aftermath(view.observations(INDEX))
    return (
        *(replace(f.item, followed=_followed(f, after, MONTH, QUARTER)) for f in measured),
        *(f.item for f in kept if f.item.fired is None),
    )


def registered_tests(
    view: MarketView, histories: Histories, readings: Mapping[str, Reading]
) -> tuple[Watch, ...]:
    """Return the registered tests as items of a watch list, in their order, whatever sells off.

    What followed is told over a month alone.
    """
    found = (_find(row, view, histories, readings[row.reading]) for row in registered())
    after = Aftermath(view.observations(INDEX))
    return tuple(replace(f.item, followed=_followed(f, after, MONTH)) for f in found)


def items_of(
    named: Collection[str],
    view: MarketView,
    histories: Histories,
    readings: Mapping[str, Reading],
) -> tuple[Watch, ...]:
    """Return the items of some readings, one a reading, whatever is selling off.

    Of several thresholds of one reading it is the next that has not fired. What followed is left
    out.
    """
    found: dict[str, _Found] = {}
    for row in rows():
        if row.reading not in named:
            continue
        f = _find(row, view, histories, readings[row.reading])
        if row.reading not in found or _rung(f) < _rung(found[row.reading]):
            found[row.reading] = f
    return tuple(f.item for f in found.values())


def prepare(view: MarketView, histories: Histories) -> None:
    """Make and keep the record of every row and test, so that no brief has to."""
    for row in (*rows(), *registered()):
        try:
            record(row, view, histories)
        except NotMeasured:
            continue


def _on(row: WatchRow, seen: Picture) -> bool:
    """Tell whether a row is watched in what is selling off."""
    routed = not row.routed or any(asset in seen.routed for asset in row.routed)
    return routed and seen.selloff in row.during


def _order(found: _Found) -> tuple[bool, float]:
    """Return what sorts the newest crossing first, then the nearest to one."""
    if found.item.fired:
        return False, float(found.item.sessions or 0)
    far = found.item.distance_sigmas
    return True, float("inf") if far is None else abs(far)


def _rungs(found: Sequence[_Found]) -> list[_Found]:
    """Return the items with one of each ladder: the nearest that has not fired, else the newest."""
    best: dict[str, _Found] = {}
    for f in found:
        if f.row.ladder is None:
            continue
        rung = best.setdefault(f.row.ladder, f)
        if _rung(f) < _rung(rung):
            best[f.row.ladder] = f
    return [f for f in found if f.row.ladder is None or best[f.row.ladder] is f]


def _rung(found: _Found) -> tuple[int, float]:
    state = {False: 0, True: 1, None: 2}[found.item.fired]
    return state, _order(found)[1]


def _find(row: WatchRow, view: MarketView, histories: Histories, reading: Reading) -> _Found:
    """Return a row's item, all but what followed."""
    past, why = None, reading.missing or "its history is too short for a threshold"
    try:
        past = record(row, view, histories)
    except NotMeasured:
        pass
    limit = _threshold(row, past)
    above, below = (None, None) if limit is None else row.limits(reading.value, limit)
    item = Watch(
        reading=row.reading,
        above=above,
        below=below,
        value=reading.value,
        fired=None,
        fired_share=None,
        why=why,
        name=row.name,
        reason=row.reason,
        origin="level" if row.percentile is None else "percentile",
        percentile=row.percentile,
        falsifier=row.falsifier,
    )
    if past is None or limit is None or reading.value is None:
        return _Found(row, item)
    return _measured(row, item, past, row.beyond(reading.value, limit))


def _measured(row: WatchRow, item: Watch, past: Record, fired: bool) -> _Found:
    sessions, beyond = past.sessions, past.beyond
    known = np.flatnonzero(np.isfinite(beyond))
    usual = float(past.usual[-1])
    start = run_start(beyond) if fired else None
    starts = firings(beyond)
    if start is not None:
        # The firing that the present crossing belongs to is no earlier one.
        starts = starts[starts <= start - COOL_OFF]
    end = len(sessions) - 1 if start is None else start
    earlier = np.flatnonzero(beyond[:end] == 1)
    measured = replace(
        item,
        fired=fired,
        fired_share=float(beyond[known].mean()),
        why=row.fired if fired else row.open,
        distance_sigmas=(item.distance or 0.0) / usual if np.isfinite(usual) else None,
        since=None if start is None else _day(sessions, start),
        sessions=None if start is None else len(sessions) - 1 - start,
        times_fired=len(starts),
        last_fired=_day(sessions, int(starts[-1])) if len(starts) else None,
        last_beyond=_day(sessions, int(earlier[-1])) if len(earlier) else None,
        watched_since=_day(sessions, int(known[0])),
    )
    return _Found(row, measured, sessions[starts])


def _followed(found: _Found, after: Aftermath, *horizons: int) -> tuple[Outcome, ...]:
    if found.before is None or found.item.watched_since is None:
        return ()
    days, since = found.before.to_numpy(), np.datetime64(found.item.watched_since, "us")
    return tuple(after.outcome(days, horizon, since) for horizon in horizons)


def _threshold(row: WatchRow, past: Record | None) -> float | None:
    """Return the threshold of the as-of date: a level, or the last that a history set."""
    if row.level is not None or past is None:
        return row.level
    known = past.threshold[np.isfinite(past.threshold)]
    return float(known[-1]) if len(known) else None


def _day(sessions: pd.DatetimeIndex, at: int) -> date:
    day: date = sessions[at].date()
    return day
