"""Frames that follow from a market and from nothing else, kept so as to be made only once."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.lib
import pyarrow.parquet as pq

from tools.history.keys import code


class Derived:
    """A folder of frames, each named after what it was made from and the code that made it.

    Parameters
    ----------
    folder : Path
        Where they lie; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a frame from the disk, or make and keep it; a full disk is no failure."""
        name = hashlib.sha256((code() + key).encode()).hexdigest()[:32]
        path = self._folder / f"{name}.parquet"
        kept = _read(path)
        if kept is not None:
            return kept
        frame = make()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(frame, path)
        except OSError:
            path.unlink(missing_ok=True)
        return frame

    def clear(self) -> None:
        """Remove all of them."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _read(path: Path) -> pd.DataFrame | None:
    """Return a kept frame; None where there is none or it is damaged, so that it is made anew."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            frame: pd.DataFrame = file.read(use_threads=False).to_pandas()
        return frame
    except (OSError, ValueError, pyarrow.lib.ArrowException):
        return None


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame whole or not at all."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        frame.to_parquet(part, compression="zstd", write_page_checksum=True)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
