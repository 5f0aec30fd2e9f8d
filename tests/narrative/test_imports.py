from __future__ import annotations

import subprocess
import sys

MODULES = "assistant.narrative, assistant.faults, assistant.popovers, assistant.check"
HEAVY = {"pandas", "numpy", "streamlit", "scipy", "pyarrow", "altair", "langchain", "chromadb"}


def test_the_writer_s_language_imports_nothing_heavy() -> None:
    code = f"import sys, {MODULES}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {name.split(".")[0] for name in loaded.stdout.split()} & HEAVY
