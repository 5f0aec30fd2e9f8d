"""The scripted endpoint and aimock, seen by OpenAI's own client."""

from __future__ import annotations

import json
import time
from typing import Any

import openai
import pytest

from tests.agent import replies
from tests.agent.aimock import round_trip
from tests.agent.asking import (
    ANSWER,
    QUESTION,
    arguments,
    ask,
    client,
    complete,
    content,
    finishes,
    stream,
)
from tests.agent.conftest import Mock, Serve
from tests.agent.endpoint import KEY, MODEL, Endpoint, ScriptOver, nowhere
from tests.agent.replies import calls, text


@pytest.fixture(params=["scripted", "aimock"])
def address(request: pytest.FixtureRequest, serve: Serve, mock: Mock) -> str:
    """Either server, set up to call a tool and then to answer."""
    if request.param == "scripted":
        return serve([calls(("search_notes", {"query": "vix"})), text(ANSWER)]).url
    return mock(round_trip("search_notes", {"query": "vix"}, ANSWER)).url


@pytest.mark.parametrize("streamed", [True, False])
def test_a_tool_round_and_an_answer(address: str, streamed: bool) -> None:
    with client(address) as api:
        assert api.models.list().data
        first = complete(api, streamed).choices[0]
        assert first.finish_reason == "tool_calls"
        (call,) = first.message.tool_calls
        assert call.function.name == "search_notes"
        assert json.loads(call.function.arguments) == {"query": "vix"}
        again = {"id": call.id, "type": "function", "function": call.function.model_dump()}
        called = {"role": "assistant", "content": None, "tool_calls": [again]}
        result = {"role": "tool", "tool_call_id": call.id, "content": "nothing found"}
        last = complete(api, streamed, called, result)
    assert last.choices[0].message.content == ANSWER
    assert last.choices[0].finish_reason == "stop"
    assert last.usage.prompt_tokens + last.usage.completion_tokens == last.usage.total_tokens > 0


def test_aimock_keeps_what_it_was_asked(mock: Mock) -> None:
    running = mock(round_trip("search_notes", {"query": "vix"}, ANSWER))
    with client(running.url) as api:
        stream(api)
    assert [body["messages"] for body in running.asked()] == [[QUESTION]]


def test_several_calls_in_one_reply_keep_apart(serve: Serve) -> None:
    endpoint = serve([calls(("a", {"x": 1}), ("b", {"y": "z" * 40}), content="Let me look.")])
    with client(endpoint.url) as api:
        chunks = stream(api)
    parts: dict[int, str] = {}
    for chunk in chunks:
        for call in chunk.choices[0].delta.tool_calls or ():
            assert call.function is not None
            parts[call.index] = parts.get(call.index, "") + (call.function.arguments or "")
    assert [json.loads(part) for part in parts.values()] == [{"x": 1}, {"y": "z" * 40}]
    assert content(chunks) == "Let me look."


def test_no_usage_unless_it_is_wanted(serve: Serve) -> None:
    with client(serve([text(ANSWER)]).url) as api:
        assert all(chunk.usage is None for chunk in stream(api))


def test_text_arrives_before_the_reply_is_complete(serve: Serve) -> None:
    endpoint = serve([text(ANSWER, pause=0.05)])
    with client(endpoint.url) as api, ask(api, stream=True) as chunks:
        at = [time.monotonic() for chunk in chunks if chunk.choices[0].delta.content]
    assert at[-1] - at[0] > 0.05 * (len(at) - 2)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_a_status_is_the_error_that_the_client_documents(
    serve: Serve, code: int, error: type[openai.APIStatusError], streamed: bool
) -> None:
    endpoint = serve([replies.status(code, "not now")])
    with client(endpoint.url) as api, pytest.raises(error, match="not now") as caught:
        ask(api, stream=streamed)
    assert caught.value.status_code == code
    assert caught.value.body["message"] == "not now"  # type: ignore[index]


def test_a_rate_limit_is_waited_out(serve: Serve) -> None:
    headers = {"Retry-After": "0.2"}
    endpoint = serve([replies.status(429, headers=headers), text(ANSWER)])
    with client(endpoint.url, max_retries=2) as api:
        assert content(stream(api)) == ANSWER
    first, second = endpoint.asked
    assert second.at - first.at >= 0.2
    assert second.headers["x-stainless-retry-count"] == "1"


def test_a_wrong_key_is_refused(serve: Serve) -> None:
    endpoint = serve([text(ANSWER)], key="another")
    with client(endpoint.url) as api, pytest.raises(openai.AuthenticationError):
        stream(api)


def test_an_address_where_nothing_listens() -> None:
    with client(nowhere()) as api, pytest.raises(openai.APIConnectionError):
        stream(api)


@pytest.mark.parametrize("ending", ["closed", "reset"])
@pytest.mark.parametrize("streamed", [True, False])
def test_a_connection_that_breaks_is_an_error(
    serve: Serve, ending: replies.Ending, streamed: bool
) -> None:
    endpoint = serve([replies.cut(ANSWER, 30, ending)])
    with client(endpoint.url) as api, pytest.raises(openai.APIConnectionError):
        stream(api) if streamed else ask(api)


def test_a_stream_that_ends_early_is_no_error_for_the_client(serve: Serve) -> None:
    endpoint = serve([replies.cut(ANSWER, 30, "ended"), replies.length(ANSWER[:30])])
    with client(endpoint.url) as api:
        ended, short = stream(api), stream(api)
    assert content(ended) == content(short) == ANSWER[:30]
    assert (finishes(ended), finishes(short)) == ([], ["length"])


def test_a_call_that_is_cut_or_malformed_arrives_as_it_is(serve: Serve) -> None:
    endpoint = serve(
        [
            replies.cut_in_arguments("search_notes", {"query": "vix"}, 6),
            replies.malformed_call("search_notes"),
        ]
    )
    with client(endpoint.url) as api:
        short, malformed = stream(api), stream(api)
    assert (arguments(short), finishes(short)) == ('{"quer', [])
    assert finishes(malformed) == ["tool_calls"]
    with pytest.raises(json.JSONDecodeError):
        json.loads(arguments(malformed))


def test_an_error_in_the_stream(serve: Serve) -> None:
    endpoint = serve([replies.gives_up("So far", "out of memory")])
    with client(endpoint.url) as api, ask(api, stream=True) as chunks:
        seen = [next(chunks) for _ in range(2)]
        with pytest.raises(openai.APIError, match="out of memory"):
            next(chunks)
    assert content(seen) == "So far"


def test_a_silent_endpoint_runs_into_the_timeout(serve: Serve) -> None:
    endpoint = serve([replies.stall(30, "So far"), replies.stall(30)])
    start = time.monotonic()
    with client(endpoint.url, timeout=0.3) as api:
        with ask(api, stream=True) as chunks, pytest.raises(openai.APITimeoutError):
            list(chunks)
        with pytest.raises(openai.APITimeoutError):
            ask(api)
    assert time.monotonic() - start < 10


def test_empty_replies(serve: Serve) -> None:
    endpoint = serve([replies.empty(), replies.no_choices(), replies.empty(), replies.no_choices()])
    with client(endpoint.url) as api:
        said, none = stream(api), stream(api)
        assert (content(said), finishes(said)) == ("", ["stop"])
        assert [chunk.choices for chunk in none] == [[]]
        assert ask(api).choices[0].message.content == ""
        assert ask(api).choices == []


def test_a_web_page_is_no_stream(serve: Serve) -> None:
    with client(serve([replies.html_body()]).url) as api:
        assert stream(api) == []
    with (
        client(serve([replies.html_body(502)]).url) as api,
        pytest.raises(openai.InternalServerError),
    ):
        stream(api)


def test_tools_may_be_refused_or_ignored(serve: Serve) -> None:
    endpoint = serve(replies.refuses_tools(text(ANSWER)))
    with client(endpoint.url) as api:
        with pytest.raises(openai.BadRequestError, match="does not support tools"):
            stream(api)
        plain = api.chat.completions.create(model=MODEL, messages=[QUESTION])
        assert plain.choices[0].message.content == ANSWER
    with client(serve(replies.ignores_tools(ANSWER)).url) as api:
        assert content(stream(api)) == ANSWER


def test_a_loop_calls_for_ever_and_each_call_has_its_own_id(serve: Serve) -> None:
    endpoint = serve(replies.loop("search_notes", {"query": "vix"}))
    with client(endpoint.url) as api:
        made = [ask(api).choices[0].message.tool_calls[0] for _ in range(5)]
    assert len({call.id for call in made}) == 5
    assert {call.function.name for call in made} == {"search_notes"}


CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "a", "arguments": "{}"}}
    ],
}
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "found"}


@pytest.mark.parametrize(
    "messages",
    [[CALL], [CALL, QUESTION], [RESULT], [CALL, RESULT, RESULT], [CALL, CALL, RESULT]],
    ids=["dangling", "skipped", "orphan", "twice", "too few"],
)
def test_messages_out_of_order_are_refused_as_openai_does(
    serve: Serve, messages: list[Any]
) -> None:
    endpoint = serve([text(ANSWER)])
    with client(endpoint.url) as api:
        with pytest.raises(openai.BadRequestError, match="tool"):
            ask(api, *messages)
        assert ask(api, CALL, RESULT).choices[0].message.content == ANSWER


def test_it_records_what_it_was_asked(serve: Serve) -> None:
    endpoint = serve([text(ANSWER)])
    with client(endpoint.url) as api:
        stream(api, {"role": "system", "content": [{"type": "text", "text": "Be brief."}]})
        with pytest.raises(openai.NotFoundError):
            api.responses.create(model=MODEL, input="What fell?")
    (asked,) = endpoint.asked
    assert asked.tools == ["search_notes"]
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert (asked.said(), asked.said("user")) == ("What fell?\nBe brief.", "What fell?")
    assert json.loads(asked.raw) == asked.body
    assert endpoint.requests[-1].path == "/v1/responses"


def test_a_client_that_leaves_is_counted(serve: Serve) -> None:
    endpoint = serve([text(ANSWER * 20, pause=0.01)])
    with client(endpoint.url) as api, ask(api, stream=True) as chunks:
        next(chunks)
    end = time.monotonic() + 10
    while not endpoint.hangups and time.monotonic() < end:
        time.sleep(0.01)
    assert endpoint.hangups == 1


def test_a_script_that_is_over_or_fails_is_seen_by_the_test() -> None:
    with pytest.raises(ScriptOver), Endpoint([]) as endpoint, client(endpoint.url) as api:
        with pytest.raises(openai.BadRequestError, match="the script is over"):
            stream(api)

    def broken(request: replies.Body) -> replies.Reply:
        raise ZeroDivisionError("in the test")

    with pytest.raises(ZeroDivisionError), Endpoint(broken) as endpoint:
        with client(endpoint.url) as api, pytest.raises(openai.BadRequestError):
            stream(api)
