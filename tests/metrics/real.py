"""Read the real files as the metrics' inputs: what was observed, and what was known when."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

FILES = {
    "index": "equity_index_daily.csv.gz",
    "macro": "macro_rates_credit_fred.csv.gz",
    "assets": "etf_fx_commodity_daily.parquet",
    "volatility": "vol_index_daily.csv.gz",
}


@cache
def table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / FILES.get(name, name)
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        return frame.assign(date=pd.to_datetime(frame["date"]))
    return pd.read_csv(path, parse_dates=["date"])


@cache
def spx(folder: Path) -> pd.Series:
    rows = table(folder, "index")
    rows = rows[(rows["symbol"] == "SPX") & (rows["source"] == "yahoo")]
    return rows.set_index("date")["close"]


@cache
def fred(folder: Path, code: str) -> pd.Series:
    rows = table(folder, "macro")
    return rows[rows["series"] == code].set_index("date")["value"].dropna()


@cache
def asset(folder: Path, symbol: str, field: str = "close") -> pd.Series:
    rows = table(folder, "assets")
    rows = rows[rows["symbol"] == symbol]
    rows = rows[rows["source"] == rows["source"].iloc[0]]
    return rows.set_index("date")[field].dropna().astype(float)


def known(observed: pd.Series, sessions: pd.DatetimeIndex, days: int = 0) -> pd.DataFrame:
    """By session the last value published, ``days`` business days after its date."""
    published = observed.index + pd.offsets.BusinessDay(days) if days else observed.index
    rows = pd.DataFrame({"value": observed.to_numpy(), "observed": observed.index}, index=published)
    rows = rows[~rows.index.duplicated(keep="last")]
    return rows.reindex(sessions, method="ffill")
