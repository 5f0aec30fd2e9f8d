"""Chroma itself: its client, its failures, and whether its files are whole.

The only module that imports chromadb, and only inside functions: to recall, list or show a note
costs nothing of it.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tools.notes.damage import Damaged
from tools.notes.embedders import EmbedderFailed, make_embedder

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.config import Settings

CHECK = "check"
REACH_SECONDS, SERVER_SECONDS, RETRY_SECONDS = 4.0, 60.0, 60.0
_unreached: dict[str, tuple[float, str]] = {}  # when a server could not be reached, and why


class VectorsUnavailable(Exception):
    """Why there are no vectors now, in a few words."""


class ChromaFailed(Exception):
    """What Chroma raised, in a few words."""


@contextmanager
def failures() -> Iterator[None]:
    """Turn whatever Chroma raises into one exception; its Rust part panics beyond Exception."""
    try:
        yield
    except (Damaged, EmbedderFailed, VectorsUnavailable):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise ChromaFailed(_reason(error)) from error


def _reason(error: BaseException) -> str:
    """Return what an error says, or one that it came from where it says nothing."""
    at: BaseException | None = error
    while at is not None:
        if said := " ".join(str(at).split()):
            return said[:200]
        at = at.__cause__ or at.__context__
    return f"no reason given ({type(error).__name__})"


def shown(server: str) -> str:
    """Return a server's address without a user's name and password."""
    return re.sub(r"^([^/@]*//)?.*@", r"\1", server)


def open_client(path: Path, server: str) -> ClientAPI:
    """Return a client of a server, or of a folder's files where there is none."""
    import chromadb
    from chromadb.config import Settings

    # Without a file of settings: one that happens to lie in the working folder is not ours.
    settings = Settings(anonymized_telemetry=False, _env_file=None)  # type: ignore[call-arg]
    if not server:
        return chromadb.PersistentClient(path=path, settings=settings)
    at, why = _unreached.get(server, (0.0, ""))
    if why and time.monotonic() - at < RETRY_SECONDS:
        raise VectorsUnavailable(why)
    _unreached.pop(server, None)
    try:
        return _reached(server, settings)
    except VectorsUnavailable as error:
        _unreached[server] = time.monotonic(), str(error)
        raise


def _reached(server: str, settings: Settings) -> ClientAPI:
    """Return a client of a server that answers within the limit.

    Chroma itself waits for ever, and no limit of a connection holds against a server that sends a
    byte at a time: the thread that waits is left behind.
    """
    try:
        address = urlsplit(server)
        host, port, secure = address.hostname, address.port, address.scheme == "https"
    except ValueError:
        host = None
    if not host or address.scheme not in ("http", "https"):
        raise VectorsUnavailable(f"{shown(server)!r} is no Chroma server: write http://host:port")
    clients: list[ClientAPI] = []
    trouble: list[str] = []
    late = threading.Event()

    def reach() -> None:
        try:
            client = _connected(host, port or (443 if secure else 8000), secure, settings)
        except BaseException as error:  # a thread has nobody above it who could be told
            trouble.append(_reason(error))
            return
        clients.append(client)
        if late.is_set():
            for session in _sessions(client):
                session.close()

    waiting = threading.Thread(target=reach, daemon=True)
    waiting.start()
    waiting.join(REACH_SECONDS)
    late.set()
    if clients:
        return clients[0]
    why = trouble[0] if trouble else f"no answer within {REACH_SECONDS:g} s"
    raise VectorsUnavailable(f"the Chroma server {shown(server)} cannot be reached: {why}")


def _connected(host: str, port: int, secure: bool, settings: Settings) -> ClientAPI:
    import chromadb
    import httpx

    where = f"[{host}]" if ":" in host else host
    url = f"{'https' if secure else 'http'}://{where}:{port}/api/v2/heartbeat"
    answer = httpx.get(url, timeout=REACH_SECONDS)
    if answer.status_code != httpx.codes.OK:
        raise ChromaFailed(f"its heartbeat answers with status {answer.status_code}")
    client = chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings)
    for session in _sessions(client):
        session.timeout = SERVER_SECONDS
    return client


def _sessions(client: ClientAPI) -> list[httpx.Client]:
    """Return the connections to a server: a client's own, and those of its hidden second one."""
    both = (client, getattr(client, "_admin_client", None))
    found = (getattr(getattr(one, "_server", None), "_session", None) for one in both)
    return [session for session in found if session is not None]


def close_client(client: ClientAPI) -> None:
    """Let go of Chroma's files; the next client reads them afresh."""
    from chromadb.api.shared_system_client import SharedSystemClient

    client.close()  # type: ignore[attr-defined]
    # A server's connections stay open otherwise.
    for session in _sessions(client):
        session.close()
    SharedSystemClient.clear_system_cache()


@cache
def function_class() -> Callable[[str], Any]:
    """Return the class that hands our embedders to Chroma, which must never use its own."""
    from chromadb.api.types import Documents, EmbeddingFunction, Embeddings
    from chromadb.utils.embedding_functions import register_embedding_function

    @register_embedding_function
    class UnwindEmbedder(EmbeddingFunction[Documents]):
        """An embedder of `tools.notes.embedders`, by its setting."""

        def __init__(self, setting: str) -> None:
            self._setting = setting

        def __call__(self, input: Documents) -> Embeddings:  # noqa: A002 - Chroma's name
            return make_embedder(self._setting)(input)  # type: ignore[return-value]

        @staticmethod
        def name() -> str:
            return "unwind"

        @staticmethod
        def build_from_config(config: Mapping[str, Any]) -> UnwindEmbedder:
            return UnwindEmbedder(config["setting"])

        def get_config(self) -> dict[str, Any]:
            return {"setting": self._setting}

    return UnwindEmbedder


def mark(path: Path) -> None:
    """Write down what Chroma's index files hold."""
    part = path / f"{CHECK}.part"
    part.write_text(_content(path), encoding="utf-8")
    part.replace(path / CHECK)


def whole(path: Path) -> bool:
    """Return whether Chroma's index files are as they were marked.

    Chroma itself does not check them: a damaged one gives wrong neighbours, or ends the process.
    """
    try:
        return (path / CHECK).read_text(encoding="utf-8") == _content(path)
    except (OSError, ValueError):
        return False


def _content(path: Path) -> str:
    """Return a hash of the index files in use; those without metadata are not read by Chroma."""
    hashed = blake2b(digest_size=16)
    for used in sorted(path.glob("*/index_metadata.pickle")):
        for file in sorted(used.parent.iterdir()):
            content = file.read_bytes()
            hashed.update(f"{file.parent.name}/{file.name} {len(content)} ".encode() + content)
    return hashed.hexdigest()
