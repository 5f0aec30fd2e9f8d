"""The Parquet store of one market: content-named objects under one record.

Every frame is written once, under the hash of its content, and a market is the record that names
its objects. A commit writes the new objects first and then replaces the record in one rename, so
that a reader or a crash sees the old market or the new one and nothing between. Writing the same
content again changes no file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace as changed
from pathlib import Path

import numpy as np
import pandas as pd
from filelock import FileLock, Timeout

from tools.market import digest
from tools.market.catalogue import Catalogue, catalogue
from tools.market.contents import Contents, Entry, parse_contents, stored_rows
from tools.market.dataset import Dataset
from tools.market.lags import known_dates
from tools.market.objects import Batch, Objects, flush
from tools.market.tables import known_parts, merge_table
from tools.records import UnwindError

WAIT_SECONDS = 300.0
# Part of every digest key: raise it when the same observations get other digests.
_DIGESTS = "2"


class Store:
    """One market's folder.

    Parameters
    ----------
    folder : Path
        ``markets/NAME`` under ``UNWIND_HOME``; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest_path = folder / "manifest.json"
        self.objects = Objects(folder)
        self.repaired: tuple[str, ...] = ()
        self._manifest: Contents | None = None

    @property
    def manifest(self) -> Contents:
        """What the market holds; nothing where nothing was imported yet."""
        if self._manifest is None:
            self._manifest = self._read_manifest()
        return self._manifest

    def _read_manifest(self) -> Contents:
        try:
            return parse_contents(self.manifest_path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Contents(name=self.folder.name)
        except (OSError, ValueError) as error:
            raise UnwindError(
                f"market {self.folder.name}: manifest.json is damaged ({error}): move "
                f"{self.folder} away and import the market again"
            ) from error

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with the rows that this market's own manifests added."""
        return {**catalogue(), **self.manifest.rows()}

    def read(self, key: str, what: str = "") -> pd.DataFrame:
        """Return the frame of an object; a damaged or absent one is an UnwindError."""
        return self.objects.read(key, what)

    def commit(
        self,
        data: Dataset,
        *,
        simulated: bool = False,
        version: str = "",
        rows: Catalogue | None = None,
        replace: bool = False,
    ) -> bool:
        """Merge ``data`` into the market and return whether anything changed.

        New values win over stored ones of the same date, ticker and field; nothing else is
        removed, unless ``replace`` drops all that the market held. A stored part that is damaged
        is made anew from ``data`` and named in ``repaired``. On any failure the market stays as it
        was.

        Raises
        ------
        UnwindError
            When the disk is full or cannot be written, or the market is of the other kind
            (simulated against real).
        """
        with self._transaction() as batch:
            old = self._read_manifest()
            if self.manifest_path.exists() and old.simulated != simulated:
                kind = "simulated" if old.simulated else "real"
                raise UnwindError(f"market {old.name} is {kind}: choose another name with --into")
            base = Contents(name=old.name) if replace else old
            new = _merged(base, data, batch)
            new.extra_rows.update(stored_rows(rows or {}))
            new = changed(
                new, simulated=simulated, version=version, digests="", digest_key=_digest_key(new)
            )
            self.repaired = tuple(dict.fromkeys(batch.damaged))
            if new == changed(old, digests="") and old.digests:
                if batch.read(old.digests, "its digests") is not None:
                    self._manifest = old
                    return False
            key = batch.write(self._digests(new), "digests")
            final = changed(new, digests=key)
            self._replace_manifest(final)
            self.objects.collect(old.objects() | final.objects())
        return final != old

    @contextmanager
    def _transaction(self) -> Iterator[Batch]:
        """Hold the writers' lock; on failure take back what was written and say why."""
        try:
            self.objects.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "write.lock", timeout=WAIT_SECONDS):
                batch = Batch(self.objects)
                try:
                    yield batch
                except BaseException:
                    # The record on the disk says what is in use, even when the failure came late.
                    batch.undo(self._in_use())
                    raise
        except Timeout as error:
            raise UnwindError(
                f"market {self.folder.name} is being written by another process; nothing was "
                "changed"
            ) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise UnwindError(
                f"market {self.folder.name} could not be written: {reason}; nothing was changed"
            ) from error

    def _in_use(self) -> set[str]:
        try:
            return self._read_manifest().objects()
        except UnwindError:
            return set()

    def _replace_manifest(self, contents: Contents) -> None:
        part = self.manifest_path.with_suffix(".part")
        try:
            part.write_text(contents.dump(), encoding="utf-8")
            flush(part)
            os.replace(part, self.manifest_path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._manifest = contents

    def _digests(self, contents: Contents) -> pd.DataFrame:
        """Return the cumulated digests of everything in the market, by date of knowledge."""
        rows = {**catalogue(), **contents.rows()}
        parts = {}
        for sid, vendors in contents.series.items():
            for vendor, entry in vendors.items():
                name = f"{sid}/{vendor}"
                frame = self.read(entry["object"], name)
                known = known_dates(pd.DatetimeIndex(frame.index), rows[sid].lag)
                parts[name] = (known, *digest.cell_digests(frame, name))
        for name, entry in contents.panels.items():
            frame = self.read(entry["object"], f"panel {name}")
            parts[f"panel {name}"] = (
                pd.DatetimeIndex(frame.index),
                *digest.cell_digests(frame, name),
            )
        for underlying, quotes in contents.chains.items():
            for quoted, entry in quotes.items():
                name = f"chain {underlying} {quoted}"
                frame = self.read(entry["object"], name)
                known = pd.DatetimeIndex([pd.Timestamp(quoted)] * len(frame))
                parts[name] = (known, *digest.row_digests(frame, underlying))
        for table, entry in contents.tables.items():
            for name, known, frame in known_parts(
                table, self.read(entry["object"], f"table {table}")
            ):
                parts[f"table {name}"] = (known, *digest.row_digests(frame, name))
        return digest.by_known_date(parts)


def merge(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return ``old`` with the rows and columns of ``new`` added; finite new values win."""
    index = old.index.union(new.index)
    columns = [*old.columns, *new.columns.difference(old.columns, sort=False)]
    out = old.reindex(index=index, columns=columns).astype(np.float64)
    fresh = new.reindex(index=index, columns=columns).astype(np.float64)
    return out.where(fresh.isna(), fresh)


def _merged(old: Contents, data: Dataset, batch: Batch) -> Contents:
    """Return the record of ``old`` and ``data`` together, its objects written."""
    series = {k: dict(v) for k, v in old.series.items()}
    for (sid, vendor), found in data.series.items():
        name, frame = f"{sid}/{vendor}", found.dropna(how="all")
        if frame.empty:
            continue
        held = _held(series.get(sid, {}).get(vendor), name, batch)
        merged = frame if held is None else merge(held, frame)
        series.setdefault(sid, {})[vendor] = _entry(merged, name, batch)
    panels = dict(old.panels)
    for field, frame in data.panels.items():
        if frame.empty:
            continue
        held = _held(panels.get(field), f"panel {field}", batch)
        merged = frame if held is None else merge(held, frame)
        panels[field] = _entry(merged.sort_index(axis=1), f"panel {field}", batch)
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
        entry["first"], entry["last"] = (f"{d:%Y-%m-%d}" for d in (frame.index[0], frame.index[-1]))
    return entry


def _digest_key(contents: Contents) -> str:
    """Return a hash of what decides when each series' digests count: their lags."""
    rows = {**catalogue(), **contents.rows()}
    lags = [f"{sid} {rows[sid].lag}" for sid in sorted(contents.series)]
    return hashlib.sha256("|".join([_DIGESTS, *lags]).encode()).hexdigest()[:16]
