"""What became of a threshold that was watched on an earlier date."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.panel import Floats
from tools.pillars.registry import specs
from tools.records import NotMeasured, Recall, Watch
from tools.selloff import picture
from tools.watch.items import items_of, watch_list
from tools.watch.record import by_session
from tools.watch.rows import rows


def recall(
    note: str, day: date, named: Collection[str], view: MarketView, histories: Histories
) -> tuple[Recall, ...]:
    """Return what became of what stood to be watched on the day of a past note.

    Parameters
    ----------
    note : str
        The note.
    day : date
        Its date, not after the view's.
    named : collection of str
        Readings that the note says it watches. Those that the table has a threshold for are
        followed up; where there are none, the watch list of that day as it would have stood.
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.
    """
    then = view.back(day)
    ids = dict.fromkeys(row.reading for row in rows())
    readings = {metric: histories.reading(specs()[metric], then) for metric in ids}
    items = items_of(named, then, histories, readings)
    if items:
        found = since(items, note, then.session, view, histories)
        return tuple(replace(r, named=True) for r in found)
    items = watch_list(then, histories, picture(then, histories), readings)
    return since(items, note, then.session, view, histories)


def since(
    items: Sequence[Watch], note: str, day: date, view: MarketView, histories: Histories
) -> tuple[Recall, ...]:
    """Return what became of the items of an earlier watch list, at its own thresholds.

    Parameters
    ----------
    items : sequence of Watch
        The list as it stood on ``day``.
    note : str
        The note of that day.
    day : date
        Its session.
    view : MarketView
        The wall: what is asked up to.
    histories : Histories
        The metrics' histories of the same market.

    Returns
    -------
    tuple of Recall
        In order; items that had no threshold are left out.
    """
    return tuple(
        _recall(item, note, day, view, histories) for item in items if item.threshold is not None
    )


def _recall(item: Watch, note: str, day: date, view: MarketView, histories: Histories) -> Recall:
    value = _values(item.reading, view, histories)
    after = int(view.sessions.searchsorted(pd.Timestamp(day), side="right"))
    limit = item.threshold or 0.0
    beyond = value > limit if item.above is not None else value < limit
    turned = np.isfinite(value) & (beyond != bool(item.fired))
    turned[:after] = False
    now = None if np.isnan(value[-1]) else float(value[-1])
    return Recall(
        note=note,
        as_of=day,
        reading=item.reading,
        name=item.name,
        above=item.above,
        below=item.below,
        then=item.value,
        now=now,
        fired_then=item.fired,
        fired_now=None if now is None else bool(beyond[-1]),
        crossed=view.sessions[int(turned.argmax())].date() if turned.any() else None,
    )


def _values(metric: str, view: MarketView, histories: Histories) -> Floats:
    """Return a reading by session as it was known then, NaN where it had no value."""
    out = np.full(len(view.sessions), np.nan)
    try:
        history = histories.frame(specs()[metric], view)
    except NotMeasured:
        return out
    picked, found = by_session(specs()[metric], history, view.sessions)
    out[found] = history["value"].to_numpy(np.float64)[picked[found]]
    return out
