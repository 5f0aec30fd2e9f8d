"""A model's endpoint that nobody here wrote: ``@copilotkit/aimock``, run by Node.

It is looked for in the folder that ``UNWIND_AIMOCK`` names, then where ``npm install --prefix
tests/agent/aimock`` puts it. Where it is absent a test skips with the reason, or fails if ``CI`` is
set.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path("@copilotkit/aimock/dist/cli.js")
INSTALL = "npm install --prefix tests/agent/aimock --no-package-lock"
WAIT_S = 20.0
_ADDRESS = re.compile(r"listening on (http://127\.0\.0\.1:\d+)")
Fixture = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Aimock:
    """A running server."""

    address: str

    @property
    def url(self) -> str:
        """The base URL, as ``OPENAI_BASE_URL`` wants it."""
        return f"{self.address}/v1"

    def asked(self) -> list[dict[str, Any]]:
        """Return the bodies of the requests for a completion, from its journal."""
        with urllib.request.urlopen(f"{self.address}/__aimock/journal", timeout=WAIT_S) as reply:
            journal = json.load(reply)
        wanted = (entry for entry in journal if entry["path"] == "/v1/chat/completions")
        return [entry["body"] for entry in wanted]


def round_trip(tool: str, arguments: Mapping[str, Any], answer: str) -> list[Fixture]:
    """Return fixtures that call a tool first, then answer with a text."""
    called = {"toolCalls": [{"name": tool, "arguments": dict(arguments)}]}
    return [
        {"match": {"toolName": tool, "hasToolResult": False}, "response": called},
        {"match": {"hasToolResult": True}, "response": {"content": answer}},
    ]


def says(answer: str) -> list[Fixture]:
    """Return fixtures that answer everything with a text."""
    return [{"match": {}, "response": {"content": answer}}]


@contextmanager
def running(fixtures: list[Fixture], folder: Path, *flags: str) -> Iterator[Aimock]:
    """Run a server on a free port.

    Parameters
    ----------
    fixtures : list of fixtures
        In aimock's own form, the first that matches is used; a request that none matches is
        refused.
    folder : Path
        A temporary one, for its fixtures and its log.
    flags : str
        More of its flags, such as ``--latency 20``.
    """
    node, script = _found()
    (folder / "fixtures.json").write_text(json.dumps({"fixtures": fixtures}))
    log = folder / "aimock.log"
    command = [node, str(script), "--port", "0", "--fixtures", str(folder / "fixtures.json")]
    command += ["--validate-on-load", "--strict", "--chunk-size", "12", *flags]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=kept) as server,
    ):
        try:
            yield Aimock(_address(server, log))
        finally:
            server.terminate()
            try:
                server.wait(5)
            except subprocess.TimeoutExpired:
                server.kill()


def _found() -> tuple[str, Path]:
    """Return Node and aimock's script; skip, or fail where ``CI`` is set."""
    named = os.environ.get("UNWIND_AIMOCK")
    here = Path(__file__).with_name("aimock") / "node_modules"
    folders = [Path(named), Path(named) / "node_modules"] if named else [here]
    script = next((f / PACKAGE for f in folders if (f / PACKAGE).is_file()), None)
    node = shutil.which("node")
    if node and script:
        return node, script
    lacking = f"no {PACKAGE.parent.parent}: {INSTALL}" if node else "no node: install Node.js"
    if os.environ.get("CI"):
        pytest.fail(lacking)
    pytest.skip(lacking)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for the line that says where it listens."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        found = _ADDRESS.search(log.read_text())
        if found:
            return found[1]
        if server.poll() is not None:
            break
        time.sleep(0.02)
    pytest.fail(f"aimock did not start:\n{log.read_text()}")
