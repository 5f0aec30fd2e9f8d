"""How fast the main steps are; run with ``make bench``. Nothing here is part of ``make test``."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from assistant.service import answer
from assistant.settings import DEMO, Settings
from assistant.workspace import Workspace, build_histories, open_workspace
from tools.history import Histories
from tools.history.parquet import write_tables
from tools.history.table import reading_tables
from tools.market.importer import import_folder
from tools.market.store import Store

QUESTION = "What's driving this sell-off?"
AS_OF = date(2018, 2, 8)


def test_import_with_histories(
    benchmark: BenchmarkFixture, real_data: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, market="real")

    def run() -> None:
        shutil.rmtree(settings.markets, ignore_errors=True)
        store = Store(settings.folder("real"))
        import_folder(real_data, store, today=datetime.now(UTC).date())
        build_histories(settings, "real")

    benchmark.pedantic(run, rounds=1)


def test_demo_from_nothing(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, market=DEMO)

    def run() -> None:
        shutil.rmtree(settings.markets, ignore_errors=True)
        open_workspace(settings, DEMO)

    benchmark.pedantic(run, rounds=1)


def test_ask_warm(benchmark: BenchmarkFixture, real_market: Workspace) -> None:
    answer(QUESTION, real_market, as_of=AS_OF)
    benchmark.pedantic(lambda: answer(QUESTION, real_market, as_of=AS_OF), rounds=5)


def test_ask_cold(
    benchmark: BenchmarkFixture,
    real_market: Workspace,
    market_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UNWIND_HOME", str(market_home))
    command = ["ask", QUESTION, "--market", "real", "--as-of", AS_OF.isoformat()]
    benchmark.pedantic(lambda: _unwind(command), rounds=3)


def test_brief_warm(benchmark: BenchmarkFixture, real_market: Workspace) -> None:
    # The fixture keeps the briefs that it has made; a workspace of its own makes each anew.
    Workspace.brief(real_market, AS_OF)
    benchmark.pedantic(lambda: Workspace.brief(real_market, AS_OF), rounds=5)
    assert benchmark.stats["median"] < 0.3


def test_brief_cold(
    benchmark: BenchmarkFixture,
    real_market: Workspace,
    market_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UNWIND_HOME", str(market_home))
    command = ["brief", "--market", "real", "--as-of", AS_OF.isoformat(), "--json"]
    benchmark.pedantic(lambda: _unwind(command), rounds=5, warmup_rounds=1)
    assert benchmark.stats["median"] < 1.5


def test_sixteen_years_of_all_readings(
    benchmark: BenchmarkFixture, real_market: Workspace, tmp_path: Path
) -> None:
    """From nothing that is kept to the Parquet file, with the most memory that it takes."""
    market = real_market.market
    histories = Histories(market, tmp_path / "history")
    sessions = market.view().sessions_since(date(2007, 1, 1))

    def run() -> int:
        histories.build()
        return write_tables(
            reading_tables(market, histories, sessions), tmp_path / "readings.parquet", {}
        )

    rows = benchmark.pedantic(run, rounds=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    benchmark.extra_info.update(rows=rows, peak_mib=peak // 1024)
    assert benchmark.stats["max"] < 180
    assert peak < 2 * 1024 * 1024


def test_help(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(lambda: _unwind(["--help"]), rounds=5, warmup_rounds=1)


def _unwind(arguments: list[str]) -> None:
    program = Path(sys.executable).with_name("unwind")
    subprocess.run([program, *arguments], check=True, capture_output=True)
