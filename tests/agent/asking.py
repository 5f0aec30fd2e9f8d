"""OpenAI's own client, asking an endpoint one question with one tool at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openai import OpenAI
from openai.types.chat import ChatCompletionChunk

from tests.agent.endpoint import KEY, MODEL

QUESTION: Any = {"role": "user", "content": "What fell?"}
ANSWER = "Momentum fell; the σ of its move, and its – rank –, are in the brief."
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "search_notes",
        "description": "Search past notes.",
        "strict": True,
        "parameters": {
            "additionalProperties": False,
            "type": "object",
            "properties": {"query": {"type": "string"}},
            "required": ["query"],
        },
    },
}


@contextmanager
def client(url: str, **options: Any) -> Iterator[OpenAI]:
    with OpenAI(base_url=url, api_key=KEY, **{"max_retries": 0, "timeout": 10, **options}) as made:
        yield made


def ask(api: OpenAI, *messages: Any, **options: Any) -> Any:
    return api.chat.completions.create(
        model=MODEL, messages=[QUESTION, *messages], tools=[TOOL], **options
    )


def stream(api: OpenAI, *messages: Any, **options: Any) -> list[ChatCompletionChunk]:
    with ask(api, *messages, stream=True, **options) as chunks:
        return list(chunks)


def complete(api: OpenAI, streamed: bool, *messages: Any) -> Any:
    """Return a whole reply; one that is streamed is put together by the client itself."""
    if not streamed:
        return ask(api, *messages)
    with api.chat.completions.stream(
        model=MODEL,
        messages=[QUESTION, *messages],
        tools=[TOOL],
        stream_options={"include_usage": True},
    ) as events:
        return events.get_final_completion()


def content(chunks: list[ChatCompletionChunk]) -> str:
    return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)


def arguments(chunks: list[ChatCompletionChunk]) -> str:
    found = (call for c in chunks if c.choices for call in c.choices[0].delta.tool_calls or ())
    return "".join(call.function.arguments or "" for call in found if call.function)


def finishes(chunks: list[ChatCompletionChunk]) -> list[str]:
    return [c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason]
