"""The table of sources: where each is, how often it may be asked, and what it is for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from tools.allowed import Known, Positive
from tools.market.catalogue import catalogue
from tools.market.tables import KNOWN_FROM
from tools.sources.request import Connector
from tools.strict import Document, Row

Agent = Literal["plain", "browser", "contact"]
Due = Literal["daily", "weekly", "monthly", "once"]


def _connectors() -> Collection[str]:
    found = (file.name for file in files("tools.sources.connectors").iterdir())
    return {name.removesuffix(".py") for name in found if name.endswith(".py")} - {"__init__"}


def _parts() -> Collection[str]:
    series, tables = catalogue().keys(), KNOWN_FROM.keys()
    return {*series, "panel", *(f"chain:{n}" for n in series), *(f"table:{n}" for n in tables)}


Part = Annotated[str, Known("series, chain or table of a market", _parts)]


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
    connector: Annotated[str, Known("connector", _connectors)]
    gives: tuple[Part, ...]
    agent: Agent = "plain"
    per_second: Positive = 1.0
    patience: Positive = 20.0
    due: Due = "daily"
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
        """The host whose pace is kept; behind a mirror, the one that it asks in our place."""
        base = self.base.replace(f"{self.mirror}/", "https://", 1) if self.mirror else self.base
        return urlsplit(base).netloc

    def load(self) -> Connector:
        """Return its connector."""
        found: Connector = import_module(f"tools.sources.connectors.{self.connector}").CONNECTOR
        return found


@cache
def sources() -> Mapping[str, Source]:
    """Return the published sources by id, in the order in which they are asked."""
    return load_sources()


def load_sources(path: Path | None = None) -> Mapping[str, Source]:
    """Return the sources of a file, the published ones without a path.

    Raises
    ------
    UnwindError
        At the first fault of the file: a key, a value, a connector, a series or another source
        that is none, an address that is no https one, a key without its place.
    """
    doc = Document("tools.sources", "sources.toml", None, path)
    return {name: _source(doc.table(name), name, tuple(doc.body)) for name in doc.body}


def _source(row: Row, name: str, names: tuple[str, ...]) -> Source:
    found = row.make(Source, id=name)
    if not re.fullmatch(r"https://[^/\s]+(/\S*[^/\s])?", found.base):
        raise row.fault(f"base is {found.base!r}: write https://host/path without a last slash")
    if bool(found.key) != bool(found.key_in):
        raise row.fault("write key and key_in together, or neither")
    if found.key_in and not re.fullmatch(r"(query|header):[\w-]+", found.key_in):
        raise row.fault(f"key_in is {found.key_in!r}: write query:NAME or header:NAME")
    for other in (found.instead_of, found.after):
        if other and (other not in names or other == name):
            raise row.fault(f"{other!r} is no other source: choose from {', '.join(names)}")
    return found


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
