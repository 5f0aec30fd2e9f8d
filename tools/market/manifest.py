"""Import manifests: which file holds what, read strictly from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from tools.market.catalogue import SeriesRow, parse_rows
from tools.records import UnwindError

Layout = Literal["series", "panel", "chain", "table", "none"]
NEEDS: dict[str, tuple[str, ...]] = {
    "series": ("fields",),
    "panel": ("key", "fields"),
    "chain": ("underlying",),
    "table": ("table", "required"),
    "none": ("reason",),
}


@dataclass(frozen=True, slots=True)
class FileRule:
    """How one file, or every file of a pattern, is read; the fields are those of the TOML."""

    name: str
    layout: Layout
    date: str = "date"
    key: str = ""
    series: str = ""
    prefix: str = ""
    vendor: str = "file"
    vendor_column: str = ""
    vendors: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)
    refuse: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    scale: float = 1.0
    zero_is_missing: bool = False
    underlying: str = ""
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    scheduled: bool = False
    reason: str = ""

    def ignores(self, column: str) -> bool:
        """Whether a column is known and left out."""
        return any(fnmatch(column, pattern) for pattern in self.ignore)


@dataclass(frozen=True, slots=True)
class ImportManifest:
    """The rules of an import and the catalogue rows that come with them."""

    rules: tuple[FileRule, ...]
    rows: Mapping[str, SeriesRow]


def load_manifest(path: Path | None = None) -> ImportManifest:
    """Return the rules of a manifest file, the built-in one without a path.

    Raises
    ------
    UnwindError
        When the file cannot be read, is no TOML, or holds a key that no rule knows.
    """
    where = str(path) if path else "manifest.toml"
    try:
        if path is None:
            text = files("tools.market").joinpath("manifest.toml").read_text(encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
        body = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnwindError(f"{where}: cannot be read as a manifest: {error}") from error
    rules = tuple(
        _rule(entry, f"{where}, file {i}") for i, entry in enumerate(_list(body, "file"), 1)
    )
    if not rules:
        raise UnwindError(f"{where}: names no [[file]]")
    raw = [{k: str(v) for k, v in row.items()} for row in _list(body, "series")]
    return ImportManifest(rules, parse_rows(raw, where))


def _list(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise UnwindError(f"manifest: write [[{name}]] tables")
    return value


def _rule(entry: Mapping[str, Any], where: str) -> FileRule:
    known = {f.name: f for f in fields(FileRule)}
    unknown = sorted(set(entry) - set(known))
    if unknown:
        raise UnwindError(f"{where}: unknown key {unknown[0]!r}")
    layout = entry.get("layout")
    if "name" not in entry or layout not in NEEDS:
        raise UnwindError(f"{where}: needs a name and a layout out of {', '.join(NEEDS)}")
    missing = [key for key in NEEDS[layout] if not entry.get(key)]
    if missing:
        raise UnwindError(f"{where} ({entry['name']}): layout {layout} needs {missing[0]}")
    if layout == "series" and not (entry.get("key") or entry.get("series")):
        raise UnwindError(f"{where} ({entry['name']}): say which series, by `key` or `series`")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return FileRule(**values)
