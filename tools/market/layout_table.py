"""Layout "table": dated rows of several columns, such as memberships and releases."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tools.market.columns import INFINITE, dated, days, numbers, require
from tools.market.dataset import Dataset
from tools.market.manifest import FileRule
from tools.market.report import FileReport
from tools.market.rows import distinct
from tools.market.tables import ROW_KEYS


def table_layout(frame: pd.DataFrame, rule: FileRule, today: date, report: FileReport) -> Dataset:
    """Return a table's rows, dates and numbers parsed, a row that stands there twice dropped.

    The first of the rule's dates must be there; the others may be empty or ahead of today. A file
    of which no row is left gives no table, so that the market keeps what it had.
    """
    frame = frame.rename(columns=dict(rule.columns))
    distinct(frame, report.name)
    require(frame, rule.required, rule, report)
    kept = [str(c) for c in frame if rule.keeps(str(c))]
    frame = frame[kept]
    for column in (c for c in rule.dates if c in frame):
        if column == rule.dates[0]:
            frame = dated(frame, column, None if rule.scheduled else today, report)
            continue
        parsed = days(frame[column], report.name)
        bad = parsed.isna() & frame[column].notna()
        report.refuse(f"bad {column}", frame.index[bad])
        frame = frame.assign(**{column: parsed})[~bad]
    for column in filter(rule.counts, kept):
        values = numbers(frame[column])
        wild = values.isin(INFINITE)
        report.refuse(f"{column} is not a finite number", frame.index[wild])
        frame = frame.assign(**{column: values})[~wild]
    keys = [c for c in ROW_KEYS.get(rule.table, ()) if c in frame]
    for column in keys:
        empty = frame[column].isna()
        report.refuse(f"no {column}", frame.index[empty])
        frame = frame[~empty]
    twice = frame.duplicated(keys or None)
    report.refuse("row stands there twice", frame.index[twice])
    frame = frame[~twice].reset_index(drop=True)
    report.rows = len(frame)
    report.what = f"table {rule.table}"
    return Dataset(tables={rule.table: frame} if len(frame) else {})
