"""``unwind doctor`` as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.doctor import Check

MARKS = {"ok": "✓", "off": "○", "wrong": "✕"}


def checkup_text(rows: Sequence[Check]) -> str:
    """Return one line a check, and what mends it below where something does."""
    width = max(len(row.name) for row in rows)
    lines = []
    for row in rows:
        lines.append(f"{MARKS[row.state]} {row.name:<{width}}  {row.found}")
        if row.mend:
            lines.append(f"  {'':<{width}}  → {row.mend}")
    return "\n".join(lines)
