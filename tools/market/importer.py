"""Import of a folder of data files into a market, in one atomic step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from tools.market import layouts
from tools.market.catalogue import Catalogue, catalogue
from tools.market.dataset import Dataset
from tools.market.layouts import FileReport
from tools.market.manifest import FileRule, ImportManifest, load_manifest
from tools.market.store import Store, merge
from tools.records import UnwindError

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class ImportReport:
    """What an import read, refused and left out; ``changed`` says whether the market differs."""

    files: list[FileReport] = field(default_factory=list)
    unrecognised: list[str] = field(default_factory=list)
    changed: bool = False

    @property
    def failed(self) -> list[FileReport]:
        """The recognised files that could not be read."""
        return [f for f in self.files if f.status == "failed"]


def import_folder(
    source: Path,
    store: Store,
    *,
    today: date,
    manifest: ImportManifest | None = None,
    progress: Progress = lambda name, done, total: None,
) -> ImportReport:
    """Read every file of ``source`` that the manifest knows into the market.

    Rows that cannot be used are refused with file and line and the rest is imported; a file that
    cannot be read at all is reported and the market keeps what it had of it. The market changes in
    one step at the end, or not at all.

    Raises
    ------
    UnwindError
        When the folder does not exist, nothing in it is recognised, or the market cannot be
        written.
    """
    manifest = manifest or load_manifest()
    if not source.is_dir():
        raise UnwindError(f"{source}: no such folder")
    present = sorted(p for p in source.iterdir() if p.is_file() and not p.name.startswith("."))
    rows = {**catalogue(), **store.catalogue, **manifest.rows}
    report, data = ImportReport(), Dataset()
    jobs: list[tuple[FileRule, Path | None]] = []
    for rule in manifest.rules:
        found = [p for p in present if fnmatch(p.name, rule.name)]
        jobs += [(rule, p) for p in found] or [(rule, None)]
    for done, (rule, path) in enumerate(jobs):
        name = path.name if path else rule.name
        progress(name, done, len(jobs))
        entry = FileReport(name)
        report.files.append(entry)
        if path is None:
            entry.status, entry.what = "absent", "not in the folder"
        elif rule.layout == "none":
            entry.status, entry.what = "left out", rule.reason
        else:
            try:
                combine(data, read_file(path, rule, rows, today, entry))
            except UnwindError as error:
                entry.status, entry.error = "failed", str(error)
    names = {p.name for p in present if any(fnmatch(p.name, r.name) for r in manifest.rules)}
    report.unrecognised = [p.name for p in present if p.name not in names]
    if not any(f.status == "read" for f in report.files):
        reason = report.failed[0].error if report.failed else f"{source}: no file of the manifest"
        raise UnwindError(reason)
    progress("writing", len(jobs), len(jobs))
    report.changed = store.commit(data, rows=manifest.rows)
    return report


def read_file(
    path: Path, rule: FileRule, rows: Catalogue, today: date, report: FileReport
) -> Dataset:
    """Return the checked content of one file."""
    frame = layouts.read_rows(path)
    if frame.empty:
        raise UnwindError(f"{path.name}: has a header and no rows")
    if rule.layout == "series":
        return layouts.series_layout(frame, rule, rows, today, report)
    if rule.layout == "panel":
        return layouts.panel_layout(frame, rule, today, report)
    if rule.layout == "chain":
        return layouts.chain_layout(frame, rule, report)
    return layouts.table_layout(frame, rule, today, report)


def combine(into: Dataset, other: Dataset) -> None:
    """Add ``other`` to ``into``; a panel's files are joined date by date."""
    into.series.update(other.series)
    into.chains.update(other.chains)
    into.tables.update(other.tables)
    for name, frame in other.panels.items():
        into.panels[name] = merge(into.panels[name], frame) if name in into.panels else frame
