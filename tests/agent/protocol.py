"""The chat-completions protocol as a server speaks it: what it refuses, what it sends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.agent.replies import Body, Call, Message, error

CREATED = 1_700_000_000
CHARACTERS_A_TOKEN = 4
ROLES = ("system", "developer", "user", "assistant", "tool")
_TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def trouble(request: Body) -> str | None:
    """Say why OpenAI's server would refuse a request with status 400, or None."""
    messages = request.get("messages")
    if not isinstance(request.get("model"), str):
        return "you must provide a model parameter"
    if not isinstance(messages, list) or not messages:
        return "'messages' must be a list that is not empty"
    for tool in request.get("tools") or ():
        function = tool.get("function", {})
        if tool.get("type") != "function" or not _TOOL_NAME.fullmatch(function.get("name", "")):
            return "a tool must be a function whose name matches ^[a-zA-Z0-9_-]{1,64}$"
        if function.get("parameters", {}).get("type", "object") != "object":
            return f"the parameters of {function['name']} must be an object"
    return _order_trouble(messages)


def _order_trouble(messages: list[Body]) -> str | None:
    """Say which tool call has no result in its place, or which result no call."""
    due: set[str] = set()
    for place, message in enumerate(messages):
        role = message.get("role")
        if role not in ROLES:
            return f"messages[{place}].role is none of {', '.join(ROLES)}"
        if role == "tool":
            if message.get("tool_call_id") not in due:
                return f"messages[{place}] answers no tool call of the message before it"
            due.discard(message["tool_call_id"])
            continue
        if due:
            break
        due = {call["id"] for call in message.get("tool_calls") or ()}
        if role != "assistant" and message.get("content") is None:
            return f"messages[{place}].content is missing"
    if due:
        named = ", ".join(sorted(due))
        return (
            "an assistant message with 'tool_calls' must be followed by tool messages responding "
            f"to each 'tool_call_id'; these had none: {named}"
        )
    return None


def completion(message: Message, request: Body, number: int) -> Body:
    """Return a whole reply as one JSON object."""
    spoken: Body = {"role": "assistant", "content": message.content or None, "refusal": None}
    if message.calls:
        spoken["tool_calls"] = [
            {"id": _call_id(number, place), "type": "function", "function": _function(call)}
            for place, call in enumerate(message.calls)
        ]
    elif message.content == "":
        spoken["content"] = ""
    choice = {"index": 0, "message": spoken, "logprobs": None, "finish_reason": message.finish}
    return {
        **_envelope(request, number, "chat.completion"),
        "choices": [choice] if message.choices else [],
        "usage": _usage(message, request),
    }


def chunks(message: Message, request: Body, number: int) -> Iterator[Body]:
    """Yield a reply as the objects of a stream."""
    counted = bool((request.get("stream_options") or {}).get("include_usage"))
    base = _envelope(request, number, "chat.completion.chunk")
    if counted:
        base["usage"] = None
    if not message.choices:
        yield {**base, "choices": []}
        return
    for delta in _deltas(message, number):
        yield {**base, "choices": [_choice(delta, None)]}
    if message.error is not None:
        yield error(500, message.error)
    if message.finish is not None:
        yield {**base, "choices": [_choice({}, message.finish)]}
        if counted:
            yield {**base, "choices": [], "usage": _usage(message, request)}


def models(names: tuple[str, ...]) -> Body:
    """Return the list of models."""
    listed = [
        {"id": name, "object": "model", "created": CREATED, "owned_by": "fixture"} for name in names
    ]
    return {"object": "list", "data": listed}


def _deltas(message: Message, number: int) -> Iterator[Body]:
    yield {"role": "assistant", "content": None if message.calls else ""}
    for piece in _pieces(message.content, message.chunk):
        yield {"content": piece}
    for place, call in enumerate(message.calls):
        opening = {"name": call.name, "arguments": ""}
        head = {"index": place, "id": _call_id(number, place), "type": "function"}
        yield {"tool_calls": [{**head, "function": opening}]}
        for piece in _pieces(call.arguments, message.chunk):
            yield {"tool_calls": [{"index": place, "function": {"arguments": piece}}]}


def _pieces(text: str, size: int) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


def _envelope(request: Body, number: int, kind: str) -> Body:
    name = {"id": f"chatcmpl-{number}", "object": kind, "created": CREATED}
    return {**name, "model": request["model"], "system_fingerprint": None}


def _choice(delta: Body, finish: str | None) -> Body:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}


def _call_id(number: int, place: int) -> str:
    return f"call_{number}_{place}"


def _function(call: Call) -> dict[str, str]:
    return {"name": call.name, "arguments": call.arguments}


def _usage(message: Message, request: Body) -> dict[str, Any]:
    said = len(message.content) + sum(len(call.arguments) for call in message.calls)
    read = len(json.dumps(request["messages"])) // CHARACTERS_A_TOKEN
    written = -(-said // CHARACTERS_A_TOKEN)
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
    }
