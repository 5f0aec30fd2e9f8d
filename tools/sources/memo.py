"""What is remembered of each source between pulls, beside the market."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

LONGEST = timedelta(days=1)  # for which a source that asked for it is left alone


class Memo:
    """One JSON file, replaced whole; what is damaged in it, or all of it, is not remembered.

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
        except (OSError, ValueError, RecursionError):
            self._held = {}

    def of(self, source: str) -> dict[str, Any]:
        """Return what is remembered of a source."""
        found = self._held.get(source, {})
        return found if isinstance(found, dict) else {}

    def latest(self) -> dict[str, dict[str, Any]]:
        """Return what is remembered of the sources that the last pull asked, by source."""
        tried = {name: self.of(name).get("tried") for name in self._held}
        last = max((t for t in tried.values() if isinstance(t, str)), default="")
        return {name: self.of(name) for name in sorted(tried) if last and tried[name] == last}

    def again(self, source: str) -> frozenset[str]:
        """Return the series and tickers whose whole history is to be asked for."""
        found = self.of(source).get("again")
        names = found if isinstance(found, list) else []
        return frozenset(name for name in names if isinstance(name, str))

    def wait(self, source: str, now: datetime) -> datetime | None:
        """Return until when (UTC) a source is to be left alone, None where it may be asked.

        No source is left alone for longer than :data:`LONGEST`: a time further off is damaged, or
        was noted by a clock that went ahead.
        """
        text = self.of(source).get("not_before")
        try:
            until = datetime.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            return None
        if until is None or until.tzinfo is None or not now < until <= now + LONGEST:
            return None
        return until.astimezone(UTC)

    def put(self, source: str, memo: dict[str, Any]) -> None:
        """Remember something of a source."""
        self._held[source] = memo
        part = self._path.with_suffix(f".{os.getpid()}.part")
        try:
            part.write_text(json.dumps(self._held, indent=1, sort_keys=True), encoding="utf-8")
            os.replace(part, self._path)
        finally:
            part.unlink(missing_ok=True)
