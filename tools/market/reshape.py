"""A file's rows brought into the shape that layouts read: dates as ISO text, wide rows as long."""

from __future__ import annotations

import pandas as pd

from tools.market.columns import require
from tools.market.manifest import FileRule
from tools.market.report import FileReport


def reshaped(frame: pd.DataFrame, rule: FileRule, report: FileReport) -> pd.DataFrame:
    """Return the rows as the rule's layout reads them.

    Parameters
    ----------
    frame : DataFrame
        The rows as found, indexed by line.
    rule : FileRule
        ``date_form`` says how its dates are written; what is not written so stays as it is, and is
        refused later. With ``wide`` each column that is neither the date nor ignored is a key, and
        each cell a row under its line.
    report : FileReport
        Takes what is amiss.

    Raises
    ------
    UnwindError
        When the file has no such column of dates.
    """
    if rule.date_form:
        require(frame, [rule.date], rule, report)
        frame = frame.assign(**{rule.date: written(frame[rule.date], rule.date_form)})
    if rule.wide:
        require(frame, [rule.date], rule, report)
        keys = [str(c) for c in frame.columns if c != rule.date and not rule.ignores(str(c))]
        value = next(iter(rule.fields))
        frame = frame[[rule.date, *keys]].melt(
            id_vars=rule.date, var_name=rule.key, value_name=value, ignore_index=False
        )
    return frame


def written(column: pd.Series, form: str) -> pd.Series:
    """Return dates written in some form as ISO text, without a time of day; others unchanged."""
    found = parsed(column, form)
    text = column.astype("str").where(column.notna())
    return text.mask(found.notna(), found.dt.strftime("%Y-%m-%d"))


def parsed(column: pd.Series, form: str) -> pd.Series:
    """Return a column of dates written in some form, NaT where a cell is none."""
    text = column.astype("str").str.strip()
    return pd.to_datetime(text, format=form, errors="coerce").dt.normalize()
