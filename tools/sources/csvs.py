"""CSV bodies as rows under their line numbers, whatever stands above the header."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

import pandas as pd

from tools.market.columns import EARLIEST, INFINITE, LARGEST, numbers
from tools.market.report import FileReport
from tools.sources.request import Failure, Payload

PREAMBLE = 40  # lines above the header, at most


def text_of(payload: Payload, encoding: str = "utf-8-sig") -> str:
    """Return a body as text; bytes that are none are a Failure "changed"."""
    try:
        return payload.body.decode(encoding)
    except UnicodeDecodeError as error:
        line = payload.body.count(b"\n", 0, error.start) + 1
        raise Failure(
            "changed",
            f"{payload.name}, line {line}: byte 0x{payload.body[error.start]:02x} is not "
            f"{encoding} text",
        ) from error


def rows_of(
    payload: Payload, wanted: Sequence[str], report: FileReport, *, text: str | None = None
) -> pd.DataFrame:
    """Return the rows below the header, indexed by line number, every cell text, blanks missing.

    Parameters
    ----------
    payload : Payload
        The body.
    wanted : sequence of str
        Columns that the header must name, in any case and order; it is the first line that does.
    report : FileReport
        Counts lines with another number of fields than the header.
    text : str, optional
        The body's text, where it is not simply decoded.

    Returns
    -------
    DataFrame
        Columns in the header's spelling, but the wanted ones in theirs.

    Raises
    ------
    Failure
        "changed" where no header names the wanted columns, "empty" where nothing follows it.
    """
    body = text_of(payload) if text is None else text
    names = {name.lower(): name for name in wanted}
    header: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    ragged: list[int] = []
    seen: list[str] = []
    reader = csv.reader(StringIO(body, newline=""), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            why = f"{payload.name}, line {reader.line_num}: ends too early or is damaged ({error})"
            raise Failure("cut", why) from error
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not header:
            seen.append(",".join(cells)[:60])
            if names.keys() <= {cell.lower() for cell in cells}:
                header = [names.get(cell.lower(), cell) for cell in cells]
                repeated = {c for c in wanted if header.count(c) > 1}
                if repeated:
                    raise Failure(
                        "changed",
                        f"{payload.name}, line {reader.line_num}: column {min(repeated)!r} stands "
                        "there twice: the source has changed its layout",
                    )
            elif len(seen) >= PREAMBLE:
                break
        elif len(cells) == len(header):
            rows.append(cells)
            lines.append(reader.line_num)
        else:
            ragged.append(reader.line_num)
    if not seen:
        raise Failure("empty", f"{payload.name}: an empty body: ask again later")
    if not header:
        raise Failure(
            "changed",
            f"{payload.name}: no header with {', '.join(wanted)}; it begins {seen[:1] or ['']!r}: "
            "the source has changed its layout",
        )
    if not rows:
        raise Failure("empty", f"{payload.name}: a header and no rows")
    report.refuse("another number of fields than the header", pd.Index(ragged))
    index = pd.Index(lines, dtype="int64")
    frame = pd.DataFrame(rows, columns=header, index=index, dtype="str")
    return frame.mask(frame.isin(["", ".", "N/A", "NA", "null", "None"]))


def by_day(
    frame: pd.DataFrame, days: pd.Series, report: FileReport, *, today: pd.Timestamp
) -> pd.DataFrame:
    """Return columns of numbers by date, in order, without what cannot be.

    Parameters
    ----------
    frame : DataFrame
        Columns of text or numbers, indexed by line.
    days : Series
        The date of each line, NaT where it could not be read.
    report : FileReport
        Counts bad dates (none, or one before 1800), dates ahead of ``today``, values that are no
        finite number, and rows that repeat a date: of two the later line holds.
    today : Timestamp
        The day on which the body was fetched.
    """
    days = days.where(days >= EARLIEST)
    report.refuse("bad date", frame.index[days.isna()])
    ahead = days > today
    report.refuse("date lies in the future", frame.index[ahead])
    values = pd.DataFrame({c: numbers(frame[c]) for c in frame}, index=frame.index)
    wild = values.isin(INFINITE).any(axis=1) | (values.abs() > LARGEST).any(axis=1)
    report.refuse("not a finite number", frame.index[wild])
    blank = values.isna().all(axis=1)
    report.blank += int(blank.sum())
    keep = days.notna() & ~ahead & ~wild & ~blank
    values, days = values[keep], days[keep]
    twice = days.duplicated(keep="last")
    report.refuse("date stands there twice: the later line counts", values.index[twice])
    out = values[~twice].set_axis(pd.DatetimeIndex(days[~twice], name="date").as_unit("us"))
    report.rows += len(out)
    return out.sort_index()


def one_day(texts: pd.Series, forms: Sequence[str]) -> pd.Series:
    """Return dates that are written in one of several forms, NaT for the others.

    The first form that reads any of them is the file's, so that a column cannot mix two orders of
    day and month.
    """
    stripped = texts.str.strip()
    for form in forms:
        parsed = pd.to_datetime(stripped, format=form, errors="coerce")
        if parsed.notna().any():
            return parsed.astype("datetime64[us]")
    return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
