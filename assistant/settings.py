"""Every environment variable and path of Unwind, in one place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from tools.market.storage import folder_at
from tools.records import UnwindError

DEMO = "demo"
KEYS = ("FRED_API_KEY", "TIINGO_API_KEY")
BASE = "UNWIND_BASE_"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment sets.

    Attributes
    ----------
    home : Path
        ``UNWIND_HOME``, else the user's data folder: markets and notes live there.
    market : str
        ``UNWIND_MARKET``, else the simulated demo.
    key : str
        ``OPENAI_API_KEY``; it is shown nowhere.
    endpoint : str
        ``OPENAI_BASE_URL``: any endpoint that speaks the OpenAI protocol, OpenAI's own if empty.
    model : str
        ``UNWIND_MODEL``: which model writes.
    timeout : float
        ``UNWIND_TIMEOUT``: seconds for which a model may be silent, 60 if not set.
    embedder : str
        ``UNWIND_EMBEDDER``: ``hashed``, ``openai:MODEL`` or a folder that holds an ONNX model.
    chroma : str
        ``UNWIND_CHROMA``: the address of a Chroma server, else a folder of this home is used.
    mirror : str
        ``UNWIND_MIRROR``: an address below which every live source's host has a folder of its
        name, as a caching proxy has; empty for the sources themselves.
    contact : str
        ``UNWIND_CONTACT``: a name and an e-mail address, for sources that want to know who asks.
    store : str
        ``UNWIND_MARKETS``: another folder of all markets, or an address of object storage that
        fsspec knows, such as ``s3://bucket/markets``; ``markets`` in the home if empty.
    keys : mapping of str to str
        ``FRED_API_KEY`` and ``TIINGO_API_KEY``, where they are set; they are shown nowhere.
    bases : mapping of str to str
        ``UNWIND_BASE_FRED`` and so on: another base address of one live source.
    """

    home: Path
    market: str
    key: str = field(default="", repr=False)
    endpoint: str = ""
    model: str = ""
    timeout: float = 60.0
    embedder: str = "hashed"
    chroma: str = ""
    mirror: str = ""
    contact: str = ""
    store: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    bases: Mapping[str, str] = field(default_factory=dict, hash=False)

    def base(self, source: str) -> str:
        """Return the base address that is set for a live source, empty for its own."""
        return self.bases.get(source.upper().replace("-", "_"), "")

    @property
    def notes(self) -> tuple[Path, ...]:
        """The folders that hold past notes: the user's own and those that ship with Unwind."""
        return self.home / "notes", self.corpus

    @property
    def corpus(self) -> Path:
        """The folder of what ships with Unwind: past notes and labelled episodes."""
        return Path(__file__).parent.parent / "corpus"

    @property
    def memory(self) -> Path:
        """The folder of the notes' database and their vectors."""
        return self.home / "memory"

    @property
    def threads(self) -> Path:
        """The database of conversations."""
        return self.home / "threads.sqlite"

    @property
    def markets(self) -> Path:
        """The folder of all markets."""
        if not self.store:
            return self.home / "markets"
        try:
            return folder_at(self.store, self.home / "cache")
        except UnwindError as error:
            raise UnwindError(f"UNWIND_MARKETS={error}") from error

    def folder(self, market: str) -> Path:
        """Return a market's folder; a name that is no plain name is an UnwindError."""
        if not NAME.fullmatch(market):
            raise UnwindError(f"{market!r} is no market name: use letters, digits and dashes")
        return self.markets / market


def settings() -> Settings:
    """Return the settings of this process's environment."""
    home = _read("UNWIND_HOME")
    return Settings(
        home=Path(home).expanduser() if home else user_data_path("unwind"),
        market=_read("UNWIND_MARKET") or DEMO,
        key=_read("OPENAI_API_KEY"),
        endpoint=_read("OPENAI_BASE_URL").rstrip("/"),
        model=_read("UNWIND_MODEL"),
        timeout=_seconds("UNWIND_TIMEOUT", 60.0),
        embedder=_read("UNWIND_EMBEDDER") or "hashed",
        chroma=_read("UNWIND_CHROMA").rstrip("/"),
        mirror=_address("UNWIND_MIRROR"),
        contact=_read("UNWIND_CONTACT"),
        store=_read("UNWIND_MARKETS"),
        keys={name: _read(name) for name in KEYS if _read(name)},
        bases={
            name.removeprefix(BASE): _address(name)
            for name in sorted(os.environ)
            if name.startswith(BASE) and _read(name)
        },
    )


def _read(variable: str) -> str:
    return os.environ.get(variable, "").strip()


def _address(variable: str) -> str:
    """Return an address without its last slash; what cannot be split is an UnwindError."""
    text = _read(variable).rstrip("/")
    try:
        _ = urlsplit(text).hostname
    except ValueError as error:
        raise UnwindError(f"{variable}={text!r} is no address: {error}") from error
    return text


def _seconds(variable: str, default: float) -> float:
    """Return a number of seconds; what is none is an UnwindError that names the variable."""
    text = _read(variable)
    try:
        value = float(text) if text else default
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise UnwindError(f"{variable}={text!r} is no number of seconds: write one above zero")
    return value
