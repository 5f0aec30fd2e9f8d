"""Limits of time on work that another side may never end: it is left to itself, and said so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
NAME = "unwind-watched"


class Silent(Exception):
    """Nothing came for as long as was allowed."""


class TooLong(Exception):
    """It went on for longer than was allowed."""


def watched(make: Callable[[], Iterator[T]], *, silence: float, total: float) -> Iterator[T]:
    """Yield what an iterator gives, made and run on a thread of its own.

    Parameters
    ----------
    make : callable
        Returns the iterator.
    silence : float
        Seconds that may pass without an item.
    total : float
        Seconds that all of it may take.

    Raises
    ------
    Silent, TooLong
        When a limit is reached. The thread is left behind: no thread can be ended from outside.
    Exception
        Whatever the iterator raises.
    """
    items: SimpleQueue[tuple[bool, T | BaseException | None]] = SimpleQueue()
    left = Event()

    def run() -> None:
        try:
            for item in make():
                items.put((True, item))
                if left.is_set():
                    return
            items.put((False, None))
        except BaseException as error:
            items.put((False, error))

    Thread(target=run, name=NAME, daemon=True).start()
    until = monotonic() + total
    try:
        while True:
            rest = until - monotonic()
            try:
                more, found = items.get(timeout=max(min(silence, rest), 0.0))
            except Empty:
                raise (TooLong if rest <= silence else Silent) from None
            if isinstance(found, BaseException):
                raise found
            if not more:
                return
            yield found  # type: ignore[misc]
    finally:
        left.set()


def limited(work: Callable[[], T], seconds: float, otherwise: T) -> T:
    """Return what some work gives, or another value where it takes too long."""
    try:
        return next(watched(lambda: iter([work()]), silence=seconds, total=seconds))
    except (Silent, TooLong):
        return otherwise


def left_behind() -> bool:
    """Tell whether a thread that was given up still runs."""
    return any(thread.name == NAME and thread.is_alive() for thread in threading.enumerate())
