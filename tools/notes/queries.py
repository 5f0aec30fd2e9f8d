"""What is read of the notes' database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tools.notes.damage import texts
from tools.notes.keys import SECTION_BITS, as_date, as_number
from tools.notes.markdown import Note
from tools.records import NoteRef


@dataclass(frozen=True, slots=True)
class Row:
    """A section as the vectors need it."""

    id: str
    as_of: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that was found, with its note."""

    section: str
    note: str
    as_of: date
    title: str
    heading: str
    text: str


def recalled(connection: sqlite3.Connection, before: date, simulated: bool) -> tuple[NoteRef, ...]:
    """Return the notes of one kind dated strictly before a date, the latest first."""
    rows = connection.execute(
        "SELECT id, as_of, title, readings, quote FROM notes WHERE as_of < ? AND simulated = ? "
        "ORDER BY as_of DESC, id DESC",
        (as_number(before), simulated),
    )
    found = []
    for note, day, title, readings, quote in rows:
        texts(note, title, readings, quote)
        found.append(NoteRef(note, as_date(day), title, tuple(readings.split()), quote))
    return tuple(found)


def listed(
    connection: sqlite3.Connection, before: date | None, simulated: bool | None
) -> tuple[Note, ...]:
    """Return the notes, the latest first, before a date and of one kind where these are given."""
    wanted, values = ["1"], []
    if before is not None:
        wanted.append("as_of < ?")
        values.append(as_number(before))
    if simulated is not None:
        wanted.append("simulated = ?")
        values.append(int(simulated))
    return tuple(notes_where(connection, " AND ".join(wanted), values))


def noted(connection: sqlite3.Connection, note_id: str) -> Note | None:
    """Return a note by its id."""
    return next(notes_where(connection, "id = ?", (note_id,)), None)


def notes_where(
    connection: sqlite3.Connection, where: str, values: Sequence[str | int]
) -> Iterator[Note]:
    """Yield the notes that satisfy a condition, the latest first.

    Raises
    ------
    sqlite3.DatabaseError
        If a stored field is not a text, as in a damaged file.
    """
    rows = connection.execute(
        "SELECT id, as_of, simulated, title, market, readings, text FROM notes "
        f"WHERE {where} ORDER BY as_of DESC, id DESC",
        values,
    )
    for note, day, kind, title, market, readings, text in rows:
        texts(note, title, market, readings, text)
        yield Note(note, as_date(day), bool(kind), title, market, tuple(readings.split()), text)


def fact(connection: sqlite3.Connection, name: str) -> str:
    """Return a fact about the memory, empty where there is none."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return "" if row is None else str(row[0])


def all_rows(connection: sqlite3.Connection) -> list[Row]:
    """Return every section that is searched."""
    rows = connection.execute(
        "SELECT s.id, n.as_of, n.simulated FROM sections s JOIN notes n ON n.key = s.key >> ? "
        "ORDER BY s.key",
        (SECTION_BITS,),
    )
    return [Row(section, day, bool(kind)) for section, day, kind in rows]


def texts_of(connection: sqlite3.Connection, names: Sequence[str]) -> list[str]:
    """Return what is searched of sections, by their ids and in that order."""
    rows = connection.execute(
        "SELECT s.id, w.title, w.heading, w.text FROM sections s JOIN words w ON w.rowid = s.key "
        f"WHERE s.id IN ({_marks(names)})",
        tuple(names),
    )
    found = {name: "\n".join(filter(None, parts)) for name, *parts in rows}
    return [found[name] for name in names]


def keys_of(
    connection: sqlite3.Connection, names: Sequence[str], seen: tuple[int, int]
) -> dict[str, int]:
    """Return the keys of sections by their ids, in that order, those beyond the wall left out."""
    rows = connection.execute(
        f"SELECT id, key FROM sections WHERE key >= ? AND key < ? AND id IN ({_marks(names)})",
        (*seen, *names),
    )
    found = dict(rows.fetchall())
    return {name: found[name] for name in names if name in found}


def hits(connection: sqlite3.Connection, keys: Sequence[int]) -> list[Hit]:
    """Return sections by their keys, in that order."""
    rows = connection.execute(
        "SELECT s.key, s.id, n.id, n.as_of, n.title, s.heading, s.text FROM sections s "
        f"JOIN notes n ON n.key = s.key >> ? WHERE s.key IN ({_marks(keys)})",
        (SECTION_BITS, *keys),
    )
    found = {}
    for key, section, note, day, title, heading, text in rows:
        texts(section, note, title, heading, text)
        found[key] = Hit(section, note, as_date(day), title, heading, text)
    return [found[key] for key in keys]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
