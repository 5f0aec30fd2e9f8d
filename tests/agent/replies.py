"""What a scripted endpoint can reply: good replies, and each way in which one goes wrong.

A *turn* is a reply or a function from the request to one; a *script* is a list of turns, used one
a request, or a single function that answers every request.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Body = dict[str, Any]
# How a reply ends: with its finish reason and [DONE]; without them, but as HTTP wants it; with the
# connection closed in the middle; with the connection reset.
Ending = Literal["done", "ended", "closed", "reset"]
KINDS = {
    400: "invalid_request_error",
    401: "invalid_request_error",
    404: "invalid_request_error",
    429: "rate_limit_error",
}
CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call; its arguments are sent to the letter, JSON or not."""

    name: str
    arguments: str = "{}"


@dataclass(frozen=True, slots=True)
class Message:
    """A reply in the protocol.

    ``chunk`` is the number of characters a delta holds, ``pause`` the seconds between two deltas,
    ``silence`` the seconds without a byte once all is sent. Without ``choices`` there are none. An
    ``error`` is sent in the stream, once its status is out.
    """

    content: str = ""
    calls: tuple[Call, ...] = ()
    finish: str | None = "stop"
    chunk: int = 12
    pause: float = 0.0
    silence: float = 0.0
    ending: Ending = "done"
    choices: bool = True
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """A reply outside the protocol: a status and a body as they are."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"


Reply = Message | Raw
Responder = Callable[[Body], Reply]
Turn = Reply | Responder
Script = Sequence[Turn] | Responder


def text(content: str, chunk: int = 12, pause: float = 0.0) -> Message:
    """Answer with a text."""
    return Message(content, chunk=chunk, pause=pause)


def calls(*wanted: tuple[str, Mapping[str, Any]], content: str = "") -> Message:
    """Call tools, each a name and its arguments; the text before them may be left out."""
    made = tuple(Call(name, json.dumps(dict(arguments))) for name, arguments in wanted)
    return Message(content, made, finish="tool_calls")


def malformed_call(name: str, arguments: str = '{"query" "vix"}') -> Message:
    """Call a tool with arguments that are not JSON and cannot be completed to it.

    LangChain completes what merely lacks its end, so that ``{"query": "vix`` would be run.
    """
    return Message(calls=(Call(name, arguments),), finish="tool_calls")


def unknown_tool(name: str = "no_such_tool") -> Message:
    """Call a tool that nobody offered."""
    return calls((name, {}))


def empty() -> Message:
    """Finish in good order and say nothing."""
    return Message()


def no_choices() -> Message:
    """Answer with an empty list of choices."""
    return Message(choices=False)


def length(content: str) -> Message:
    """Stop in the middle since the limit of tokens is reached."""
    return Message(content, finish="length")


def cut(content: str, after: int, ending: Ending = "closed") -> Message:
    """Break off a text after so many characters, without a finish reason.

    ``closed`` and ``reset`` are seen by HTTP; ``ended``, as a proxy between may make of them, is
    in order for HTTP and only lacks the finish reason.
    """
    return Message(content[:after], finish=None, ending=ending)


def cut_in_arguments(
    name: str, arguments: Mapping[str, Any], after: int, ending: Ending = "ended"
) -> Message:
    """Break off a tool call after so many characters of its arguments, see `cut`."""
    call = Call(name, json.dumps(dict(arguments))[:after])
    return Message(calls=(call,), finish=None, ending=ending)


def gives_up(content: str, message: str = "the engine is out of memory") -> Message:
    """Send a text, then an error in the stream, as gateways do once the status is out."""
    return Message(content, finish=None, error=message)


def stall(seconds: float, content: str = "") -> Message:
    """Send the headers and a text, then nothing for so long, and end without a finish reason."""
    return Message(content, finish=None, silence=seconds, ending="ended")


def status(code: int, message: str = "", headers: Mapping[str, str] | None = None) -> Raw:
    """Refuse with an HTTP status, in the shape of OpenAI's errors."""
    message = message or f"refused with status {code}"
    return Raw(code, json.dumps(error(code, message, CODES.get(code))), headers or {})


def too_long() -> Raw:
    """Refuse a request that does not fit into the model's context."""
    message = "this model's maximum context length is exceeded"
    return Raw(400, json.dumps(error(400, message, "context_length_exceeded")))


def error(code: int, message: str, name: str | None = None) -> Body:
    """Return an error in OpenAI's shape."""
    kind = KINDS.get(code, "server_error")
    return {"error": {"message": message, "type": kind, "param": None, "code": name}}


def html_body(code: int = 200) -> Raw:
    """Answer with a web page, as a proxy or a wrong base URL does."""
    page = "<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
    return Raw(code, page, kind="text/html; charset=utf-8")


def loop(name: str, arguments: Mapping[str, Any] | None = None) -> Responder:
    """Answer every request with the same tool call."""
    return lambda request: calls((name, arguments or {}))


def refuses_tools(then: Turn) -> Responder:
    """Refuse requests that offer tools, as endpoints without tool calling do; answer the others."""
    return lambda request: (
        status(400, "this model does not support tools")
        if request.get("tools")
        else resolved(then, request)
    )


def ignores_tools(content: str) -> Responder:
    """Answer every request with a text, whatever tools it offers."""
    return lambda request: text(content)


def resolved(turn: Turn, request: Body) -> Reply:
    """Return the reply of a turn to a request."""
    return turn(request) if callable(turn) else turn
