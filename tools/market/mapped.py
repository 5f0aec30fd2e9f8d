"""Frames that are read at once: Arrow files that are mapped into memory, with a checksum.

A brief reads a hundred small frames, and Parquet takes milliseconds to open one. Such a file is a
copy of what stands elsewhere or can be made again: one that is damaged, or was made from something
else, is as good as none.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc

_CHECK = 4  # bytes of the checksum at the end
_PLAIN = "fiuMb"  # kinds of numpy columns; the others but strings are not kept
_TEXT = "str"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, IndexError, pa.ArrowException)


class Frames:
    """A folder of frames, each kept under a name and the words that say what it was made from.

    Parameters
    ----------
    folder : Path
        Where they lie; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str, origin: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a kept frame of this origin, or make and keep it; a full disk is no failure.

        One that is not ``mappable`` is made every time.
        """
        path = self._folder / f"{name}.arrow"
        kept = read_frame(path, origin)
        if kept is not None:
            return kept
        frame = make()
        if mappable(frame):
            with suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True)
                write_frame(frame, path, origin)
        return frame

    def collect(self, keep: set[str]) -> None:
        """Remove all but those with the names to keep; what cannot be removed stays."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.stem not in keep:
                    path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all of them."""
        shutil.rmtree(self._folder, ignore_errors=True)


def mappable(frame: pd.DataFrame) -> bool:
    """Tell whether a frame can be kept: plain and string columns by name, days or a range as index.

    Parameters
    ----------
    frame : DataFrame
        Any.
    """
    index = frame.index
    dated = isinstance(index, pd.DatetimeIndex) and index.tz is None
    named = pd.api.types.is_string_dtype(frame.columns.dtype) and frame.columns.is_unique
    return (
        (dated or isinstance(index, pd.RangeIndex))
        and isinstance(index.name, str | None)
        and named
        and all(_kind(dtype) is not None for dtype in frame.dtypes)
    )


def write_frame(frame: pd.DataFrame, path: Path, origin: str) -> None:
    """Write a frame, whole or not at all.

    Parameters
    ----------
    frame : DataFrame
        One that is ``mappable``.
    path : Path
        The file; it is replaced.
    origin : str
        What the frame was made from: it is read back under the same words only.

    Raises
    ------
    OSError
        When the disk is full or cannot be written.
    TypeError
        When the frame is not mappable.
    """
    if not mappable(frame):
        raise TypeError(f"no such frame can be mapped: {frame.dtypes}, {frame.index!r}")
    index, columns = frame.index, [frame[name] for name in frame.columns]
    about: dict[str, Any] = {
        "names": list(frame.columns),
        "label": frame.columns.name,
        "kinds": [_kind(column.dtype) for column in columns],
        "index": index.name,
    }
    if isinstance(index, pd.RangeIndex):
        about["range"] = [index.start, index.stop, index.step]
    else:
        about["kinds"].append(_kind(index.dtype))
        columns.append(index.to_series())
    arrays = [_stored(column) for column in columns]
    schema = pa.schema(
        [(str(i), array.type) for i, array in enumerate(arrays)],
        metadata={"about": json.dumps(about)},
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    body = sink.getvalue()
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(body)
            file.write(_checksum(body, origin))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read_frame(path: Path, origin: str) -> pd.DataFrame | None:
    """Return a frame that was written; None where there is none of this origin that is whole."""
    try:
        with pa.memory_map(str(path)) as file:
            data = file.read_buffer()
            body = data.slice(0, data.size - _CHECK)
            if data.slice(body.size).to_pybytes() != _checksum(body, origin):
                return None
            batch = pa.ipc.open_stream(body).read_next_batch()
        return _frame(batch)
    except _UNREADABLE:
        return None


def _frame(batch: pa.RecordBatch) -> pd.DataFrame:
    """Return the frame in memory of its own, so that the file can go."""
    about = json.loads(batch.schema.metadata[b"about"])
    columns = [_loaded(batch.column(i), kind) for i, kind in enumerate(about["kinds"])]
    names = pd.Index(about["names"], name=about["label"], dtype=_TEXT)
    index = _index(about, columns)
    if all(kind == "<f8" for kind in about["kinds"][: len(names)]):
        # One block at once: pandas would copy each column and then all of them.
        return pd.DataFrame(np.array(columns).T, index, names, copy=False)
    frame = pd.DataFrame(dict(enumerate(columns)), index)
    frame.columns = names
    return frame


def _index(about: dict[str, Any], columns: list[Any]) -> pd.Index:
    """Return the index; one of days is the last column, which is taken out."""
    if "range" in about:
        start, stop, step = about["range"]
        return pd.RangeIndex(start, stop, step, name=about["index"])
    return pd.DatetimeIndex(columns.pop().copy(), name=about["index"])


def _kind(dtype: Any) -> str | None:
    """Return how a column's type is written down; None for one that is not kept."""
    if isinstance(dtype, pd.StringDtype):
        return _TEXT if dtype.na_value is np.nan else None
    if isinstance(dtype, np.dtype) and dtype.kind in _PLAIN:
        return dtype.str
    return None


def _stored(column: pd.Series) -> pa.Array:
    """Return a column's bits: an instant or a flag as a number, so that no value is a null."""
    if isinstance(column.dtype, pd.StringDtype):
        return pa.array(column, pa.large_string(), from_pandas=True)
    values = column.to_numpy()
    match values.dtype.kind:
        case "M":
            values = values.view(np.int64)
        case "b":
            values = values.view(np.uint8)
    return pa.array(values, from_pandas=False)


def _loaded(array: pa.Array, kind: str) -> Any:
    """Return a column as numpy's view of the file, or as pandas' strings."""
    if kind == _TEXT:
        return pd.array(array, dtype=pd.StringDtype("pyarrow", na_value=np.nan))
    return array.to_numpy().view(kind)


def _checksum(body: pa.Buffer, origin: str) -> bytes:
    return zlib.crc32(body, zlib.crc32(origin.encode())).to_bytes(_CHECK, "little")
