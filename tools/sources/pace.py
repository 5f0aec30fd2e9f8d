"""How often a host is asked: a steady pace, shared by whoever asks it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Pace:
    """Lets callers through one after another, no faster than a rate.

    Parameters
    ----------
    per_second : float
        Most calls a second.
    clock, sleep : callable
        Seconds on a clock that only goes forward, and how to wait.
    """

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._step = 1.0 / per_second
        self._clock, self._sleep = clock, sleep
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next call may be made."""
        with self._lock:
            now = self._clock()
            at = max(now, self._next)
            self._next = at + self._step
        if at > now:
            self._sleep(at - now)
