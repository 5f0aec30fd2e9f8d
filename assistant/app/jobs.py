"""Work on a thread of its own: a page's script may be stopped and run again, the work goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from threading import Condition, Thread
from time import perf_counter
from typing import Generic, TypeVar

from tools.records import UnwindError

E = TypeVar("E")
R = TypeVar("R")
BEAT_SECONDS = 0.2


class Job(Generic[E, R]):
    """One piece of work: what it reported so far, and its result or why there is none.

    Parameters
    ----------
    work : callable
        Gets a function that reports an event, and returns the result.

    Attributes
    ----------
    error : str
        One clear sentence where it failed, else empty.
    seconds : float
        How long it took, once it is done.
    """

    def __init__(self, work: Callable[[Callable[[E], None]], R]) -> None:
        self.result: R | None = None
        self.error = ""
        self.seconds = 0.0
        self.done = False
        self.started = perf_counter()
        self._events: list[E] = []
        self._changed = Condition()
        Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Callable[[Callable[[E], None]], R]) -> None:
        try:
            self.result = work(self._report)
        except UnwindError as error:
            self.error = " ".join(str(error).split())
        except Exception as error:
            logging.getLogger(__name__).exception("a job of the page failed")
            self.error = f"{type(error).__name__}, which is a defect: the log has the details"
        self.seconds = perf_counter() - self.started
        self._keep()
        with self._changed:
            self.done = True
            self._changed.notify_all()

    def _keep(self) -> None:
        """Keep the result, before anybody hears that there is one; for jobs that do."""

    def within(self, seconds: float) -> R | None:
        """Return the result where it is there in time."""
        with self._changed:
            self._changed.wait_for(lambda: self.done, seconds)
        return self.result

    def wait(self) -> R:
        """Return the result once it is there; where there is none, UnwindError says why."""
        with self._changed:
            self._changed.wait_for(lambda: self.done)
        if self.result is None:
            raise UnwindError(self.error)
        return self.result

    def _report(self, event: E) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def follow(self) -> Iterator[E | None]:
        """Yield every event from the first on as it comes, and None where nothing came for a beat.

        At a beat the page touches an element, which is when a new click can stop its script.
        """
        seen = 0
        while True:
            with self._changed:
                if len(self._events) == seen and not self.done:
                    self._changed.wait(BEAT_SECONDS)
                fresh, done = self._events[seen:], self.done
            seen += len(fresh)
            yield from fresh
            if done:
                return
            if not fresh:
                yield None
