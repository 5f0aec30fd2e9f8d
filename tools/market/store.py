"""The Parquet store of one market: content-named objects under one record.

Every frame is written once, under the hash of its content, and a market is the record that names
its objects. A commit writes the new objects first and then replaces the record in one rename, so
that a reader or a crash sees the old market or the new one and nothing between. Writing the same
content again changes no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace as changed
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from tools.market.catalogue import Catalogue, catalogue
from tools.market.contents import Contents, parse_contents, read_back, stored_rows
from tools.market.dataset import Dataset
from tools.market.mapped import Frames
from tools.market.merging import Arrival, accumulated, merged, without
from tools.market.objects import Batch, Objects, put_text
from tools.market.provisional import Provisional, running_bars
from tools.market.provisional import path_in as provisional_path
from tools.market.provisional import read as read_provisional
from tools.market.storage import RemotePath, StorageError, cache_of
from tools.market.sums import content_digests, digest_key
from tools.market.writing import WAIT_SECONDS, transaction
from tools.records import UnwindError

SMALL = 1_000_000  # bytes of an object up to which a copy is kept that is read at once


class _Rehearsed(Exception):
    """Ends a transaction that was only tried."""


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
        self._over_path = provisional_path(folder)
        self._manifest: Contents | None = None
        self._over: Provisional | None = None

    @property
    def remote(self) -> bool:
        """Whether the market lies on object storage."""
        return isinstance(self.folder, RemotePath)

    @property
    def manifest(self) -> Contents:
        """What the market holds, provisional bars too; nothing where nothing was imported yet."""
        if self._manifest is None:
            settled = self._read_manifest()
            # Nothing is pulled into object storage.
            self._over = None if self.remote else read_provisional(self.folder, self.manifest_path)
            self._manifest = self._over.contents if self._over else settled
            if self.remote:
                # Another machine may have written since the copies here were made.
                self._mapped.collect(self._manifest.objects())
        return self._manifest

    @property
    def provisional(self) -> Provisional | None:
        """The bars of running sessions that the market holds for now, None without one."""
        return self._over if self.manifest else None

    def _read_manifest(self) -> Contents:
        try:
            return parse_contents(self.manifest_path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Contents(name=self.folder.name)
        except StorageError:
            raise
        except (OSError, ValueError) as error:
            name = self.folder.name
            mend = f"move {self.folder} away and import the market again"
            if not self.remote and next((self.folder / "archive").glob("*/*"), None):
                mend = f"unwind market verify {name} makes it anew from its archive"
            raise UnwindError(
                f"market {name}: manifest.json is damaged ({error}): {mend}"
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
            if new.imported:
                alone = merged(changed(old, **old.imported), data, batch)
                new = changed(new, imported=alone.parts)
            new.extra_rows.update(stored_rows(rows or {}))
            return changed(new, simulated=simulated, version=version)

        return self._commit(make, simulated)

    def accumulate(
        self,
        arrivals: Iterable[Arrival],
        archived: Mapping[str, str],
        *,
        runs: Mapping[str, Sequence[str]] | None = None,
        drop: Iterable[str] = (),
        rehearsed: bool = False,
    ) -> bool:
        """Add what live sources brought, in the order in which it came; return whether it changed.

        A series that is revised gets a new edition from the day of the arrival on. ``archived``
        names the last pack of each source that is in the market then, and ``runs`` all that were
        seen to. Of the parts under ``drop`` ("VIX/cboe", "panel", "chain:SPX", "table:fomc") only
        what the user imported stays. ``rehearsed`` tries it and changes nothing.

        Raises
        ------
        UnwindError
            As ``commit``.
        """

        def make(old: Contents, batch: Batch) -> Contents:
            if not old.archived:
                old = changed(old, imported=old.parts)
            base = without(old, drop)
            new = accumulated(base, arrivals, {**catalogue(), **base.rows()}, batch)
            seen = {name: list(packs) for name, packs in (runs or {}).items()}
            return changed(new, archived={**base.archived, **archived}, runs={**base.runs, **seen})

        if not rehearsed:
            return self._commit(make, simulated=False)
        with suppress(_Rehearsed), self._transaction() as batch:
            read_back(self._complete(make(self._read_manifest(), batch), batch))
            raise _Rehearsed
        return False

    def overlay(self, arrivals: Iterable[Arrival], at: datetime) -> Mapping[str, date]:
        """Hold bars that still run above the settled market, until anything is written to it.

        Parameters
        ----------
        arrivals : iterable of Arrival
            What a run brought, its running bars within.
        at : datetime
            When it was fetched (UTC).

        Returns
        -------
        mapping of str to date
            The day of the running bar of each part that has one.

        Raises
        ------
        UnwindError
            As ``commit``.
        """
        with self._transaction() as batch:
            old = self._read_manifest()
            new = accumulated(old, arrivals, {**catalogue(), **old.rows()}, batch)
            bars = running_bars(old, new)
            if bars:
                new = self._complete(new, batch)
                read_back(new)
                settled = self.manifest_path.read_text(encoding="utf-8")
                put_text(Provisional(new, at, bars).dump(settled), self._over_path)
            self._manifest = None
        return bars

    def settle(self) -> bool:
        """Let go of provisional bars; return whether there were any.

        Raises
        ------
        UnwindError
            As ``commit``.
        """
        if not self._over_path.exists():
            return False
        with self._transaction():
            held = self._read_manifest()
            self._let_go(held, held.objects())
        return True

    def _let_go(self, settled: Contents, in_use: set[str]) -> None:
        """Make the settled record what the market holds, and remove what is of no use now."""
        if self._over_path.exists():
            self._over_path.unlink(missing_ok=True)
        self._manifest, self._over = settled, None
        self.objects.collect(in_use)
        self._mapped.collect(in_use)

    def _commit(self, make: Callable[[Contents, Batch], Contents], simulated: bool) -> bool:
        with self._transaction() as batch:
            old = self._read_manifest()
            if self.manifest_path.exists() and old.simulated != simulated:
                kind = "simulated" if old.simulated else "real"
                raise UnwindError(f"market {old.name} is {kind}: choose another name with --into")
            new = make(old, batch)
            new = changed(new, digests="", digest_key=digest_key(new))
            self.repaired = tuple(dict.fromkeys(batch.damaged))
            if new == changed(old, digests="") and old.digests:
                if batch.read(old.digests, "its digests") is not None:
                    self._manifest = old
                    if self._over_path.exists():
                        self._let_go(old, old.objects())
                    return False
            final = self._complete(new, batch)
            text = read_back(final)
            if self.remote and self._read_manifest() != old:
                # The lock holds for this machine only.
                raise OSError("another machine wrote it meanwhile")
            put_text(text, self.manifest_path)
            self._let_go(final, old.objects() | final.objects())
        return final != old

    def _complete(self, new: Contents, batch: Batch) -> Contents:
        """Return a record with the digests of what it names."""
        new = changed(new, digests="", digest_key=digest_key(new))
        return changed(new, digests=batch.write(self._digests(new), "digests"))

    def _transaction(self) -> AbstractContextManager[Batch]:
        name = self.folder.name
        return transaction(self.objects, self.cache, name, self._in_use, WAIT_SECONDS)

    def _in_use(self) -> set[str]:
        try:
            return self._read_manifest().objects()
        except StorageError:
            raise
        except UnwindError:
            return set()

    def _digests(self, contents: Contents) -> pd.DataFrame:
        return content_digests(contents, self.read if self.remote else self.objects.read)
