"""Libraries that warn of themselves, kept quiet while several sources are asked at a time."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# Filters are the whole process's: of two threads that change them and put them back, one would
# leave those of the other.
_ALONE = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Let no warning out of a block; other threads wait before theirs."""
    with _ALONE, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
