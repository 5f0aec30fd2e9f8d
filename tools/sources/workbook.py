"""Workbooks, .xls and .xlsx, as rows under their row numbers, whatever stands above the header."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pandas as pd

from tools.sources.csvs import PREAMBLE
from tools.sources.quiet import quiet
from tools.sources.request import Failure, Payload

_MISSING = frozenset(["", ".", "n/a", "na", "null", "none", "nan"])
_UNPACKED = 500_000_000  # bytes; a workbook that unpacks to more is a bomb

Cell = str | float | bool | datetime | None
Sheet = tuple[str, Iterator[list[Cell]]]


def sheet_of(payload: Payload, wanted: Sequence[str]) -> pd.DataFrame:
    """Return the rows below a workbook's header, indexed by row number as Excel counts.

    Parameters
    ----------
    payload : Payload
        The body, an .xls or .xlsx workbook by its first bytes.
    wanted : sequence of str
        Columns that the header must name, in any case and order; it is the first row, on the first
        sheet, that does. Where a name stands there twice the first column counts.

    Returns
    -------
    DataFrame
        The wanted columns, cells as found (text stripped; dates ``datetime``), None where one is
        empty, an error or says "NA". Rows without any of them are left out.

    Raises
    ------
    Failure
        "cut" for a damaged workbook, "changed" where no header names the wanted columns, "empty"
        where nothing follows it or there is no body.
    """
    if not payload.body:
        raise Failure("empty", f"{payload.name}: an empty body: ask again later")
    try:
        with quiet():  # openpyxl tells of styles that it does not keep
            return _below_header(payload, wanted)
    except Failure:
        raise
    except Exception as error:
        # What a damaged workbook raises is left open by the libraries that read it.
        reason = " ".join(f"{type(error).__name__} {error}".split())[:120]
        raise Failure("cut", f"{payload.name}: the workbook is damaged ({reason})") from error


def _below_header(payload: Payload, wanted: Sequence[str]) -> pd.DataFrame:
    seen: list[str] = []
    reader = _xlsx if payload.body.startswith(b"PK") else _xls
    for sheet, rows in reader(payload):
        places: list[int] = []
        lines: list[int] = []
        found: list[list[Cell]] = []
        for number, row in enumerate(rows, start=1):
            if places:
                cells = [row[at] if at < len(row) else None for at in places]
                if any(cell is not None for cell in cells):
                    lines.append(number)
                    found.append(cells)
            elif number <= PREAMBLE:
                places = _header(row, wanted)
            else:
                break
        if places and not found:
            raise Failure("empty", f"{payload.name}, sheet {sheet!r}: a header and no rows")
        if places:
            index = pd.Index(lines, dtype="int64")
            return pd.DataFrame(found, columns=list(wanted), index=index, dtype="object")
        seen.append(sheet)
    raise Failure(
        "changed",
        f"{payload.name}: no sheet of {', '.join(seen)[:80]!r} has a header with "
        f"{', '.join(wanted)}: the source has changed its layout",
    )


def sheet_days(column: pd.Series, form: str = "") -> pd.Series:
    """Return a column's dates, NaT where a cell is none.

    Parameters
    ----------
    column : Series
        Cells: dates as Excel keeps them, or texts and whole numbers in ``form``.
    form : str
        How texts are written, such as "%Y%m%d"; without one a text is no date.
    """
    if form:
        texts = column.map(_digits, na_action="ignore").astype("str")
        parsed = pd.to_datetime(texts, format=form, errors="coerce")
    else:
        dates = column.map(lambda cell: cell if isinstance(cell, date) else None)
        parsed = pd.to_datetime(dates, errors="coerce")
    return parsed.dt.normalize().astype("datetime64[us]")


def _digits(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _header(row: list[Cell], wanted: Sequence[str]) -> list[int]:
    """Return where the wanted names stand, nothing when one is absent."""
    names = [" ".join(cell.split()).lower() if isinstance(cell, str) else "" for cell in row]
    if not all(name.lower() in names for name in wanted):
        return []
    return [names.index(name.lower()) for name in wanted]


def _xls(payload: Payload) -> Iterator[Sheet]:
    import xlrd

    # xlrd prints what it finds odd.
    book = xlrd.open_workbook(file_contents=payload.body, logfile=StringIO(), on_demand=True)
    for name in book.sheet_names():
        sheet = book.sheet_by_name(name)
        rows = ([_old(cell, book.datemode) for cell in sheet.row(i)] for i in range(sheet.nrows))
        yield name, rows


def _old(cell: Any, datemode: int) -> Cell:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        found: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        return found
    if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    return _cell(cell.value)


def _xlsx(payload: Payload) -> Iterator[Sheet]:
    import openpyxl

    with zipfile.ZipFile(BytesIO(payload.body)) as packed:
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
            raise Failure("changed", f"{payload.name}: the workbook unpacks to too much")
    book = openpyxl.load_workbook(BytesIO(payload.body), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # a wrong size in the file would cut rows off
        yield sheet.title, ([_cell(v) for v in row] for row in sheet.iter_rows(values_only=True))


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        text = value.strip()
        return None if text.lower() in _MISSING or text.startswith("#") else text
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    found: Cell = value
    return found
