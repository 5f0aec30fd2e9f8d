"""``unwind history --scheduler``: the file that one machine writes, computed by a Dask cluster."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from distributed import LocalCluster

from assistant.settings import Settings
from tests.contracts.command import Command
from tests.market.made import small_market
from tools.history import Histories, cluster
from tools.history.parquet import write_tables
from tools.history.table import reading_tables
from tools.history.tasks import groups, standing
from tools.market.store import Store
from tools.market.view import Market
from tools.pillars.registry import specs
from tools.pillars.spec import Rank
from tools.records import UnwindError

pytestmark = pytest.mark.skipif(
    "PYTEST_XDIST_WORKER" in os.environ,
    reason="starts processes of its own: run pytest tests/contracts/test_history_cluster.py alone",
)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Return the address of a cluster of two workers, each a process."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as made:
        yield made.scheduler_address


@pytest.fixture
def unwind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return the command in a home with the small market *mine*, of which nothing is computed."""
    data = small_market(300)
    del data.tables["sectors"]
    Store(folder(tmp_path)).commit(data)
    return Command(tmp_path, capsys)


def folder(home: Path) -> Path:
    return Settings(home=home, market="mine").folder("mine")


def test_a_cluster_gives_the_file_of_one_machine(
    unwind: Command, scheduler: str, tmp_path: Path
) -> None:
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    market = Market(folder(tmp_path))
    alone = Histories(market, tmp_path / "history")
    sessions = market.view().sessions_since(date(2019, 1, 2))
    with pytest.MonkeyPatch.context() as patch:
        for module in ("dask", "distributed"):
            patch.setitem(sys.modules, module, None)  # one machine does without them
        alone.build()
        rows = write_tables(reading_tables(market, alone, sessions), here, about(market))
    done = unwind(
        *("history", "--market", "mine", "--from", "2019-01-02", "-o", there),
        *("--scheduler", scheduler),
    )
    assert done.status == 0, done.err
    assert f"{rows:,} rows; market mine" in done.out
    assert there.read_bytes() == here.read_bytes()
    assert pd.read_parquet(there)["value"].notna().sum() > 500
    # What the workers computed is kept, so that nothing is left to compute here.
    kept, view = Histories(market), market.view()
    assert kept.ready
    for spec in specs().values():
        pd.testing.assert_frame_equal(kept.past(spec, view), alone.past(spec, view))


def about(market: Market) -> dict[str, str]:
    """What the command writes into a file of this market."""
    ref, day = market.view().ref, market.view().as_of
    return {"market": ref.name, "simulated": "false", "hash": ref.hash, "as_of": day.isoformat()}


def test_what_is_made_of_each_other_is_one_task() -> None:
    place = {name: number for number, group in enumerate(groups()) for name in group}
    assert sorted(place) == sorted(specs())
    for spec in specs().values():
        for token in spec.inputs:
            if isinstance(token, Rank):
                assert place[token.metric] == place[spec.id]


def tables(home: Path, scheduler: str, move: bool = False) -> list[pd.DataFrame]:
    market = Market(folder(home))
    if move:
        folder(home).rename(home / "elsewhere")
    sessions = market.sessions[-5:]
    return list(cluster.cluster_tables(market, Histories(market), sessions, scheduler))


def test_workers_that_do_not_reach_the_market(
    unwind: Command, scheduler: str, tmp_path: Path
) -> None:
    with pytest.raises(UnwindError, match=r"^worker tcp://[\d.:]+: no market named mine"):
        tables(tmp_path, scheduler, move=True)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("code", "its code is not the same as here: the figures would differ"),
        ("market", "its market is not the same as here"),
        ("numpy", r"its numpy is [\d.]+, here other: the figures would differ"),
    ],
)
def test_workers_that_would_give_other_figures(
    unwind: Command,
    scheduler: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    words: str,
) -> None:
    monkeypatch.setattr(cluster, "standing", lambda market: {**standing(market), what: "other"})
    with pytest.raises(UnwindError, match=rf"^worker tcp://[\d.:]+: {words}"):
        tables(tmp_path, scheduler)
    assert not (folder(tmp_path) / "history").exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nothing of the kind", "http://x:y"])
def test_a_scheduler_that_is_not_there(
    unwind: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 0.3)
    command = ("history", "--market", "mine", "--from", "2019-01-02", "-o", tmp_path / "r.parquet")
    complaint = unwind(*command, "--scheduler", address).complaint
    assert complaint.startswith(f"scheduler {address}: ")
    assert not (tmp_path / "r.parquet").exists()


def test_a_scheduler_without_workers(
    unwind: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1.5)
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=":0", silence_logs=50) as made,
        pytest.raises(UnwindError, match=r"^scheduler [a-z]+://\S+: it has no worker$"),
    ):
        tables(tmp_path, made.scheduler_address)


def test_without_dask(unwind: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    command = ("history", "--market", "mine", "--from", "2019-01-02", "-o", tmp_path / "r.parquet")
    done = unwind(*command, "--scheduler", "tcp://127.0.0.1:8786")
    assert done.complaint == "--scheduler needs Dask: install unwind[cluster]"
