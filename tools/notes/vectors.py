"""The vectors of the notes' sections, in Chroma; made again from the database where needed.

Nothing here is a truth of its own. Sections lie in one collection for each kind of market and year:
a search never asks those beyond the wall, and Chroma's filter on dates, which costs some
microseconds for each section that passes, is needed for the year of the as-of date alone. A
collection is stamped with the embedder and a hash of the sections it holds. Where the stamp is
another, what has changed is brought in under a file lock; a section's id is a hash of its content,
so that doing it twice does no harm. Chroma's files belong to one process at a time, and another one
would go on reading them as they were: whoever sees a new generation of the database opens them
again.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from tools.notes.chroma import (
    ChromaFailed,
    VectorsUnavailable,
    close_client,
    failures,
    function_class,
    mark,
    open_client,
    shown,
    whole,
)
from tools.notes.database import LOCK, WAIT_SECONDS
from tools.notes.embedders import Embedder, EmbedderFailed, make_embedder
from tools.notes.keys import as_number
from tools.notes.queries import Row

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

NAME, STAMP = "notes", "stamp"
BATCH = 1000  # Chroma takes 5,461 at most
# Wider than Chroma's own 16, 100 and 100: among hundreds of sections that say nearly the same, as
# daily notes do, those missed the one that was nearest in seven of eight graphs.
GRAPH: Any = {
    "space": "cosine",
    "max_neighbors": 64,
    "ef_construction": 400,
    "ef_search": 1000,
}
RETRY_SECONDS = 60.0
QUERY = 4_000  # characters of a query that are embedded
Bucket = tuple[bool, int]  # kind of market, year


@dataclass(frozen=True, slots=True)
class Near:
    """The ids of sections, the nearest first, and those that are alike enough to stand alone."""

    ids: tuple[str, ...]
    alike: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """What the vectors are made from: the database at one state.

    Parameters
    ----------
    name, generation : str
        Which database, and which of its states.
    rows : callable
        Every section that is searched.
    texts : callable
        The texts of sections, by their ids and in that order.
    """

    name: str
    generation: str
    rows: Callable[[], Sequence[Row]]
    texts: Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A collection as it was opened, and the dates of the first and the last note in it."""

    collection: Collection
    first: int
    last: int


class Vectors:
    """The vectors of one memory.

    Parameters
    ----------
    folder : Path
        The memory's folder: ``chroma`` and ``lock`` lie in it.
    embedder : str
        The setting of `tools.notes.embedders.make_embedder`.
    server : str
        A Chroma server's address; without one, files.
    """

    def __init__(self, folder: Path, embedder: str, server: str = "") -> None:
        self._folder, self._setting, self._server = folder, embedder, server
        self._path = folder / "chroma"
        self._guard = threading.RLock()
        self._embedder: Embedder | None = None
        self._client: ClientAPI | None = None
        self._open: dict[Bucket, Part] = {}
        self._seen: tuple[str, str] | None = None
        self._failed: tuple[float, str] | None = None

    def nearest(
        self, query: str, *, before: date, simulated: bool, limit: int, source: Source
    ) -> Near:
        """Return the sections nearest to a query.

        Parameters
        ----------
        query : str
            Any text.
        before, simulated : date, bool
            The wall: it decides which collections are asked, and is part of the question.
        limit : int
            How many.
        source : Source
            What the database holds.

        Raises
        ------
        VectorsUnavailable
            When there are none now; it is tried again after a minute.
        """
        with self._guard:
            if self._failed and time.monotonic() - self._failed[0] < RETRY_SECONDS:
                raise VectorsUnavailable(self._failed[1])
            self._failed = None
            try:
                self._embedder = self._embedder or make_embedder(self._setting)
                vector = self._embedder([query[:QUERY]])[0]
                near = self._mended(lambda: self._ask(vector, before, simulated, limit, source))
                alike = frozenset(name for far, name in near if 1 - far >= self._embedder.floor)
                return Near(tuple(name for _, name in near), alike)
            except (EmbedderFailed, VectorsUnavailable) as error:
                self._failed = time.monotonic(), str(error)
                raise VectorsUnavailable(str(error)) from error

    def _mended(self, ask: Callable[[], list[tuple[float, str]]]) -> list[tuple[float, str]]:
        """Return an answer of Chroma's, its files opened again or made anew where it fails.

        A failure is first taken for a file that another process is changing, then for damage: what
        cannot be read is of no use to anybody, and the database has it all.
        """
        for mend in (self.close, self.close if self._server else self._wipe, self.close):
            try:
                with failures():
                    return ask()
            except ChromaFailed as error:
                said = str(error)
            mend()
        raise VectorsUnavailable(f"{shown(self._server) or self._path} cannot be used: {said}")

    def _ask(
        self, vector: list[float], before: date, simulated: bool, limit: int, source: Source
    ) -> list[tuple[float, str]]:
        if self._seen != (source.name, source.generation):
            self._bring_up(source)
        near: list[tuple[float, str]] = []
        wall = as_number(before)
        for (kind, _), part in self._open.items():
            if kind is not simulated or part.first >= wall:
                continue
            # Where all of it lies behind the wall there is nothing to keep out.
            where: Any = {"as_of": {"$lt": wall}} if part.last >= wall else None
            found = part.collection.query(
                query_embeddings=[vector],  # type: ignore[arg-type]
                n_results=limit,
                where=where,
                include=["distances"],
            )
            near += zip((found["distances"] or [[]])[0], found["ids"][0], strict=True)
        return sorted(near)[:limit]

    def _bring_up(self, source: Source) -> None:
        """Open the collections as the database stands, and bring in what has changed."""
        assert self._embedder is not None
        wanted: defaultdict[Bucket, list[Row]] = defaultdict(list)
        for row in source.rows():
            wanted[row.simulated, row.as_of // 10_000].append(row)
        # Many databases share a server, none the files of a folder.
        prefix = f"{NAME}-{source.name}" if self._server else NAME
        names = {f"{prefix}-{'simulated' if k else 'real'}-{y}": (k, y) for k, y in wanted}
        stamps = {name: _stamp(self._embedder, wanted[bucket]) for name, bucket in names.items()}
        # It imports Chroma, which takes a second: before the others have to wait.
        function = function_class()(self._setting)
        with self._lock():
            self.close()
            if not self._server and not whole(self._path):
                shutil.rmtree(self._path, ignore_errors=True)
            self._client = open_client(self._path, self._server)
            stale = self._stale(prefix, stamps)
            if stale:
                for name in stale:
                    rows = wanted[names[name]] if name in names else []
                    self._fill(name, rows, stamps.get(name, ""), source)
                if not self._server:
                    self.close()
                    mark(self._path)
                    self._client = open_client(self._path, self._server)
            self._open = {
                bucket: Part(
                    self._client.get_collection(name, embedding_function=function),
                    min(row.as_of for row in wanted[bucket]),
                    max(row.as_of for row in wanted[bucket]),
                )
                for name, bucket in names.items()
            }
        self._seen = source.name, source.generation

    def _stale(self, prefix: str, stamps: Mapping[str, str]) -> list[str]:
        """Return the collections that are not, or should not be, as they are."""
        assert self._client is not None
        held = {
            collection.name: (collection.metadata or {}).get(STAMP)
            for collection in self._client.list_collections()
            if collection.name.startswith(f"{prefix}-")
        }
        gone = [name for name in held if name not in stamps]
        return gone + [name for name, stamp in stamps.items() if held.get(name) != stamp]

    def _fill(self, name: str, rows: Sequence[Row], stamp: str, source: Source) -> None:
        """Bring a collection to what the database holds; one of another embedder is made anew."""
        assert self._client is not None and self._embedder is not None
        embedder = self._embedder.id
        function = function_class()(self._setting)
        made = {
            "metadata": {STAMP: f"{embedder} unfinished"},
            "embedding_function": function,
            "configuration": {"hnsw": GRAPH},
        }
        collection = self._client.get_or_create_collection(name, **made)
        if not str((collection.metadata or {}).get(STAMP)).startswith(f"{embedder} ") or not rows:
            self._client.delete_collection(name)
            if not rows:
                return
            collection = self._client.create_collection(name, **made)
        held = set(collection.get(include=[])["ids"])
        for part in _parts(sorted(held - {row.id for row in rows})):
            collection.delete(ids=part)
        for new in _parts([row for row in rows if row.id not in held]):
            ids = [row.id for row in new]
            collection.upsert(
                ids=ids,
                embeddings=self._embedder(source.texts(ids)),  # type: ignore[arg-type]
                metadatas=[{"as_of": row.as_of, "simulated": row.simulated} for row in new],
            )
        collection.modify(metadata={STAMP: stamp})
        # Chroma writes its index at the first question.
        collection.query(query_embeddings=self._embedder([""]), n_results=1)  # type: ignore[arg-type]

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            with FileLock(self._folder / LOCK, timeout=WAIT_SECONDS):
                yield
        except Timeout as error:
            raise VectorsUnavailable("another process is writing the vectors") from error

    def close(self) -> None:
        """Let go of Chroma; it is opened again when it is asked."""
        client, self._client, self._open, self._seen = self._client, None, {}, None
        if client is not None:
            close_client(client)

    def _wipe(self) -> None:
        self.close()
        with self._lock():
            shutil.rmtree(self._path, ignore_errors=True)


def _stamp(embedder: Embedder, rows: Sequence[Row]) -> str:
    names = " ".join(sorted(row.id for row in rows))
    return f"{embedder.id} {blake2b(names.encode(), digest_size=16).hexdigest()}"


def _parts(values: Sequence[Any]) -> Iterator[Any]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
