"""``unwind history --scheduler``: the file that one machine writes, computed by a Dask cluster."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed import Client, LocalCluster

from assistant.settings import Settings
from tests.contracts.command import Command
from tests.market.made import small_market
from tests.sources.loopback import serving
from tools.history import Histories, cluster
from tools.history.parquet import write_tables
from tools.history.table import COLUMNS, reading_tables
from tools.history.tasks import groups, standing
from tools.market.store import Store
from tools.market.view import Market
from tools.pillars.registry import specs
from tools.pillars.spec import Rank
from tools.records import UnwindError

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30.0  # that a scheduler and its workers may take to be there


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a cluster of two workers, each a process begun from a shell.

    A worker that this process spawned would begin with what earlier tests made of it: their main
    module, folder and surroundings.
    """
    place = tmp_path_factory.mktemp("cluster")
    file, log = place / "scheduler.json", place / "log"
    with ExitStack() as stack:
        out = stack.enter_context(log.open("w"))

        def begin(part: str, *arguments: object) -> None:
            command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *map(str, arguments)]
            local = ("--host", "127.0.0.1", "--no-dashboard")
            process = subprocess.Popen([*command, *local], cwd=ROOT, stdout=out, stderr=out)
            stack.callback(process.wait, 10)
            stack.callback(process.kill)

        begin("scheduler", "--port", 0, "--scheduler-file", file)
        until = time.monotonic() + SECONDS
        while not file.exists():
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        address = str(json.loads(file.read_text())["address"])
        for _ in range(2):
            begin("worker", address, "--nthreads", 1, "--no-nanny", "--local-directory", place)
        with Client(address, timeout=SECONDS) as client:
            client.wait_for_workers(2, timeout=SECONDS)
        yield address


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


def test_a_file_does_not_depend_on_the_pieces_that_its_rows_came_in(tmp_path: Path) -> None:
    """Where a vendor changes within the period a table is joined; a worker sends one piece."""
    reasons = ["no data", "no data", None, "stale", "no data", None]
    joined = pd.concat([sessions_of(4, reasons[:2]), sessions_of(6, reasons[2:])])
    sent = pickle.loads(pickle.dumps(joined))
    assert pa.array(joined["missing"]).num_chunks == 2
    files = [tmp_path / name for name in ("joined.parquet", "sent.parquet")]
    for file, table in zip(files, (joined, sent), strict=True):
        assert write_tables(iter([table]), file, {}) == len(reasons)
    assert files[0].read_bytes() == files[1].read_bytes()
    for file in files:
        assert pq.read_table(file)["missing"].to_pylist() == reasons


def sessions_of(day: int, reasons: list[str | None]) -> pd.DataFrame:
    """Return a table of one reading on sessions from a day on, each with why it is missing."""
    days = pd.bdate_range(f"2020-05-{day:02}", periods=len(reasons))
    table = pd.DataFrame(np.nan, days, list(COLUMNS))
    dates = {name: days for name in ("at", "observed", "known", "percentile_since")}
    return table.assign(session=days, id="x", missing=np.array(reasons, dtype=object), **dates)


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


def test_what_answers_and_is_no_scheduler(
    unwind: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A web server keeps the line open, and says nothing that a scheduler would."""
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1)
    with serving() as here, pytest.raises(UnwindError, match="nothing answers there as a Dask"):
        tables(tmp_path, here.address.replace("http://", "tcp://"))


def test_a_cluster_that_loses_all_workers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1)
    monkeypatch.setattr(cluster, "compute", _slow)
    with (
        LocalCluster(n_workers=1, processes=False, dashboard_address=":0", silence_logs=50) as made,
        Client(made) as client,
    ):
        made.scale(0)
        with pytest.raises(UnwindError, match="no worker is left"):
            list(cluster._computed(client, "", {}, pd.DatetimeIndex([])))


def _slow(*_: object) -> None:
    time.sleep(1)


def test_without_dask(unwind: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    command = ("history", "--market", "mine", "--from", "2019-01-02", "-o", tmp_path / "r.parquet")
    done = unwind(*command, "--scheduler", "tcp://127.0.0.1:8786")
    assert done.complaint == "--scheduler needs Dask: install unwind[cluster]"


@pytest.mark.parametrize("address", ["nonsense", "tcp://127.0.0.1:9"])
def test_a_scheduler_that_is_not_there_leaves_nothing_to_complain_at_the_exit(
    unwind: Command, tmp_path: Path, address: str
) -> None:
    begun = time.monotonic()
    done = unwind.process(
        *("history", "--market", "mine", "--from", "2019-01-02", "-o", tmp_path / "r.parquet"),
        *("--scheduler", address),
        before="from tools.history import cluster; cluster.WAIT_SECONDS = 4",
    )
    assert done.complaint.startswith(f"scheduler {address}: ")
    assert time.monotonic() - begun < 4 + 2 * 4  # a client would wait twice as long again
