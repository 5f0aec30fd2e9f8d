"""Serving the page by the command that a user starts, and opening it in Chromium."""

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
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

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
ACTIONS = "[class*=st-key-acts_]"
DRAWER = "[data-testid=stDialog]"
FIRST_BUTTON = "[class*=st-key-primary_first] button"


@contextmanager
def serving(home: Path, **variables: str) -> Iterator[str]:
    """Serve the page of a home; yields its address."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "chat", "--port", str(port)]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "UNWIND_"))}
    environment = {**clean, "UNWIND_HOME": str(home), "UNWIND_MARKET": "demo", **variables}
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


@contextmanager
def window(browser: Browser) -> Iterator[BrowserContext]:
    """Open a browser window; afterwards no error and no request to another host may be seen."""
    errors: list[str] = []
    elsewhere: list[str] = []

    def watch(page: Page) -> None:
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda r: None if _local(r.url) else elsewhere.append(r.url))

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.on("page", watch)
    yield context
    context.close()
    assert errors == []
    assert elsewhere == []


def _local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.hostname == HOST


def sidebar(page: Page) -> None:
    """Open the sidebar where it is folded."""
    page.get_by_test_id("stExpandSidebarButton").click()
