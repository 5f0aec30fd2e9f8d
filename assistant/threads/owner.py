"""Which process answers a question, and whether it still lives."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout


class Owner:
    """The process that runs this, by a lock that it holds to its end however that comes.

    Parameters
    ----------
    folder : Path
        Holds one lock file a process; those of ended processes are removed when met.

    Attributes
    ----------
    token : str
        The name of this process.
    """

    def __init__(self, folder: Path) -> None:
        self.token = secrets.token_hex(8)
        self._folder = folder
        self._lock = FileLock(self._path(self.token), thread_local=False)
        # Where nothing can be written, no other process sees the questions of this one either.
        with suppress(OSError, Timeout):
            folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)

    def _path(self, token: str) -> Path:
        return self._folder / f"{token}.lock"

    def alive(self, token: str) -> bool:
        """Tell whether the process of that name still runs."""
        if token == self.token:
            return True
        path = self._path(token)
        if not token.isalnum() or not path.exists():
            return False
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        except OSError:
            return False
        lock.release()
        path.unlink(missing_ok=True)
        return False

    def release(self) -> None:
        """Give the lock up, as the end of the process does."""
        self._lock.release()
