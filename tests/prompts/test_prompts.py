"""A prompt declares what it uses, and is filled with exactly that."""

from __future__ import annotations

from importlib.resources import files

import pytest

from prompts import PromptError, load, parse

GOOD = "---\nid: x\nversion: 2\nvariables: name\n---\nHello {{name}}, {{name}}.\n"


def test_fills_every_use_and_reads_no_variable_in_a_value() -> None:
    prompt = parse(GOOD, "x")
    assert prompt.version == 2
    assert prompt.fill(name="{{name}}") == "Hello {{name}}, {{name}}."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello", "begin with front matter"),
        (GOOD.replace("id: x", "id: y"), "its id is y"),
        (GOOD.replace("version: 2", "version: two"), "whole number"),
        (GOOD.replace("variables: name", "variables: name day"), r"lacking \['day'\]"),
        (GOOD.replace("variables: name", "variables:"), r"surplus \['name'\]"),
        (GOOD.replace("version: 2\n", ""), r"lacking \['version'\]"),
        (GOOD.replace("version: 2", "version: 2\nmood: calm"), r"surplus \['mood'\]"),
        (GOOD.replace("version: 2", "version"), "no key of its own"),
        (GOOD.replace("version: 2", "version: 2\nversion: 3"), "no key of its own"),
    ],
)
def test_refuses_what_is_not_as_declared(text: str, said: str) -> None:
    with pytest.raises(PromptError, match=said):
        parse(text, "x")


@pytest.mark.parametrize(
    ("values", "said"), [({}, "lacking"), ({"name": "a", "day": "b"}, "surplus")]
)
def test_refuses_other_variables_than_declared(values: dict[str, str], said: str) -> None:
    with pytest.raises(PromptError, match=said):
        parse(GOOD, "x").fill(**values)


def test_there_is_no_prompt_of_another_name() -> None:
    with pytest.raises(PromptError, match="no prompt nothing"):
        load("nothing")


def test_every_prompt_of_the_package_loads() -> None:
    names = [f.name.removesuffix(".md") for f in files("prompts").iterdir() if f.name[-3:] == ".md"]
    assert {"answer", "question", "repair"} <= set(names)
    assert all(load(name).id == name for name in names)
