"""Layout "panel": long rows of dates and tickers, to one frame a field."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from tools.market.columns import LARGEST, dated, numbers, require, texts
from tools.market.dataset import Dataset
from tools.market.manifest import FileRule
from tools.market.report import FileReport


def panel_layout(frame: pd.DataFrame, rule: FileRule, today: date, report: FileReport) -> Dataset:
    """Return the stock panel of a long file, one frame of dates by tickers a field.

    A row without a positive finite value of the first field is refused; such a value of another
    field is left out (a volume may be zero).
    """
    lead = next(iter(rule.fields))
    require(frame, [rule.date, rule.key, lead], rule, report)
    frame = dated(frame, rule.date, today, report)
    price = numbers(frame[lead])
    bad = ~np.isfinite(price) | (price <= 0) | (price > LARGEST)
    report.refuse("price is not a finite number above zero", frame.index[bad])
    frame, names = texts(frame[~bad], rule.key, report)
    twice = pd.DataFrame({"date": frame[rule.date], "name": names}).duplicated()
    report.refuse("date and ticker stand there twice", frame.index[twice])
    frame, names = frame[~twice], names[~twice]
    rows, dates = pd.factorize(frame[rule.date], sort=True)
    cols, tickers = pd.factorize(names, sort=True)
    out = Dataset()
    for column, name in rule.fields.items():
        if column not in frame or frame.empty:
            continue
        values = numbers(frame[column])
        wild = (values > LARGEST) | ((values < 0) if name == "volume" else (values <= 0))
        report.warn(frame.index[wild], f"{column} that cannot be was left out")
        grid = np.full((len(dates), len(tickers)), np.nan)
        grid[rows, cols] = values.mask(wild)
        index = pd.DatetimeIndex(dates, name="date")
        out.panels[name] = pd.DataFrame(grid, index=index, columns=[str(t) for t in tickers])
    report.rows = len(frame)
    report.what = f"{len(tickers)} stocks"
    return out
