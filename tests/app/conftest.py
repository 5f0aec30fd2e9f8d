from __future__ import annotations

from pathlib import Path

import pytest

from assistant.workspace import Workspace


@pytest.fixture
def demo_page(demo_market: Workspace, market_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the page at the demo market that the tests share."""
    monkeypatch.setenv("UNWIND_HOME", str(market_home))
    monkeypatch.setenv("UNWIND_MARKET", demo_market.market.name)
