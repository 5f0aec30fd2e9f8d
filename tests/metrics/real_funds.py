"""Real prices of traded funds, dividends included."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from tests.metrics import real

SECTORS = ("XLB", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV", "XLY")


@cache
def fund(folder: Path, symbol: str) -> pd.Series:
    """The vendor's adjusted close; vendor B prints one price, which is adjusted already."""
    rows = real.table(folder, "assets")
    rows = rows[rows["symbol"] == symbol].set_index("date")
    adjusted = rows["adj_close"].dropna()
    chosen = adjusted if len(adjusted) else rows.loc[rows["source"] == "B", "close"].dropna()
    return chosen.astype(float)


@cache
def sectors(folder: Path) -> pd.DataFrame:
    """The nine sector funds that go back before the stock panel."""
    return pd.DataFrame({symbol: fund(folder, symbol) for symbol in SECTORS})
