"""The Parquet files of one market, each under the hash of its content, written in batches."""

from __future__ import annotations

import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.lib

from tools.market import digest
from tools.market.storage import RemotePath, StorageError
from tools.records import UnwindError

_HOW: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}


class Objects:
    """The ``objects`` folder of one market.

    Parameters
    ----------
    folder : Path
        The market's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.market = folder.name
        self.folder = folder / "objects"

    def path(self, key: str) -> Path:
        """Return the file of an object."""
        return self.folder / f"{key}.parquet"

    def read(self, key: str, what: str = "") -> pd.DataFrame:
        """Return an object's frame; a damaged or absent one is an UnwindError that says ``what``.

        Page checksums are verified, so that a flipped bit is found and not computed with.
        """
        path = self.path(key)
        try:
            source = BytesIO(path.read_bytes()) if isinstance(path, RemotePath) else path
            return pd.read_parquet(source, page_checksum_verification=True)
        except StorageError:
            raise
        except FileNotFoundError as error:
            why = "is gone: open the market again, or import it again if that does not help"
            raise UnwindError(f"market {self.market}: {what or key} {why}") from error
        except (OSError, pyarrow.lib.ArrowException, ValueError, KeyError) as error:
            why = "is damaged: import the market again to make it anew"
            raise UnwindError(f"market {self.market}: {what or key} {why}") from error

    def collect(self, keep: set[str]) -> None:
        """Remove every file but the objects to keep; what cannot be removed stays."""
        with suppress(StorageError):
            for path in self.folder.iterdir():
                if path.stem not in keep or path.suffix != ".parquet":
                    with suppress(OSError):
                        path.unlink(missing_ok=True)


class Batch:
    """Objects that are written together and can be taken back together."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._sound: set[str] = set()
        self._written: list[Path] = []
        self.damaged: list[str] = []

    def read(self, key: str, what: str) -> pd.DataFrame | None:
        """Return a stored frame, or None where it cannot be read, which is noted."""
        try:
            frame = self._objects.read(key, what)
        except StorageError:
            # It may be whole: to make it anew from what is imported would lose the rest of it.
            raise
        except UnwindError:
            self.damaged.append(what)
            return None
        self._sound.add(key)
        return frame

    def write(self, frame: pd.DataFrame, name: str) -> str:
        """Store a frame unless it is there and sound; return its key."""
        key = digest.frame_hash(frame, name)
        path = self._objects.path(key)
        if path.exists() and (key in self._sound or self.read(key, name) is not None):
            return key
        if not path.exists():
            self._written.append(path)
        if isinstance(path, RemotePath):
            path.write_bytes(_parquet(frame))
        else:
            part = path.with_suffix(".part")
            self._written.append(part)
            frame.to_parquet(part, **_HOW)
            flush(part)
            os.replace(part, path)
        self._sound.add(key)
        return key

    def undo(self, keep: set[str]) -> None:
        """Remove what was written, but for the objects to keep."""
        for path in self._written:
            if path.suffix != ".parquet" or path.stem not in keep:
                path.unlink(missing_ok=True)


def _parquet(frame: pd.DataFrame) -> bytes:
    body = BytesIO()
    frame.to_parquet(body, **_HOW)
    return body.getvalue()


def put_text(text: str, path: Path) -> None:
    """Replace a text in one step; on any failure the old one stays."""
    if isinstance(path, RemotePath):
        path.write_bytes(text.encode())
        return
    part = path.with_suffix(".part")
    try:
        part.write_text(text, encoding="utf-8")
        flush(part)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def flush(path: Path) -> None:
    """Have a file's content on the disk before anything refers to it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
