"""What each series can plausibly be, so that no change of unit and no absurd value goes unseen."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from tools.market.columns import numbers
from tools.market.report import FileReport
from tools.sources.csvs import by_day
from tools.sources.request import Failure, Payload
from tools.sources.sessions import last_closed, new_york_day

_OFF_GRID = 1e-6  # of a step; a float's rounding is smaller, another decimal larger


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a series, as numbers.

    Attributes
    ----------
    range : tuple of float
        What a single value may be.
    usual : tuple of float
        Where the median of the absolute values of a whole body lies.
    step : float
        The grid of the source's decimals, 0 for none.
    why : str
        The unit in words and the extremes it has seen.
    """

    range: tuple[float, float]
    usual: tuple[float, float]
    step: float
    why: str


@cache
def units() -> Mapping[str, Unit]:
    """Return the units by series id, ``ID.field`` for a series of several fields."""
    text = files("tools.sources").joinpath("plausible.toml").read_text(encoding="utf-8")
    return {
        name: Unit(tuple(row["range"]), tuple(row["usual"]), row.get("step", 0.0), row["why"])
        for row in tomllib.loads(text)["unit"]
        for name in row["series"]
    }


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
