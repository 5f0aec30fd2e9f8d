"""Where this process keeps conversations: one shelf and one owner for each home."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock

from assistant.settings import settings
from assistant.threads.owner import Owner
from assistant.threads.shelf import Shelf

_OPENING = Lock()


def shelf() -> Shelf:
    """Return the threads of this home."""
    with _OPENING:
        return _shelf(settings().threads)


def owner() -> Owner:
    """Return this process, as other processes of this home see it."""
    with _OPENING:
        return _owner(settings().threads.with_suffix(".runs"))


@cache
def _shelf(path: Path) -> Shelf:
    return Shelf(path)


@cache
def _owner(folder: Path) -> Owner:
    return Owner(folder)
