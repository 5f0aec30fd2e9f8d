"""How long pulls take at the paces of sources.toml, each reply 0.2 s late: ``make bench``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
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
BEFORE = EVENING - timedelta(days=1)
MOST_DAILY, MOST_UPDATE = 120.0, 10.0  # seconds


class Live:
    """A world with a clock that runs, and the seconds that the store took of each pull."""

    def __init__(self, world: World, mirror: str, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.world, self.folder = world, folder
        self.sources = tuple(addressed(s, mirror=mirror) for s in sources().values())
        self.stored = 0.0
        patch.setattr(pulling, "absorb", self._absorb)

    def _absorb(self, *arguments: object, **named: object) -> object:
        begun = time.monotonic()
        out = absorb(*arguments, **named)  # type: ignore[arg-type]
        self.stored += time.monotonic() - begun
        return out

    def pull(self, at: datetime, *, paced: bool = True) -> tuple[Pulled, float]:
        """Pull everything that wants no key, and give the seconds that it took."""
        self.world.at, self.stored = at, 0.0
        asked = self.sources
        if not paced:
            asked = tuple(replace(source, per_second=1000.0) for source in asked)
        begun = time.monotonic()

        def clock() -> datetime:
            return at + timedelta(seconds=time.monotonic() - begun)

        pulled = pull(Plan(self.folder, asked, clock))
        seconds = time.monotonic() - begun
        assert not pulled.failed
        print(f"{sum(o.bodies for o in pulled.outcomes)} bodies in {seconds:.0f} s")
        for outcome in pulled.outcomes:
            told = f"{outcome.state}, {outcome.bodies} in {outcome.seconds:.0f} s"
            print(f"  {outcome.source.id}: {told}")
        print(f"  store {self.stored:.1f} s")
        return pulled, seconds


@pytest.fixture
def live(real_market: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """All of the index's members and every other source; the histories are not built here."""
    world = World(real_market.market, BEFORE)
    with world.serving() as mirror:
        yield Live(world, mirror, tmp_path / "live", monkeypatch)


@pytest.mark.timeout(0)
@pytest.mark.filterwarnings("default")
def test_daily_pull(benchmark: BenchmarkFixture, live: Live) -> None:
    """A day after a first pull, which is not made at the sources' paces."""
    live.pull(BEFORE, paced=False)
    live.world.loopback.delay = DELAY
    _, seconds = benchmark.pedantic(live.pull, (EVENING,), rounds=1)
    assert live.stored < MOST_UPDATE
    assert seconds < MOST_DAILY


@pytest.mark.timeout(0)
@pytest.mark.filterwarnings("default")
def test_first_pull(benchmark: BenchmarkFixture, live: Live) -> None:
    """From nothing; it is done once, so its time is stated and no limit set."""
    live.world.loopback.delay = DELAY
    pulled, _ = benchmark.pedantic(live.pull, (EVENING,), rounds=1)
    assert pulled.changed
