"""Every environment variable and path of Unwind, in one place."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from tools.records import UnwindError

DEMO = "demo"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment sets.

    Attributes
    ----------
    home : Path
        ``UNWIND_HOME``, else the user's data folder: markets and notes live there.
    market : str
        ``UNWIND_MARKET``, else the simulated demo.
    """

    home: Path
    market: str

    @property
    def notes(self) -> tuple[Path, ...]:
        """The folders that hold past notes: the user's own and those that ship with Unwind."""
        return self.home / "notes", Path(__file__).parent.parent / "corpus"

    @property
    def markets(self) -> Path:
        """The folder of all markets."""
        return self.home / "markets"

    def folder(self, market: str) -> Path:
        """Return a market's folder; a name that is no plain name is an UnwindError."""
        if not NAME.fullmatch(market):
            raise UnwindError(f"{market!r} is no market name: use letters, digits and dashes")
        return self.markets / market


def settings() -> Settings:
    """Return the settings of this process's environment."""
    home = os.environ.get("UNWIND_HOME")
    return Settings(
        home=Path(home).expanduser() if home else user_data_path("unwind"),
        market=os.environ.get("UNWIND_MARKET") or DEMO,
    )
