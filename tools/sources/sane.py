"""What no source can mean: dates before there were markets, prices that nothing costs."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tools.market.columns import EARLIEST
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.bars import PRICES

# A share at a millionth of a dollar, and UVXY's 2011 in the shares of its reverse splits since, at
# some thousand millions, both lie well within.
LOWEST, HIGHEST = 1e-9, 1e12


def datable(data: Dataset, report: FileReport) -> Dataset:
    """Return what a run brought without rows and chains of dates before 1800, which are noted.

    A connector that reads its dates through ``by_day`` brings none; here all others are seen to.
    """
    series = {key: _datable(frame, "/".join(key), report) for key, frame in data.series.items()}
    panels = {
        field: _datable(frame, f"panel {field}", report) for field, frame in data.panels.items()
    }
    tables = {}
    for name, frame in data.tables.items():
        dates = frame.select_dtypes("datetime")
        early = (dates < EARLIEST).any(axis=1)
        _note(f"table {name}", int(early.sum()), report)
        tables[name] = frame[~early] if early.any() else frame
    chains = {key: frame for key, frame in data.chains.items() if _quoted(key[1])}
    _note("chains", len(data.chains) - len(chains), report)
    return Dataset(series=series, panels=panels, chains=chains, tables=tables)


def priced(panels: dict[str, pd.DataFrame], report: FileReport) -> dict[str, pd.DataFrame]:
    """Return panels without the bars of which a price is not positive or of no plausible size."""
    names = [field for field in (*PRICES, "adj_close") if field in panels]
    if "close" not in names:
        return panels
    close = panels["close"]
    wrong = pd.DataFrame(data=False, index=close.index, columns=close.columns)
    for field in names:
        values = panels[field].reindex(index=close.index, columns=close.columns)
        wrong |= values.notna() & ~values.ge(LOWEST) | values.gt(HIGHEST)
    if not wrong.to_numpy().any():
        return panels
    found = [str(ticker) for ticker in wrong.columns[wrong.any()]]
    more = " and others" if len(found) > 3 else ""
    report.warnings.append(
        f"{int(wrong.to_numpy().sum())} bars with a price that cannot be were left out, of "
        f"{', '.join(found[:3])}{more}"
    )
    return {
        field: frame.mask(wrong.reindex(index=frame.index, columns=frame.columns, fill_value=False))
        for field, frame in panels.items()
    }


def _datable(frame: pd.DataFrame, name: str, report: FileReport) -> pd.DataFrame:
    if not isinstance(frame.index, pd.DatetimeIndex):
        return frame
    early = frame.index < EARLIEST
    _note(name, int(early.sum()), report)
    return frame[~early] if early.any() else frame


def _quoted(day: str) -> bool:
    try:
        return date.fromisoformat(day) >= EARLIEST.date()
    except ValueError:
        return False


def _note(name: str, n: int, report: FileReport) -> None:
    if n:
        report.warnings.append(f"{name}: {n} left out: bad date")
