"""A stored history is what would be computed without it, to the bit."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.market.made import write_folder
from tools.history import Histories
from tools.market.importer import import_folder
from tools.market.store import Store
from tools.market.view import Market
from tools.pillars.measure import measure
from tools.pillars.registry import specs
from tools.records import NotMeasured

CHEAP = (
    "market.drawdown_252d",
    "macro.rates_10y_bp",
    "macro.hy_oas_bp",
    "macro.nfci_change_4w",
    "macro.epu",
    "positioning.vix",
    "positioning.vix_overshoot",
    "positioning.am_net_share",
    "positioning.naaim",
    "positioning.put_call",
    "behaviour.implied_correlation",
    "behaviour.above_200d",
    "crossasset.gold_z_21d",
    "crossasset.oil_z_21d",
    "fundamentals.eps_forward_revision",
    "fundamentals.cape",
)


@pytest.mark.parametrize("metric", CHEAP)
def test_stored_and_computed_agree_on_random_days(real_market: Workspace, metric: str) -> None:
    spec, stored = specs()[metric], Histories(real_market.market)
    rng = np.random.default_rng(zlib.crc32(metric.encode()))
    sessions = real_market.market.sessions
    seen = 0
    # One day each before 2010, before 2018 and since, when the youngest of them begin.
    for day in sessions[rng.integers([2500, 5040, 7100], [5040, 7100, len(sessions)])]:
        view = real_market.market.view(day.date())
        try:
            found = stored.frame(spec, view)
        except NotMeasured:
            continue
        fresh = measure(
            spec, view, lambda name, v=view: (specs()[name], stored.frame(specs()[name], v))
        )
        pd.testing.assert_frame_equal(
            found.reset_index(drop=True), fresh.reset_index(drop=True), check_exact=True
        )
        assert (found["known"] <= day).all()
        seen += len(found)
    assert seen > 0


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    source = write_folder(tmp_path / "data", rows=400)
    store = Store(tmp_path / "mine")
    import_folder(source, store, today=pd.Timestamp("2023-01-15").date())
    return source, store.folder


def histories(folder: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in (folder / "history").glob("*.arrow")}


def test_building_again_writes_nothing(small: tuple[Path, Path]) -> None:
    _, folder = small
    Histories(Market(folder)).build()
    first = histories(folder)
    assert first
    Histories(Market(folder)).build()
    assert histories(folder) == first


def test_a_build_reads_each_input_that_changed(small: tuple[Path, Path], tmp_path: Path) -> None:
    _, folder = small
    market = Market(folder)
    Histories(market).build()
    first = histories(folder)
    spec = specs()["market.drawdown_252d"]
    before = Histories(market).frame(spec, market.view())
    later = write_folder(tmp_path / "later", rows=420)
    import_folder(later, Store(folder), today=pd.Timestamp("2023-01-15").date())
    grown = Market(folder)
    Histories(grown).build()
    assert not set(first) & set(histories(folder))
    after = Histories(grown).frame(spec, grown.view())
    assert len(after) == len(before) + 20
    pd.testing.assert_frame_equal(after.iloc[: len(before)], before, check_exact=True)
    pd.testing.assert_frame_equal(
        Histories(grown).frame(spec, grown.view(market.sessions[-1].date())), before
    )


def garbled(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 0xFF
    path.write_bytes(body)


def shuffled(path: Path) -> None:
    """Give every history of an index another one's place."""
    if path.suffix != ".json":
        return
    index = json.loads(path.read_text(encoding="utf-8"))
    keys, places = list(index["places"]), list(index["places"].values())
    index["places"] = dict(zip(keys, [*places[1:], places[0]], strict=True))
    path.write_text(json.dumps(index), encoding="utf-8")


def endless(path: Path) -> None:
    if path.suffix == ".json":
        path.write_text(path.read_text(encoding="utf-8").replace("[0,", "[1e400,"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def foreign(path: Path) -> None:
    path.write_text('{"stamp": 3, "file": "../../x", "places": []}', encoding="utf-8")


@pytest.mark.parametrize("damage", [garbled, cut, foreign, shuffled, endless, Path.unlink])
@pytest.mark.parametrize("name", ["*.arrow", "index.json"])
def test_a_damaged_shelf_is_made_anew(
    small: tuple[Path, Path], damage: Callable[[Path], None], name: str
) -> None:
    _, folder = small
    market = Market(folder)
    Histories(market).build()
    kept = {m: read(market, m) for m in CHEAP}
    damage(next((folder / "history").glob(name)))
    for metric, frame in kept.items():
        pd.testing.assert_frame_equal(read(market, metric), frame, check_exact=True)
    Histories(market).build()
    assert Histories(market).ready
    for metric, frame in kept.items():
        pd.testing.assert_frame_equal(read(market, metric), frame, check_exact=True)


def read(market: Market, metric: str) -> pd.DataFrame:
    """Return a history with nothing in memory, empty where it cannot be measured."""
    try:
        return Histories(market).frame(specs()[metric], market.view())
    except NotMeasured:
        return pd.DataFrame()


def test_any_flipped_bit_is_found(small: tuple[Path, Path]) -> None:
    """Header or body: a history is read as it was, or made anew; nothing fails."""
    _, folder = small
    market = Market(folder)
    Histories(market).build()
    kept = read(market, "positioning.vix")
    file = next((folder / "history").glob("*.arrow"))
    sound = file.read_bytes()
    rng = np.random.default_rng(20180205)
    for place in [*range(520, 600), *rng.integers(0, len(sound), 120)]:
        body = bytearray(sound)
        body[place] ^= 1 << int(rng.integers(8))
        file.write_bytes(body)
        pd.testing.assert_frame_equal(read(market, "positioning.vix"), kept, check_exact=True)
