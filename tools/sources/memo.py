"""What is remembered of each source between pulls, beside the market."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


class Memo:
    """One JSON file, replaced whole; a damaged one remembers nothing.

    Parameters
    ----------
    path : Path
        The file; it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            self._held: dict[str, dict[str, Any]] = dict(held) if isinstance(held, dict) else {}
        except (OSError, ValueError):
            self._held = {}

    def of(self, source: str) -> dict[str, Any]:
        """Return what is remembered of a source."""
        found = self._held.get(source, {})
        return found if isinstance(found, dict) else {}

    def put(self, source: str, memo: dict[str, Any]) -> None:
        """Remember something of a source."""
        self._held[source] = memo
        part = self._path.with_suffix(f".{os.getpid()}.part")
        try:
            part.write_text(json.dumps(self._held, indent=1, sort_keys=True), encoding="utf-8")
            os.replace(part, self._path)
        finally:
            part.unlink(missing_ok=True)
