"""``unwind ask --model`` and ``unwind doctor`` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.workspace import Workspace
from tests.agent import answers, replies
from tests.agent.endpoint import Endpoint, nowhere
from tests.contracts.command import Command

QUESTION = "What's driving this sell-off?"
SET = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "UNWIND_MODEL", "UNWIND_TIMEOUT")


@pytest.fixture
def on_demo(
    demo_market: Workspace, market_home: Path, capsys: pytest.CaptureFixture[str]
) -> Command:
    return Command(market_home, capsys)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in SET:
        monkeypatch.delenv(variable, raising=False)


def test_a_model_writes(on_demo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with Endpoint(answers.good(), models=("first", "second")) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        found = on_demo("ask", QUESTION)
        assert found.status == 0
        assert "· first\n" in found.out.partition(QUESTION)[0]
        named = json.loads(on_demo("ask", QUESTION, "--model", "second", "--json").out)
        assert named["writer"] == "second"
        assert named["tokens"] > 0
        asked = len(endpoint.requests)
        none = on_demo("ask", QUESTION, "--model", "none")
        assert "built-in analyst" in none.out
        assert len(endpoint.requests) == asked


def test_a_wrong_key_says_so_and_answers(on_demo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with Endpoint(answers.good(), key="right") as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-and-secret")
        found = on_demo("ask", QUESTION, "--model", "m")
    assert found.status == 0
    assert "Note: Model m gave no answer: the endpoint refused the key (401)" in found.out
    assert "Evidence" in found.out
    assert "sk-wrong" not in found.out + found.err
    assert found.err == ""


def test_a_model_without_an_endpoint(on_demo: Command) -> None:
    assert (
        "set OPENAI_API_KEY, or OPENAI_BASE_URL" in on_demo("ask", "why?", "--model", "m").complaint
    )


@pytest.mark.parametrize("seconds", ["soon", "0", "-3", "inf", "nan"])
def test_a_timeout_that_is_none(
    on_demo: Command, monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    monkeypatch.setenv("UNWIND_TIMEOUT", seconds)
    assert "UNWIND_TIMEOUT" in on_demo("ask", "why?").complaint


@pytest.mark.parametrize("url", ["nonsense", "http://", "ftp://x/v1", "http://[::1", "http:///v1"])
def test_an_endpoint_that_is_no_address(
    on_demo: Command, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    found = on_demo("ask", QUESTION, "--model", "m")
    assert found.status == 0
    assert "Note: Model m gave no answer: its endpoint is no address" in found.out
    assert found.err == ""


@pytest.mark.parametrize("name", ["a\nb", "built-in analyst", "x" * 200, "\x1b[31m"])
def test_a_name_that_is_none_of_a_model(on_demo: Command, name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", nowhere())
        assert "is no name of a model" in on_demo("ask", "why?", "--model", name).complaint


def test_a_password_in_an_address_is_not_shown(
    on_demo: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", nowhere().replace("http://", "http://user:hunter2@"))
    found = on_demo("doctor")
    assert "hunter2" not in found.out + found.err


def test_doctor(on_demo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def states() -> dict[str, str]:
        rows = json.loads(on_demo("doctor", "--json").out)["checks"]
        return {row["name"]: row["state"] for row in rows}

    assert states()["model"] == "off"
    with Endpoint(replies.empty, models=("a", "b")) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        assert states()["endpoint"] == "ok"
        monkeypatch.setenv("UNWIND_MODEL", "c")
        assert states()["endpoint"] == "wrong"
        text = on_demo("doctor").out
        assert "set UNWIND_MODEL to one of a, b" in text
        assert "sk-secret" not in text
    monkeypatch.setenv("OPENAI_BASE_URL", nowhere())
    assert states()["endpoint"] == "wrong"
