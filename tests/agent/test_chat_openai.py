"""What LangChain's client makes of each reply: what the agent's guards have to catch.

Several of these are traps: a reply that went wrong arrives as a good one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from tests.agent import replies
from tests.agent.aimock import round_trip
from tests.agent.conftest import Mock, Serve
from tests.agent.endpoint import KEY, MODEL, nowhere
from tests.agent.replies import Reply, calls, text

QUESTION = HumanMessage("What fell?")
ANSWER = "Momentum fell; the σ of its move is in the brief."


@tool
def search_notes(query: str) -> str:
    """Search past notes."""
    return f"nothing on {query}"


def stream(url: str, *messages: Any, **options: Any) -> Iterator[AIMessageChunk]:
    settings = {"max_retries": 0, "timeout": 10, "use_responses_api": False, **options}
    model = ChatOpenAI(base_url=url, api_key=SecretStr(KEY), model=MODEL, **settings)
    for chunk in model.bind_tools([search_notes]).stream([QUESTION, *messages]):
        assert isinstance(chunk, AIMessageChunk)
        yield chunk


def whole(url: str, *messages: Any, **options: Any) -> AIMessageChunk:
    first, *rest = stream(url, *messages, **options)
    for chunk in rest:
        first += chunk
    return first


def finish(message: AIMessage) -> Any:
    return message.response_metadata.get("finish_reason")


@pytest.fixture(params=["scripted", "aimock"])
def address(request: pytest.FixtureRequest, serve: Serve, mock: Mock) -> str:
    """Either server, set up to call a tool and then to answer."""
    if request.param == "scripted":
        return serve([calls(("search_notes", {"query": "vix"})), text(ANSWER)]).url
    return mock(round_trip("search_notes", {"query": "vix"}, ANSWER)).url


def test_a_tool_round_and_an_answer(address: str) -> None:
    called = whole(address)
    (call,) = called.tool_calls
    assert (call["name"], call["args"]) == ("search_notes", {"query": "vix"})
    assert finish(called) == "tool_calls"
    result = search_notes.invoke(call)
    assert isinstance(result, ToolMessage)
    answer = whole(address, called, result, stream_usage=True)
    assert (answer.content, finish(answer)) == (ANSWER, "stop")
    assert answer.usage_metadata
    assert answer.usage_metadata["total_tokens"] > 0


def test_text_comes_in_pieces(serve: Serve) -> None:
    pieces = [chunk.content for chunk in stream(serve([text(ANSWER, chunk=8)]).url)]
    assert "".join(map(str, pieces)) == ANSWER
    assert len([piece for piece in pieces if piece]) == -(-len(ANSWER) // 8)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(replies.status(400), openai.BadRequestError, id="400"),
        pytest.param(replies.status(401), openai.AuthenticationError, id="401"),
        pytest.param(replies.status(404), openai.NotFoundError, id="404"),
        pytest.param(replies.status(429), openai.RateLimitError, id="429"),
        pytest.param(replies.status(500), openai.InternalServerError, id="500"),
        pytest.param(replies.cut(ANSWER, 20, "closed"), openai.APIConnectionError, id="closed"),
        pytest.param(replies.cut(ANSWER, 20, "reset"), openai.APIConnectionError, id="reset"),
        pytest.param(replies.gives_up(ANSWER), openai.APIError, id="error in the stream"),
        pytest.param(replies.stall(30), openai.APITimeoutError, id="stall"),
        pytest.param(replies.html_body(), ValueError, id="web page"),
    ],
)
def test_what_fails_raises(serve: Serve, reply: Reply, error: type[Exception]) -> None:
    with pytest.raises(error):
        whole(serve([reply]).url, timeout=0.5)


def test_what_came_before_a_cut_was_already_streamed(serve: Serve) -> None:
    seen = []
    with pytest.raises(openai.APIConnectionError):
        for chunk in stream(serve([replies.cut(ANSWER, 20)]).url):
            seen.append(str(chunk.content))
    assert "".join(seen) == ANSWER[:20]


def test_a_request_that_is_too_long_is_known_by_its_code(serve: Serve) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        whole(serve([replies.too_long()]).url)
    assert caught.value.code == "context_length_exceeded"


def test_no_connection_raises() -> None:
    with pytest.raises(openai.APIConnectionError):
        whole(nowhere())


def test_a_rate_limit_is_retried(serve: Serve) -> None:
    endpoint = serve([replies.status(429, headers={"Retry-After": "0.05"}), text(ANSWER)])
    assert whole(endpoint.url, max_retries=2).content == ANSWER
    assert len(endpoint.asked) == 2


def test_a_connection_cut_in_the_stream_is_not_retried(serve: Serve) -> None:
    endpoint = serve([replies.cut(ANSWER, 20), text(ANSWER)])
    with pytest.raises(openai.APIConnectionError):
        whole(endpoint.url, max_retries=2)
    assert len(endpoint.asked) == 1


def test_a_stream_that_ends_early_looks_like_a_reply(serve: Serve) -> None:
    endpoint = serve([replies.cut(ANSWER, 20, "ended"), replies.length(ANSWER[:20])])
    ended, short = whole(endpoint.url), whole(endpoint.url)
    assert ended.content == short.content == ANSWER[:20]
    assert (finish(ended), finish(short)) == (None, "length")


def test_a_call_that_is_cut_in_its_arguments_looks_like_a_call(serve: Serve) -> None:
    cut = whole(serve([replies.cut_in_arguments("search_notes", {"query": "vix"}, 6)]).url)
    assert [(call["name"], call["args"]) for call in cut.tool_calls] == [("search_notes", {})]
    assert (cut.invalid_tool_calls, finish(cut)) == ([], None)


def test_a_malformed_call_is_kept_apart(serve: Serve) -> None:
    malformed = whole(serve([replies.malformed_call("search_notes")]).url)
    assert malformed.tool_calls == []
    assert [call["name"] for call in malformed.invalid_tool_calls] == ["search_notes"]


def test_empty_replies_are_empty_messages(serve: Serve) -> None:
    endpoint = serve([replies.empty(), replies.no_choices()])
    empty, none = whole(endpoint.url), whole(endpoint.url)
    assert (empty.content, finish(empty)) == ("", "stop")
    assert (none.content, finish(none)) == ("", None)


def test_a_tool_that_nobody_offered_is_called_by_name(serve: Serve) -> None:
    assert [c["name"] for c in whole(serve([replies.unknown_tool()]).url).tool_calls] == [
        "no_such_tool"
    ]
