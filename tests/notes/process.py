"""Python scripts in processes of their own that use a memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = """
import sys
from datetime import date
from pathlib import Path
from tools.notes import Memory
folder = Path(sys.argv[1])
memory = Memory(folder / "memory", (folder / "notes",))
"""


def start(folder: Path, script: str) -> subprocess.Popen[str]:
    """Start a script with ``memory`` and ``folder`` at hand; its output is read line by line."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-u", "-c", START + script, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    """Return what a script printed; it must have ended well."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def run(folder: Path, script: str) -> str:
    return finish(start(folder, script))
