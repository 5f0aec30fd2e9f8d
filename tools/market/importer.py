"""Import of a folder of data files into a market, in one atomic step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from tools.market.catalogue import Catalogue, catalogue
from tools.market.dataset import Dataset
from tools.market.layout_chain import chain_layout
from tools.market.layout_panel import panel_layout
from tools.market.layout_series import series_layout
from tools.market.layout_table import table_layout
from tools.market.manifest import FileRule, ImportManifest, load_manifest
from tools.market.merging import merge
from tools.market.report import FileReport, ImportReport
from tools.market.reshape import reshaped
from tools.market.rows import read_rows
from tools.market.store import Store
from tools.market.tables import merge_table
from tools.records import UnwindError

Progress = Callable[[str, int, int], None]


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
        When the folder does not exist, nothing in it can be read, or the market cannot be written.
    """
    manifest = manifest or load_manifest()
    present = _files(source)
    rows = {**catalogue(), **store.catalogue, **manifest.rows}
    report, data = ImportReport(), Dataset()
    jobs: list[tuple[FileRule, Path | None]] = []
    for rule in manifest.rules:
        found = [p for p in present if rule.matches(p.name)]
        jobs += [(rule, p) for p in found] or [(rule, None)]
    for done, (rule, path) in enumerate(jobs):
        entry = FileReport(path.name if path else rule.name)
        progress(entry.name, done, len(jobs))
        report.files.append(entry)
        if path is None:
            entry.status, entry.what = "absent", "not in the folder"
        elif rule.layout == "none":
            entry.status, entry.what = "left out", rule.reason
        else:
            try:
                combine(data, read_file(path, rule, rows, today, entry), entry)
            except UnwindError as error:
                entry.status, entry.error = "failed", str(error)
    report.unrecognised = [
        p.name for p in present if not any(r.matches(p.name) for r in manifest.rules)
    ]
    if not any(f.status == "read" for f in report.files):
        raise UnwindError("; ".join(report.errors) or f"{source}: no file of the manifest is there")
    progress("writing", len(jobs), len(jobs))
    report.changed = store.commit(data, rows=manifest.rows)
    report.repaired = list(store.repaired)
    return report


def _files(source: Path) -> list[Path]:
    try:
        return sorted(p for p in source.iterdir() if p.is_file() and not p.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnwindError(f"{source}: no such folder") from error
    except OSError as error:
        raise UnwindError(f"{source}: cannot be read: {error.strerror}") from error


def read_file(
    path: Path, rule: FileRule, rows: Catalogue, today: date, report: FileReport
) -> Dataset:
    """Return the checked content of one file."""
    try:
        frame = reshaped(read_rows(path, report), rule, report)
        if rule.layout == "series":
            return series_layout(frame, rule, rows, today, report)
        if rule.layout == "panel":
            return panel_layout(frame, rule, today, report)
        if rule.layout == "chain":
            return chain_layout(frame, rule, today, report)
        return table_layout(frame, rule, today, report)
    except UnwindError:
        raise
    except Exception as error:
        # A file may be strange in a way that no layout foresees; the others are read all the same.
        reason = " ".join([type(error).__name__, *str(error).splitlines()[:1]])
        raise UnwindError(f"{path.name}: cannot be read as {rule.layout}: {reason}") from error


def combine(into: Dataset, other: Dataset, report: FileReport) -> None:
    """Add ``other`` to ``into``; where two files disagree the later one holds, which is noted."""
    for key, frame in other.series.items():
        into.series[key] = _join(into.series.get(key), frame, "/".join(key), report)
    for name, frame in other.panels.items():
        into.panels[name] = _join(into.panels.get(name), frame, f"panel {name}", report)
    for chain, frame in other.chains.items():
        if chain in into.chains:
            report.warnings.append(
                f"another file holds the {' '.join(chain)} chain: this one counts"
            )
        into.chains[chain] = frame
    for name, frame in other.tables.items():
        into.tables[name] = merge_table(name, into.tables.get(name), frame)


def _join(
    held: pd.DataFrame | None, frame: pd.DataFrame, name: str, report: FileReport
) -> pd.DataFrame:
    if held is None:
        return frame
    both = merge(held, frame)
    before = held.reindex_like(both)
    clashes = int((before.notna() & (before != both)).to_numpy().sum())
    if clashes:
        report.warnings.append(f"{name}: {clashes} values differ from another file's: these count")
    return both
