"""What became of the files of an import: read, refused, left out, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

SHOWN = 5


@dataclass(slots=True)
class FileReport:
    """What became of one file.

    ``status`` is "read", "absent", "left out" or "failed". ``refused`` counts rows by reason and
    ``examples`` names the first lines of each. ``blank`` rows are dates without a value, as vendors
    print holidays.
    """

    name: str
    status: str = "read"
    rows: int = 0
    blank: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[int]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    error: str = ""
    what: str = ""
    lines: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict, repr=False, compare=False)

    def read(self, lines: npt.NDArray[np.int64]) -> None:
        """Count the rows that gave a value, one that gave several of them once."""
        self.lines["read"] = np.unique(lines)
        self.rows = len(self.lines["read"])

    def refuse(self, why: str, lines: pd.Index) -> None:
        """Count rows that were left out for one reason."""
        if len(lines):
            before = self.lines.get("refused", lines[:0])
            self.lines["refused"] = np.union1d(before, lines)
            self.refused[why] = self.refused.get(why, 0) + len(lines)
            shown = self.examples.setdefault(why, [])
            shown += [int(n) for n in lines[: SHOWN - len(shown)]]

    def warn(self, lines: pd.Index, what: str) -> None:
        """Note values that were left out while their rows were kept."""
        if len(lines):
            self.warnings.append(f"line {int(lines[0])}: {what} ({len(lines)} in the file)")


@dataclass(slots=True)
class ImportReport:
    """What an import read, refused and left out.

    ``changed`` says whether the market differs from before; ``repaired`` names the parts whose
    stored copy was damaged and was made anew from this import alone.
    """

    files: list[FileReport] = field(default_factory=list)
    unrecognised: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    changed: bool = False

    @property
    def rows(self) -> int:
        """Rows read; one that several rules read, a column each, counts once."""
        uncounted = sum(f.rows for f in self.files if f.status == "read" and "read" not in f.lines)
        return uncounted + self._lines("read")

    @property
    def refused(self) -> int:
        """Rows refused in any part; one that several rules refuse counts once."""
        return self._lines("refused")

    def _lines(self, of: str) -> int:
        found: dict[str, list[npt.NDArray[np.int64]]] = {}
        for file in self.files:
            if file.status == "read" and of in file.lines:
                found.setdefault(file.name, []).append(file.lines[of])
        return sum(len(np.unique(np.concatenate(parts))) for parts in found.values())

    @property
    def failed(self) -> list[FileReport]:
        """The recognised files that could not be read."""
        return [f for f in self.files if f.status == "failed"]

    @property
    def errors(self) -> list[str]:
        """Why files could not be read, each reason once."""
        return list(dict.fromkeys(f.error for f in self.failed))
