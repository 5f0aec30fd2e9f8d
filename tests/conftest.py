"""Fixtures that every test may use."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.settings import DEMO, Settings
from assistant.workspace import Workspace, build_histories, open_workspace
from tools.records import Brief

ROOT = Path(__file__).resolve().parent.parent
REAL = "real"
# A page is as wide as the terminal, and not every machine that runs tests has one.
os.environ["COLUMNS"] = "100"


class Shared(Workspace):
    """A market that tests share: a brief of a date is made once a worker, as nothing changes it."""

    __slots__ = ()

    def brief(self, as_of: date | None = None, asset: str = "SPX") -> Brief:
        """Return the brief at a date."""
        return _brief(self, as_of, asset)


@lru_cache(maxsize=256)
def _brief(market: Shared, as_of: date | None, asset: str) -> Brief:
    return Workspace.brief(market, as_of, asset)


def _shared(market: Workspace) -> Shared:
    return Shared(market.market, market.histories, market.memory)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real market data, or skip with the reason."""
    folder = Path(os.environ.get("UNWIND_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "equity_index_daily.csv.gz").is_file():
        pytest.skip("no real market data: set UNWIND_TEST_DATA to a folder that holds it")
    return folder


@pytest.fixture(scope="session")
def market_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of markets that all workers of one test run share."""
    base = tmp_path_factory.getbasetemp()
    # A worker's own folder lies in that of the run.
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = run / "unwind-home"
    home.mkdir(exist_ok=True)
    return home


@pytest.fixture(scope="session")
def real_market(real_data: Path, market_home: Path) -> Workspace:
    """Return the real data imported as the market *real*, with its histories; do not write to it.

    The first worker that asks imports (some 20 s), the others wait for it.
    """
    from tools.market.importer import import_folder
    from tools.market.store import Store

    settings = Settings(home=market_home, market=REAL)
    done = market_home / f"{REAL}.done"
    with FileLock(market_home / f"{REAL}.lock"):
        if not done.exists():
            store = Store(settings.folder(REAL))
            import_folder(real_data, store, today=datetime.now(UTC).date())
            build_histories(settings, REAL)
            done.touch()
    return _shared(open_workspace(settings, REAL))


@pytest.fixture(scope="session")
def demo_market(market_home: Path) -> Workspace:
    """Return the simulated demo market, made on first use as any user's is; do not write to it."""
    settings = Settings(home=market_home, market=DEMO)
    with FileLock(market_home / f"{DEMO}.lock"):
        return _shared(open_workspace(settings, DEMO))
