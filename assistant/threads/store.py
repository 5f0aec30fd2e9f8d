"""The store of conversations."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assistant.threads.database import Database
from assistant.threads.records import Kept, Thread, Turn
from tools.records import UnwindError

UNREADABLE = "what was kept of this answer cannot be read"
_LISTED = """
SELECT t.*, (SELECT count(*) FROM turns WHERE thread = t.id) AS count,
  coalesce((SELECT question FROM turns WHERE thread = t.id ORDER BY number LIMIT 1), '') AS title
FROM threads t
"""
_COPIED = """
INSERT INTO turns (id, thread, question, model, state, owner, answer, asked, finished)
SELECT lower(hex(randomblob(8))), ?, question, model, state, '', answer, asked, finished
FROM (SELECT * FROM turns WHERE thread = ? ORDER BY number LIMIT ?)
WHERE state = 'answered' ORDER BY number
"""


class Threads:
    """Every conversation of a home; each call is one transaction.

    Parameters
    ----------
    path : Path or None
        The database, made if it is not there; None keeps the threads in memory.

    Raises
    ------
    UnwindError
        By every method, when the file cannot be read or written. A damaged file is set aside under
        another name and a new one begun.
    """

    def __init__(self, path: Path | None) -> None:
        self._database = Database(path)

    @property
    def remark(self) -> str:
        """What its user must know of how the file was found, else empty."""
        return self._database.remark

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        self._database.close()

    def create(self, market: str, as_of: date | None, model: str = "", origin: str = "") -> str:
        """Begin a thread and return its id; where ``as_of`` is None, `pin` sets it later."""
        with self._database.writing() as db:
            return _create(db, market, as_of, model, origin)

    def pin(self, thread: str, as_of: date) -> None:
        """Set a thread's date where it has none yet; it never changes afterwards."""
        with self._database.writing() as db:
            db.execute(
                "UPDATE threads SET as_of = ? WHERE id = ? AND as_of IS NULL",
                (as_of.isoformat(), thread),
            )

    def choose(self, thread: str, model: str) -> None:
        """Set who writes a thread's next answer."""
        with self._database.writing() as db:
            db.execute("UPDATE threads SET model = ? WHERE id = ?", (model, thread))

    def list(self) -> Sequence[Thread]:
        """Return the threads that hold a question, the latest first, without their turns."""
        with self._database.reading() as db:
            rows = db.execute(f"{_LISTED} WHERE count > 0 ORDER BY updated DESC, t.rowid DESC")
            return [_thread(row) for row in rows]

    def load(self, thread: str) -> Thread | None:
        """Return a thread with its turns, None where there is none."""
        with self._database.reading() as db:
            return _load(db, thread)

    def fork(
        self,
        thread: str,
        turns: int | None = None,
        market: str | None = None,
        as_of: date | None = None,
    ) -> str:
        """Begin a thread from another one and return its id.

        Parameters
        ----------
        thread : str
            Which thread.
        turns : int, optional
            Up to which turn it is copied, all by default; unanswered questions are left out.
        market, as_of : optional
            Where either differs from the thread's own, no turn is copied: an answer holds for one
            market and one date. Another market without a date has its date set by `pin` later.
        """
        with self._database.writing() as db:
            source = _load(db, thread)
            if source is None:
                raise _gone(thread)
            same = market in (None, source.market)
            pin = market or source.market, as_of or (source.as_of if same else None)
            made = _create(db, *pin, source.model, thread)
            if pin == (source.market, source.as_of):
                db.execute(_COPIED, (made, thread, -1 if turns is None else turns))
            return made

    def delete(self, thread: str) -> None:
        """Delete a thread and its turns; one that is gone already is no failure."""
        with self._database.writing() as db:
            db.execute("DELETE FROM threads WHERE id = ?", (thread,))

    def add(self, thread: str, question: str, model: str = "", owner: str = "") -> Turn:
        """Add a question that is about to be answered by a process.

        Raises
        ------
        UnwindError
            When the thread was deleted meanwhile, or nothing can be written.
        """
        turn, now = secrets.token_hex(8), _now()
        with self._database.writing() as db:
            found = db.execute("UPDATE threads SET updated = ? WHERE id = ?", (now, thread))
            if found.rowcount == 0:
                raise _gone(thread)
            db.execute(
                "INSERT INTO turns (id, thread, question, model, state, owner, asked) "
                "VALUES (?, ?, ?, ?, 'running', ?, ?)",
                (turn, thread, question, model, owner, now),
            )
        return Turn(turn, thread, question, datetime.fromisoformat(now), model, owner)

    def finish(self, turn: str, answer: Kept | None, error: str = "") -> None:
        """Keep what became of a question: its answer, or why there is none."""
        state, now = "failed" if answer is None else "answered", _now()
        body = None if answer is None else answer.dump()
        with self._database.writing() as db:
            db.execute(
                "UPDATE turns SET state = ?, answer = ?, error = ?, finished = ? WHERE id = ?",
                (state, body, error, now, turn),
            )
            db.execute(
                "UPDATE threads SET updated = ? WHERE id = (SELECT thread FROM turns WHERE id = ?)",
                (now, turn),
            )

    def drop(self, turn: str) -> None:
        """Take a question out of its thread, to be asked again."""
        with self._database.writing() as db:
            db.execute("DELETE FROM turns WHERE id = ?", (turn,))

    def adopt(self, thread: Thread) -> None:
        """Take over a thread as another store holds it."""
        with self._database.writing() as db:
            day = thread.as_of.isoformat() if thread.as_of else None
            times = thread.created.isoformat(), thread.updated.isoformat()
            db.execute(
                "INSERT INTO threads VALUES (?, ?, ?, ?, ?, ?, ?)",
                (thread.id, thread.market, day, thread.model, thread.origin, *times),
            )
            for turn in thread.turns:
                body = turn.answer.dump() if turn.answer else None
                finished = turn.finished.isoformat() if turn.finished else None
                names = (turn.id, thread.id, turn.question, turn.model, turn.state, turn.owner)
                db.execute(
                    "INSERT INTO turns VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*names, body, turn.error, turn.asked.isoformat(), finished),
                )


def _gone(thread: str) -> UnwindError:
    return UnwindError(f"there is no thread {thread}: it was deleted")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _create(db: Any, market: str, as_of: date | None, model: str, origin: str) -> str:
    thread, now = secrets.token_hex(6), _now()
    day = as_of.isoformat() if as_of else None
    db.execute(
        "INSERT INTO threads VALUES (?, ?, ?, ?, ?, ?, ?)",
        (thread, market, day, model, origin, now, now),
    )
    return thread


def _load(db: Any, thread: str) -> Thread | None:
    row = db.execute(f"{_LISTED} WHERE t.id = ?", (thread,)).fetchone()
    if row is None:
        return None
    turns = db.execute("SELECT * FROM turns WHERE thread = ? ORDER BY number", (thread,))
    return _thread(row, tuple(map(_turn, turns)))


def _thread(row: Any, turns: tuple[Turn, ...] = ()) -> Thread:
    fields = {name: row[name] for name in ("id", "market", "model", "title", "count", "origin")}
    return Thread(
        **fields,
        as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
        created=datetime.fromisoformat(row["created"]),
        updated=datetime.fromisoformat(row["updated"]),
        turns=turns,
    )


def _turn(row: Any) -> Turn:
    fields = {name: row[name] for name in ("id", "thread", "question", "model", "owner")}
    state, answer, error = row["state"], None, row["error"]
    if state == "answered":
        try:
            answer = Kept.load(row["answer"])
        except (ValueError, KeyError, TypeError):
            state, error = "failed", UNREADABLE
    return Turn(
        **fields,
        asked=datetime.fromisoformat(row["asked"]),
        state=state,
        answer=answer,
        error=error,
        finished=datetime.fromisoformat(row["finished"]) if row["finished"] else None,
    )
