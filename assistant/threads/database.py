"""One SQLite file, used by many windows and processes, whatever happens to it meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from assistant.threads.schema import connect, damaged, set_aside
from tools.records import UnwindError


class Database:
    """A connection that is opened anew when its file was replaced.

    Parameters
    ----------
    path : Path or None
        The file, made if it is not there; None keeps everything in memory.

    Attributes
    ----------
    remark : str
        What its user must know of how the file was found, else empty.

    Raises
    ------
    UnwindError
        When the file cannot be used; a damaged one is set aside and a new one begun.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.remark = ""
        self._lock = RLock()
        self._file: tuple[int, int] | None = None
        self._connection: sqlite3.Connection | None = None
        self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            try:
                connection = connect(self.path)
            except sqlite3.DatabaseError as error:
                if not damaged(error):
                    raise
                self._put_away(error)
                connection = connect(self.path)
        except (sqlite3.Error, OSError) as error:
            raise self._failure(error) from error
        connection.row_factory = sqlite3.Row
        self._connection, self._file = connection, self._identity()
        return connection

    def _identity(self) -> tuple[int, int] | None:
        """Return which file stands under the path."""
        try:
            found = self.path.stat() if self.path is not None else None
        except OSError:
            return None
        return None if found is None else (found.st_dev, found.st_ino)

    def _put_away(self, error: Exception) -> None:
        if self.path is None:
            raise self._failure(error)
        try:
            aside = set_aside(self.path)
        except OSError as why:
            raise self._failure(why) from error
        self.remark = (
            f"{self.path.name} was damaged and is kept as {aside.name}; its threads are not "
            "shown, new ones are kept"
        )

    def _failure(self, error: Exception) -> UnwindError:
        reason = getattr(error, "strerror", None) or str(error)
        return UnwindError(f"{self.path}: threads cannot be kept: {reason}")

    def close(self) -> None:
        """Close the file; the next transaction opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read in one transaction."""
        with self._transaction("BEGIN") as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction: all of it is kept, or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            yield db

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            # A file that was deleted or set aside by another process would take writes unseen.
            if self._connection is not None and self._file != self._identity():
                self.close()
            connection = self._connection or self._open()
            try:
                connection.execute(begin)
                yield connection
                connection.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                _undo(connection)
                if self.path is None or not damaged(error):
                    raise self._failure(error) from error
                self.close()
                self._put_away(error)
                raise UnwindError(self.remark) from error
            except BaseException:
                _undo(connection)
                raise


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
