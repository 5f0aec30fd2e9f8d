"""Run the command line as a user does, or in this process where that is enough."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.cli import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The exit status and the two streams of a command."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line of a failure: nothing else may stand on standard error."""
        assert self.status == 1, self
        assert self.err.startswith("unwind: "), self.err
        assert self.err.count("\n") == 1, self.err
        assert self.err.endswith("\n")
        return self.err.removeprefix("unwind: ").rstrip("\n")


class Command:
    """The ``unwind`` command with a home of its own."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Outcome:
        """Run in this process."""
        self._capsys.readouterr()
        status: int | str | None = 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("UNWIND_HOME", str(self.home))
            patch.delenv("UNWIND_MARKET", raising=False)
            patch.setattr(sys, "argv", ["unwind", *map(str, arguments)])
            try:
                main()
            except SystemExit as stop:
                status = stop.code
        out, err = self._capsys.readouterr()
        return Outcome(int(status or 0), out, err)

    def process(self, *arguments: str | Path, before: str = "") -> Outcome:
        """Run in a process of its own in which every warning is an error."""
        script = f"{before}\nfrom assistant.cli import main\nmain()"
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", script, *map(str, arguments)],
            env={**os.environ, "UNWIND_HOME": str(self.home), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)
