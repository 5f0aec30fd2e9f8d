"""How a market is written: one writer at a time, and a failure takes back what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from tools.market.objects import Batch, Objects
from tools.market.storage import StorageError
from tools.records import UnwindError

WAIT_SECONDS = 300.0


@contextmanager
def transaction(
    objects: Objects, cache: Path, name: str, in_use: Callable[[], set[str]], wait: float
) -> Iterator[Batch]:
    """Hold the writers' lock; on failure take back what was written and say why.

    Parameters
    ----------
    objects : Objects
        The market's.
    cache : Path
        Where this machine keeps the lock.
    name : str
        The market's name.
    in_use : callable
        Gives the objects that the record on the disk refers to.
    wait : float
        Seconds to wait for the lock.

    Raises
    ------
    UnwindError
        When another process writes, or the disk cannot be written.
    """
    try:
        objects.folder.mkdir(parents=True, exist_ok=True)
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / "write.lock", timeout=wait):
            batch = Batch(objects)
            try:
                yield batch
            except BaseException:
                # The record on the disk says what is in use, even when the failure came late.
                with suppress(StorageError):
                    batch.undo(in_use())
                raise
    except Timeout as error:
        raise UnwindError(
            f"market {name} is being written by another process; nothing was changed"
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnwindError(
            f"market {name} could not be written: {reason}; nothing was changed"
        ) from error
