"""The Parquet store of one market: content-named objects under one record.

Every frame is written once, under the hash of its content, and a market is the record that names
its objects. A commit writes the new objects first and then replaces the record in one rename, so
that a reader or a crash sees the old market or the new one and nothing between. Writing the same
content again changes no file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace as changed
from functools import partial
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout

from tools.market import digest
from tools.market.catalogue import Catalogue, catalogue
from tools.market.contents import Contents, parse_contents, stored_rows
from tools.market.dataset import Dataset
from tools.market.editions import digests
from tools.market.mapped import Frames
from tools.market.merging import Arrival, accumulated, editions, merged, without
from tools.market.objects import Batch, Objects, put_text
from tools.market.storage import RemotePath, StorageError, cache_of
from tools.market.tables import known_parts
from tools.records import UnwindError

WAIT_SECONDS = 300.0
SMALL = 1_000_000  # bytes of an object up to which a copy is kept that is read at once
# Part of every digest key: raise it when the same observations get other digests.
_DIGESTS = "2"


class Store:
    """One market's folder.

    Parameters
    ----------
    folder : Path
        ``markets/NAME`` under ``UNWIND_HOME``, or as ``tools.market.storage.folder_at`` gives it;
        it need not exist yet.

    Attributes
    ----------
    cache : Path
        Where this machine keeps what it makes from the market: the folder itself, if it is local.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest_path = folder / "manifest.json"
        self.objects = Objects(folder)
        self.cache = cache_of(folder)
        self._mapped = Frames(self.cache / "mapped")
        self.repaired: tuple[str, ...] = ()
        self._manifest: Contents | None = None

    @property
    def remote(self) -> bool:
        """Whether the market lies on object storage."""
        return isinstance(self.folder, RemotePath)

    @property
    def manifest(self) -> Contents:
        """What the market holds; nothing where nothing was imported yet."""
        if self._manifest is None:
            self._manifest = self._read_manifest()
            if self.remote:
                # Another machine may have written since the copies here were made.
                self._mapped.collect(self._manifest.objects())
        return self._manifest

    def _read_manifest(self) -> Contents:
        try:
            return parse_contents(self.manifest_path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Contents(name=self.folder.name)
        except StorageError:
            raise
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
        """Return the frame of an object; a damaged or absent one is an UnwindError.

        Of a small one a copy is kept that is read at once, as long as the object's own file is as
        it was when the copy was made. Of one on object storage a copy is kept whatever its size,
        and its name alone says what it holds.
        """

        def read() -> pd.DataFrame:
            return self.objects.read(key, what)

        if self.remote:
            return self._mapped.get(key, key, read)
        try:
            state = self.objects.path(key).stat()
        except OSError:
            return read()
        if state.st_size > SMALL:
            return read()
        return self._mapped.get(key, f"{key} {state.st_size} {state.st_mtime_ns}", read)

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

        def make(old: Contents, batch: Batch) -> Contents:
            new = merged(Contents(name=old.name) if replace else old, data, batch)
            new.extra_rows.update(stored_rows(rows or {}))
            return changed(new, simulated=simulated, version=version)

        return self._commit(make, simulated)

    def accumulate(
        self,
        arrivals: Iterable[Arrival],
        archived: Mapping[str, str],
        *,
        drop: Iterable[str] = (),
    ) -> bool:
        """Add what live sources brought, in the order in which it came; return whether it changed.

        A series that is revised gets a new edition from the day of the arrival on. ``archived``
        names the last pack of each source that is in the market then; the parts under ``drop``
        ("VIX/cboe", "panel", "chain:SPX", "table:fomc") are left out first.

        Raises
        ------
        UnwindError
            As ``commit``.
        """

        def make(old: Contents, batch: Batch) -> Contents:
            base = without(old, drop)
            new = accumulated(base, arrivals, {**catalogue(), **base.rows()}, batch)
            return changed(new, archived={**base.archived, **archived})

        return self._commit(make, simulated=False)

    def _commit(self, make: Callable[[Contents, Batch], Contents], simulated: bool) -> bool:
        with self._transaction() as batch:
            old = self._read_manifest()
            if self.manifest_path.exists() and old.simulated != simulated:
                kind = "simulated" if old.simulated else "real"
                raise UnwindError(f"market {old.name} is {kind}: choose another name with --into")
            new = make(old, batch)
            new = changed(new, digests="", digest_key=_digest_key(new))
            self.repaired = tuple(dict.fromkeys(batch.damaged))
            if new == changed(old, digests="") and old.digests:
                if batch.read(old.digests, "its digests") is not None:
                    self._manifest = old
                    return False
            key = batch.write(self._digests(new), "digests")
            final = changed(new, digests=key)
            if self.remote and self._read_manifest() != old:
                # The lock holds for this machine only.
                raise OSError("another machine wrote it meanwhile")
            put_text(final.dump(), self.manifest_path)
            self._manifest = final
            in_use = old.objects() | final.objects()
            self.objects.collect(in_use)
            self._mapped.collect(in_use)
        return final != old

    @contextmanager
    def _transaction(self) -> Iterator[Batch]:
        """Hold the writers' lock; on failure take back what was written and say why."""
        try:
            self.objects.folder.mkdir(parents=True, exist_ok=True)
            self.cache.mkdir(parents=True, exist_ok=True)
            with FileLock(self.cache / "write.lock", timeout=WAIT_SECONDS):
                batch = Batch(self.objects)
                try:
                    yield batch
                except BaseException:
                    # The record on the disk says what is in use, even when the failure came late.
                    with suppress(StorageError):
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
        except StorageError:
            raise
        except UnwindError:
            return set()

    def _digests(self, contents: Contents) -> pd.DataFrame:
        """Return the cumulated digests of everything in the market, by date of knowledge."""
        rows = {**catalogue(), **contents.rows()}
        read = self.read if self.remote else self.objects.read
        parts = {}
        for sid, vendors in contents.series.items():
            for vendor, entry in vendors.items():
                name = f"{sid}/{vendor}"
                held = editions(entry, partial(read, what=name))
                parts[name] = digests(held, rows[sid].lag, name)
        for name, entry in contents.panels.items():
            frame = read(entry["object"], f"panel {name}")
            parts[f"panel {name}"] = (
                pd.DatetimeIndex(frame.index),
                *digest.cell_digests(frame, name),
            )
        for underlying, quotes in contents.chains.items():
            for quoted, entry in quotes.items():
                name = f"chain {underlying} {quoted}"
                frame = read(entry["object"], name)
                known = pd.DatetimeIndex([pd.Timestamp(quoted)] * len(frame))
                parts[name] = (known, *digest.row_digests(frame, underlying))
        for table, entry in contents.tables.items():
            for name, known, frame in known_parts(table, read(entry["object"], f"table {table}")):
                parts[f"table {name}"] = (known, *digest.row_digests(frame, name))
        return digest.by_known_date(parts)


def _digest_key(contents: Contents) -> str:
    """Return a hash of what decides when each series' digests count: their lags."""
    rows = {**catalogue(), **contents.rows()}
    lags = [f"{sid} {rows[sid].lag}" for sid in sorted(contents.series)]
    return hashlib.sha256("|".join([_DIGESTS, *lags]).encode()).hexdigest()[:16]
