"""The log of runs that a clock starts: a line of JSON a run, appended whole, rotated by size."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from tools.records import UnwindError

LARGEST = 1_000_000  # bytes, some five hundred runs
KEPT = 3  # files beside the one that is written
WAIT = 10.0


class RunLog:
    """A file of JSON lines, the latest last.

    Parameters
    ----------
    path : Path
        The file; older ones stand beside it as ``NAME.1`` and so on.
    largest : int
        Bytes from which on a new file is begun.
    """

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self._path, self._largest = path, largest

    def append(self, entry: Mapping[str, Any]) -> None:
        """Write a line; two runs that end together each write theirs whole.

        Raises
        ------
        UnwindError
            When it cannot be written.
        """
        line = json.dumps(entry, allow_nan=False, separators=(",", ":")) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=WAIT):
                self._rotate()
                self._write(line.encode("utf-8"))
        except Timeout as error:
            raise UnwindError(f"{self._path}: another run holds the log") from error
        except OSError as error:
            why = error.strerror or str(error)
            raise UnwindError(f"{self._path}: the run cannot be logged: {why}") from error

    def last(self, **wanted: Any) -> dict[str, Any] | None:
        """Return the latest entry with those fields, None without one.

        Lines that are no entries are passed over: a log is never worth a run.
        """
        for path in (self._path, *(self._older(n) for n in range(1, KEPT + 1))):
            try:
                lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError:
                continue
            for line in reversed(lines):
                try:
                    entry = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(entry, dict) and wanted.items() <= entry.items():
                    return entry
        return None

    def _older(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")

    def _rotate(self) -> None:
        if not self._path.exists() or self._path.stat().st_size < self._largest:
            return
        for number in range(KEPT, 1, -1):
            if self._older(number - 1).exists():
                os.replace(self._older(number - 1), self._older(number))
        os.replace(self._path, self._older(1))

    def _write(self, line: bytes) -> None:
        """Append in one write, on a line of its own where the last one was broken off."""
        with self._path.open("ab+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                line = line if file.read(1) == b"\n" else b"\n" + line
            if file.write(line) < len(line):
                file.truncate(size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
