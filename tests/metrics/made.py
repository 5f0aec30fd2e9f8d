"""Made-up stock panels."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd


def drifting(rates: list[float], rows: int = 400, start: str = "2010-01-01") -> pd.DataFrame:
    """One stock a rate, each growing by it every business day."""
    dates = pd.bdate_range(start, periods=rows)
    names = [f"S{i:02d}" for i in range(len(rates))]
    growth = (1.0 + np.array(rates)) ** np.arange(rows)[:, None]
    return pd.DataFrame(100.0 * growth, index=dates, columns=names)


def everyone(prices: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(True, index=prices.index, columns=prices.columns)


def noisy(stocks: int, rows: int, seed: int = 1, common: float = 0.01) -> pd.DataFrame:
    """Stocks with one common factor and noise of their own."""
    rng = np.random.default_rng(seed)
    beta = rng.uniform(0.5, 1.5, stocks)
    moves = common * rng.normal(size=(rows, 1)) * beta + 0.01 * rng.normal(size=(rows, stocks))
    dates = pd.bdate_range("2010-01-01", periods=rows)
    names = [f"S{i:02d}" for i in range(stocks)]
    return pd.DataFrame(50.0 * np.exp(np.cumsum(moves, axis=0)), index=dates, columns=names)


def stocks_of(prices: pd.DataFrame, paths: int = 2) -> pd.DataFrame:
    """Stocks from eight paths: every product of two (36 of them) or of three (120)."""
    products = combinations_with_replacement(prices.columns, paths)
    return pd.DataFrame(
        {"".join(names): prices[list(names)].prod(axis=1, skipna=False) for names in products},
        index=prices.index,
    )


def members_of(stocks: pd.DataFrame) -> pd.DataFrame:
    """All of them, but one joins late and another leaves early."""
    flags = everyone(stocks)
    flags.loc[flags.index < "2013-06-03", flags.columns[5]] = False
    flags.loc[flags.index >= "2014-06-02", flags.columns[9]] = False
    return flags
