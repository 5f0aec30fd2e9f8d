"""A scripted server that speaks OpenAI's chat-completions protocol on this machine.

In a test::

    with Endpoint([calls(("search_notes", {"query": "vix"})), text("Done.")]) as endpoint:
        ...  # ChatOpenAI(base_url=endpoint.url, api_key=KEY, model=MODEL)
        assert endpoint.asked[0].tools == ["search_notes"]

By hand, for the page and for screenshots: ``python -m tests.agent.endpoint --answer good``.
"""

from __future__ import annotations

import argparse
import json
import signal
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.agent import protocol
from tests.agent.replies import Raw, Reply, Script, resolved, status
from tests.agent.serving import HOST, Asked, Server

KEY = "fixture-key"
MODEL = "fixture-model"
CHAT = "/v1/chat/completions"
MODELS = "/v1/models"


class ScriptOver(AssertionError):
    """More was asked of the model than the test's script holds."""


class Endpoint:
    """A server that runs inside a ``with`` block.

    Parameters
    ----------
    script : sequence of turns, or callable
        Turns are used in the order in which requests are answered, refused ones (wrong key,
        request out of order) left out. An exception in a turn, and a request after the last one,
        are answered with status 400 and raised when the block ends.
    key : str, optional
        The only key that is accepted; any by default.
    port : int
        A free one by default.
    models : tuple of str
        What ``GET /v1/models`` lists.
    heard : callable, optional
        Called with each request.
    """

    def __init__(
        self,
        script: Script,
        *,
        key: str | None = None,
        port: int = 0,
        models: tuple[str, ...] = (MODEL,),
        heard: Callable[[Asked], None] | None = None,
    ) -> None:
        self.key = key
        self.models = models
        self.heard = heard
        self.requests: list[Asked] = []
        self.hangups = 0
        self.closing = threading.Event()
        self._turns = script if callable(script) else iter(script)
        self._number = 0
        self._failures: list[BaseException] = []
        self._lock = threading.Lock()
        self._server = Server(self, port)
        # Polled often, so that a test does not wait for half a second at its end.
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(0.02,), name="endpoint")

    @property
    def url(self) -> str:
        """The base URL, as ``OPENAI_BASE_URL`` wants it."""
        return f"http://{HOST}:{self._server.server_port}/v1"

    @property
    def asked(self) -> list[Asked]:
        """The requests for a completion so far, refused ones too."""
        with self._lock:
            return [asked for asked in self.requests if asked.path == CHAT]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        if error is None and self._failures:
            raise self._failures[0]

    def record(self, asked: Asked) -> None:
        """Keep a request."""
        with self._lock:
            self.requests.append(asked)
        if self.heard:
            self.heard(asked)

    def fail(self, error: BaseException) -> None:
        """Keep an exception, to raise it in the test."""
        with self._lock:
            self._failures.append(error)

    def hung_up(self) -> None:
        """Count a client that left before its reply was complete."""
        with self._lock:
            self.hangups += 1

    def reply(self, asked: Asked) -> tuple[Reply, int]:
        """Return the reply to a request and its number."""
        if self.key is not None and asked.headers.get("authorization") != f"Bearer {self.key}":
            return status(401, "incorrect API key provided"), 0
        if asked.path == MODELS and asked.method == "GET":
            return Raw(200, json.dumps(protocol.models(self.models))), 0
        if asked.path != CHAT or asked.method != "POST":
            return status(404, f"no such route: {asked.method} {asked.path}"), 0
        wrong = protocol.trouble(asked.body)
        if wrong:
            return status(400, wrong), 0
        try:
            with self._lock:
                self._number += 1
                number = self._number
                turn = self._turns if callable(self._turns) else next(self._turns, None)
            if turn is None:
                raise ScriptOver(f"the script is over, and reply {number} was asked for")
            return resolved(turn, asked.body), number
        except Exception as error:
            self.fail(error)
            return status(400, f"the test's script failed: {error!r}"), 0


def nowhere() -> str:
    """Return a base URL on which nothing listens."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return f"http://{HOST}:{free.getsockname()[1]}/v1"


def main() -> None:
    """Serve one of the written answers until interrupted."""
    from tests.agent.answers import ANSWERS

    options = argparse.ArgumentParser(description="A scripted endpoint, for the page by hand.")
    options.add_argument("--port", type=int, default=8099)
    options.add_argument("--answer", choices=sorted(ANSWERS), default="good")
    options.add_argument("--pause", type=float, default=0.03, help="seconds between two deltas")
    chosen = options.parse_args()

    def heard(asked: Asked) -> None:
        print(f"{asked.method} {asked.path}, {len(asked.messages)} messages", flush=True)

    answer = ANSWERS[chosen.answer](chosen.pause)
    with Endpoint(answer, port=chosen.port, heard=heard) as endpoint:
        print(
            f"OPENAI_BASE_URL={endpoint.url} OPENAI_API_KEY={KEY} UNWIND_MODEL={MODEL}", flush=True
        )
        stop = threading.Event()
        # Set here since a shell lets what it starts in the background ignore an interrupt.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        stop.wait()


if __name__ == "__main__":
    main()
