"""A data file's rows as they were found, each under its line number."""

from __future__ import annotations

import csv
import gzip
import zlib
from io import StringIO
from pathlib import Path

import pandas as pd
import pyarrow.lib

from tools.market.report import FileReport
from tools.records import UnwindError

_GZIP = b"\x1f\x8b"
# Numbers as spreadsheets write them: 1.234,5 where semicolons separate, "1,234.5" within quotes.
_COMMA = r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+(?:\s*%)?"
_GROUPED = r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:\s*%)?"


def read_rows(path: Path, report: FileReport) -> pd.DataFrame:
    """Return a file's rows, indexed by line number (row number in Parquet).

    Every cell of a CSV stays text, an empty one is missing; a line with more or fewer fields than
    the header is refused. Semicolons or tabs separate where the header has no comma; numbers with a
    decimal comma (beside semicolons) or with grouped thousands (in quotes) get a point alone. A
    file with a header alone has no rows, which is noted.

    Raises
    ------
    UnwindError
        When the file is empty, truncated, not what its name says or names a column twice.
    """
    frame = _parquet(path) if path.suffix == ".parquet" else _csv(path, report)
    distinct(frame, path.name)
    if frame.empty and not report.refused:
        report.warnings.append("the file has a header and no rows")
    return frame


def distinct(frame: pd.DataFrame, name: str) -> None:
    """Refuse a file that names a column twice."""
    repeated = frame.columns[frame.columns.duplicated()]
    if len(repeated):
        raise UnwindError(f"{name}, line 1: column {repeated[0]!r} stands there twice")


def _parquet(path: Path) -> pd.DataFrame:
    if path.stat().st_size == 0:
        raise UnwindError(f"{path.name}: is empty")
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError, TypeError, pyarrow.lib.ArrowException) as error:
        raise UnwindError(f"{path.name}: damaged or not Parquet: {_reason(path, error)}") from error
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    if frame.columns.nlevels > 1:
        raise UnwindError(f"{path.name}: its columns have two names each: flatten them to one")
    frame.columns = frame.columns.astype("str")
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1))


def _csv(path: Path, report: FileReport) -> pd.DataFrame:
    text = _text(path)
    mark = _separator(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
    header: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    ragged: list[int] = []
    line = 1
    try:
        for row in reader:
            if row and not header:
                header = [name.strip() for name in row]
            elif row and len(row) == len(header):
                rows.append(row)
                lines.append(line)
            elif row:
                ragged.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnwindError(f"{path.name}, line {line}: damaged or not CSV: {error}") from error
    if not header:
        raise UnwindError(f"{path.name}: is empty")
    report.refuse("another number of fields than the header", pd.Index(ragged))
    index = pd.Index(lines, dtype="int64")
    frame = pd.DataFrame(rows, columns=header, index=index, dtype="str")
    if (mark == ";" and "," in text) or (mark == "," and '"' in text):
        frame = frame.apply(_points, mark=mark)
    return frame.mask(frame == "")


def _separator(text: str) -> str:
    """Return what separates a file's fields: a comma unless its header has none."""
    header = text.lstrip().partition("\n")[0]
    return next((mark for mark in ",;\t" if mark in header), ",")


def _points(cells: pd.Series, mark: str) -> pd.Series:
    """Return a column with decimal points alone, where all its commas are those of numbers."""
    commas = cells.str.contains(",", regex=False)
    form = _COMMA if mark == ";" else _GROUPED
    if not commas.any() or not cells[commas].str.fullmatch(form).all():
        return cells
    found = cells[commas]
    if mark == ";":
        found = found.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    else:
        found = found.str.replace(",", "", regex=False)
    return cells.where(~commas, found)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if path.suffix == ".gz" and raw:
            if not raw.startswith(_GZIP):
                page = " but a web page" if raw.lstrip().startswith(b"<") else ""
                raise UnwindError(f"{path.name}: is not gzip-compressed{page}")
            raw = gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise UnwindError(f"{path.name}: cannot be read: {_reason(path, error)}") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnwindError(
            f"{path.name}, line {line}: byte 0x{raw[error.start]:02x} is not UTF-8 text"
        ) from error
    if text.lstrip().startswith("<"):
        raise UnwindError(f"{path.name}: is a web page, not CSV")
    return text


def _reason(path: Path, error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.replace(str(path), path.name).strip().splitlines()[0][:160]
