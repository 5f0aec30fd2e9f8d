"""The command starts light."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("module", ["assistant.cli", "assistant.tables"])
def test_printing_loads_nothing_heavy(module: str) -> None:
    heavy = "{'pandas', 'numpy', 'pyarrow', 'scipy', 'streamlit'}"
    code = f"import sys, {module}; sys.exit(' '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_installed_command_answers_with_help() -> None:
    command = shutil.which("unwind", path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip("the command is not installed beside this Python")
    done = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "brief" in done.stdout
