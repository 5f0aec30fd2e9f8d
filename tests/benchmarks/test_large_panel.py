"""5,000 stocks over thirty years: time and the most memory of each step, in a process of its own.

It takes a quarter of an hour and so is asked for by name:
``UNWIND_BENCH_LARGE=1 .venv/bin/pytest tests/benchmarks/test_large_panel.py --benchmark-only``.
``docs/limits.md`` gives its figures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from assistant.settings import Settings
from tests.benchmarks.large_panel import NAME, SESSIONS, STOCKS
from tools.history import Histories
from tools.market.store import Store
from tools.market.view import Market

ROOT = Path(__file__).resolve().parents[2]
MOST_GIB = 12.0

pytestmark = [
    pytest.mark.skipif(
        "UNWIND_BENCH_LARGE" not in os.environ, reason="long: set UNWIND_BENCH_LARGE to run it"
    ),
    pytest.mark.timeout(7200),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("large")


def step(benchmark: BenchmarkFixture, home: Path, name: str) -> None:
    """Run a step once and keep what it took."""
    found: dict[str, float] = {}

    def run() -> None:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.large_panel", str(home), name],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        )
        found.update(json.loads(done.stdout))

    benchmark.pedantic(run, rounds=1)
    benchmark.extra_info.update(found)
    assert 0 < found["peak_gib"] < MOST_GIB


def test_simulated_and_stored(benchmark: BenchmarkFixture, home: Path) -> None:
    step(benchmark, home, "make")
    panels = Store(Settings(home=home, market=NAME).folder(NAME)).manifest.panels
    assert {(p["rows"], p["columns"]) for p in panels.values()} == {(SESSIONS, STOCKS)}
    assert set(panels) == {"adj_close", "volume"}


def test_every_history(benchmark: BenchmarkFixture, home: Path) -> None:
    step(benchmark, home, "histories")
    assert Histories(Market(Settings(home=home, market=NAME).folder(NAME))).ready


def test_every_reading_of_a_year(benchmark: BenchmarkFixture, home: Path) -> None:
    step(benchmark, home, "table")


def test_a_brief(benchmark: BenchmarkFixture, home: Path) -> None:
    step(benchmark, home, "brief")
