"""How long a validation of the real market takes; part of ``make bench`` only."""

from __future__ import annotations

from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from assistant.workspace import Workspace
from tools.episodes import load
from tools.validation.report import write_report
from tools.validation.study import validate

EPISODES = Path(__file__).resolve().parents[2] / "corpus" / "episodes.toml"


def test_validate(benchmark: BenchmarkFixture, real_market: Workspace, tmp_path: Path) -> None:
    episodes = load(EPISODES)

    def run() -> int:
        study = validate(real_market.market, real_market.histories, episodes, EPISODES.name)
        write_report(study, tmp_path / "validation.md")
        return len(study.trials)

    benchmark.extra_info["trials"] = benchmark.pedantic(run, rounds=1)
    assert benchmark.stats["max"] < 300
