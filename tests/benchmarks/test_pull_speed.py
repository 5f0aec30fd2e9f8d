"""How long pulls take at the paces of sources.toml, each reply 0.2 s late: ``make bench``."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from assistant.workspace import Workspace
from tests.sources.world import World
from tools.sources import pull as pulling
from tools.sources.absorb import absorb
from tools.sources.outcome import Pulled
from tools.sources.pull import Plan, pull
from tools.sources.table import addressed, sources

DELAY = 0.2  # seconds before a reply
EVENING = datetime(2022, 12, 30, 23, tzinfo=UTC)
MOST_DAILY, MOST_UPDATE = 120.0, 10.0  # seconds


class Live:
    """A world with a clock that runs."""

    def __init__(self, world: World, mirror: str, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.sources = tuple(addressed(s, mirror=mirror) for s in sources().values())

    def pull(self, at: datetime) -> tuple[Pulled, float]:
        """Pull everything that wants no key, and give the seconds that it took."""
        self.world.at = at
        begun = time.monotonic()

        def clock() -> datetime:
            return at + timedelta(seconds=time.monotonic() - begun)

        pulled = pull(Plan(self.folder, self.sources, clock))
        return pulled, time.monotonic() - begun


@pytest.mark.filterwarnings("default")
def test_first_and_daily_pull(
    benchmark: BenchmarkFixture,
    real_market: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All of the index's members and every other source; the histories are not built here."""
    took: list[float] = []

    def timed(*arguments: object, **named: object) -> object:
        begun = time.monotonic()
        out = absorb(*arguments, **named)  # type: ignore[arg-type]
        took.append(time.monotonic() - begun)
        return out

    monkeypatch.setattr(pulling, "absorb", timed)
    world = World(real_market.market, EVENING - timedelta(days=1))
    world.loopback.delay = DELAY
    with world.serving() as mirror:
        live = Live(world, mirror, tmp_path / "live")
        _, first = live.pull(EVENING - timedelta(days=1))
        stored = sum(took)
        took.clear()
        daily = benchmark.pedantic(live.pull, (EVENING,), rounds=1)
    pulled, seconds = daily
    print(f"first pull {first:.0f} s (store {stored:.0f} s); daily {seconds:.0f} s")
    for outcome in pulled.outcomes:
        print(f"{outcome.source.id}: {outcome.state}, {outcome.bodies} in {outcome.seconds:.0f} s")
    print(f"store update {sum(took):.1f} s")
    assert sum(took) < MOST_UPDATE
    assert seconds < MOST_DAILY
