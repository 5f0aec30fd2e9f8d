"""Histories on the disk: one Arrow file that is mapped into memory, and an index beside it.

A brief wants one row of every history and no more, so they stand together in one file of which
only the pages that are touched are read. The index is replaced last, in one rename: a reader sees
the old shelf or the new one.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from tools.pillars.reading import Track

_DAYS = ("observed", "known", "at")
_INDEX = "index.json"
_UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
_SCHEMA = pa.schema([("value", pa.float64()), *((name, pa.int64()) for name in _DAYS)])


@dataclass(frozen=True, slots=True)
class _Index:
    stamp: str
    file: str
    places: dict[str, tuple[int, int]]


class Shelf:
    """The kept histories of one market.

    Parameters
    ----------
    folder : Path
        Where the two files lie; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = self._read_index()
        self._reader = self._open()

    @property
    def stamp(self) -> str:
        """What the shelf was filled for; empty where there is none that can be read."""
        return self._index.stamp if self._reader is not None else ""

    def get(self, key: str) -> Track | None:
        """Return a history; None where it is not kept, or damaged, so that it is made anew."""
        place = self._index.places.get(key)
        if place is None or self._reader is None:
            return None
        number, checksum = place
        try:
            batch = self._reader.get_batch(number)
            columns = {name: batch.column(name).to_numpy() for name in _SCHEMA.names}
        except (OSError, ValueError, KeyError, OverflowError, pa.ArrowException):
            return None
        if _checksum(key, columns) != checksum:
            return None
        value, *days = columns.values()
        return Track(value, *(column.view("datetime64[us]") for column in days))

    def fill(self, histories: Mapping[str, Track], stamp: str) -> None:
        """Replace all that is kept; on any failure the old shelf stays as it was."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"histories-{os.urandom(6).hex()}.arrow"
        path, part = self._folder / name, self._folder / f"index.{os.getpid()}.part"
        places: dict[str, tuple[int, int]] = {}
        try:
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, _SCHEMA) as writer:
                for number, (key, history) in enumerate(histories.items()):
                    columns = _columns(history)
                    places[key] = number, _checksum(key, columns)
                    writer.write_batch(
                        pa.record_batch(list(map(pa.array, columns.values())), schema=_SCHEMA)
                    )
            part.write_text(
                json.dumps({"stamp": stamp, "file": name, "places": places}), encoding="utf-8"
            )
            os.replace(part, self._folder / _INDEX)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            part.unlink(missing_ok=True)
        self._index = _Index(stamp, name, places)
        self._reader = self._open()
        for old in self._folder.iterdir():
            if old.is_file() and old.name not in (name, _INDEX):
                _remove(old)

    def _read_index(self) -> _Index:
        try:
            found = json.loads((self._folder / _INDEX).read_text(encoding="utf-8"))
            places = {str(k): (int(n), int(c)) for k, (n, c) in found["places"].items()}
            return _Index(str(found["stamp"]), Path(str(found["file"])).name, places)
        except (
            OSError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ):
            return _Index("", "", {})

    def _open(self) -> pa.ipc.RecordBatchFileReader | None:
        path = self._folder / self._index.file
        try:
            reader = pa.ipc.open_file(pa.memory_map(str(path)))
        except (OSError, ValueError, pa.ArrowException):
            return None
        whole = reader.schema == _SCHEMA and reader.num_record_batches == len(self._index.places)
        return reader if whole else None


def _columns(history: Track) -> dict[str, npt.NDArray[np.generic]]:
    days = (column.astype("datetime64[us]").view(np.int64) for column in history[1:])
    return {"value": history.value, **dict(zip(_DAYS, days, strict=True))}


def _checksum(key: str, columns: Mapping[str, npt.NDArray[np.generic]]) -> int:
    """Return a sum that binds a history to its key, so that none stands in for another."""
    total = zlib.crc32(key.encode())
    for values in columns.values():
        total = zlib.crc32(np.ascontiguousarray(values).data, total)
    return total


def _remove(path: Path) -> None:
    """Remove a file that another process may still have open, where the system allows it."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
