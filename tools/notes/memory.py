"""The memory of past notes: what is added, what lies in folders, recalled and searched."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeVar

from tools.notes import folders
from tools.notes.chroma import VectorsUnavailable
from tools.notes.damage import UNREADABLE, OtherFormat, damage, damages, sound
from tools.notes.database import Database, Writer
from tools.notes.keys import wall
from tools.notes.lexical import found_by_words
from tools.notes.markdown import Note, parse
from tools.notes.queries import (
    Row,
    all_rows,
    fact,
    hits,
    keys_of,
    listed,
    noted,
    recalled,
    texts_of,
)
from tools.notes.ranking import CANDIDATES, ranked
from tools.notes.vectors import Near, Source, Vectors
from tools.records import NoteRef, UnwindError

FILE = "notes.sqlite"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """A section that a search found; a higher score, in (0, 1], is nearer."""

    id: str
    as_of: date
    section: str
    score: float
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, and in one line why it was found by words alone, empty if it was not."""

    found: tuple[Found, ...]
    degraded: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A note that was added: new, in place of another text of the same id, or there already."""

    note: Note
    how: Literal["added", "replaced", "unchanged"]


class Memory:
    """The memory of one home.

    Nothing is opened before it is asked. What is asked of it is answered strictly before a date and
    for one kind of market; both hold inside the queries, never afterwards.

    Parameters
    ----------
    folder : Path
        Where the database and the vectors lie; made on first use. Where it cannot be written, the
        folders' notes are held in memory.
    sources : sequence of Path
        Folders of Markdown notes that are always in memory.
    embedder : str
        ``hashed``, ``openai:MODEL`` or a folder that holds ``model.onnx`` and ``tokenizer.json``.
    server : str
        The address of a Chroma server; without one Chroma's files lie in the folder.

    Attributes
    ----------
    degraded : str
        Why the database on the disk is not used, empty where it is.
    """

    def __init__(
        self,
        folder: Path,
        sources: Sequence[Path] = (),
        *,
        embedder: str = "hashed",
        server: str = "",
    ) -> None:
        self.folder = folder
        self._folders = folders.Folders(sources)
        self.degraded = ""
        self._disk = Database(folder / FILE)
        self._held: Database | None = None
        self._guard = threading.Lock()
        self._vectors = Vectors(folder, embedder, server)

    @property
    def skipped(self) -> tuple[str, ...]:
        """Why files of the sources were left out, a line each, as of the last look."""
        return self._folders.skipped

    def add(self, path: Path) -> Note:
        """Add one note from a file and return it; see `add_all`."""
        return self.add_all((path,))[0].note

    def add_all(self, paths: Iterable[Path]) -> tuple[Added, ...]:
        """Add notes from files, all of them or none.

        Parameters
        ----------
        paths : iterable of Path
            Markdown files with front matter. The same text twice changes nothing; another text
            under the id of an added note takes its place.

        Raises
        ------
        UnwindError
            When a file is no note, an id stands in two of them or is that of a note in a folder,
            or the memory cannot be written.
        """
        read: dict[str, tuple[Note, str, str]] = {}
        for path in paths:
            name, text = folders.read(path)
            note = parse(text, name, _today())
            if note.id in read and read[note.id][1] != folders.digest(text):
                other = read[note.id][2]
                raise UnwindError(
                    f"{name}: the id {note.id} is that of {other} too: give it another"
                )
            read[note.id] = note, folders.digest(text), name
        try:
            self._folders.sync(self._disk, _today())
            with self._disk.writing() as writer:
                return tuple(_put(writer, *one) for one in read.values())
        except UNREADABLE as error:
            raise UnwindError(f"{self._why(error)}; nothing was added") from error

    def notes(self, before: date | None = None, simulated: bool | None = None) -> tuple[Note, ...]:
        """Return the notes, the latest first, strictly before a date and of one kind if given."""
        return self._ask(lambda connection, _: listed(connection, before, simulated))

    def note(self, note_id: str) -> Note:
        """Return a note by its id.

        Raises
        ------
        UnwindError
            When there is none, and it names ids that are near, or the database cannot be read.
        """
        found = self._ask(lambda connection, _: noted(connection, note_id))
        if found is None and self.degraded:
            raise UnwindError(f"note {note_id[:80]!r} cannot be read: {self.degraded}")
        if found is None:
            near = get_close_matches(note_id, [n.id for n in self.notes()], n=3)
            mend = f"did you mean {' or '.join(near)}?" if near else "see unwind notes list"
            raise UnwindError(f"no note {note_id[:80]!r} in memory: {mend}")
        return found

    def recall(self, before: date, simulated: bool) -> tuple[NoteRef, ...]:
        """Return the notes of one kind dated strictly before a date, the latest first."""
        return self._ask(lambda connection, _: recalled(connection, before, simulated))

    def search(self, query: str, before: date, simulated: bool, limit: int = 5) -> Results:
        """Return the sections nearest to a query, of notes of one kind strictly before a date.

        Words and vectors each give a ranking, which `tools.notes.ranking` joins. Where there are no
        vectors (a server is down, an embedder fails), words alone are searched and it is said.
        """
        seen = wall(before, simulated)

        def find(connection: sqlite3.Connection, why: str) -> Results:
            words = found_by_words(connection, query, seen)
            if not words.terms:
                return Results((), why)
            near = Near((), frozenset())
            try:
                near = near if why else self._near(connection, query, before, simulated)
            except VectorsUnavailable as error:
                why = str(error)
            remark = f"found by words only: {why}" if why else ""
            keys = keys_of(connection, near.ids, seen)
            alike = {keys[name] for name in near.alike if name in keys}
            order = ranked(words, tuple(keys.values()), alike)[:limit]
            sections = hits(connection, [key for key, _ in order])
            found = tuple(
                Found(hit.note, hit.as_of, hit.heading, score, hit.text, hit.title)
                for hit, (_, score) in zip(sections, order, strict=True)
            )
            return Results(found, remark)

        return self._ask(find)

    def close(self) -> None:
        """Let go of Chroma; the memory can still be asked, and opens it again."""
        self._vectors.close()

    def _near(
        self, connection: sqlite3.Connection, query: str, before: date, simulated: bool
    ) -> Near:
        """Return the sections nearest by vectors."""

        def rows() -> Sequence[Row]:
            with sound():
                return all_rows(connection)

        def texts(names: Sequence[str]) -> Sequence[str]:
            with sound():
                return texts_of(connection, names)

        name, generation = fact(connection, "name"), fact(connection, "generation")
        source = Source(name, generation, rows, texts)
        return self._vectors.nearest(
            query, before=before, simulated=simulated, limit=CANDIDATES, source=source
        )

    def _ask(self, question: Callable[[sqlite3.Connection, str], T]) -> T:
        """Return a question's answer from the disk, else from what can be held in memory.

        The question is also told why the disk is not used, in one line.
        """
        try:
            answer = self._answer(self._disk, question, "")
        except UNREADABLE as error:
            self.degraded = why = self._why(error)
            damaged = damages(error)
        else:
            self.degraded, self._held = "", None
            return answer
        with self._guard:
            if self._held is None:
                self._held = Database(None)
                if not damaged:
                    self._copy_disk(self._held)
            held = self._held
        try:
            return self._answer(held, question, why)
        except UNREADABLE:
            # The copy cannot be read either: the folders alone are left.
            self._held = held = Database(None)
        return self._answer(held, question, why)

    def _answer(
        self, database: Database, question: Callable[[sqlite3.Connection, str], T], why: str
    ) -> T:
        self._folders.sync(database, _today())
        with database.reading() as connection:
            return question(connection, why)

    def _copy_disk(self, held: Database) -> None:
        """Take over what can be read of a database that cannot be opened for writing."""
        if not self._disk.path or not self._disk.path.is_file():
            return
        address = f"{self._disk.path.resolve().as_uri()}?mode=ro&immutable=1"
        with suppress(*UNREADABLE):
            with closing(sqlite3.connect(address, uri=True)) as disk:
                held.take(disk)

    def _why(self, error: BaseException) -> str:
        """Return in one line why the database on the disk cannot be used."""
        path = self._disk.path
        if isinstance(error, OSError):
            return f"{error.filename or path}: cannot be used: {error.strerror or error}"
        if isinstance(error, OtherFormat):
            return f"{path}: is of another version ({error}): use that Unwind, or move it away"
        if not damages(error):
            if "locked" in str(error):
                return f"{path}: is in use by another process: try again"
            return f"{path}: cannot be used: {error}"
        return (
            f"{path}: is damaged ({damage(error)}): move it away and add your notes again; those "
            "in folders come back by themselves"
        )


def _put(writer: Writer, note: Note, digest: str, name: str) -> Added:
    old = writer.stored(note.id)
    if old is not None and old.hash == digest:
        return Added(note, "unchanged")
    if old is not None and old.origin == "folder":
        raise UnwindError(
            f"{name}: the id {note.id} is that of a note in a folder: give it another"
        )
    writer.put(note, digest, "added")
    return Added(note, "added" if old is None else "replaced")


def _today() -> date:
    return datetime.now(UTC).date()
