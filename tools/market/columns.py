"""Columns of a data file turned into numbers and dates; what is neither can be told apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from tools.market.manifest import FileRule
from tools.market.report import FileReport
from tools.records import UnwindError

EARLIEST = pd.Timestamp("1800-01-01")
INFINITE = (np.inf, -np.inf)
LARGEST = 1e15  # no price, size or amount of money of a market is larger
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def numbers(column: pd.Series, *, percent: bool = False) -> pd.Series:
    """Return a column as float64, NaN where it is empty.

    A text that is no plain decimal number becomes infinite, so that it can be refused: "nan",
    "1,234.5", "3.2 %" and True among them. With ``percent`` a text is a number with a per cent
    sign, and becomes the number: "3.2 %" is 3.2, and "3.2" infinite.
    """
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        exact = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return pd.Series(exact, index=column.index)
    text = column.astype("str").str.strip()
    if percent:
        text = text.str.removesuffix("%").str.rstrip().where(text.str.endswith("%"))
    plain = text.str.fullmatch(_NUMBER).fillna(value=False).astype(bool)
    out = pd.Series(np.where(column.isna(), np.nan, np.inf), index=column.index)
    out[plain] = text[plain].to_numpy(dtype=object).astype(np.float64)
    return out


def days(column: pd.Series, where: str) -> pd.Series:
    """Return a column of calendar dates, NaT where a cell is none.

    Text must read YYYY-MM-DD; a time of day, another order and a year before 1800 make NaT.

    Raises
    ------
    UnwindError
        When the dates carry a time zone, so that they may mean another day.
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        raise UnwindError(
            f"{where}: column {column.name!r} has a time zone ({column.dtype.tz}): write plain "
            "dates"
        )
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        parsed = column.astype("datetime64[us]")
    else:
        text = column.astype("str").str.strip()
        plain = text.str.fullmatch(_DAY).fillna(value=False).astype(bool)
        parsed = pd.to_datetime(text.where(plain), errors="coerce", format="%Y-%m-%d")
        parsed = parsed.astype("datetime64[us]")
    return parsed.where((parsed == parsed.dt.normalize()) & (parsed >= EARLIEST))


def dated(frame: pd.DataFrame, column: str, today: date | None, report: FileReport) -> pd.DataFrame:
    """Return the rows with a sane date, parsed; ``today`` None lets scheduled dates be ahead."""
    parsed = days(frame[column], report.name)
    report.refuse("bad date", frame.index[parsed.isna()])
    ahead = parsed > pd.Timestamp(today) if today else parsed.isna()
    ahead &= parsed.notna()
    report.refuse("date lies in the future", frame.index[ahead])
    return frame.assign(**{column: parsed})[parsed.notna() & ~ahead]


def texts(frame: pd.DataFrame, column: str, report: FileReport) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows in which a column of names holds one, and that column as text."""
    empty = frame[column].isna()
    report.refuse(f"no {column}", frame.index[empty])
    kept = frame[~empty]
    return kept, kept[column].astype("str").str.strip()


def require(frame: pd.DataFrame, wanted: Iterable[str], rule: FileRule, report: FileReport) -> None:
    """Refuse a file without a wanted column; note the columns that the rule does not know."""
    absent = [c for c in wanted if c not in frame]
    if absent:
        found = ", ".join(map(str, frame.columns[:12])) or "none"
        raise UnwindError(
            f"{report.name}, line 1: no column {absent[0]!r}, only {found[:200]}; "
            "rename it or describe the file in a manifest"
        )
    for column in frame.columns:
        if column not in wanted and not rule.knows(str(column)):
            report.warnings.append(f"line 1: unknown column {column!r} was left out")
