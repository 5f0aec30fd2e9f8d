"""Prompts as Markdown with front matter, and their strict loader.

A prompt declares its variables; what is declared, used in the text and supplied by the caller must
be the same set, or loading or filling it raises. A variable stands as ``{{name}}`` and is put in
as it is: nothing in a value is read as a variable again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PARTS = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_KEYS = ("id", "version", "variables")


class PromptError(ValueError):
    """A prompt that is not what it declares, or is filled with other variables."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text with its variables, and the version that an answer can name."""

    id: str
    version: int
    variables: frozenset[str]
    text: str

    def fill(self, **values: str) -> str:
        """Return the text with its variables put in.

        Raises
        ------
        PromptError
            When a declared variable is not supplied, or another one is.
        """
        _same(f"prompt {self.id}: supplied", frozenset(values), self.variables)
        return _VARIABLE.sub(lambda found: values[found[1]], self.text)


@cache
def load(name: str) -> Prompt:
    """Return a prompt of this package by the name of its file.

    Raises
    ------
    PromptError
        When there is none, or it does not declare what it uses.
    """
    file = files("prompts").joinpath(f"{name}.md")
    if not file.is_file():
        raise PromptError(f"there is no prompt {name}")
    return parse(file.read_text(encoding="utf-8"), name)


def parse(text: str, name: str) -> Prompt:
    """Read a prompt; ``name`` must be the id that it declares."""
    parts = _PARTS.match(text)
    if parts is None:
        raise PromptError(f"prompt {name}: begin with front matter between two lines of ---")
    front = _front(parts["front"], name)
    if front["id"] != name:
        raise PromptError(f"prompt {name}: its id is {front['id']}")
    if not front["version"].isdigit():
        raise PromptError(f"prompt {name}: version {front['version']!r} is no whole number")
    variables = frozenset(front["variables"].split())
    _same(f"prompt {name}: used", frozenset(_VARIABLE.findall(parts["body"])), variables)
    return Prompt(name, int(front["version"]), variables, parts["body"].strip())


def _front(text: str, name: str) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if not colon or key in fields:
            raise PromptError(f"prompt {name}: {line!r} is no key of its own and value")
        fields[key] = value.strip()
    _same(f"prompt {name}: keys", frozenset(fields), frozenset(_KEYS))
    return fields


def _same(what: str, found: frozenset[str], declared: frozenset[str]) -> None:
    if found != declared:
        surplus, lacking = sorted(found - declared), sorted(declared - found)
        raise PromptError(f"{what}: surplus {surplus}, lacking {lacking}")
