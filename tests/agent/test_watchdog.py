"""Work that another side may never end is given up in time, and loses nothing that came."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from time import monotonic

import pytest

from assistant.watchdog import Silent, TooLong, left_behind, limited, watched


def test_gives_what_comes_and_what_is_raised() -> None:
    def work() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyError("three")

    found = []
    with pytest.raises(KeyError, match="three"):
        for item in watched(work, silence=5, total=5):
            found.append(item)
    assert found == [1, 2]


def test_silence_ends_it() -> None:
    release = Event()

    def work() -> Iterator[int]:
        yield 1
        release.wait(30)
        yield 2

    found = []
    with pytest.raises(Silent):
        for item in watched(work, silence=0.1, total=20):
            found.append(item)
    assert found == [1]
    assert left_behind()
    release.set()


def test_a_drip_ends_at_the_limit_of_all() -> None:
    release = Event()

    def work() -> Iterator[int]:
        while not release.wait(0.02):
            yield 0

    started = monotonic()
    with pytest.raises(TooLong):
        for _ in watched(work, silence=5, total=0.3):
            pass
    assert monotonic() - started < 5
    release.set()


def test_limited() -> None:
    release = Event()
    assert limited(lambda: 3, 5, 0) == 3
    assert limited(lambda: release.wait(30), 0.05, False) is False
    release.set()
    with pytest.raises(ValueError, match="no"):
        limited(lambda: int("no"), 5, 0)
