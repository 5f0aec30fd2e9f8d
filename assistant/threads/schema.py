"""The database of conversations: its tables, its version, and what is done with a damaged file."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from tools.records import UnwindError

VERSION = 1
BUSY_SECONDS = 5.0
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
TABLES = """
CREATE TABLE threads (
    id TEXT PRIMARY KEY,
    market TEXT NOT NULL,
    as_of TEXT,
    model TEXT NOT NULL,
    origin TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
) STRICT;
CREATE TABLE turns (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    thread TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    model TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'answered', 'failed')),
    owner TEXT NOT NULL,
    answer TEXT,
    error TEXT NOT NULL DEFAULT '',
    asked TEXT NOT NULL,
    finished TEXT
) STRICT;
CREATE INDEX turns_of_a_thread ON turns (thread, number);
CREATE INDEX threads_by_update ON threads (updated DESC);
"""


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the database, made if it is not there; in memory without a path.

    Raises
    ------
    UnwindError
        When a newer version of Unwind wrote it.
    sqlite3.Error, OSError
        When it cannot be opened, written or is damaged; see `damaged`.
    """
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path or ":memory:", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _check(connection)
        _create(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _create(connection: sqlite3.Connection, path: Path | None) -> None:
    """Create the tables, once: another process may be about to do the same."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise UnwindError(
                f"{path}: a newer Unwind wrote these conversations (version {version}, this one "
                f"reads {VERSION}): update Unwind, or move the file away"
            )
        if version == 0:
            for statement in filter(str.strip, TABLES.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def damaged(error: BaseException) -> bool:
    """Tell whether an error says that the file is no sound database."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in DAMAGED


def set_aside(path: Path) -> Path:
    """Give a damaged file, and the log that belongs to it, another name; return the new one."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            os.replace(part, aside.with_name(aside.name + suffix))
    return aside
