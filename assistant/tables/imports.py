"""What ``unwind market import`` reports: read, refused, left out, and whether anything changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.tables.grid import Column, Grid, folded, titled
from tools.formatting import number, plural

if TYPE_CHECKING:
    from pathlib import Path

    from tools.market.report import FileReport, ImportReport

COLUMNS = (
    Column("file", wraps=True),
    Column("rows", right=True),
    Column("blank", right=True),
    Column("refused", right=True),
    Column("holds"),
)
INDENT = "    "


def import_text(report: ImportReport, name: str, manifest: Path | None = None) -> str:
    """Return the report of an import into the market ``name``, by a manifest of the user's."""
    read = [file for file in report.files if file.status == "read"]
    grid = Grid(COLUMNS, [_row(file) for file in read])
    lines = [*titled("Read", _count(read)), *grid.head()]
    for file in read:
        lines += [*grid.lines([_row(file)]), *_remarks(file)]
    for status, title in (("failed", "Could not be read"), ("left out", "Left out on purpose")):
        found = [file for file in report.files if file.status == status]
        if found:
            lines += titled(title, _count(found))
            lines += [
                x for f in found for x in folded(f"{f.name}: {f.error or f.what}", hang=INDENT)
            ]
    absent = [file.name for file in report.files if file.status == "absent"]
    # A manifest may lie in the folder that it describes.
    other = [file for file in report.unrecognised if manifest is None or file != manifest.name]
    for title, names in (("Absent", absent), ("Not recognised", other)):
        if names:
            lines += [*titled(title, plural(len(names), "file")), *folded(", ".join(names))]
    if report.repaired:
        note = "the stored copy was damaged: what it held before this import is lost"
        lines += [*titled("Made anew", note), *folded(", ".join(report.repaired))]
    return "\n".join([*lines, "", _outcome(report, read, name)]).lstrip("\n") + "\n"


def _row(file: FileReport) -> tuple[str, ...]:
    refused = sum(file.refused.values())
    return (
        file.name,
        number(file.rows, 0),
        number(file.blank, 0) if file.blank else "",
        number(refused, 0) if refused else "",
        file.what,
    )


def _remarks(file: FileReport) -> Iterator[str]:
    """Yield what was refused, with the first lines of each reason, and the warnings."""
    for reason, count in file.refused.items():
        shown = file.examples.get(reason, [])
        more = ", …" if count > len(shown) else ""
        word = "line" if count == 1 else "lines"
        at = f" ({word} {', '.join(map(str, shown))}{more})" if shown else ""
        text = f"{INDENT}refused {plural(count, 'row')}: {reason}{at}"
        yield from folded(text, hang=INDENT * 2)
    for warning in file.warnings:
        yield from folded(f"{INDENT}warning, {warning}", hang=INDENT * 2)


def _count(files: list[FileReport]) -> str:
    return plural(len({file.name for file in files}), "file")


def _outcome(report: ImportReport, read: list[FileReport], name: str) -> str:
    refused = number(report.refused, 0)
    said = f"{_count(read)}, {plural(report.rows, 'row')} read, {refused} refused"
    changed = "has changed" if report.changed else "has not changed"
    return f"{said}; market {name} {changed}."
