"""Threads that are kept wherever that is possible, and held in memory where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from assistant.threads.records import Kept, Thread, Turn
from assistant.threads.store import Threads
from tools.records import UnwindError

T = TypeVar("T")


class Shelf:
    """The threads of a home, whatever its disk allows: reading and writing never fail.

    What cannot be written is held in memory to the end of the process, a thread as a whole.

    Parameters
    ----------
    path : Path
        The database.

    """

    def __init__(self, path: Path) -> None:
        self._memory = Threads(None)
        self._file: Threads | None = None
        self._trouble = ""
        try:
            self._file = Threads(path)
        except UnwindError as why:
            self._trouble = str(why)

    @property
    def remark(self) -> str:
        """Why threads are not kept, or what was set aside; empty as a rule."""
        if self._trouble:
            return f"{self._trouble}. Threads are held until Unwind ends."
        return f"{self._file.remark}." if self._file and self._file.remark else ""

    def list(self) -> Sequence[Thread]:
        """Return the threads that hold a question, the latest first."""
        held = self._memory.list()
        ids = {thread.id for thread in held}
        kept: Sequence[Thread] = self._reading(lambda store: store.list(), ())
        found = [*held, *(thread for thread in kept if thread.id not in ids)]
        return sorted(found, key=lambda thread: thread.updated, reverse=True)

    def load(self, thread: str) -> Thread | None:
        """Return a thread with its turns, None where there is none."""
        held = self._memory.load(thread)
        return held or self._reading(lambda store: store.load(thread), None)

    def create(self, market: str, as_of: date | None, model: str = "") -> str:
        """Begin a thread and return its id."""
        return self._writing(lambda store: store.create(market, as_of, model))

    def fork(
        self,
        thread: str,
        turns: int | None = None,
        market: str | None = None,
        as_of: date | None = None,
    ) -> str:
        """Begin a thread from another one; see `Threads.fork`."""
        return self._writing(lambda store: store.fork(thread, turns, market, as_of), thread)

    def add(self, thread: str, question: str, model: str, owner: str) -> Turn:
        """Add a question that is about to be answered; a deleted thread is an UnwindError."""
        return self._writing(lambda store: store.add(thread, question, model, owner), thread)

    def pin(self, thread: str, as_of: date) -> None:
        """Set a thread's date where it has none yet."""
        self._writing(lambda store: store.pin(thread, as_of), thread)

    def choose(self, thread: str, model: str) -> None:
        """Set who writes a thread's next answer."""
        self._writing(lambda store: store.choose(thread, model), thread)

    def finish(self, thread: str, turn: str, answer: Kept | None, error: str = "") -> None:
        """Keep what became of a question."""
        self._writing(lambda store: store.finish(turn, answer, error), thread)

    def drop(self, thread: str, turn: str) -> None:
        """Take a question out of its thread."""
        self._writing(lambda store: store.drop(turn), thread)

    def delete(self, thread: str) -> None:
        """Delete a thread, from memory and from the file."""
        self._memory.delete(thread)
        if self._file is not None:
            try:
                self._file.delete(thread)
            except UnwindError as why:
                self._trouble = str(why)

    def _reading(self, read: Callable[[Threads], T], otherwise: T) -> T:
        if self._file is None:
            return otherwise
        try:
            return read(self._file)
        except UnwindError as why:
            self._trouble = str(why)
            return otherwise

    def _writing(self, write: Callable[[Threads], T], thread: str = "") -> T:
        """Write to the file, or to memory: there the thread is taken first, as the file has it."""
        if self._file is None or (thread and self._memory.load(thread)):
            return write(self._memory)
        found = self._reading(lambda store: store.load(thread), None) if thread else None
        try:
            done = write(self._file)
        except UnwindError as why:
            if thread and found is None:
                raise
            self._trouble = str(why)
            if found is not None:
                self._memory.adopt(found)
            return write(self._memory)
        if not self._memory.list():
            self._trouble = ""
        return done
