"""The answers that the endpoint gives by hand: good ones have no fault, faulty ones have many."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import OpenAI

from assistant.faults import faults
from assistant.narrative import render
from assistant.workspace import Workspace
from tests.agent import answers
from tests.agent.conftest import Serve
from tests.agent.endpoint import KEY, MODEL
from tests.agent.replies import Body, Message

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "What's driving this sell-off?"
NO_ARGUMENT: dict[str, Any] = {"type": "object", "properties": {"asset": {"type": "string"}}}
QUERY = {
    "type": "object",
    "properties": {
        "query": {"type": "string"},
        "pillar": {"enum": ["macro", "positioning"]},
        "limit": {"type": "integer", "minimum": 3},
        "ids": {"type": "array", "items": {"$ref": "#/$defs/Id"}},
        "free": {"type": "string"},
    },
    "required": ["query", "pillar", "limit", "ids"],
    "$defs": {"Id": {"const": "positioning.vix"}},
}


def offered(**schemas: Body) -> list[Body]:
    made = [{"name": name, "parameters": schema} for name, schema in schemas.items()]
    return [{"type": "function", "function": function} for function in made]


def request(*messages: Body, **schemas: Body) -> Body:
    question = {"role": "user", "content": QUESTION}
    return {"model": MODEL, "messages": [question, *messages], "tools": offered(**schemas)}


def round_of_tools() -> tuple[Body, Body]:
    call = {"id": "call_1", "type": "function", "function": {"name": "brief", "arguments": "{}"}}
    called = {"role": "assistant", "content": None, "tool_calls": [call]}
    return called, {"role": "tool", "tool_call_id": "call_1", "content": "read"}


def kinds(text: str, workspace: Workspace, as_of: date | None) -> list[str]:
    brief = workspace.brief(as_of)
    history = workspace.lookup(workspace.market.view(brief.as_of))
    return [fault.kind for fault in faults(text, brief, QUESTION, history)]


@pytest.mark.parametrize("paragraph", answers.GOOD)
def test_a_good_paragraph_has_no_fault_in_the_demo(demo_market: Workspace, paragraph: str) -> None:
    assert kinds(paragraph, demo_market, None) == []


@pytest.mark.parametrize("as_of", [date(2018, 2, 8), date(2017, 6, 30), date(2008, 10, 10)])
def test_a_good_answer_has_no_fault_on_real_days(real_market: Workspace, as_of: date) -> None:
    assert kinds("\n\n".join(answers.GOOD), real_market, as_of) == []


def test_a_good_answer_says_what_fell(real_market: Workspace) -> None:
    text = render(answers.GOOD[0], real_market.brief(date(2018, 2, 8))).text
    assert text.replace("\u202f", " ").startswith(
        "S&P 500 fell 10.2 % from its peak of 26 January; the engine reads positioning."
    )


def test_a_faulty_answer_has_faults_of_every_kind(demo_market: Workspace) -> None:
    found = [set(kinds(paragraph, demo_market, None)) for paragraph in answers.FAULTY]
    assert {"direction", "numeral", "future_date"} <= found[0]
    assert {"numeral", "strength", "unknown_reference"} <= found[1]
    assert found[2] == set()


def test_the_first_calls_are_what_the_schemas_ask_for() -> None:
    reply = answers.good()(request(brief=NO_ARGUMENT, search=QUERY, third=NO_ARGUMENT))
    assert isinstance(reply, Message)
    called = {call.name: json.loads(call.arguments) for call in reply.calls}
    wanted = {"query": QUESTION, "pillar": "macro", "limit": 3, "ids": ["positioning.vix"]}
    assert called == {"brief": {}, "search": wanted}


def test_the_answer_follows_the_tools_or_their_absence() -> None:
    whole = "\n\n".join(answers.GOOD)
    asked = request(*round_of_tools(), brief=NO_ARGUMENT)
    for body in (request(), asked):
        reply = answers.good()(body)
        assert isinstance(reply, Message)
        assert (reply.content, reply.calls) == (whole, ())


def test_a_second_question_begins_with_tools_again() -> None:
    asked = request(*round_of_tools(), {"role": "assistant", "content": "So."}, brief=NO_ARGUMENT)
    asked["messages"].append({"role": "user", "content": "Is it over?"})
    reply = answers.good()(asked)
    assert isinstance(reply, Message)
    assert [call.name for call in reply.calls] == ["brief"]


def test_the_faulty_paragraphs_that_are_quoted_are_mended() -> None:
    first = answers.mends()(request())
    assert isinstance(first, Message)
    assert first.content == "\n\n".join(answers.FAULTY)
    said = {"role": "assistant", "content": first.content}
    for quoted, good in answers.MENDED.items():
        repair = {"role": "user", "content": f"1. {quoted}\n   - numeral: type no figure"}
        second = answers.mends()(request(said, repair, brief=NO_ARGUMENT))
        assert isinstance(second, Message)
        assert (second.content, second.calls) == (good, ())


def test_an_answer_that_dies_has_two_paragraphs_and_a_piece(serve: Serve) -> None:
    seen = ""
    with OpenAI(base_url=serve(answers.dies()).url, api_key=KEY, max_retries=0) as api:
        stream = api.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": QUESTION}], stream=True
        )
        with stream as chunks, pytest.raises(openai.APIConnectionError):
            for chunk in chunks:
                seen += chunk.choices[0].delta.content or ""
    paragraphs = seen.split("\n\n")
    assert tuple(paragraphs[:2]) == answers.GOOD[:2]
    assert len(paragraphs) == 3
    assert answers.GOOD[2].startswith(paragraphs[2])


@contextmanager
def by_hand(*options: str) -> Iterator[str]:
    """Run the endpoint as a person does and yield the address that it prints."""
    command = [sys.executable, "-m", "tests.agent.endpoint", "--port", "0", *options]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().split()[0].removeprefix("OPENAI_BASE_URL=")
        finally:
            server.terminate()
            server.wait(10)
    assert server.returncode == 0


@pytest.mark.parametrize("answer", sorted(answers.ANSWERS))
def test_it_can_be_run_by_hand(answer: str) -> None:
    with (
        by_hand("--answer", answer, "--pause", "0") as url,
        OpenAI(base_url=url, api_key=KEY) as api,
    ):
        assert [model.id for model in api.models.list()] == [MODEL]
