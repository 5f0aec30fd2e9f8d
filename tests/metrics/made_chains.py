"""Option chains for the tests: made up row by row, and the real ones as the import reads them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from vollib.black import black

from tools.market.catalogue import catalogue
from tools.market.chain import OptionChain
from tools.market.importer import read_file
from tools.market.manifest import load_manifest
from tools.market.report import FileReport

QUOTED = date(2022, 2, 4)
AFTER_CLOSE, INTRADAY = "2022-02-04", "2022-07-12"
COLUMNS = ["type", "expiration", "strike", "bid", "ask", "volume", "iv", "delta", "gamma"]


def chain(rows: list[dict[str, object]], spot: float = 5000.0) -> OptionChain:
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "open_interest"])
    frame["expiration"] = pd.to_datetime(frame["expiration"])
    return OptionChain("SPX", QUOTED, spot, frame)


def row(kind: str, strike: float, days: int, **more: object) -> dict[str, object]:
    expiration = pd.Timestamp(QUOTED) + pd.Timedelta(days=days)
    base = {"type": kind, "expiration": expiration, "strike": strike, "open_interest": 100.0}
    return {**dict.fromkeys(COLUMNS, np.nan), **base, **more}


def flat_rows(
    forward: float, sigma: float, days: int, rate: float = 0.0, step: float = 50.0
) -> list[dict[str, object]]:
    """Contracts of one expiry at one volatility, quoted a tenth either side of their value."""
    rows = []
    for strike in np.arange(4000.0, 6001.0, step):
        for kind in "CP":
            value = black(kind.lower(), forward, strike, days / 365, rate, sigma)
            if value > 0.2:
                rows.append(row(kind, strike, days, bid=value - 0.1, ask=value + 0.1, iv=0.9))
    return rows


@cache
def load(folder: Path, day: str) -> OptionChain:
    """A real chain, read by the built-in rule of its file's name."""
    name = f"option_chain_spx_{day}.csv.gz"
    rule = next(r for r in load_manifest().rules if r.matches(name))
    data = read_file(folder / name, rule, catalogue(), date(2023, 1, 15), FileReport(name))
    frame = data.chains["SPX", day]
    spot = float(frame["spot"].iloc[0])
    return OptionChain("SPX", date.fromisoformat(day), spot, frame.drop(columns="spot"))
