"""Warnings that are kept quiet in several threads at a time."""

from __future__ import annotations

import threading
import warnings

from tools.sources.quiet import quiet


def test_threads_leave_the_filters_as_they_were() -> None:
    """The second to come in goes out last, and would put back what the first had set."""
    before, began = list(warnings.filters), threading.Event()
    second = threading.Thread(target=lambda: (began.wait(5), _warn()))
    with quiet():
        second.start()
        began.set()
        second.join(0.1)
        assert second.is_alive()  # it waits for its turn
        warnings.warn("heard by nobody", UserWarning, stacklevel=1)
    second.join(5)
    assert list(warnings.filters) == before


def _warn() -> None:
    with quiet():
        warnings.warn("heard by nobody", UserWarning, stacklevel=1)
