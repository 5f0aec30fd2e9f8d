"""Import manifests: which file holds what, read strictly from TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from tools.market.catalogue import SeriesRow, parse_rows
from tools.market.quoting import one_line
from tools.market.tables import KNOWN_FROM
from tools.records import UnwindError

Layout = Literal["series", "panel", "chain", "table", "none"]
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.^=-]{0,63}")
_LONGEST = 200  # letters of a name, a unit or a source
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
    date_form: str = ""
    wide: bool = False
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
    percent: bool = False
    zero_is_missing: bool = False
    underlying: str = ""
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    scheduled: bool = False
    reason: str = ""

    @property
    def names_underlying(self) -> bool:
        """Whether ``underlying`` is a name in capitals and no pattern of the file's name."""
        return bool(re.fullmatch(r"[A-Z][A-Z0-9]*", self.underlying))

    def matches(self, file: str) -> bool:
        """Whether the rule is about a file of this name."""
        return fnmatchcase(file, self.name)

    def counts(self, column: str) -> bool:
        """Whether a table's column holds numbers."""
        return any(fnmatchcase(column, pattern) for pattern in self.numbers)

    def keeps(self, column: str) -> bool:
        """Whether a table's column is stored."""
        named = column in (*self.dates, *self.required, *self.texts, *self.columns.values())
        return named or self.counts(column)

    def ignores(self, column: str) -> bool:
        """Whether a column is known to be left out."""
        return any(fnmatchcase(column, p) for p in self.ignore)

    def knows(self, column: str) -> bool:
        """Whether a column is read or known to be left out."""
        read = column in (*self.fields, self.date, self.key, self.vendor_column)
        return read or self.keeps(column) or self.ignores(column)


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
    unknown = sorted(set(body) - {"file", "series"})
    if unknown:
        raise UnwindError(f"{where}: unknown key {unknown[0]!r}: write [[file]] and [[series]]")
    entries, series = _list(body, "file", where), _list(body, "series", where)
    if not entries:
        raise UnwindError(f"{where}: names no [[file]]")
    rules = tuple(_rule(entry, f"{where}, file {i}") for i, entry in enumerate(entries, 1))
    raw = [
        {k: " ".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in row.items()}
        for row in series
    ]
    rows = parse_rows(raw, where)
    for row in rows.values():
        _check_texts(row, where)
    return ImportManifest(rules, rows)


def _check_texts(row: SeriesRow, where: str) -> None:
    """Refuse a series whose texts could be taken for a reference, markup or a terminal code."""
    if not _ID.fullmatch(row.id):
        raise UnwindError(f"{where}: series {one_line(row.id)[:60]!r}: write an id in A-Z, 0-9, _")
    texts = {"name": row.name, "unit": row.unit, "source": row.source}
    for name, value in (texts | {"vendors": " ".join(row.vendors)}).items():
        if len(value) > _LONGEST or not value.isprintable() or set(value) & set("[]<>{}`\\"):
            raise UnwindError(
                f"{where}: series {row.id}: {name} must be plain text of at most {_LONGEST} "
                f"letters without any of [ ] < > {{ }} ` \\: {one_line(value)[:60]!r}"
            )


def _list(body: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise UnwindError(f"{where}: write [[{name}]] tables")
    return value


def _rule(entry: Mapping[str, Any], where: str) -> FileRule:
    types = {f.name: str(f.type) for f in fields(FileRule)}
    unknown = sorted(set(entry) - set(types))
    if unknown:
        raise UnwindError(f"{where}: unknown key {unknown[0]!r}")
    layout = entry.get("layout")
    if not entry.get("name") or not isinstance(layout, str) or layout not in NEEDS:
        raise UnwindError(f"{where}: needs a name and a layout out of {', '.join(NEEDS)}")
    values = {key: _typed(value, types[key], f"{where}: {key}") for key, value in entry.items()}
    where = f"{where} ({entry['name']})"
    missing = [key for key in NEEDS[layout] if not entry.get(key)]
    if missing:
        raise UnwindError(f"{where}: layout {layout} needs {missing[0]}")
    if layout == "series" and not (entry.get("key") or entry.get("series")):
        raise UnwindError(f"{where}: say which series, by `key` or `series`")
    rule = FileRule(**values)
    if rule.date_form and not _reads_days(rule.date_form):
        raise UnwindError(f"{where}: date_form {rule.date_form!r} does not say day, month and year")
    if rule.wide and (layout not in ("series", "panel") or not rule.key or len(rule.fields) != 1):
        raise UnwindError(f"{where}: wide takes a key and one field, in a layout series or panel")
    if rule.percent and layout != "series":
        raise UnwindError(f"{where}: percent is for a layout series")
    if set(rule.fill.values()) - set(rule.fields.values()):
        raise UnwindError(f"{where}: fill takes a value from a field that is not there")
    if rule.table and rule.table not in KNOWN_FROM:
        raise UnwindError(f"{where}: no table {rule.table!r}: choose from {', '.join(KNOWN_FROM)}")
    lead = KNOWN_FROM.get(rule.table)
    if lead and (rule.dates[:1] != (lead,) or lead not in rule.required):
        raise UnwindError(f"{where}: `dates` must begin with {lead!r}, which `required` must hold")
    if rule.underlying and not rule.names_underlying and not _one_group(rule.underlying):
        raise UnwindError(
            f"{where}: underlying must be a pattern with one (group) or a name in capitals"
        )
    return rule


def _typed(value: Any, kind: str, where: str) -> Any:
    """Return a TOML value as the type of its field; another type is an UnwindError."""
    if kind.startswith("tuple"):
        good, value = isinstance(value, list), tuple(value) if isinstance(value, list) else ()
        good = good and all(isinstance(v, str) for v in value)
    elif kind.startswith("Mapping"):
        good = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    elif kind == "float":
        good = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        good = isinstance(value, bool if kind == "bool" else str)
    if not good:
        wanted = {"t": "a list of texts", "M": "a table of texts", "f": "a number"}.get(
            kind[0], "true or false" if kind == "bool" else "a text"
        )
        raise UnwindError(f"{where} must be {wanted}")
    return value


def _reads_days(form: str) -> bool:
    """Whether a form of dates, as ``strptime`` takes it, says which month of which year."""
    day = datetime(2019, 11, 1, tzinfo=UTC)
    try:
        found = datetime.strptime(day.strftime(form), form).replace(tzinfo=UTC)
    except ValueError:
        return False
    return found.date() == day.date()


def _one_group(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups == 1
    except re.error:
        return False
