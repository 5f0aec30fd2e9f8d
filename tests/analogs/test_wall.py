"""The wall: what history says of a day does not depend on what came after it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tools.analogs.assemble import Precedents, precedents
from tools.history import Histories
from tools.market.dataset import Dataset
from tools.market.lags import known_dates
from tools.market.store import Store
from tools.market.view import Market
from tools.selloff import picture

SERIES = (
    "SPX",
    "VIX",
    "VIX3M",
    "DGS10",
    "BAMLH0A0HYM2",
    "FRENCH",
    "AAII",
    "DIX",
    "GOLD_FUT",
    "WTI_FUT",
)
WALLS = tuple(
    date.fromisoformat(day)
    for day in ("2004-03-12", "2009-03-09", "2015-08-24", "2018-02-08", "2020-03-16")
)


def written(market: Market, folder: Path, wall: date | None = None, none: bool = False) -> Market:
    """Return a market of a few series; what was known only after a wall is another, or none."""
    data, store = Dataset(), market.store
    for series in SERIES:
        for vendor, entry in store.manifest.series.get(series, {}).items():
            frame = store.read(entry["object"])
            if wall is not None:
                known = known_dates(pd.DatetimeIndex(frame.index), store.catalogue[series].lag)
                late = np.asarray(known > pd.Timestamp(wall))
                rng = np.random.default_rng(len(data.series))
                noise = rng.normal(0.0, 0.03, (int(late.sum()), 1))
                frame = frame.copy()
                frame[late] = frame[late] * np.exp(np.cumsum(noise, axis=0))
                frame = frame[~late] if none else frame
            data.series[series, vendor] = frame
    Store(folder).commit(data, simulated=False)
    return Market(folder)


def said(market: Market, histories: Histories, day: date) -> Precedents:
    view = market.view(day)
    return precedents(view, histories, picture(view, histories))


@pytest.fixture(scope="module")
def plain(real_market: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Market:
    return written(real_market.market, tmp_path_factory.mktemp("plain") / "real")


@pytest.mark.parametrize("wall", WALLS, ids=str)
def test_another_future_changes_nothing(
    plain: Market, real_market: Workspace, tmp_path: Path, wall: date
) -> None:
    changed = written(real_market.market, tmp_path / "real", wall)
    before = said(plain, Histories(plain), wall)
    after = said(changed, Histories(changed), wall)
    assert before == after
    assert any(rate.mean is not None for rate in before.base_rates)


def test_the_future_was_really_changed(
    plain: Market, real_market: Workspace, tmp_path: Path
) -> None:
    """A quarter on, most of what had a figure has another."""
    changed = written(real_market.market, tmp_path / "real", date(2018, 2, 8))
    before, after = (
        {r.id: r.mean for r in said(m, Histories(m), date(2018, 6, 29)).base_rates}
        for m in (plain, changed)
    )
    counted = [name for name, mean in before.items() if mean is not None]
    assert len(counted) > 10
    assert sum(before[name] != after[name] for name in counted) > 0.5 * len(counted)


def test_a_day_s_rates_count_what_had_ended_by_then(real_market: Workspace) -> None:
    """Cases come one by one as their horizons end, and none goes away."""
    days = [date(2012, 6, 1), date(2014, 6, 2), date(2017, 6, 1), date(2022, 6, 1)]
    counts = [
        {rate.id: rate.n for rate in real_market.brief(day).base_rates if "nearest" not in rate.id}
        for day in days
    ]
    for earlier, later in pairwise(counts):
        assert all(earlier[name] <= later[name] for name in earlier)
    assert counts[0]["first_5pct_63d"] < counts[-1]["first_5pct_63d"]


@pytest.mark.parametrize("wall", WALLS[::2], ids=str)
def test_a_market_that_ends_there_says_the_same(
    plain: Market, real_market: Workspace, tmp_path: Path, wall: date
) -> None:
    """What was kept from all data and cut equals what is computed where there is no more."""
    said(plain, Histories(plain), date(2022, 12, 30))  # keeps the frames of the whole market
    ended = written(real_market.market, tmp_path / "real", wall, none=True)
    assert ended.sessions[-1].date() == wall
    assert said(plain, Histories(plain), wall) == said(ended, Histories(ended), wall)
