"""A Chroma server that is silent, slow or none: words alone, soon, and no password printed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from tests.notes.made import write_note
from tools.notes import Memory

LATE = date(2030, 1, 1)
ANSWERS = {
    "silent": (b"", b""),
    "drips its headers": (b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "no Chroma": (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b""),
}


@pytest.fixture
def served(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port whose server says one thing at once and then another every tenth of a second."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    first, then = ANSWERS[request.param]
    over = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(4096)
            connection.sendall(first)
            while not over.wait(0.1):
                connection.sendall(then)

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listening.accept()[0],), daemon=True).start()

    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1]
    over.set()
    listening.close()


@pytest.mark.parametrize("served", ANSWERS, indirect=True)
def test_a_server_is_waited_for_once_and_not_long(tmp_path: Path, served: int) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nDeleveraging.\n")
    import chromadb  # noqa: F401 - the time of its import is not the server's

    address = f"http://user:pw@127.0.0.1:{served}"
    limits = (5.5, 0.5)
    for limit in limits:
        # Another memory each time: the process remembers, not one memory.
        memory = Memory(tmp_path / "memory", (tmp_path / "notes",), server=address)
        start = time.monotonic()
        results = memory.search("deleveraging", LATE, False)
        assert time.monotonic() - start < limit
        assert [found.id for found in results.found] == ["real-1"]
        assert f"http://127.0.0.1:{served} cannot be reached: " in results.degraded
        assert "pw" not in results.degraded
        assert "user" not in results.degraded


@pytest.mark.parametrize(
    "address",
    ["http://user:pw@", "user:pw@host", "ftp://user:pw@host", "http://user:p@pw@host:x", "pw@//"],
)
def test_no_password_is_printed_of_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nDeleveraging.\n")
    memory = Memory(tmp_path / "memory", (tmp_path / "notes",), server=address)
    results = memory.search("deleveraging", LATE, False)
    assert len(results.found) == 1
    assert "is no Chroma server: write http://host:port" in results.degraded
    assert "pw" not in results.degraded


@pytest.mark.parametrize(
    "address",
    ["http://a b:8000", "http://127.0.0.1:0", "http://[::1]:1", f"http://{'a' * 80}.invalid"],
)
def test_an_address_that_cannot_be_used_says_why(tmp_path: Path, address: str) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nDeleveraging.\n")
    memory = Memory(tmp_path / "memory", (tmp_path / "notes",), server=address)
    results = memory.search("deleveraging", LATE, False)
    assert len(results.found) == 1
    why = results.degraded.partition("cannot be reached: ")[2]
    assert " " in why
