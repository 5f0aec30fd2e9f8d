"""Layout "series": rows of dated values, one series or many in a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from tools.market.catalogue import SeriesRow
from tools.market.columns import INFINITE, LARGEST, dated, numbers, require
from tools.market.dataset import Dataset
from tools.market.manifest import FileRule
from tools.market.report import FileReport

PRICES = ("open", "high", "low", "close", "adj_close")


def series_layout(
    frame: pd.DataFrame,
    rule: FileRule,
    catalogue: Mapping[str, SeriesRow],
    today: date,
    report: FileReport,
) -> Dataset:
    """Return the series of a file of dated values.

    Parameters
    ----------
    frame : DataFrame
        The rows as found, indexed by line.
    rule : FileRule
        Which columns hold what; the first of its fields is the one that must not be empty.
    catalogue : mapping
        The series that may be imported.
    today : date
        Dates after it are refused.
    report : FileReport
        Takes what was read and refused.
    """
    lead = next(iter(rule.fields))
    wanted = [rule.date, *[c for c in (rule.key, rule.vendor_column) if c], lead]
    require(frame, wanted, rule, report)
    frame = dated(frame, rule.date, today, report)
    frame, values = _values(frame, rule, report)
    for name in (c for c in (rule.key, rule.vendor_column) if c):
        # Of a wide file a line has many rows, so that rows are told apart by their place alone.
        nameless = frame[name].isna()
        report.refuse(f"no {name}", frame.index[nameless])
        frame, values = frame[~nameless], values[~nameless]
    keys = pd.Series(rule.series, index=frame.index, dtype="str")
    if rule.key:
        keys = frame[rule.key].astype("str").str.strip()
    if rule.vendor_column:
        vendors = frame[rule.vendor_column].astype("str").str.strip().replace(dict(rule.vendors))
    else:
        vendors = keys.map(lambda key: rule.vendors.get(key, rule.vendor))
    sids = (rule.prefix + keys.str.upper() if rule.prefix else keys).replace(dict(rule.rename))
    values = values.assign(date=frame[rule.date])
    out = Dataset()
    read: list[pd.Index] = [pd.Index([], dtype="int64")]
    for pair, part in values.groupby([sids, vendors]):
        sid, vendor = map(str, pair)
        if sid in rule.refuse:
            report.refuse(f"{sid} {rule.refuse[sid]}", part.index)
        elif sid not in catalogue:
            report.refuse(f"series {sid} is not in the catalogue", part.index)
        else:
            clean = _series(part, catalogue[sid], rule.fields[lead], report)
            if len(clean):
                read.append(clean.index)
                clean = clean.set_index("date").sort_index().dropna(axis=1, how="all")
                out.series[(sid, vendor)] = clean
    report.read(np.concatenate(read))
    report.what = f"{len(out.series)} series"
    return out


def _values(
    frame: pd.DataFrame, rule: FileRule, report: FileReport
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that hold a finite value, and their fields as numbers."""
    columns = {c: f for c, f in rule.fields.items() if c in frame}
    values = pd.DataFrame(
        {f: numbers(frame[c], percent=rule.percent) for c, f in columns.items()}, frame.index
    )
    values *= rule.scale
    if rule.zero_is_missing:
        values = values.mask(values == 0.0)
    name, lead = next(iter(columns.items()))
    blank = values.isna().all(axis=1)
    report.blank += int(blank.sum())
    wild = values.isin(INFINITE).any(axis=1)
    report.refuse("not a finite number", frame.index[wild])
    absurd = (values.abs() > LARGEST).any(axis=1) & ~wild
    report.refuse("larger than any figure of a market", frame.index[absurd])
    wild |= absurd
    headless = values[lead].isna() & ~blank & ~wild
    report.refuse(f"no {name}", frame.index[headless])
    keep = ~(blank | wild | headless)
    frame, values = frame[keep], values[keep]
    for target, origin in rule.fill.items():
        values[target] = values.get(target, values[origin]).fillna(values[origin])
    return frame, values


def _series(rows: pd.DataFrame, row: SeriesRow, lead: str, report: FileReport) -> pd.DataFrame:
    """Return one series' rows, without those that its kind forbids or that repeat a date."""
    if row.positive:
        bad = rows[lead] <= 0
        report.refuse("price is not above zero", rows.index[bad])
        rows = rows[~bad]
        for field in (f for f in PRICES if f in rows and f != lead):
            low = rows[field] <= 0
            report.warn(rows.index[low], f"{row.id} {field} not above zero was left out")
            rows = rows.assign(**{field: rows[field].mask(low)})
    twice = rows.duplicated("date")
    report.refuse("date stands there twice", rows.index[twice])
    return rows[~twice]
