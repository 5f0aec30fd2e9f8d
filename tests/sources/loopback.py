"""A server on this machine that stands in for the sources, well or in any of the ways they fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Query = dict[str, list[str]]
Body = bytes | Callable[[str, Query], bytes | None]

PAGE = b"<!DOCTYPE html><html><head><title>Just a moment</title></head><body></body></html>"


@dataclass
class Loopback:
    """What the server serves, by the path's beginning, and what it was asked.

    ``bodies`` maps the beginning of a path (``/host/folder``, as below a mirror) to a body, or to
    a function of path and query that returns one, None for 404; the longest beginning counts.
    ``faults`` maps the beginning of a path to a fault: a status ("403"), "page", "cut", "empty",
    "slow", "drip", "reset", or a function that alters the body.
    """

    bodies: dict[str, Body] = field(default_factory=dict)
    faults: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    delay: float = 0.0
    address: str = ""

    def find(self, table: dict[str, Any], path: str) -> Any:
        """Return the entry of the longest beginning of a path."""
        found = [start for start in table if path.startswith(start)]
        return table[max(found, key=len)] if found else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    loopback: Loopback

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer, or fail as told."""
        here = self.loopback
        parts = urlsplit(self.path)
        here.asked.append(self.path)
        here.agents.append(self.headers.get("User-Agent", ""))
        here.times.append(time.monotonic())
        if here.delay:
            time.sleep(here.delay)
        fault = here.find(here.faults, parts.path)
        body = here.find(here.bodies, parts.path)
        if callable(body):
            body = body(parts.path, parse_qs(parts.query))
        if callable(fault) and body is not None:
            body, fault = fault(body), None
        self._send(fault, body)

    def _send(self, fault: str | None, body: bytes | None) -> None:
        if fault == "reset":
            self.close_connection = True
            return
        if fault == "slow":
            time.sleep(3.0)
        if isinstance(fault, str) and fault.isdigit():
            self._reply(
                int(fault), b"{}" if fault != "403" else PAGE, len(PAGE) if fault == "403" else 2
            )
        elif fault == "page":
            self._reply(200, PAGE, len(PAGE))
        elif fault == "empty":
            self._reply(200, b"", 0)
        elif body is None:
            self._reply(404, b"", 0)
        elif fault == "cut":
            self._reply(200, body[: len(body) // 2], len(body))
            self.close_connection = True
        elif fault == "drip":
            self._drip(body)
        else:
            self._reply(200, body, len(body))

    def _reply(self, status: int, body: bytes, length: int) -> None:
        try:
            self.send_response(status)
            for name, value in self.loopback.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def _drip(self, body: bytes) -> None:
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            self.close_connection = True


@contextmanager
def serving(loopback: Loopback | None = None, port: int = 0) -> Iterator[Loopback]:
    """Serve while the block runs, at any free port by default."""
    here = loopback or Loopback()
    handler = type("Handler", (_Handler,), {"loopback": here})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    here.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
