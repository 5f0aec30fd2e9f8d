"""A brief of a broken market: every reading has a value or a reason, and nothing fails or warns."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.tables import brief_text
from assistant.workspace import Workspace
from tools.brief import build
from tools.history import Histories
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market

ROWS = 1400
DAMAGES: dict[str, Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]] = {
    "constant": lambda frame, rng: frame * 0.0 + 100.0,
    "holes": lambda frame, rng: frame.mask(rng.random(frame.shape) < 0.1),
    "zeros": lambda frame, rng: frame.mask(rng.random(frame.shape) < 0.05, 0.0),
    "spikes": lambda frame, rng: frame.mask(rng.random(frame.shape) < 0.01, frame * -1e6),
    "huge": lambda frame, rng: frame * 1e12,
    "stopped": lambda frame, rng: frame.iloc[:-60],
    "begun lately": lambda frame, rng: frame.iloc[-40:],
    "one row": lambda frame, rng: frame.iloc[-1:],
    "two values": lambda frame, rng: frame.mask(rng.random(frame.shape) < 0.5, 50.0),
}


def damaged(market: Market, damage: str, folder: Path) -> Market:
    """Return a copy of a market's last years in which all numbers but the calendar are damaged."""
    store, data = market.store, Dataset()
    start = market.sessions[-ROWS]
    rng = np.random.default_rng(len(damage))
    for series, vendors in store.manifest.series.items():
        for vendor, entry in vendors.items():
            frame = store.read(entry["object"]).loc[start:]
            if series == "SPX":
                frame = frame.assign(volume=1.0) if damage == "constant" else frame
            elif len(frame):
                frame = DAMAGES[damage](frame, rng)
            data.series[series, vendor] = frame
    for field, entry in store.manifest.panels.items():
        data.panels[field] = DAMAGES[damage](store.read(entry["object"]).loc[start:], rng)
    for underlying, quotes in store.manifest.chains.items():
        for quoted, entry in quotes.items():
            frame = store.read(entry["object"])
            body = frame[["iv", "bid", "ask", "open_interest"]]
            data.chains[underlying, quoted] = frame.assign(**DAMAGES[damage](body, rng))
    for name, entry in store.manifest.tables.items():
        data.tables[name] = store.read(entry["object"])
    Store(folder).commit(data, simulated=market.simulated, version="damaged")
    return Market(folder)


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_reading_has_a_value_or_a_reason(
    demo_market: Workspace, tmp_path: Path, damage: str
) -> None:
    market = damaged(demo_market.market, damage, tmp_path / "demo")
    brief = build(market.view(), Histories(market))
    for reading in brief.readings:
        if reading.value is None:
            assert reading.missing, reading.id
        else:
            assert math.isfinite(reading.value), reading.id
    assert any(reading.value is not None for reading in brief.readings)
    assert brief_text(brief)
    assert brief.to_json()
