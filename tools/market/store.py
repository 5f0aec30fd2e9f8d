"""The Parquet store of one market: content-named objects under one manifest.

Every frame is written once, under the hash of its content, and a market is the manifest that names
its objects. A commit writes the new objects first and then replaces the manifest in one rename, so
that a reader or a crash sees the old market or the new one and nothing between. Writing the same
content again changes no file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.lib
from filelock import FileLock

from tools.market import digest
from tools.market.catalogue import Catalogue, SeriesRow, catalogue
from tools.market.dataset import Dataset
from tools.market.lags import known_dates
from tools.records import UnwindError

FORMAT = 1
# A table's row is known from this column's date on; a table that is not named here is undated
# (today's sector map) and known always.
TABLE_DATES = {
    "eps_vintages": "asof",
    "fomc": "date",
    "fomc_shocks": "date",
    "payrolls": "date",
    "econ_calendar": "date",
    "membership": "start_date",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a market holds: for each part the object that carries it and a short description."""

    name: str
    simulated: bool = False
    version: str = ""
    series: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    panels: dict[str, dict[str, Any]] = field(default_factory=dict)
    chains: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    extra_rows: dict[str, list[Any]] = field(default_factory=dict)
    digests: str = ""

    def objects(self) -> set[str]:
        """Return the names of all objects that the manifest refers to."""
        entries = [
            e for group in (self.series, self.chains) for v in group.values() for e in v.values()
        ]
        entries += [*self.panels.values(), *self.tables.values()]
        return {e["object"] for e in entries} | ({self.digests} if self.digests else set())


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
        self._manifest: Manifest | None = None

    @property
    def manifest(self) -> Manifest:
        """The current manifest; an empty one where nothing was imported yet."""
        if self._manifest is None:
            self._manifest = self._read_manifest()
        return self._manifest

    def _read_manifest(self) -> Manifest:
        if not self.manifest_path.exists():
            return Manifest(name=self.folder.name)
        try:
            body = json.loads(self.manifest_path.read_text(encoding="utf-8"))
            if body.pop("format") != FORMAT:
                raise ValueError("another format")
            return Manifest(**body)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnwindError(
                f"market {self.folder.name}: manifest.json is damaged ({error}); import it again "
                f"after moving {self.folder} away"
            ) from error

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with the rows that this market's own manifests added."""
        extra = {
            k: SeriesRow(v[0], v[1], v[2], v[3], v[4], v[5], tuple(v[6]), v[7])
            for k, v in self.manifest.extra_rows.items()
        }
        return {**catalogue(), **extra}

    def read(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        """Return the frame of an object; a damaged or absent one is an UnwindError."""
        path = self.folder / "objects" / f"{name}.parquet"
        try:
            return pd.read_parquet(path, columns=columns)
        except (OSError, pyarrow.lib.ArrowException, ValueError, KeyError) as error:
            raise UnwindError(
                f"market {self.folder.name}: {path.name} is missing or damaged; import the market "
                "again to rebuild it"
            ) from error

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
        removed, unless ``replace`` drops all that the market held. On any failure the market stays
        as it was.

        Raises
        ------
        UnwindError
            When the disk is full or cannot be written, or the market is of the other kind
            (simulated against real).
        """
        with self._transaction() as written:
            old = self.manifest
            if self.manifest_path.exists() and old.simulated != simulated:
                kind = "simulated" if old.simulated else "real"
                raise UnwindError(f"market {old.name} is {kind}: choose another name with --into")
            base = Manifest(name=old.name, simulated=simulated) if replace else old
            new = self._merge(base, data, written)
            new.extra_rows.update(
                {
                    k: [r.id, r.name, r.kind, r.unit, r.pillar, r.lag, list(r.vendors), r.source]
                    for k, r in (rows or {}).items()
                }
            )
            new = Manifest(**{**_fields(new), "simulated": simulated, "version": version})
            if {**_fields(new), "digests": ""} == {**_fields(old), "digests": ""} and old.digests:
                return False
            self._manifest = new
            digests = self._write(self._digests(new), "digests", written)
            final = Manifest(**{**_fields(new), "digests": digests})
            self._replace_manifest(final)
            self._collect(old.objects() | final.objects())
        return True

    @contextmanager
    def _transaction(self) -> Iterator[list[Path]]:
        """Hold the writers' lock; on failure take back what was written and say why."""
        written: list[Path] = []
        before = self._manifest
        try:
            (self.folder / "objects").mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "write.lock"):
                self._manifest = None
                yield written
        except BaseException as error:
            self._manifest = before
            for path in written:
                path.unlink(missing_ok=True)
            if isinstance(error, OSError):
                reason = error.strerror or str(error)
                raise UnwindError(
                    f"market {self.folder.name} could not be written: {reason}; nothing was changed"
                ) from error
            raise

    def _merge(self, old: Manifest, data: Dataset, written: list[Path]) -> Manifest:
        series = {k: dict(v) for k, v in old.series.items()}
        for (sid, vendor), frame in data.series.items():
            entry = series.setdefault(sid, {}).get(vendor)
            merged = frame if entry is None else merge(self.read(entry["object"]), frame)
            series[sid][vendor] = self._entry(merged, f"{sid}/{vendor}", written)
        panels = dict(old.panels)
        for name, frame in data.panels.items():
            merged = merge(self.read(panels[name]["object"]), frame) if name in panels else frame
            panels[name] = self._entry(merged.sort_index(axis=1), f"panel/{name}", written)
        chains = {k: dict(v) for k, v in old.chains.items()}
        for (underlying, quoted), frame in data.chains.items():
            entry = self._entry(frame, f"chain/{underlying}/{quoted}", written)
            chains.setdefault(underlying, {})[quoted] = entry
        tables = dict(old.tables)
        for name, frame in data.tables.items():
            if name in tables:
                both = pd.concat([self.read(tables[name]["object"]), frame])
                frame = both.drop_duplicates(ignore_index=True)
            tables[name] = self._entry(frame.reset_index(drop=True), f"table/{name}", written)
        return Manifest(
            old.name,
            old.simulated,
            old.version,
            series,
            panels,
            chains,
            tables,
            dict(old.extra_rows),
        )

    def _entry(self, frame: pd.DataFrame, name: str, written: list[Path]) -> dict[str, Any]:
        entry: dict[str, Any] = {"object": self._write(frame, name, written), "rows": len(frame)}
        entry["columns"] = len(frame.columns)
        if isinstance(frame.index, pd.DatetimeIndex) and len(frame):
            entry["first"], entry["last"] = (
                f"{d:%Y-%m-%d}" for d in (frame.index[0], frame.index[-1])
            )
        return entry

    def _write(self, frame: pd.DataFrame, name: str, written: list[Path]) -> str:
        key = digest.frame_hash(frame, name)
        path = self.folder / "objects" / f"{key}.parquet"
        if not path.exists():
            part = path.with_suffix(f".{os.getpid()}.part")
            written.append(part)
            frame.to_parquet(part, compression="zstd")
            written.append(path)
            os.replace(part, path)
        return key

    def _replace_manifest(self, manifest: Manifest) -> None:
        part = self.manifest_path.with_suffix(".part")
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump({"format": FORMAT, **_fields(manifest)}, file, indent=1, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self.manifest_path)
        finally:
            part.unlink(missing_ok=True)
        self._manifest = manifest

    def _collect(self, keep: set[str]) -> None:
        """Remove objects of older generations; the last one stays for readers that hold it."""
        for path in (self.folder / "objects").glob("*.parquet"):
            if path.stem not in keep:
                path.unlink(missing_ok=True)

    def _digests(self, manifest: Manifest) -> pd.DataFrame:
        """Return the cumulated digests of everything in the market, by date of knowledge."""
        rows = self.catalogue
        parts = {}
        for sid, vendors in manifest.series.items():
            for vendor, entry in vendors.items():
                frame = self.read(entry["object"])
                known = known_dates(pd.DatetimeIndex(frame.index), rows[sid].lag)
                parts[f"{sid}/{vendor}"] = (known, *digest.cell_digests(frame, f"{sid}/{vendor}"))
        for name, entry in manifest.panels.items():
            frame = self.read(entry["object"])
            parts[name] = (pd.DatetimeIndex(frame.index), *digest.cell_digests(frame, name))
        for underlying, quotes in manifest.chains.items():
            for quoted, entry in quotes.items():
                frame = self.read(entry["object"])
                known = pd.DatetimeIndex([pd.Timestamp(quoted)] * len(frame))
                parts[f"{underlying}/{quoted}"] = (known, *digest.row_digests(frame, underlying))
        for name, entry in manifest.tables.items():
            for label, known, frame in visible_parts(name, self.read(entry["object"])):
                parts[label] = (known, *digest.row_digests(frame, label))
        return digest.by_known_date(parts)


def visible_parts(
    name: str, frame: pd.DataFrame
) -> list[tuple[str, pd.DatetimeIndex, pd.DataFrame]]:
    """Split a table into sets of rows with the date each is known from.

    A membership row is two facts, the entry and the exit, each known on its own date.
    """
    column = TABLE_DATES.get(name)
    if column is None:
        return [(name, pd.DatetimeIndex([pd.Timestamp("1900-01-01")] * len(frame)), frame)]
    parts = [
        (name, pd.DatetimeIndex(frame[column]), frame.drop(columns="end_date", errors="ignore"))
    ]
    if "end_date" in frame:
        left = frame[frame["end_date"].notna()]
        parts.append((f"{name}/end", pd.DatetimeIndex(left["end_date"]), left))
    return parts


def merge(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return ``old`` with the rows and columns of ``new`` added; finite new values win."""
    index = old.index.union(new.index)
    columns = list(old.columns) + [c for c in new.columns if c not in set(old.columns)]
    out = old.reindex(index=index, columns=columns).astype(np.float64)
    fresh = new.reindex(index=index, columns=columns).astype(np.float64)
    return out.where(fresh.isna(), fresh)


def _fields(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in manifest.__dataclass_fields__}
