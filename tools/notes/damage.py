"""What a damaged database shows itself by, and how it is said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

# What reading a damaged row raises, besides SQLite's own errors.
ROW_ERRORS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, MemoryError)
UNREADABLE = (sqlite3.Error, OSError, *ROW_ERRORS)


class OtherFormat(sqlite3.DatabaseError):
    """A database that is whole, and that this Unwind did not make."""


class Damaged(sqlite3.DatabaseError):
    """A database that holds what was never written there."""


@contextmanager
def sound() -> Iterator[None]:
    """Turn whatever reading a damaged row raises into one error."""
    try:
        yield
    except (sqlite3.DatabaseError, *ROW_ERRORS) as error:
        if isinstance(error, Damaged):
            raise
        raise Damaged(damage(error)) from error


def texts(*values: object) -> None:
    """Refuse what is no text: SQLite gives a damaged value whatever type its bytes say."""
    if not all(isinstance(value, str) for value in values):
        raise Damaged("a row cannot be read")


def damages(error: BaseException) -> bool:
    """Return whether an error says that a database is damaged, not that it cannot be opened."""
    if isinstance(error, sqlite3.OperationalError):
        return str(error).startswith("Could not decode")
    return not isinstance(error, OtherFormat | OSError)


def damage(error: BaseException) -> str:
    """Return in a few words what is damaged; SQLite would quote a whole text, control codes too."""
    if not isinstance(error, sqlite3.Error) or isinstance(error, sqlite3.OperationalError):
        return "a row cannot be read"
    return " ".join(str(error).split())[:200]
