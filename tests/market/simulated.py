"""The simulated market, made once a test process, and plain ways to look at it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from tools.market.dataset import Dataset
from tools.market.demo.simulate import VENDOR, simulate

PEAK, END = "2026-05-12", "2026-05-29"


@cache
def dataset() -> Dataset:
    return simulate()


def frame(series: str) -> pd.DataFrame:
    return dataset().series[(series, VENDOR)]


def close(series: str) -> pd.Series:
    return frame(series)["close"]


@cache
def log_returns() -> pd.Series:
    return np.log(close("SPX")).diff().dropna()


@cache
def members() -> pd.DataFrame:
    prices = dataset().panels["adj_close"]
    inside = pd.DataFrame(False, index=prices.index, columns=prices.columns)
    for row in dataset().tables["membership"].itertuples():
        last = prices.index[-1] if pd.isna(row.end_date) else row.end_date - pd.Timedelta(days=1)
        inside.loc[row.start_date : last, row.ticker] = True
    return inside


def percentile(values: pd.Series) -> float:
    """Mid-rank share of a history that lies below its last value."""
    last = values.iloc[-1]
    return float(((values < last).sum() + 0.5 * (values == last).sum()) / len(values))
