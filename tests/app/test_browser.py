"""The page in a real browser, served by the command that a user starts."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from assistant.workspace import Workspace
from tests.app.pages import FIRST

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOST = "127.0.0.1"
WAIT_MS = 45_000
FINISHED = "[class*=st-key-steps_]"

if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("no Chromium: apt-get install chromium", allow_module_level=True)


@pytest.fixture(scope="module")
def address(demo_market: Workspace, market_home: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "chat", "--port", str(port)]
    environment = {**os.environ, "UNWIND_HOME": str(market_home), "UNWIND_MARKET": "demo"}
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        try:
            _wait(f"http://{HOST}:{port}/_stcore/health", server)
            yield f"http://{HOST}:{port}/"
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT_MS / 1000
    while time.monotonic() < until:
        assert server.poll() is None, "the command ended before it served a page"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the command served no page in time")


@pytest.fixture
def visit(address: str) -> Iterator[Page]:
    """Open the page; afterwards no error and no request to another host may have been seen."""
    assert CHROMIUM is not None, "CI is set, so Chromium must be installed"
    errors: list[str] = []
    elsewhere: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda r: None if _local(r.url) else elsewhere.append(r.url))
        page.goto(address)
        yield page
        browser.close()
    assert errors == []
    assert elsewhere == []


def _local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.hostname == HOST


def test_a_visit(visit: Page) -> None:
    """Ask, read, open a figure's evidence, keep it through a rerun, change the date, reload."""
    expect(visit.get_by_text("SIMULATED").first).to_be_visible()
    visit.get_by_role("button", name=FIRST).click()
    expect(visit.locator(".uw-card")).to_be_visible(timeout=WAIT_MS)
    expect(visit.get_by_role("heading", level=2)).to_have_count(1)

    figure = visit.locator(".uw p .uw-cite").first
    evidence = visit.locator(".uw-ev:popover-open")
    expect(evidence).to_have_count(0)
    figure.click()
    expect(evidence).to_have_count(1)
    expect(evidence).to_have_role("dialog")
    expect(evidence).to_contain_text("Definition")
    assert evidence.locator("dt").count() >= 2
    visit.keyboard.press("Escape")
    expect(evidence).to_have_count(0)
    expect(figure).to_be_focused()
    visit.keyboard.press("Enter")
    expect(evidence).to_have_count(1)
    visit.keyboard.press("Escape")

    question = visit.get_by_test_id("stChatInputTextArea")
    question.fill("How unusual is this?")
    question.press("Enter")
    # A click while the answer is being made stops the page's script, not the answer.
    visit.get_by_role("button", name="Is it over?").click()
    expect(visit.locator(".uw-q")).to_have_text([FIRST, "How unusual is this?", "Is it over?"])
    expect(visit.locator(FINISHED)).to_have_count(3, timeout=WAIT_MS)
    expect(visit.locator(".uw-card")).to_have_count(1)

    visit.get_by_role("spinbutton", name="year, As of").click()
    visit.keyboard.type("20180208", delay=30)
    visit.keyboard.press("Escape")
    expect(visit.get_by_text("A new thread")).to_be_visible(timeout=WAIT_MS)
    expect(visit.locator(".uw-card")).to_have_count(0)

    visit.reload()
    year = visit.get_by_role("spinbutton", name="year, As of")
    expect(year).to_have_text("2018", timeout=WAIT_MS)
    expect(visit.get_by_role("button", name=FIRST)).to_be_visible()


def test_a_narrow_screen(visit: Page) -> None:
    """Nothing scrolls sideways at 400 px, and evidence opens as a sheet of the full width."""
    visit.set_viewport_size({"width": 400, "height": 860})
    visit.get_by_role("button", name=FIRST).click()
    expect(visit.locator(FINISHED)).to_have_count(1, timeout=WAIT_MS)
    assert visit.evaluate("document.documentElement.scrollWidth") <= 400
    visit.locator(".uw p .uw-cite").first.click()
    box = visit.locator(".uw-ev:popover-open").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(400, abs=1)
    assert box["y"] + box["height"] == pytest.approx(860, abs=1)
