from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import app_test

from assistant.workspace import Workspace


@pytest.fixture(scope="session", autouse=True)
def tidy() -> Iterator[None]:
    """Remove the folder that Streamlit's test runner leaves to the end of the process."""
    yield
    app_test.TMP_DIR.cleanup()


@pytest.fixture
def demo_page(demo_market: Workspace, market_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the page at the demo market that the tests share."""
    monkeypatch.setenv("UNWIND_HOME", str(market_home))
    monkeypatch.setenv("UNWIND_MARKET", demo_market.market.name)
