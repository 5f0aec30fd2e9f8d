"""Bars of sessions that still run, read from what a pull has just brought.

A body is read as it would be once its bars had ended, so that the running ones pass; what it says
of settled days has gone into the market before, in the ordinary way, and is not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd

from tools.market.dataset import Dataset
from tools.market.merging import Arrival
from tools.market.store import Store
from tools.sources.archive import Archive, Kept, day_of
from tools.sources.joining import Absorbed, Joining, read_pack
from tools.sources.pending import finished
from tools.sources.reading import Ahead, Read, read_body
from tools.sources.request import Connector
from tools.sources.sessions import SETTLED, closes, last_closed, new_york_day
from tools.sources.table import Source

ENDED = timedelta(days=1) + SETTLED  # after which a bar that runs now has ended, whatever trades


class _Ended(Ahead):
    """Reads bodies as if their bars had ended."""

    def take(self, connector: Connector, archive: Archive, kept: Kept) -> Read:
        """Return what a kept body says, its running bar within."""
        payload = archive.payload(kept)
        return read_body(connector, replace(payload, fetched=payload.fetched + ENDED))


def overlay(
    store: Store,
    archive: Archive,
    sources: Iterable[Source],
    marks: Mapping[str, str],
    now: datetime,
) -> Mapping[str, date]:
    """Hold the running bars of a pull above the settled market.

    Parameters
    ----------
    store : Store
        The market, the pull's settled bars in it.
    archive : Archive
        Its archive.
    sources : iterable of Source
        The sources that were asked; those that give no running bar are passed over.
    marks : mapping of str to str
        The last pack of each source that was in the market before the pull.
    now : datetime
        When the pull began (UTC).

    Returns
    -------
    mapping of str to date
        The day of the running bar of each part ("SPX/yahoo", "panel") that has one.
    """
    held = store.manifest
    session = last_closed(now)
    since = closes(session, session).iloc[-1]
    state, day = Joining(store, anew=False), new_york_day(now)
    arrivals: list[Arrival] = []
    for source in sources:
        connector = source.load()
        if not connector.runs:
            continue
        mark = marks.get(source.id, "")
        if mark and day_of(Path(mark)) > now:
            mark = ""  # a clock was ahead
        for pack in finished([p for p in archive.packs(source.id) if p.name > mark]):
            # A run of before has no bar that still runs.
            if since <= day_of(pack) <= now:
                with suppress(ValueError, ArithmeticError, LookupError, TypeError):
                    # What cannot be joined was named when the settled bars went in.
                    data = read_pack(connector, archive, pack, _Ended(), Absorbed())
                    fit = state.fit(data, Absorbed())
                    arrivals.append(Arrival(_later(fit, store), day, day))
    return store.overlay(arrivals, now) if arrivals and held.series else {}


def _later(data: Dataset, store: Store) -> Dataset:
    """Return what lies behind the last settled bar of each part, the panel whole."""
    held = store.manifest
    series = {}
    for (sid, vendor), frame in data.series.items():
        entry = held.series.get(sid, {}).get(vendor)
        if entry:
            series[sid, vendor] = frame[frame.index > pd.Timestamp(entry["last"])]
    panels = {}
    for field, frame in data.panels.items():
        entry = held.panels.get(field)
        if entry:
            settled = store.read(entry["object"], f"panel {field}")
            running = frame[frame.index > settled.index[-1]]
            panels[field] = pd.concat([settled, running.reindex(columns=settled.columns)])
    return Dataset(series=series, panels=panels)
