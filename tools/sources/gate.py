"""The gate: what a source says is fit for the market only where it can be true.

Every check names what it found and what became of it. A value that cannot be is left out and stays
in the archive; a body that as a whole says something else than before is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tools.market.catalogue import Catalogue, SeriesRow
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.market.ticks import reverted_jumps
from tools.sources.request import Failure
from tools.sources.sane import HIGHEST, LOWEST

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

REPEATS = 5  # identical bars in a row of what trades every day: the feed stands still
UNIT = 5.0  # a factor between what was held and what came beyond which the unit has changed
LEAST_OVERLAP = 3
SLACK = 1e-4  # a bar's close may lie outside its range by rounding
# A jump like others of its weeks is true: UVXY's of February 2018 was 8 times the median change
# around it and OVX's of April 2020 5 times; VVIX's false ticks of 2006 were 17 to 25 times.
APART, AROUND = 10.0, 8
_TRADED = ("price", "index")


def schema(row: SeriesRow) -> DataFrameSchema:
    """Return what a series' frame must be: ordered days without repeats, finite numbers.

    Parameters
    ----------
    row : SeriesRow
        The series' row of the catalogue; a price must be above zero and of plausible size.
    """
    import pandera.pandas as pa

    checks = [pa.Check(np.isfinite)]
    if row.positive:
        checks.append(pa.Check.in_range(LOWEST, HIGHEST))
    value = pa.Column(float, checks=checks, nullable=True, required=False)
    index = pa.Index("datetime64[us]", unique=True, checks=pa.Check(_ordered))
    return pa.DataFrameSchema({"close": value, "adj_close": value}, index=index, strict=False)


def _ordered(days: pd.Series) -> bool:
    return bool(days.is_monotonic_increasing)


def gated(
    data: Dataset, held: Mapping[tuple[str, str], pd.DataFrame], rows: Catalogue, report: FileReport
) -> Dataset:
    """Return what of a body is fit for the market.

    Parameters
    ----------
    data : Dataset
        What was read.
    held : mapping
        The frames of the same series and vendors that the market holds.
    rows : Catalogue
        The catalogue.
    report : FileReport
        Takes what was left out.

    Raises
    ------
    Failure
        "changed" where a series' unit has changed.
    """
    for (sid, vendor), frame in data.series.items():
        row = rows[sid]
        before = held.get((sid, vendor))
        if before is not None and "adj_close" not in frame:  # a split is seen to where they join
            _same_unit(row, before, frame)
        clean = _possible(row, frame, report)
        if row.kind in _TRADED:
            clean = _moving(row, _without_ticks(row, clean, report), report)
        _bars(row, clean, report)
        data.series[sid, vendor] = clean
    return data


def _same_unit(row: SeriesRow, before: pd.DataFrame, frame: pd.DataFrame) -> None:
    """Refuse a series whose values all moved by one large factor against those that are held."""
    lead = str(frame.columns[0])
    if lead not in before:
        return
    both = pd.DataFrame({"old": before[lead], "new": frame[lead].reindex(before.index)}).dropna()
    both = both[(both["old"] != 0.0) & (both["new"] != 0.0)]
    if len(both) < LEAST_OVERLAP:
        return
    factor = (both["new"] / both["old"]).abs()
    middle = float(factor.median())
    if not 1.0 / UNIT < middle < UNIT:
        raise Failure(
            "changed",
            f"{row.id}: values are {middle:.3g} times those held for the same days: the source has "
            "changed its unit; what is held stays",
        )


def _possible(row: SeriesRow, frame: pd.DataFrame, report: FileReport) -> pd.DataFrame:
    """Leave out what fails the schema, every failing value counted."""
    from pandera.errors import SchemaErrors

    try:
        checked: pd.DataFrame = schema(row).validate(frame, lazy=True)
        return checked
    except SchemaErrors as errors:
        cases = errors.failure_cases
    days = pd.DatetimeIndex(cases["index"].dropna().unique())
    if days.empty:
        raise Failure("changed", f"{row.id}: {cases['check'].iloc[0]}: not a daily series any more")
    report.warnings.append(
        f"{row.id}: {len(days)} values that cannot be were left out, the first of "
        f"{days[0]:%Y-%m-%d}"
    )
    return frame.drop(index=frame.index.intersection(days))


def _without_ticks(row: SeriesRow, frame: pd.DataFrame, report: FileReport) -> pd.DataFrame:
    """Leave out closes that stand apart from those on both sides."""
    if "close" not in frame:
        return frame
    ticks = reverted_jumps(frame["close"])
    ticks = ticks[[_apart(frame["close"].dropna(), day) for day in ticks.index]]
    if ticks.empty:
        return frame
    shown = ", ".join(f"{v:g} on {d:%Y-%m-%d}" for d, v in ticks.iloc[:3].items())
    report.warnings.append(
        f"{row.id}: {len(ticks)} closes that a jump led to and another took back were left out: "
        f"{shown}"
    )
    return frame.drop(index=ticks.index)


def _apart(close: pd.Series, day: pd.Timestamp) -> bool:
    """Return whether the jump to a day's close is beyond what its weeks made usual."""
    steps = np.log(close).diff().abs()
    place = int(close.index.searchsorted(day))
    near = steps.iloc[max(0, place - AROUND) : place + 2 + AROUND]
    usual = near.drop(near.index.intersection(close.index[place : place + 2])).median()
    return not steps.iloc[place] <= APART * usual


def _moving(row: SeriesRow, frame: pd.DataFrame, report: FileReport) -> pd.DataFrame:
    """Leave out the repeats of a bar that stands still, its first left in."""
    if len(frame) <= REPEATS or not {"open", "high", "low", "close"} <= set(frame.columns):
        return frame
    bars = frame[["open", "high", "low", "close"]]
    same = (bars == bars.shift()).all(axis=1)
    run = same.groupby((~same).cumsum()).transform("sum")
    still = same & (run + 1 >= REPEATS)
    if still.any():
        first = pd.DatetimeIndex(frame.index)[still.to_numpy()][0]
        report.warnings.append(
            f"{row.id}: {int(still.sum())} repeats of one bar were left out, the first of "
            f"{first:%Y-%m-%d}: the feed stood still"
        )
    return frame[~still]


def _bars(row: SeriesRow, frame: pd.DataFrame, report: FileReport) -> None:
    """Note bars whose close lies outside their range; they are kept as the vendor has them."""
    if not {"high", "low", "close"} <= set(frame.columns):
        return
    out = (frame["close"] > frame["high"] * (1 + SLACK)) | (
        frame["close"] < frame["low"] * (1 - SLACK)
    )
    if out.any():
        first = pd.DatetimeIndex(frame.index)[out.to_numpy()][0]
        report.warnings.append(
            f"{row.id}: {int(out.sum())} closes lie outside their day's range, the first of "
            f"{first:%Y-%m-%d}"
        )
