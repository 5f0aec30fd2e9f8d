"""Longer markets at random, with futures' reports and a fund, to have a history to rank in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market

SESSIONS = pd.bdate_range("2010-01-04", periods=2200)
VOLATILITY: Mapping[str, float] = {
    "SPX": 0.010,
    "GOLD_FUT": 0.010,
    "SILVER_FUT": 0.018,
    "WTI_FUT": 0.020,
    "BTC": 0.035,
    "DXY": 0.004,
}
SPREADS: Mapping[str, float] = {"BAMLH0A0HYM2": 0.05, "DGS10": 0.05, "DGS2": 0.04}
ROUT = {"GOLD_FUT": -0.020, "SILVER_FUT": -0.035, "WTI_FUT": -0.04}


def frames(last: int = len(SESSIONS), seed: int = 11) -> dict[tuple[str, str], pd.DataFrame]:
    """Return a market's series: a random walk each, and on the last ten sessions a rout of some.

    ``last`` is the session at which the rout ends.
    """
    rng = np.random.default_rng(seed)
    out = {}
    for name, size in VOLATILITY.items():
        steps = size * rng.standard_normal(len(SESSIONS))
        steps[last - 5 : last] += ROUT.get(name, 0.0)
        out[name, "hand"] = _close(100.0 * np.exp(np.cumsum(steps)))
    for name, size in SPREADS.items():
        steps = size * rng.standard_normal(len(SESSIONS))
        out[name, "hand"] = _close(5.0 + 2.0 * np.tanh(np.cumsum(steps) / 4.0))
    fund = out["GOLD_FUT", "hand"] / 10.0
    out["GLD", "hand"] = fund.assign(volume=rng.uniform(1e6, 9e6, len(SESSIONS)))
    tuesdays = SESSIONS[SESSIONS.day_of_week == 1]
    long, short, hedgers, small = rng.uniform(1e4, 3e5, (4, len(tuesdays)))
    out["COT_GOLD", "hand"] = pd.DataFrame(
        {
            "spec_long": long,
            "spec_short": short,
            "comm_long": hedgers,
            "comm_short": hedgers,
            "nonrept_long": small,
            "nonrept_short": small,
        },
        index=tuesdays,
    )
    return out


def market_of(series: Mapping[tuple[str, str], pd.DataFrame], folder: Path) -> Market:
    """Return a market that holds some series."""
    Store(folder).commit(Dataset(series=dict(series)), simulated=True)
    return Market(folder)


def _close(values: npt.NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame({"close": values}, index=SESSIONS)
