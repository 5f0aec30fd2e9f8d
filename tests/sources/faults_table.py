"""What a user sees of each source that fails in each way: ``python -m tests.sources.faults_table``.

Prints a table in Markdown, made by pulls from a world of sources on this machine, which is served
from the imported market ``--market``.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.settings import settings
from tests.sources.conftest import MOST, shrink
from tests.sources.world import World
from tests.sources.world_faults import FAULTS, failing
from tests.sources.world_pull import Puller
from tools.formatting import plural
from tools.market.view import Market
from tools.sources.table import sources

HEAD = ("source", *FAULTS, "kept to", "age", "readings made of it")


def rows(morning: Puller, folder: Path) -> list[tuple[str, ...]]:
    """Return a row a source: state and first line by fault, what is kept, what it feeds."""
    out = []
    for source in sources():
        cells, last = [], None
        for fault in FAULTS:
            copy = morning.copy(folder / f"{source}-{fault}")
            outcome = failing(copy, source, fault).outcome
            line = (outcome.failures or outcome.notes or [""])[-1]
            cells.append(f"{outcome.state}: {line.removeprefix(source).strip()}")
            last = outcome.last
        age = (morning.world.past.session - last).days if last else 0
        out.append((source, *cells, str(last), plural(age, "day"), str(len(fed(source)))))
    return out


def fed(source: str) -> tuple[str, ...]:
    """Return the readings that are made of what a source gives."""
    from tools.pillars.registry import specs
    from tools.sources.costs import parts

    gives = set(sources()[source].gives)
    return tuple(name for name in specs() if gives & parts(name))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--market", default="demo")
    given = parser.parse_args()
    market = Market(settings().folder(given.market))
    days = [
        datetime.combine(day.date(), datetime.min.time(), UTC) + timedelta(hours=23)
        for day in market.sessions[-2:]
    ]
    world = World(market, days[0], MOST)
    with (
        world.serving() as mirror,
        tempfile.TemporaryDirectory() as place,
        pytest.MonkeyPatch.context() as patch,
    ):
        shrink(patch)
        since = date(days[0].year, 1, 3)
        puller = Puller(world, mirror, Path(place) / "live", since=since)
        puller()
        world.at = days[1]
        print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
        for row in rows(puller, Path(place)):
            print(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |")


if __name__ == "__main__":
    main()
