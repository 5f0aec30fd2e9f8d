"""A world of sources on this machine, and a market that was pulled from it once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.workspace import Workspace
from tests.sources.world import World
from tests.sources.world_pull import Puller
from tools.market.view import Market
from tools.sources import fetch
from tools.sources.connectors import cboe_put_call, members, membership

MOST = 40  # members; a list of so few is refused but for the patch below
BEFORE, CLOCK = datetime(2022, 12, 29, 23, tzinfo=UTC), datetime(2022, 12, 30, 23, tzinfo=UTC)


@pytest.fixture(scope="session")
def imported(real_market: Workspace) -> Market:
    """Return the real market; the simulated one has tickers that no source would list."""
    return real_market.market


@pytest.fixture(scope="session")
def clocks() -> tuple[datetime, datetime]:
    """Return the evenings of the real market's last two sessions."""
    return BEFORE, CLOCK


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a list of few members be whole, few sessions have ratios, no second try be late."""
    shrink(monkeypatch)


def shrink(patch: pytest.MonkeyPatch) -> None:
    """See the fixture ``small``."""
    patch.setattr(members, "FEWEST", MOST // 2)
    patch.setattr(membership, "FEWEST", MOST // 2)
    patch.setattr(cboe_put_call, "FIRST", date(2022, 11, 1))
    patch.setattr(fetch, "BACK_OFF", 0.0)


@pytest.fixture(scope="session")
def prepared(
    imported: Market, clocks: tuple[datetime, datetime], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Puller]:
    """Serve the world and return a market pulled from it on the evening before; copy it."""
    world = World(imported, clocks[0], MOST)
    folder = tmp_path_factory.mktemp("pulled") / "markets" / "live"
    with world.serving() as mirror:
        puller = Puller(world, mirror, folder, since=clocks[0].date().replace(month=1, day=3))
        with pytest.MonkeyPatch.context() as patch:
            shrink(patch)
            puller()
        yield puller


@pytest.fixture
def evening(prepared: Puller, clocks: tuple[datetime, datetime]) -> Puller:
    """Return the pulled market with its world as it was then; do not pull into it."""
    prepared.world.at = clocks[0]
    prepared.world.loopback.asked.clear()
    return prepared


@pytest.fixture
def morning(
    prepared: Puller, clocks: tuple[datetime, datetime], tmp_path: Path
) -> Iterator[Puller]:
    """Return a copy of the pulled market, its world a session later; all is well again after."""
    world = prepared.world
    world.at = clocks[1]
    yield prepared.copy(tmp_path / "live")
    world.loopback.faults.clear()
    world.loopback.headers.clear()
    world.past.altered.clear()
    world.loopback.asked.clear()
    world.forget()
