"""The HTTP side of the scripted endpoint: sockets, server-sent events, broken connections."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Protocol

from tests.agent import protocol
from tests.agent.replies import Body, Message, Raw, Reply, error

HOST = "127.0.0.1"
_RESET = struct.pack("ii", 1, 0)  # linger for no time: the close sends RST


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; ``raw`` is its body to the letter."""

    method: str
    path: str
    headers: dict[str, str]
    raw: str
    body: Body = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)

    @property
    def messages(self) -> list[Body]:
        """The messages that the model was sent."""
        return list(self.body.get("messages", ()))

    @property
    def tools(self) -> list[str]:
        """The names of the tools that it was offered."""
        return [tool["function"]["name"] for tool in self.body.get("tools") or ()]

    def said(self, *roles: str) -> str:
        """Return the text of all messages, or of those with one of the roles."""
        wanted = [m for m in self.messages if not roles or m["role"] in roles]
        return "\n".join(_text(message.get("content")) for message in wanted)


class Host(Protocol):
    """Whoever decides what is replied."""

    closing: threading.Event

    def record(self, asked: Asked) -> None:
        """Keep a request."""

    def reply(self, asked: Asked) -> tuple[Reply, int]:
        """Return the reply to a request and its number."""

    def fail(self, error: BaseException) -> None:
        """Keep an exception of the server."""

    def hung_up(self) -> None:
        """Count a client that left before its reply was complete."""


def _text(content: Any) -> str:
    """Return the text of a message's content, in one string or in parts."""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


class Server(ThreadingHTTPServer):
    """A server whose replies a host decides."""

    # Threads are waited for at the end, so that no socket outlives its test.
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, host: Host, port: int) -> None:
        self.host = host
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Bind without the look-up of the host's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep what a handler raised; a client that left is no failure."""
        raised = sys.exception()
        if isinstance(raised, ConnectionError):
            self.host.hung_up()
        elif raised is not None:
            self.host.fail(raised)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10.0  # a client that stays mute must not hold up the end of a test
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        host = self.server.host
        # One request a connection: a client's pool then keeps no socket open beyond a test.
        self.close_connection = True
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            parsed = json.loads(raw)
        except json.JSONDecodeError:
            parsed = None
        body = parsed if isinstance(parsed, dict) else {}
        asked = Asked(self.command, self.path, headers, raw, body)
        host.record(asked)
        reply, number = host.reply(asked)
        if isinstance(reply, Raw):
            self._whole(reply.status, reply.body, reply.kind, reply.headers)
        elif body.get("stream"):
            self._stream(reply, body, number)
        else:
            self._object(reply, body, number)

    def _whole(self, code: int, body: str, kind: str, extra: Any = (), part: float = 1.0) -> None:
        """Send a body, or only the first part of it."""
        data = body.encode()
        self._head(code, kind, {"Content-Length": str(len(data)), **dict(extra)})
        self.wfile.write(data[: int(part * len(data))])

    def _object(self, reply: Message, body: Body, number: int) -> None:
        broken = reply.ending in ("closed", "reset")
        self.server.host.closing.wait(reply.silence)
        if reply.error is not None:
            self._whole(500, json.dumps(error(500, reply.error)), "application/json")
            return
        whole = json.dumps(protocol.completion(reply, body, number), ensure_ascii=False)
        self._whole(200, whole, "application/json", part=0.5 if broken else 1.0)
        self._end(reply)

    def _stream(self, reply: Message, body: Body, number: int) -> None:
        closing = self.server.host.closing
        kind = "text/event-stream; charset=utf-8"
        self._head(200, kind, {"Cache-Control": "no-cache", "Transfer-Encoding": "chunked"})
        for piece in protocol.chunks(reply, body, number):
            self._event(json.dumps(piece, ensure_ascii=False))
            if reply.pause:
                closing.wait(reply.pause)
        closing.wait(reply.silence)
        if reply.ending == "done":
            self._event("[DONE]")
        if reply.ending in ("done", "ended"):
            self._chunk(b"")
        self._end(reply)

    def _end(self, reply: Message) -> None:
        """Reset the connection where the reply wants it; else it is closed in order."""
        if reply.ending == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.rfile.close()
            self.connection.close()

    def _head(self, code: int, kind: str, extra: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Connection": "close", **extra}.items():
            self.send_header(name, value)
        self.end_headers()

    def _event(self, data: str) -> None:
        self._chunk(f"data: {data}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
