"""What each series can plausibly be, so that no change of unit and no absurd value goes unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd

from tools.allowed import Within
from tools.market.columns import numbers
from tools.market.report import FileReport
from tools.sources.csvs import by_day
from tools.sources.request import Failure, Payload
from tools.sources.sessions import last_closed, new_york_day
from tools.strict import Document, Row

_OFF_GRID = 1e-6  # of a step; a float's rounding is smaller, another decimal larger

Size = Annotated[float, Within(0.0)]


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a series, as numbers.

    Attributes
    ----------
    range : tuple of float
        What a single value may be.
    usual : tuple of float
        Where the median of the absolute values of a whole body lies.
    why : str
        The unit in words and the extremes it has seen.
    step : float
        The grid of the source's decimals, 0 for none.
    """

    range: tuple[float, float]
    usual: tuple[Size, Size]
    why: str
    step: Size = 0.0


@cache
def units() -> Mapping[str, Unit]:
    """Return the published units by series id, ``ID.field`` for one of several fields."""
    return load_units()


def load_units(path: Path | None = None) -> Mapping[str, Unit]:
    """Return the units of a file, the published ones without a path.

    Raises
    ------
    UnwindError
        At the first fault of the file: a key or a value that is none, a range that falls, a series
        with two units.
    """
    doc = Document("tools.sources", "plausible.toml", ("unit",), path)
    out: dict[str, Unit] = {}

    def unit(row: Row) -> Unit:
        found = row.make(Unit, also=("series",))
        names = row.take("series", tuple[str, ...])
        if twice := next((name for name in names if name in out), None):
            raise row.fault(f"{twice} has a unit already: write it once")
        for key, (low, high) in (("range", found.range), ("usual", found.usual)):
            if low >= high:
                raise row.fault(f"{key} must rise: write the lower one first")
        out.update(dict.fromkeys(names, found))
        return found

    doc.rows("unit", "series", unit)
    return out


def check_unit(payload: Payload, name: str, values: pd.Series) -> None:
    """Refuse a body whose values as a whole have another unit than the series.

    Raises
    ------
    Failure
        "changed" where their median left the usual range, or most of them left the grid on which
        the source prints them, as percent do that are written as decimals.
    """
    unit = units()[name]
    seen = values[np.isfinite(values)]
    if seen.empty:
        return
    middle = float(seen.abs().median())
    low, high = unit.usual
    if not low <= middle <= high:
        raise _moved(payload, name, f"half of its values exceed {middle:g}", unit)
    if unit.step:
        ticks = seen / unit.step
        off = (ticks - ticks.round()).abs() > _OFF_GRID * np.maximum(1.0, ticks.abs())
        if off.mean() > 0.5:
            raise _moved(payload, name, f"its values are no multiples of {unit.step:g}", unit)


def _moved(payload: Payload, name: str, what: str, unit: Unit) -> Failure:
    return Failure(
        "changed",
        f"{payload.name}: the unit of {name} has changed ({what}; expected {unit.why}): compare "
        "it with the source's notes",
    )


def readings(
    payload: Payload,
    frame: pd.DataFrame,
    days: pd.Series,
    series: Mapping[str, str],
    report: FileReport,
    *,
    scale: float = 1.0,
    closed: bool = False,
) -> pd.DataFrame:
    """Return columns of a body as checked numbers by date.

    Parameters
    ----------
    payload : Payload
        The body, for its name and the day on which it came.
    frame : DataFrame
        Its rows as found, indexed by line.
    days : Series
        The date of each row, NaT where it could not be read.
    series : mapping of str to str
        Columns to keep and the series (``ID`` or ``ID.field``) whose unit each has.
    report : FileReport
        Counts what is refused.
    scale : float
        Turns the source's unit into the series'.
    closed : bool
        Whether to leave out the session that was still running when the body came.

    Raises
    ------
    Failure
        "changed" for another unit or where no row can be read, "empty" where no row has a value.
    """
    values = pd.DataFrame({c: numbers(frame[c]) * scale for c in series}, index=frame.index)
    for column, name in series.items():
        check_unit(payload, name, values[column])
        low, high = units()[name].range
        wild = np.isfinite(values[column]) & ~values[column].between(low, high)
        report.refuse(f"{name} outside {low:g} to {high:g}", values.index[wild])
        values[column] = values[column].mask(wild)
        if wild.any():
            values = values[~(wild & values.isna().all(axis=1))]
    today = pd.Timestamp(new_york_day(payload.fetched))
    out = by_day(values, days[values.index], report, today=today)
    if closed:
        out = _settled(out, payload, report)
    if out.empty and report.refused:
        why = ", ".join(f"{why} ({n})" for why, n in report.refused.items())
        raise Failure("changed", f"{payload.name}: no row can be read: {why[:200]}")
    if out.empty:
        raise Failure("empty", f"{payload.name}: {len(frame)} rows and no value: ask again later")
    return out


def _settled(out: pd.DataFrame, payload: Payload, report: FileReport) -> pd.DataFrame:
    end = last_closed(payload.fetched)
    running = out.index > pd.Timestamp(end)
    if running.any():
        report.rows -= int(running.sum())
        report.warnings.append(
            f"{out.index[running][0]:%Y-%m-%d} is provisional and was left out: its session had "
            "not closed"
        )
    return out[~running]


def whole_lines(rows: pd.DataFrame, text: str, report: FileReport) -> pd.DataFrame:
    """Return the rows without the last one where the file does not end with its line.

    A number that was cut off is a number still: only the missing end of its line shows it.
    """
    if text.endswith("\n"):
        return rows
    report.refuse("the last line is cut off", rows.index[-1:])
    return rows.iloc[:-1]


def fields(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return columns as a series' fields, without rows that hold none of them."""
    return frame[list(names)].rename(columns=dict(names)).dropna(how="all")
