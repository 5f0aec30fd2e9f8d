"""A simulated market with a panel of 5,000 stocks over thirty years, and what it takes.

``python -m tests.benchmarks.large_panel HOME STEP`` runs one step in this process and prints its
seconds, those of processor time, and the most memory that the process held. The steps: ``make``
(simulate and store), ``histories`` (every reading's, and what is prepared beside them), ``table``
(``unwind history`` of the last year), ``brief`` (of the last session).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.settings import Settings
from assistant.workspace import build_histories, open_workspace
from tools.history.parquet import write_tables
from tools.history.table import reading_tables
from tools.market.dataset import Dataset
from tools.market.demo import clock
from tools.market.demo.roster import SECTORS
from tools.market.demo.simulate import VENDOR, simulate
from tools.market.store import Store

NAME = "large"
START = "1996-05-24"  # 7,560 sessions before the demo's end
STOCKS, SESSIONS = 5000, 7560
STAY = 0.45  # of the stocks are listed all the time; the others come, go, or both
LEAST = 300  # sessions that a stock is listed at the least
AT_ONCE = 500  # stocks that are drawn together

Floats = npt.NDArray[np.float64]


def dataset(stocks: int = STOCKS) -> Dataset:
    """Return the demo's script over thirty years with a panel of many more stocks."""
    clock.START = START
    clock.closed.cache_clear()
    data = simulate()
    market = data.series["SPX", VENDOR]["close"]
    sessions = pd.DatetimeIndex(market.index)
    rng = np.random.default_rng(19960524)
    listed, gone = _lives(rng, len(sessions), stocks)
    moves = np.diff(np.log(market.to_numpy()), prepend=np.log(market.iloc[0]))
    tickers = pd.Index([f"S{number:04d}" for number in range(stocks)])
    prices, volumes = (np.empty((len(sessions), stocks)) for _ in range(2))
    for first in range(0, stocks, AT_ONCE):
        part = slice(first, min(first + AT_ONCE, stocks))
        prices[:, part], volumes[:, part] = _drawn(rng, moves, listed[part], gone[part])
    data.panels = {
        "adj_close": pd.DataFrame(prices, sessions, tickers),
        "volume": pd.DataFrame(volumes, sessions, tickers),
    }
    out = pd.Series(sessions[np.minimum(gone, len(sessions) - 1)])
    data.tables["membership"] = pd.DataFrame(
        {
            "ticker": tickers,
            "start_date": sessions[listed],
            "end_date": out.where(gone < len(sessions)),
        }
    )
    sectors = [SECTORS[number % len(SECTORS)] for number in range(stocks)]
    data.tables["sectors"] = pd.DataFrame(
        {
            "ticker": tickers,
            "sector": [sector.name for sector in sectors],
            "industry": [sector.industries[0] for sector in sectors],
        }
    )
    return data


def _lives(
    rng: np.random.Generator, rows: int, stocks: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Draw each stock's first row and the row after its last."""
    listed = rng.integers(0, rows - 2 * LEAST, stocks)
    gone = listed + LEAST + rng.integers(0, 2 * rows, stocks)
    stays = rng.random(stocks) < STAY
    return np.where(stays, 0, listed), np.where(stays, rows, np.minimum(gone, rows))


def _drawn(
    rng: np.random.Generator,
    moves: Floats,
    listed: npt.NDArray[np.int64],
    gone: npt.NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Draw prices that share the market's moves, and volumes that rise with the size of a move."""
    shape = len(moves), len(listed)
    own = rng.standard_t(4.5, shape) * 0.018 * np.exp(0.3 * rng.standard_normal(shape[1]))
    returns = np.clip(np.outer(moves, rng.normal(1.0, 0.3, shape[1])) + own, -0.5, 0.5)
    prices = np.round(30.0 * np.exp(np.cumsum(returns - returns.mean(axis=0), axis=0)), 4)
    size = np.exp(rng.normal(13.0, 1.0, shape[1]))
    volumes = np.round(size * np.exp(0.4 * rng.standard_normal(shape) + 8.0 * np.abs(returns)))
    row = np.arange(shape[0])[:, None]
    alive = (row >= listed) & (row < gone)
    return np.where(alive, prices, np.nan), np.where(alive, volumes, np.nan)


def run(home: Path, step: str, stocks: int = STOCKS) -> dict[str, float]:
    """Run one step and return its seconds and this process's peak of memory in GiB."""
    settings = Settings(home=home, market=NAME)
    begun = time.perf_counter()
    match step:
        case "make":
            Store(settings.folder(NAME)).commit(dataset(stocks), simulated=True)
        case "histories":
            build_histories(settings, NAME)
        case "table":
            work = open_workspace(settings, NAME)
            tables = reading_tables(work.market, work.histories, work.market.sessions[-252:])
            write_tables(tables, home / "readings.parquet", {})
        case "brief":
            open_workspace(settings, NAME).brief()
        case _:
            raise ValueError(f"no such step: {step}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "processor_seconds": round(time.process_time(), 1),
        "peak_gib": round(peak, 2),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))))
