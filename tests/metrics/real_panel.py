"""Read the real stock panel, who was a member when, and the published momentum factor."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from tests.metrics import real

FILES = ("sp500_stocks_2007_2014_adjclose.parquet", "sp500_stocks_2015_2022_ohlcv.parquet")


@cache
def field(folder: Path, name: str = "adj_close") -> pd.DataFrame:
    """One field of all stocks; only the second file has open, high, low and close."""
    wide = []
    for file in FILES if name in ("adj_close", "volume") else FILES[1:]:
        rows = pd.read_parquet(folder / file, columns=["date", "symbol", name])
        wide.append(rows.pivot_table(index="date", columns="symbol", values=name, observed=True))
    frame = pd.concat(wide).sort_index().astype("float64")
    frame.columns = frame.columns.astype(str)
    return frame.set_axis(pd.DatetimeIndex(frame.index), axis=0)


@cache
def members(folder: Path) -> pd.DataFrame:
    spans = pd.read_csv(folder / "sp500_membership.csv.gz", parse_dates=["start_date", "end_date"])
    prices = field(folder)
    inside = pd.DataFrame(False, index=prices.index, columns=prices.columns)
    for ticker, start, end in spans.itertuples(index=False):
        if ticker in inside.columns:
            last = inside.index[-1] if pd.isna(end) else end - pd.Timedelta(days=1)
            inside.loc[start:last, ticker] = True
    return inside


@cache
def french(folder: Path) -> pd.DataFrame:
    return real.table(folder, "ff5_mom_daily_pct.csv.gz").set_index("date") / 100.0
