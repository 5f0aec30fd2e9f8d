"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real market data, or skip with the reason."""
    folder = Path(os.environ.get("UNWIND_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "equity_index_daily.csv.gz").is_file():
        pytest.skip("no real market data: set UNWIND_TEST_DATA to a folder that holds it")
    return folder
