"""What a data file of the user's holds: its dates, its layout, its columns and their frequency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from tools.market.columns import EARLIEST, LARGEST, numbers
from tools.market.report import FileReport
from tools.market.reshape import parsed
from tools.market.rows import read_rows
from tools.records import UnwindError

Shape = Literal["columns", "long", "panel", "wide panel"]
# The first that reads a column counts; day and month are told apart by the order of the dates.
FORMS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m",
    "%m/%d/%y",
    "%d/%m/%y",
)
ISO = FORMS[0]
MOST = 0.9  # of a column's cells, from which on it is of a kind
REPEATED = 1.2  # rows a date, from which on a file is long
TICKERS = 20  # names that make a panel where they look like tickers
TICKER = r"[A-Z]{1,5}(?:[.\-/][A-Z]{1,2})?"
PRICES = ("adj_close", "adj close", "adjusted_close", "close", "price", "px", "px_last", "last")
DATES = ("date", "day", "asof", "as_of", "as of", "as-of", "period", "week", "month", "time")
STEPS = ((4, "daily"), (10, "weekly"), (45, "monthly"), (120, "quarterly"))


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """A column of numbers, or of one key's numbers: how many, their range, dates and spacing.

    ``percent`` says that the cells carry a per cent sign.
    """

    name: str
    count: int
    low: float
    high: float
    first: date
    last: date
    frequency: str
    repeated: int = 0
    key: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """What a file holds.

    Attributes
    ----------
    file : str
        Its name.
    rows : int
        Its rows.
    date : str
        The column of dates, written as ``form``; ``orders`` names the forms that read it as well.
    shape : str
        "columns": dates by rows, a series a column. "long": date, key and value. "panel": the same
        for stocks. "wide panel": dates by rows, a stock a column.
    key : str
        The column of keys, of a long file.
    found : tuple of ColumnFound
        The numbers, by column and key.
    unread : mapping of str to str
        Columns that cannot be read, and why.
    bad_dates : int
        Rows without a date that can be read.
    """

    file: str
    rows: int
    date: str
    form: str
    orders: tuple[str, ...]
    shape: Shape
    key: str
    found: tuple[ColumnFound, ...]
    unread: dict[str, str] = field(default_factory=dict)
    bad_dates: int = 0

    @property
    def repeated(self) -> int:
        """Rows on a date that stands there already, of the column that has most of them."""
        sums: dict[str, int] = {}
        for f in self.found:
            sums[f.name] = sums.get(f.name, 0) + f.repeated
        return max(sums.values(), default=0)


def describe(path: Path, today: date) -> Described:
    """Return what a CSV, CSV.gz or Parquet file holds.

    Raises
    ------
    UnwindError
        When it cannot be read, or has no column of dates or none of numbers.
    """
    report = FileReport(path.name)
    if not path.is_file():
        raise UnwindError(f"{path}: no such file")
    frame = read_rows(path, report)
    if frame.empty:
        raise UnwindError(f"{path.name}: has no rows that can be read")
    day, form, orders = _dates(frame, path.name, today)
    days = parsed(frame[day], form)
    days = days.where((days >= EARLIEST) & (days <= pd.Timestamp(today)))
    held: dict[str, pd.Series] = {}
    unread: dict[str, str] = {}
    percent: set[str] = set()
    for column in (c for c in frame.columns if c != day):
        values = numbers(frame[column])
        why = _unread(frame[column], values)
        if why and np.isfinite(signed := numbers(frame[column], percent=True)).any():
            percent.add(str(column))
            why, values = _unread(frame[column], signed), signed
        if why:
            unread[str(column)] = why
        else:
            held[str(column)] = values.where(np.isfinite(values) & (values.abs() <= LARGEST))
    if not held:
        raise UnwindError(f"{path.name}: no column holds numbers: {_some(unread)}")
    key = _key(frame, days, [c for c in frame.columns if str(c) in unread])
    unread.pop(key, None)
    shape = _shape(frame, key, held, percent)
    return Described(
        file=path.name,
        rows=len(frame),
        date=day,
        form=form,
        orders=orders,
        shape=shape,
        key=key,
        found=tuple(_found(frame, days, key, held, percent)),
        unread=unread,
        bad_dates=int(days.isna().sum()),
    )


def _dates(frame: pd.DataFrame, name: str, today: date) -> tuple[str, str, tuple[str, ...]]:
    """Return the column of dates, how it is written, and which other forms read it too."""
    order = sorted(frame.columns, key=lambda c: str(c).strip().lower() not in DATES)
    for column in order:
        forms = [f for f in FORMS if _reads(frame[column], f, today)]
        if forms:
            best = max(forms, key=lambda f: _ordered(frame[column], f))
            rivals = tuple(f for f in forms if f != best and _differs(frame[column], f, best))
            return str(column), best, rivals
    seen = ", ".join(map(str, frame.columns[:8]))
    raise UnwindError(f"{name}: no column holds dates that can be read, only {seen}")


def _reads(column: pd.Series, form: str, today: date) -> bool:
    """Whether most of a column's cells are dates of a market in this form."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return False
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return form == ISO and bool((column.dt.normalize() == column)[column.notna()].all())
    if pd.api.types.is_float_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        return False
    filled = column.dropna()
    found = parsed(filled, form)
    good = (found >= pd.Timestamp("1900-01-01")) & (found <= pd.Timestamp(today))
    return bool(len(filled)) and float(good.mean()) >= MOST


def _ordered(column: pd.Series, form: str) -> tuple[int, float, int]:
    """Return how well a form reads a column: what is read, how steadily it steps, its place."""
    found = parsed(column, form).dropna()
    steps = np.diff(found.to_numpy()).astype("timedelta64[D]").astype(np.int64)
    steady = float((np.abs(steps) <= 120).mean()) if len(steps) else 1.0
    return len(found), steady, -FORMS.index(form)


def _differs(column: pd.Series, form: str, best: str) -> bool:
    one, other = parsed(column, form), parsed(column, best)
    return bool((one != other)[one.notna() & other.notna()].any())


def _unread(column: pd.Series, values: pd.Series) -> str:
    """Return why a column is none of numbers, empty where it is one."""
    filled = values[column.notna()]
    if not len(filled):
        return "is empty"
    good = np.isfinite(filled)
    if float(good.mean()) >= MOST:
        return ""
    example = str(column[filled.index[~good.to_numpy()][0]])[:24]
    return f"is text, such as {example!r}" if not good.any() else f"is mixed, such as {example!r}"


def _key(frame: pd.DataFrame, days: pd.Series, texts: list[str]) -> str:
    """Return the column of names that tells a date's rows apart, empty where there is none."""
    if len(frame) / max(days.nunique(), 1) < REPEATED:
        return ""
    best, least = "", 0.1
    for column in texts:
        names = frame[column]
        if names.isna().mean() > 1.0 - MOST or names.nunique() < 2:
            continue
        twice = float(pd.DataFrame({"d": days, "k": names}).duplicated().mean())
        if twice < least:
            best, least = str(column), twice
    return best


def _shape(frame: pd.DataFrame, key: str, held: dict[str, pd.Series], percent: set[str]) -> Shape:
    if key:
        names = frame[key].dropna().astype("str").str.strip()
        priced = any(
            c.strip().lower() in PRICES and c not in percent and (v.dropna() > 0).all()
            for c, v in held.items()
        )
        return "panel" if _tickers(names.unique()) and priced else "long"
    positive = not percent and all((values.dropna() > 0).all() for values in held.values())
    return "wide panel" if positive and _tickers(np.array(list(held))) else "columns"


def _tickers(names: np.ndarray) -> bool:
    like = pd.Series(names, dtype="str").str.fullmatch(TICKER)
    return len(names) >= TICKERS and float(like.mean()) >= MOST


def _found(
    frame: pd.DataFrame,
    days: pd.Series,
    key: str,
    held: dict[str, pd.Series],
    percent: set[str],
) -> list[ColumnFound]:
    names = frame[key].astype("str").str.strip() if key else pd.Series("", index=frame.index)
    parts = pd.DataFrame({"key": names, "day": days})
    out = []
    for column, values in held.items():
        whole = parts.assign(value=values)
        if key:
            whole = whole[frame[key].notna()]
        whole = whole.dropna(subset=["day", "value"])
        for name, part in whole.groupby("key", sort=True):
            dated = part["day"].sort_values()
            out.append(
                ColumnFound(
                    name=column,
                    count=len(part),
                    low=float(part["value"].min()),
                    high=float(part["value"].max()),
                    first=dated.iloc[0].date(),
                    last=dated.iloc[-1].date(),
                    frequency=frequency(pd.DatetimeIndex(dated.unique())),
                    repeated=int(dated.duplicated().sum()),
                    key=str(name),
                    percent=column in percent,
                )
            )
    return out


def frequency(days: pd.DatetimeIndex) -> str:
    """Return how often dates come: "daily", "weekly", "monthly", "quarterly" or "irregular"."""
    if len(days) < 3:
        return "irregular"
    step = float(np.median(np.diff(days.to_numpy()).astype("timedelta64[D]").astype(np.int64)))
    return next((name for most, name in STEPS if step <= most), "irregular")


def _some(unread: dict[str, str]) -> str:
    return "; ".join(f"{name!r} {why}" for name, why in list(unread.items())[:3])
