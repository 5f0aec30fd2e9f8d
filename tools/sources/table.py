"""The table of sources: where each is, how often it may be asked, and what it is for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from tools.records import UnwindError
from tools.sources.request import Connector

Agent = Literal["plain", "browser", "contact"]


@dataclass(frozen=True, slots=True)
class Source:
    """One live source.

    Attributes
    ----------
    id, title : str
        Its name on the command line, and for a reader.
    base : str
        The address that requests are relative to.
    connector : str
        The module of ``tools.sources.connectors`` that asks and reads.
    agent : str
        "plain" (no browser), "browser" (refuses others) or "contact" (wants a name and an e-mail).
    per_second : float
        Most requests a second.
    patience : float
        Seconds without a byte after which it counts as slow.
    due : str
        "daily", "weekly" or "monthly": how often something new comes; "once" for what is kept as
        it was found first.
    key : str
        The environment variable of the user's key, empty where none is needed.
    key_in : str
        Where the key goes: "query:NAME" or "header:NAME".
    gives : tuple of str
        Series, ``panel``, ``chain:UNDERLYING`` and ``table:NAME`` parts that it supplies.
    instead_of : str
        The source for which it stands in.
    after : str
        The source that a first pull needs before it.
    terms : str
        What may be done with its data, and where that is said.
    mirror : str
        The address below which hosts have folders, where one is set.
    """

    id: str
    title: str
    base: str
    connector: str
    gives: tuple[str, ...]
    agent: Agent = "plain"
    per_second: float = 1.0
    patience: float = 20.0
    due: str = "daily"
    key: str = ""
    key_in: str = ""
    instead_of: str = ""
    after: str = ""
    terms: str = ""
    mirror: str = ""

    def url(self, path: str) -> str:
        """Return the address of a path below the base, or of ``//host/path`` elsewhere."""
        if not path.startswith("//"):
            return self.base + path
        return f"{self.mirror}{path[1:]}" if self.mirror else f"https:{path}"

    @property
    def host(self) -> str:
        """The host that is asked, by which the pace is kept."""
        return urlsplit(self.base).netloc

    def load(self) -> Connector:
        """Return its connector."""
        found: Connector = import_module(f"tools.sources.connectors.{self.connector}").CONNECTOR
        return found


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources by id, in the order in which they are asked."""
    text = files("tools.sources").joinpath("sources.toml").read_text(encoding="utf-8")
    return {name: _source(name, body) for name, body in tomllib.loads(text).items()}


def _source(name: str, body: Mapping[str, Any]) -> Source:
    unknown = set(body) - {f.name for f in fields(Source)}
    if unknown:
        raise UnwindError(f"sources.toml, [{name}]: unknown key {sorted(unknown)[0]!r}")
    return Source(id=name, **{**body, "gives": tuple(body["gives"])})


def addressed(source: Source, *, base: str = "", mirror: str = "") -> Source:
    """Return a source at another address.

    Parameters
    ----------
    source : Source
        The source.
    base : str
        Its base address, if it has another.
    mirror : str
        An address below which every host has a folder of its own name, as a caching proxy has.
    """
    if base:
        return replace(source, base=base.rstrip("/"))
    if mirror:
        parts = urlsplit(source.base)
        mirror = mirror.rstrip("/")
        return replace(source, base=f"{mirror}/{parts.netloc}{parts.path}", mirror=mirror)
    return source
