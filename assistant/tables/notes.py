"""The pages of ``unwind notes``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.tables.grid import DASH, Column, Grid, facts, folded, rule, sides
from tools.formatting import number, plural
from tools.notes import passage

if TYPE_CHECKING:
    from datetime import date

    from tools.notes import Added, Note, Results

NOTES = (
    Column("note"),
    Column("as of"),
    Column("kind", spare=2),
    Column("market", spare=1),
    Column("title", wraps=True),
)
HOW = {
    "added": "added",
    "replaced": "replaced the note of that id",
    "unchanged": "was in memory already; nothing changed",
}
EXCERPT = 400  # characters of a section that a search prints


def added_text(added: Sequence[Added]) -> str:
    """Return what became of each note that was to be added."""
    lines = [f"{one.note.id} ({one.note.as_of.isoformat()}): {HOW[one.how]}" for one in added]
    return "\n".join(lines) + "\n"


def note_rows(notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Return notes without their text, in plain JSON types."""
    return [
        {
            "id": note.id,
            "as_of": note.as_of.isoformat(),
            "simulated": note.simulated,
            "market": note.market,
            "title": note.title,
            "readings": list(note.readings),
        }
        for note in notes
    ]


def notes_text(notes: Sequence[Note], skipped: Sequence[str], degraded: str) -> str:
    """Return the list of notes, and below it the files that were left out and why."""
    lines = ["No note is in memory."]
    if notes:
        cells = [
            (
                note.id,
                note.as_of.isoformat(),
                _kind(note.simulated),
                _line(note.market) or DASH,
                _line(note.title) or DASH,
            )
            for note in notes
        ]
        grid = Grid(NOTES, cells)
        lines = [*grid.head(), *grid.lines(cells)]
    if skipped:
        lines += ["", f"Left out, {plural(len(skipped), 'file')}:"]
        lines += [line for why in skipped for line in folded(f"  {_line(why)}", hang="    ")]
    return "\n".join([*lines, *_remark(degraded)]) + "\n"


def note_text(note: Note) -> str:
    """Return a note's facts, and its text to the letter."""
    pairs = [
        ("note", note.id),
        ("as of", note.as_of.isoformat()),
        ("kind", _kind(note.simulated)),
        ("market", _line(note.market)),
        ("title", _line(note.title)),
        ("readings", " ".join(note.readings)),
    ]
    head = facts((pair for pair in pairs if pair[1]), key=8)
    return "\n".join([*head, rule(), note.text.replace("\r\n", "\n").strip("\n"), ""])


def found_rows(results: Results) -> list[dict[str, Any]]:
    """Return what a search found, in plain JSON types."""
    return [
        {
            "id": found.id,
            "as_of": found.as_of.isoformat(),
            "section": found.section,
            "score": found.score,
            "text": found.text,
        }
        for found in results.found
    ]


def found_text(results: Results, query: str, before: date, *, simulated: bool) -> str:
    """Return what a search found, of each section what names most of the query."""
    kind = "simulated" if simulated else "real"
    lines: list[str] = []
    for found in results.found:
        section = f", {_line(found.section)}" if found.section else ""
        title = f"{found.as_of.isoformat()}  {found.id}{section}"
        said = passage(found.text, query.split()) or _line(found.text)
        cut = said if len(said) <= EXCERPT else f"{said[:EXCERPT].rpartition(' ')[0]} …"
        lines += [*sides(title, number(found.score, 2)), *folded(f"  {cut}", hang="  "), ""]
    if not lines:
        lines = [f"No note on a {kind} market dated before {before.isoformat()} is near to that."]
    return "\n".join([*lines, *_remark(results.degraded)]) + "\n"


def _kind(simulated: bool) -> str:
    return "SIMULATED" if simulated else "real"


def _line(text: str) -> str:
    return " ".join(text.split())


def _remark(degraded: str) -> list[str]:
    return folded(f"Remark: {degraded}") if degraded else []
