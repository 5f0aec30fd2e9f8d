"""Bodies that live sources once served, from the folder of recordings; absent ones skip."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.sources.request import Payload

HERE = Path(__file__).parents[2]
FETCHED = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)


def folder() -> Path:
    """Return the folder of recordings; without one the test is skipped."""
    found = Path(os.environ.get("UNWIND_TEST_PAYLOADS", HERE.parent / "shared" / "payloads"))
    if not found.is_dir():
        pytest.skip("no recorded payloads: set UNWIND_TEST_PAYLOADS to their folder")
    return found


def recorded(name: str) -> bytes:
    """Return one recorded body."""
    path = folder() / name
    if not path.exists():
        pytest.skip(f"{name} is not among the recorded payloads")
    return path.read_bytes()


def payload(source: str, key: str, body: bytes, fetched: datetime = FETCHED) -> Payload:
    """Return a body as if it had just come."""
    return Payload(source, key, body, fetched)
