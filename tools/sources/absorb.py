"""From the archive into the market: every run that is whole and not there yet, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from tools.formatting import plural
from tools.market.contents import Contents
from tools.market.dataset import Dataset
from tools.market.merging import Arrival
from tools.market.report import FileReport
from tools.market.store import Store
from tools.market.tables import merge_table
from tools.sources.adjust import joined_panels
from tools.sources.archive import Archive, day_of, listed
from tools.sources.collect import finished
from tools.sources.gate import gated
from tools.sources.panel import stacked
from tools.sources.reading import Ahead
from tools.sources.request import Connector, Failure
from tools.sources.revisions import revision_breadth
from tools.sources.roster import membership_table
from tools.sources.sessions import new_york_day
from tools.sources.table import Source

SPANS, SEEN, MEMBERSHIP = "membership_spans", "members_seen", "membership"
TRENDS, BREADTH = "earnings_trends", ("REVISION_BREADTH", "earnings")
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


def absorb(
    store: Store,
    archive: Archive,
    sources: Iterable[Source],
    *,
    anew: bool = False,
    ahead: Ahead | None = None,
) -> tuple[bool, Mapping[str, Absorbed]]:
    """Bring the market up to its archive, in one atomic step.

    Parameters
    ----------
    store : Store
        The market.
    archive : Archive
        Its archive.
    sources : iterable of Source
        The sources whose runs count.
    anew : bool
        Whether to begin from the first run, with what the user imported of what these sources give.
    ahead : Ahead, optional
        Bodies that have been read already.

    Returns
    -------
    changed : bool
        Whether the market is another than before.
    absorbed : mapping of str to Absorbed
        What became of each source's runs.
    """
    chosen = {source.id: source for source in sources}
    marks = {} if anew else store.manifest.archived
    packs = [
        (day_of(pack), name, pack)
        for name in chosen
        for pack in finished(archive, name, marks.get(name, ""))
    ]
    done: dict[str, Absorbed] = {name: Absorbed() for _, name, _ in packs}
    if not packs:
        return False, done
    read = ahead or Ahead()
    state = Joining(store, anew)
    previous = {name: _day(mark) for name, mark in marks.items()}
    arrivals: list[Arrival] = []
    last: dict[str, str] = {}
    for at, name, pack in sorted(packs):
        day = new_york_day(at)
        data = read_pack(chosen[name].load(), archive, pack, read, done[name])
        fit = state.fit(data, done[name])
        arrivals.append(Arrival(fit, day, previous.get(name)))
        previous[name], last[name] = day, pack.name
    arrivals.append(Arrival(state.derived(), max(previous.values()), None))
    drop = [part for name in done for part in _parts(chosen[name])] if anew else []
    return store.accumulate(arrivals, last, drop=drop), done


def _parts(source: Source) -> list[str]:
    """Return the parts of a market that a source fills, as a store names them."""
    named = [part for part in source.gives if ":" in part or part == "panel"]
    series = [f"{part}/{source.id}" for part in source.gives if part not in named]
    raw = [f"table:{RAW[source.id]}"] if source.id in RAW else []
    return [*named, *series, *raw]


def _day(mark: str) -> date:
    return new_york_day(day_of(Path(mark)))


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
        """Return a run's data as they go into the market, and remember them."""
        report = FileReport("")
        held = {key: self._held(key) for key in data.series}
        known = {key: frame for key, frame in held.items() if frame is not None}
        for key in list(data.series):
            one = Dataset(series={key: data.series.pop(key)})
            try:
                data.series |= gated(one, known, self._store.catalogue, report).series
            except Failure as failure:
                done.failures.append(failure)
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
