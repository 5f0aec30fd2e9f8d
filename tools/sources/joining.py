"""What the runs of live sources say, put together as a market holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from tools.formatting import plural
from tools.market.contents import Contents
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.market.store import Store
from tools.market.tables import merge_table
from tools.sources.adjust import joined_panels
from tools.sources.archive import Archive, listed
from tools.sources.gate import gated
from tools.sources.panel import stacked
from tools.sources.reading import Ahead
from tools.sources.request import Connector, Failure
from tools.sources.revisions import revision_breadth
from tools.sources.roster import membership_table
from tools.sources.sane import datable, priced

SPANS, SEEN, MEMBERSHIP = "membership_spans", "members_seen", "membership"
TRENDS, BREADTH = "earnings_trends", ("REVISION_BREADTH", "earnings")
_NONE = pd.DataFrame()
# Tables of what was seen, from which the parts are made that a source gives.
RAW = {"members": SEEN, "membership": SPANS, "earnings": TRENDS}


@dataclass(slots=True)
class Absorbed:
    """What became of a source's runs on their way into the market.

    Attributes
    ----------
    rows : int
        Observations and rows of tables that were read.
    failures : list of Failure
        Bodies that could not be read, or were refused at the gate.
    notes : list of str
        What was refused, left out or rescaled.
    again : list of str
        Tickers and series whose whole history has to be asked for.
    """

    rows: int = 0
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)


def read_pack(
    connector: Connector, archive: Archive, pack: Path, ahead: Ahead, done: Absorbed
) -> Dataset:
    """Return what all bodies of a run say; one that cannot be read is noted and passed over."""
    parts: list[Dataset] = []
    for kept in listed(pack):
        read = ahead.take(connector, archive, kept)
        if read.failure:
            done.failures.append(read.failure)
            continue
        parts.append(read.data)
        report = read.report
        done.rows += report.rows
        done.notes += [f"{kept.key}: {note}" for note in report.warnings]
        done.notes += [
            f"{kept.key}: {plural(n, 'row')} refused: {why}" for why, n in report.refused.items()
        ]
    out = Dataset(panels=stacked(parts))
    for part in parts:
        for key, frame in part.series.items():
            held = out.series.get(key)
            out.series[key] = frame if held is None else _later(held, frame)
        out.chains.update(part.chains)
        for table, rows in part.tables.items():
            out.tables[table] = merge_table(table, out.tables.get(table), rows)
    return out


def _later(held: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return two bodies' rows of one series, those of the later one counting."""
    return frame.combine_first(held).reindex(
        columns=[*held.columns, *frame.columns.difference(held.columns, sort=False)]
    )


def _fields(frames: Mapping[tuple[str, str], pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return several series as panels, field to dates by names."""
    fields = dict.fromkeys(str(field) for frame in frames.values() for field in frame)
    return {
        field: pd.DataFrame({"/".join(k): f[field] for k, f in frames.items() if field in f})
        for field in fields
    }


class Joining:
    """What the market will hold, as far as later runs need to know it."""

    def __init__(self, store: Store, anew: bool) -> None:
        self._store = store
        self._series: dict[tuple[str, str], pd.DataFrame | None] = {}
        self._panels: dict[str, pd.DataFrame] = {}
        self._tables: dict[str, pd.DataFrame | None] = {}
        self._touched: set[str] = set()
        held = store.manifest
        self._begun = replace(Contents(name=held.name), **held.imported) if anew else held
        self._panels = {
            name: store.read(entry["object"], f"panel {name}")
            for name, entry in self._begun.panels.items()
        }

    def fit(self, data: Dataset, done: Absorbed) -> Dataset:
        """Return a run's data as they go into the market, and remember them.

        An exception leaves what is remembered as it was.
        """
        before = dict(self._series), dict(self._panels), dict(self._tables), set(self._touched)
        try:
            return self._fit(data, done)
        except BaseException:
            self._series, self._panels, self._tables, self._touched = before
            raise

    def _fit(self, data: Dataset, done: Absorbed) -> Dataset:
        report = FileReport("")
        data = datable(data, report)
        data.panels = priced(data.panels, report)
        held = {key: self._held(key) for key in data.series}
        known = {key: frame for key, frame in held.items() if frame is not None}
        for key in list(data.series):
            one = Dataset(series={key: data.series.pop(key)})
            try:
                data.series |= gated(one, known, self._store.catalogue, report).series
            except Failure as failure:
                done.failures.append(failure)
                continue
            if data.series.get(key, _NONE).empty:
                data.series.pop(key, None)
                done.failures.append(Failure("changed", f"{key[0]}: no value of it can be"))
        self._join(data, known, done)
        self._series.update(data.series)
        if data.panels:
            put = joined_panels(self._panels, data.panels, anchored=True)
            done.again += list(put.again)
            done.notes += [f"{ticker}: {why}" for ticker, why in put.again.items()]
            done.notes += [f"{t}: a split, {1 / f:g} for 1" for t, f in put.rescaled.items()]
            self._panels = data.panels = put.panels
        for name in list(data.tables):
            if name == SPANS and self._table(SPANS) is not None:
                # Spans that came later would say of the past what was not known then.
                del data.tables[name]
                continue
            self._tables[name] = merge_table(name, self._table(name), data.tables[name])
            self._touched.add(name)
        done.notes += report.warnings
        return data

    def derived(self) -> Dataset:
        """Return what follows from tables that changed: membership and breadth of revisions."""
        out = Dataset()
        if self._touched & {SPANS, SEEN}:
            out.tables[MEMBERSHIP] = membership_table(self._table(SPANS), self._table(SEEN))
        trends = self._table(TRENDS)
        if TRENDS in self._touched and trends is not None:
            breadth = revision_breadth(trends)
            if not breadth.empty:
                out.series[BREADTH] = breadth
        return out

    def _join(
        self, data: Dataset, known: Mapping[tuple[str, str], pd.DataFrame], done: Absorbed
    ) -> None:
        """Put histories of prices together with what came, dividends and splits seen to."""
        priced = [key for key, frame in data.series.items() if "adj_close" in frame]
        priced = [key for key in priced if key in known]
        fresh = {key: data.series[key] for key in priced}
        put = joined_panels(_fields({key: known[key] for key in priced}), _fields(fresh))
        for key in priced:
            name = "/".join(key)
            if name in put.again:
                del data.series[key]
                done.again.append(key[0])
                done.notes.append(
                    f"{key[0]}: {put.again[name]}: its whole history is asked for again"
                )
                continue
            columns = dict.fromkeys([*known[key], *fresh[key]])
            found = pd.DataFrame({field: put.panels[field][name] for field in columns})
            data.series[key] = found.dropna(subset="close").rename_axis(index="date")

    def _held(self, key: tuple[str, str]) -> pd.DataFrame | None:
        if key not in self._series:
            held = self._begun.series.get(key[0], {}).get(key[1])
            self._series[key] = self._store.read(held["object"], "/".join(key)) if held else None
        return self._series[key]

    def _table(self, name: str) -> pd.DataFrame | None:
        if name not in self._tables:
            entry = self._begun.tables.get(name)
            self._tables[name] = self._store.read(entry["object"], name) if entry else None
        return self._tables[name]
