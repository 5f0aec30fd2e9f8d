"""Small markets made by hand: prices that step up and down evenly, and then what a test does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.history import Histories
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market
from tools.selloff import Picture, picture

SESSIONS = pd.bdate_range("2016-01-04", periods=801)
# Level and even daily step of each series: a log step for prices, percentage points for spreads.
STEPS: Mapping[str, tuple[float, float]] = {
    "SPX": (2000.0, 0.005),
    "GOLD_FUT": (1200.0, 0.01),
    "SILVER_FUT": (16.0, 0.015),
    "COPPER_FUT": (2.5, 0.01),
    "WTI_FUT": (50.0, 0.02),
    "BTC": (900.0, 0.03),
    "BAMLH0A0HYM2": (4.0, 0.03),
    "DGS10": (2.0, 0.04),
    "DXY": (95.0, 0.004),
}
SPREADS = frozenset({"BAMLH0A0HYM2", "DGS10"})
SHOCKS = SPREADS | {"DXY"}
DRIFT = 0.01  # of a step a session, so that the last high (or low, for what hurts by rising) counts
Shapes = Mapping[str, Sequence[float]]


def path(series: str, last: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return a series whose last steps are given, in units of its even step."""
    start, step = STEPS[series]
    steps = np.where(np.arange(len(SESSIONS)) % 2 == 0, -1.0, 1.0)
    steps += -DRIFT if series in SHOCKS else DRIFT
    steps[len(steps) - len(last) :] = last
    moved = step * np.cumsum(steps)
    return start + moved if series in SPREADS else start * np.exp(moved)


def write(
    folder: Path,
    shapes: Shapes,
    left_out: Sequence[str] = (),
    short: Mapping[str, int] = {},
    below_zero: tuple[str, float] | None = None,
    scaled: float = 1.0,
) -> Market:
    """Write a market.

    ``short`` takes the last observations from a series, ``below_zero`` sets the last close of one,
    and ``scaled`` multiplies every price.
    """
    frames = {}
    for series in STEPS:
        if series in left_out:
            continue
        values = path(series, shapes.get(series, ()))
        if below_zero and below_zero[0] == series:
            values[-1] = below_zero[1]
        frame = pd.DataFrame({"close": values}, index=SESSIONS)
        if series not in SPREADS:
            frame *= scaled
        frames[series, "hand"] = frame.iloc[: len(frame) - short.get(series, 0)]
    Store(folder).commit(Dataset(series=frames), simulated=True)
    return Market(folder)


def seen(
    folder: Path,
    shapes: Shapes,
    left_out: Sequence[str] = (),
    short: Mapping[str, int] = {},
    scaled: float = 1.0,
) -> Picture:
    """Return what is selling off on the last session of such a market."""
    market = write(folder, shapes, left_out, short, scaled=scaled)
    return picture(market.view(), Histories(market))
