"""What ``unwind check`` reports: each figure of a text with its place and what backs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tables.grid import DASH, Column, Grid
from assistant.typed import typed_figures
from tools.formatting import UNIT_KINDS, Kind, figure, plural

if TYPE_CHECKING:
    from assistant.check import Checked, Report

PLAIN: Kind = "plain"
LONGEST = 36
WRONG = ("contradicts", "unknown")
COLUMNS = (
    Column("line:column"),
    Column("figure"),
    Column("outcome"),
    Column("evidence", wraps=True),
)


def checked_text(report: Report) -> str:
    """Return every figure of a text, wrong ones marked, and a last line that counts them."""
    rows = [_row(item) for item in report.figures]
    grid = Grid(COLUMNS, rows)
    counts = ", ".join(f"{status} {count}" for status, count in report.counts.items())
    last = f"{report.file}: {plural(len(rows), 'figure')} ({counts})."
    return "\n".join([*(grid.head() if rows else []), *grid.lines(rows), last]) + "\n"


def _row(item: Checked) -> tuple[str, ...]:
    outcome = item.status.upper() if item.status in WRONG else item.status
    text = item.text if len(item.text) <= LONGEST else f"{item.text[: LONGEST - 1]}…"
    return (f"{item.line}:{item.column}", text, outcome, _evidence(item))


def _evidence(item: Checked) -> str:
    if item.reading is None:
        return f"{DASH} names no reading that could be meant"
    if item.value is None:
        lead = "no such evidence:" if item.text.startswith("[[") else "may mean"
        return f"{DASH} {lead} {item.reading}"
    if item.status == "bound" and not _is_reading(item):
        return item.reading
    said = item.value if isinstance(item.value, str) else figure(item.value, _kind(item))
    return f"{item.reading} is {said}"


def _is_reading(item: Checked) -> bool:
    """Tell whether a reference leads to a reading itself, not to a figure that concerns it."""
    from tools.pillars.registry import specs

    path = item.text.removeprefix("[[").partition(":")[0].partition("@")[0].rstrip("]").strip()
    return path == item.reading and path in specs()


def _kind(item: Checked) -> Kind:
    """Return how the evidence is printed: as its reading is, or as the figure was typed."""
    from tools.pillars.registry import specs

    figures = typed_figures(item.text, item.text)
    typed = next((kind for found in figures for kind in found.kinds), PLAIN)
    spec = specs().get(item.reading or "")
    if spec is None or typed == "percentile":
        return typed
    return UNIT_KINDS.get(spec.unit, spec.display)
