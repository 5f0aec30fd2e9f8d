from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from streamlit.testing.v1 import app_test

from assistant.workspace import Workspace
from tests.app import browsing


@pytest.fixture(scope="session", autouse=True)
def tidy() -> Iterator[None]:
    """Remove the folder that Streamlit's test runner leaves to the end of the process."""
    yield
    app_test.TMP_DIR.cleanup()


@pytest.fixture
def home(market_home: Path, demo_market: Workspace, tmp_path: Path) -> Path:
    """Return a home of its own threads, on the markets that the tests share."""
    made = tmp_path / "home"
    made.mkdir()
    (made / "markets").symlink_to(market_home / "markets")
    return made


@pytest.fixture
def demo_page(home: Path, demo_market: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the page at the demo market that the tests share, without a model."""
    monkeypatch.setenv("UNWIND_HOME", str(home))
    monkeypatch.setenv("UNWIND_MARKET", demo_market.market.name)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "UNWIND_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a browser that the tests of one run share, each with windows of its own."""
    if browsing.CHROMIUM is None:
        assert not os.environ.get("CI"), "CI is set, so Chromium must be installed"
        pytest.skip("no Chromium: apt-get install chromium")
    expect.set_options(timeout=browsing.WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.CHROMIUM, args=browsing.ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(
    chromium: Browser,
    market_home: Path,
    demo_market: Workspace,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Serve the page on the demo market without a model."""
    home = tmp_path_factory.mktemp("served")
    (home / "markets").symlink_to(market_home / "markets")
    with browsing.serving(home) as found:
        yield found


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Page]:
    """Open the page in a window of its own."""
    with browsing.window(chromium) as context:
        page = context.new_page()
        page.goto(address)
        yield page
