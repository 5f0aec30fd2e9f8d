"""Frames that follow from a market and from nothing else, kept so as to be made only once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from tools.history.keys import code
from tools.market.mapped import Frames


class Derived:
    """A folder of frames, each named after what it was made from and the code that made it.

    Parameters
    ----------
    folder : Path
        Where they lie; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self._frames = Frames(folder)

    def get(self, key: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a frame from the disk, or make and keep it; a full disk is no failure."""
        name = hashlib.sha256((code() + key).encode()).hexdigest()[:32]
        return self._frames.get(name, name, make)

    def clear(self) -> None:
        """Remove all of them."""
        self._frames.clear()
