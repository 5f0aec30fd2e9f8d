"""The memory of past notes: Markdown files with front matter, recalled by date and kind.

A note is recalled only for dates after its own, and only beside markets of its kind: a note about a
simulated market never stands beside real data. What a note says is data, never an instruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tools.records import NoteRef

FENCE = "---"
ID = re.compile(r"[A-Za-z0-9-]{3,80}")
LONGEST, TITLE = 65_536, 200  # characters that are read of a note, and kept of its title


def front_matter(text: str) -> dict[str, str]:
    """Return the ``key: value`` lines between a note's first two fences, {} where it has none."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != FENCE:
        return {}
    fields: dict[str, str] = {}
    for line in lines[1:]:
        if line.strip() == FENCE:
            return fields
        key, colon, value = line.partition(":")
        if colon:
            fields[key.strip()] = value.strip().strip('"')
    return {}


def read_note(path: Path) -> tuple[NoteRef, bool] | None:
    """Return a note and whether it is about a simulated market; None where it is no note.

    A file without an id, a date or a kind is left out: memory is never guessed at.
    """
    try:
        if not path.is_file():
            return None
        with path.open(encoding="utf-8") as file:
            fields = front_matter(file.read(LONGEST))
        as_of = date.fromisoformat(fields["as_of"])
        simulated = {"true": True, "false": False}[fields["simulated"].lower()]
        readings = tuple(fields.get("readings", "").split())
        note = NoteRef(fields["id"], as_of, fields.get("title", "")[:TITLE], readings)
    except (OSError, UnicodeDecodeError, KeyError, ValueError):
        return None
    return (note, simulated) if ID.fullmatch(note.id) else None


def recall(folders: Iterable[Path], before: date, *, simulated: bool) -> tuple[NoteRef, ...]:
    """Return the notes dated strictly before a date, of one kind of market, the latest first.

    Parameters
    ----------
    folders : iterable of Path
        Where Markdown notes lie; one that does not exist holds none.
    before : date
        The as-of date: a note of that very date is not recalled.
    simulated : bool
        The kind of market that is asked about.
    """
    found = (read_note(path) for folder in folders for path in sorted(folder.glob("*.md")))
    notes = {n.id: n for n, kind in filter(None, found) if kind is simulated and n.as_of < before}
    return tuple(sorted(notes.values(), key=lambda n: (n.as_of, n.id), reverse=True))
