"""The notes' database: SQLite, the only truth of the memory.

Notes and their sections, an index of words, and a generation that every write raises. A note's key
is ``kind, as-of date, number`` in one integer and a section's is its note's with its own number
behind, so that the wall (one kind, dated strictly before) is a range of keys: the word index itself
is never asked beyond it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from tools.notes.damage import Damaged, OtherFormat, sound, texts
from tools.notes.keys import NOTE_BITS, SECTION_BITS, as_number, first_key
from tools.notes.markdown import EVIDENCE, Note, Section, bottom_line, sections
from tools.notes.queries import notes_where

Origin = Literal["added", "folder"]
FORMAT = 1
LOCK = "lock"
WAIT_SECONDS = 10.0

TABLES = frozenset({"meta", "notes", "sections", "words"})

_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    as_of INTEGER NOT NULL,
    simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    title TEXT NOT NULL,
    market TEXT NOT NULL,
    readings TEXT NOT NULL,
    text TEXT NOT NULL,
    quote TEXT NOT NULL,
    hash TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('added', 'folder'))
);
CREATE TABLE IF NOT EXISTS sections (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    heading TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    title, heading, text, tokenize = 'porter unicode61'
);
INSERT OR IGNORE INTO meta VALUES ('generation', '0');
INSERT OR IGNORE INTO meta VALUES ('name', lower(hex(randomblob(16))));
PRAGMA user_version = {FORMAT};
COMMIT;
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A note's content hash, and whether it was added or lies in a folder."""

    hash: str
    origin: Origin


class Database:
    """The database of one folder.

    Parameters
    ----------
    path : Path, optional
        Its file, made on first use; in memory only where there is none.
    """

    def __init__(self, path: Path | None) -> None:
        self._kept: sqlite3.Connection | None = None
        self.path = path
        self._guard = threading.RLock()
        if path is None:
            self._kept = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
            self._prepare(self._kept)

    def __del__(self) -> None:
        if self._kept is not None:
            self._kept.close()

    def take(self, other: sqlite3.Connection) -> None:
        """Take over all that another database holds into one that lives in memory."""
        assert self._kept is not None
        if _made(other):
            other.backup(self._kept)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if _made(connection):
            return
        if self.path is None:
            connection.executescript(_SCHEMA)
            return
        try:
            # Two processes that change the journal's mode at once refuse each other.
            with FileLock(self.path.with_name(LOCK), timeout=WAIT_SECONDS):
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(_SCHEMA)
        except Timeout as error:
            raise sqlite3.OperationalError("database is locked") from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection whose statements see one state of the database."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                _roll_back(connection)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Yield what writes; all of it is kept together, or nothing where an error is raised.

        A file is read through before: nothing is written into a damaged one.
        """
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if self._kept is None:
                    _read_through(connection)
                yield Writer(connection)
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if self._kept is not None:
            with self._guard:
                yield self._kept
            return
        assert self.path is not None
        self.path.parent.mkdir(parents=True, exist_ok=True)
        opened = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
        with closing(opened) as connection:
            self._prepare(connection)
            yield connection


def _made(connection: sqlite3.Connection) -> bool:
    """Return whether a database holds our tables; an empty one, as a full disk leaves, does not."""
    # One statement sees one state: another process may be making the tables just now.
    rows = connection.execute(
        "SELECT user_version, name FROM pragma_user_version LEFT JOIN sqlite_master"
    ).fetchall()
    version, names = rows[0][0], {name for _, name in rows if name is not None}
    if version not in (0, FORMAT):
        raise OtherFormat(f"its format is {version}, this Unwind reads {FORMAT}")
    if not names:
        return False
    if not version:
        raise OtherFormat("it holds the tables of another program")
    if not names >= TABLES:
        raise Damaged(f"it has no table {min(TABLES - names)}")
    return True


def _roll_back(connection: sqlite3.Connection) -> None:
    # SQLite has done so itself where the disk is full.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _read_through(connection: sqlite3.Connection) -> None:
    """Read all that a database holds."""
    with sound():
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise Damaged(" ".join(said.split()))
        for _ in notes_where(connection, "1", ()):
            pass
        for quote, content, origin in connection.execute("SELECT quote, hash, origin FROM notes"):
            texts(quote, content, origin)
        for parts in connection.execute("SELECT id, heading, text FROM sections"):
            texts(*parts)
        for parts in connection.execute("SELECT title, heading, text FROM words"):
            texts(*parts)


class Writer:
    """What changes the database, inside one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def stored(self, note_id: str) -> Stored | None:
        """Return what is stored under an id."""
        row = self.connection.execute(
            "SELECT hash, origin FROM notes WHERE id = ?", (note_id,)
        ).fetchone()
        return None if row is None else Stored(*row)

    def put(self, note: Note, digest: str, origin: Origin) -> None:
        """Store a note in place of one of the same id."""
        self.drop(note.id)
        day, low = as_number(note.as_of), first_key(note.simulated, as_number(note.as_of))
        (last,) = self.connection.execute(
            "SELECT max(key) FROM notes WHERE key >= ? AND key < ?", (low, low + (1 << NOTE_BITS))
        ).fetchone()
        key = low if last is None else last + 1
        if key >= low + (1 << NOTE_BITS):
            raise sqlite3.DataError(f"too many notes of {note.as_of}")
        readings, quote = " ".join(note.readings), bottom_line(note.text)
        self.connection.execute(
            "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(key, note.id, day, note.simulated, note.title, note.market),
                *(readings, note.text, quote, digest, origin),
            ),
        )
        said = [part for part in sections(note.text) if part.heading.lower() != EVIDENCE]
        for number, part in enumerate(said):
            row = (key << SECTION_BITS) + number
            title = "" if number else note.title
            name = _name(note, number, title, part)
            self.connection.execute(
                "INSERT INTO sections VALUES (?, ?, ?, ?)", (row, name, part.heading, part.text)
            )
            self.connection.execute(
                "INSERT INTO words (rowid, title, heading, text) VALUES (?, ?, ?, ?)",
                (row, title, part.heading, part.text),
            )
        self._raise_generation()

    def drop(self, note_id: str) -> None:
        """Remove a note."""
        found = self.connection.execute("SELECT key FROM notes WHERE id = ?", (note_id,)).fetchone()
        if found is None:
            return
        low, high = found[0] << SECTION_BITS, (found[0] + 1) << SECTION_BITS
        self.connection.execute("DELETE FROM words WHERE rowid >= ? AND rowid < ?", (low, high))
        self.connection.execute("DELETE FROM sections WHERE key >= ? AND key < ?", (low, high))
        self.connection.execute("DELETE FROM notes WHERE key = ?", found)
        self._raise_generation()

    def folder_ids(self) -> set[str]:
        """Return the ids of the notes that lie in folders."""
        rows = self.connection.execute("SELECT id FROM notes WHERE origin = 'folder'")
        return {row[0] for row in rows}

    def remember(self, name: str, value: str) -> None:
        """Store a fact about the memory itself; the generation stays."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _raise_generation(self) -> None:
        self.connection.execute(
            "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'"
        )


def _name(note: Note, number: int, title: str, part: Section) -> str:
    """Return a section's id: it is another one as soon as anything that vectors hold is."""
    who = (note.id, str(note.as_of), str(note.simulated), str(number), title)
    said = "\0".join((*who, part.heading, part.text))
    return blake2b(said.encode(), digest_size=16).hexdigest()
