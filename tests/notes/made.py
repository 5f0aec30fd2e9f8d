"""Made-up notes, as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path


def note_text(
    note_id: str,
    as_of: date | str,
    body: str = "## Macro\n\n- Rates stood still.\n",
    *,
    simulated: bool = False,
    title: str = "A title",
) -> str:
    front = [
        "---",
        f"id: {note_id}",
        f"as_of: {as_of}",
        f"market: {'demo' if simulated else 'real'}",
        f"simulated: {str(simulated).lower()}",
        f"title: {title}",
        "readings: positioning.vix macro.rates_10y_bp",
        "---",
        "",
    ]
    return "\n".join(front) + body


def write_note(
    folder: Path,
    note_id: str,
    as_of: date | str,
    body: str = "## Macro\n\n- Rates stood still.\n",
    *,
    simulated: bool = False,
    title: str = "A title",
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{note_id}.md"
    text = note_text(note_id, as_of, body, simulated=simulated, title=title)
    path.write_bytes(text.encode())
    return path
