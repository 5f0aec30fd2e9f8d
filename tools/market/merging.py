"""A market and what comes to it, put together: plain imports, and arrivals from live sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date

import numpy as np
import pandas as pd

from tools.market.catalogue import Catalogue
from tools.market.contents import Contents, Entry, starts
from tools.market.dataset import Dataset
from tools.market.editions import Edition, Editions, arrived
from tools.market.objects import Batch
from tools.market.tables import merge_table


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one run of a source brought.

    Attributes
    ----------
    data : Dataset
        What is new; a panel's rows may not reach back.
    day : date
        The day in New York on which it was fetched.
    previous : date or None
        The day of the source's run before it, None for the first.
    """

    data: Dataset
    day: date
    previous: date | None


def merge(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return ``old`` with the rows and columns of ``new`` added; finite new values win."""
    index = old.index.union(new.index)
    columns = [*old.columns, *new.columns.difference(old.columns, sort=False)]
    out = old.reindex(index=index, columns=columns).astype(np.float64)
    fresh = new.reindex(index=index, columns=columns).astype(np.float64)
    return out.where(fresh.isna(), fresh)


def merged(old: Contents, data: Dataset, batch: Batch) -> Contents:
    """Return the record of ``old`` and ``data`` together, its objects written."""
    series = {k: dict(v) for k, v in old.series.items()}
    for (sid, vendor), found in data.series.items():
        name, frame = f"{sid}/{vendor}", found.dropna(how="all")
        if frame.empty:
            continue
        entry = series.get(sid, {}).get(vendor)
        held = _held(entry, name, batch)
        both = frame if held is None else merge(held, frame)
        series.setdefault(sid, {})[vendor] = {
            **{key: entry[key] for key in ("since", "earlier") if entry and key in entry},
            **_entry(both, name, batch),
        }
    panels = dict(old.panels)
    for field, frame in data.panels.items():
        if frame.empty:
            continue
        held = _held(panels.get(field), f"panel {field}", batch)
        both = frame if held is None else merge(held, frame)
        panels[field] = _entry(both.sort_index(axis=1), f"panel {field}", batch)
    chains = {k: dict(v) for k, v in old.chains.items()}
    for (underlying, quoted), frame in data.chains.items():
        name = f"chain {underlying} {quoted}"
        _held(chains.get(underlying, {}).get(quoted), name, batch)
        chains.setdefault(underlying, {})[quoted] = _entry(frame, name, batch)
    tables = dict(old.tables)
    for name, frame in data.tables.items():
        if frame.empty:
            continue
        held = _held(tables.get(name), f"table {name}", batch)
        tables[name] = _entry(merge_table(name, held, frame), f"table {name}", batch)
    return changed(
        old,
        series=series,
        panels=panels,
        chains=chains,
        tables=tables,
        extra_rows=dict(old.extra_rows),
    )


def _held(entry: Entry | None, name: str, batch: Batch) -> pd.DataFrame | None:
    return None if entry is None else batch.read(entry["object"], name)


def _entry(frame: pd.DataFrame, name: str, batch: Batch) -> Entry:
    entry: Entry = {
        "object": batch.write(frame, name),
        "rows": len(frame),
        "columns": len(frame.columns),
    }
    if isinstance(frame.index, pd.DatetimeIndex) and len(frame):
        # strftime writes a year below 1000 without its zeros, which nothing reads back.
        entry["first"], entry["last"] = (
            str(d.date().isoformat()) for d in (frame.index[0], frame.index[-1])
        )
    return entry


def editions(entry: Entry, read: Callable[[str], pd.DataFrame]) -> Editions:
    """Return the editions of a stored series, the present one last."""
    keys = [edition["object"] for edition in (*entry.get("earlier", ()), entry)]
    return tuple(Edition(since, read(key)) for since, key in zip(starts(entry), keys, strict=True))


def accumulated(
    old: Contents, arrivals: Iterable[Arrival], rows: Catalogue, batch: Batch
) -> Contents:
    """Return the record of ``old`` and of what arrived since, its objects written.

    Series get editions where they are revised. A panel arrives whole, what the market held of it
    within. Chains and tables are merged as by an import.
    """
    series: dict[tuple[str, str], Editions] = {}
    panels: dict[str, pd.DataFrame] = {}
    rest = Dataset()
    for arrival in arrivals:
        for (sid, vendor), frame in arrival.data.series.items():
            if (sid, vendor) not in series:
                entry = old.series.get(sid, {}).get(vendor)
                series[sid, vendor] = _stored(entry, f"{sid}/{vendor}", batch)
            series[sid, vendor] = arrived(
                series[sid, vendor], frame, rows[sid].lag, arrival.day, arrival.previous
            )
        panels.update(arrival.data.panels)
        rest.chains.update(arrival.data.chains)
        for name, frame in arrival.data.tables.items():
            rest.tables[name] = merge_table(name, rest.tables.get(name), frame)
    new = merged(old, rest, batch)
    for field, frame in panels.items():
        new.panels[field] = _entry(frame.sort_index(axis=1), f"panel {field}", batch)
    for (sid, vendor), found in series.items():
        new.series.setdefault(sid, {})[vendor] = _entries(found, f"{sid}/{vendor}", batch)
    return new


def _stored(entry: Entry | None, name: str, batch: Batch) -> Editions:
    if entry is None:
        return ()
    found: list[Edition] = []
    for since, edition in zip(starts(entry), (*entry.get("earlier", ()), entry), strict=True):
        frame = batch.read(edition["object"], name)
        if frame is None:
            return ()
        found.append(Edition(since, frame))
    return tuple(found)


def _entries(held: Editions, name: str, batch: Batch) -> Entry:
    """Return the description of a series, its earlier editions within it."""
    *earlier, last = [
        {"since": str(e.since), **_entry(e.frame, name, batch)}
        if e.since
        else _entry(e.frame, name, batch)
        for e in held
    ]
    return {**last, "earlier": earlier} if earlier else last


def without(old: Contents, parts: Iterable[str]) -> Contents:
    """Return a record in which some parts are as they were imported, or left out.

    Parameters
    ----------
    old : Contents
        The record.
    parts : iterable of str
        "VIX/cboe", "panel", "chain:SPX", "table:fomc".
    """
    drop = set(parts)
    own = changed(Contents(name=old.name), **old.imported)
    series = {
        sid: {
            vendor: entry
            for held, dropped in ((old, False), (own, True))
            for vendor, entry in held.series.get(sid, {}).items()
            if (f"{sid}/{vendor}" in drop) == dropped
        }
        for sid in [*old.series, *(sid for sid in own.series if sid not in old.series)]
    }
    return changed(
        old,
        series={sid: vendors for sid, vendors in series.items() if vendors},
        panels=own.panels if "panel" in drop else old.panels,
        chains=_chosen(old.chains, own.chains, "chain:", drop),
        tables=_chosen(old.tables, own.tables, "table:", drop),
    )


def _chosen(
    held: Mapping[str, Entry], own: Mapping[str, Entry], kind: str, drop: set[str]
) -> dict[str, Entry]:
    """Return what is held, of the parts to drop what was imported."""
    kept = {name: entry for name, entry in held.items() if f"{kind}{name}" not in drop}
    return kept | {name: entry for name, entry in own.items() if f"{kind}{name}" in drop}
