"""Every reading's daily history, computed once for given data and read back afterwards.

A history is stored under a key that covers its inputs' content, the metric's id and version and the
code of the metric functions, so that a stored one is never out of date: changed data or code have
another key. What is read is cut at the as-of date; where nothing is stored the history is computed
from what the view can see.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pyarrow.lib
import pyarrow.parquet as pq

from tools.market.view import Market, MarketView
from tools.pillars.measure import known_by, measure, resolve
from tools.pillars.reading import absent, reading
from tools.pillars.registry import specs
from tools.pillars.spec import (
    Chains,
    Either,
    Frame,
    Input,
    Known,
    Members,
    MetricSpec,
    Obs,
    Panel,
    Peak,
    Rank,
    Table,
)
from tools.records import NotMeasured, Reading

Progress = Callable[[str, int, int], None]


@cache
def _code() -> str:
    """Return a hash of the code that makes the figures."""
    digest = hashlib.sha256()
    for package in ("tools.metrics", "tools.pillars"):
        root = Path(str(files(package)))
        for file in sorted(root.rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


class Histories:
    """The metric histories of one market, stored beside it.

    Parameters
    ----------
    market : Market
        Where the data come from; its folder gets a ``history`` folder.
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._folder: Path = market.store.folder / "history"
        self._loaded: dict[str, pd.DataFrame] = {}

    @property
    def ready(self) -> bool:
        """Whether the histories were built for the data and the code as they are now."""
        try:
            stamp = (self._folder / "STAMP").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        return stamp == self._stamp()

    def _stamp(self) -> str:
        return f"{_code()} {self._market.store.manifest.digests}"

    def build(self, progress: Progress = lambda name, done, total: None) -> None:
        """Compute and store every history that is not there yet, up to the last session."""
        view = self._market.view()
        self._folder.mkdir(exist_ok=True)
        keep = set()
        for done, (name, spec) in enumerate(specs().items()):
            progress(name, done, len(specs()))
            try:
                key = self.key(spec, view)
                keep.add(key)
                if _read(self._path(key)) is None:
                    _write(self.frame(spec, view), self._path(key))
            except NotMeasured:
                continue
        for path in self._folder.glob("*.parquet"):
            if path.stem not in keep:
                path.unlink(missing_ok=True)
        if not self.ready:
            shutil.rmtree(self._derived, ignore_errors=True)
            (self._folder / "STAMP").write_text(self._stamp(), encoding="utf-8")

    def frame(self, spec: MetricSpec, view: MarketView) -> pd.DataFrame:
        """Return a metric's history up to the view's date.

        Raises
        ------
        NotMeasured
            When an input is absent from the market.
        """
        key = self.key(spec, view)
        if key not in self._loaded:
            stored = _read(self._path(key))
            if stored is None:
                return self._measure(spec, view)
            self._loaded[key] = stored
        return self._seen(key, spec.inputs, view)

    def once(
        self,
        name: str,
        inputs: tuple[Input, ...],
        view: MarketView,
        make: Callable[[MarketView], pd.DataFrame],
    ) -> pd.DataFrame:
        """Return ``make(view)``, computed once for all dates that read the same stored inputs.

        Parameters
        ----------
        name : str
            What is made.
        inputs : tuple of Input
            All that ``make`` reads.
        view : MarketView
            The as-of market.
        make : callable
            Causal: it returns a frame in order of its column ``known``, whose rows do not depend on
            what became known later.

        Raises
        ------
        NotMeasured
            When an input is absent from the market.
        """
        key = self._name(name, inputs, view)
        if key != self._name(name, inputs, self._whole):
            return make(view)
        if key not in self._loaded:
            self._loaded[key] = self._kept(key, lambda: make(self._whole))
        return self._seen(key, inputs, view)

    def _kept(self, key: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a derived frame from the disk, or make and keep it; a full disk is no failure."""
        name = hashlib.sha256((_code() + key).encode()).hexdigest()[:32]
        path = self._derived / f"{name}.parquet"
        kept = _read(path)
        if kept is not None:
            return kept
        frame = make()
        try:
            self._derived.mkdir(parents=True, exist_ok=True)
            _write(frame, path)
        except OSError:
            path.unlink(missing_ok=True)
        return frame

    @property
    def _derived(self) -> Path:
        return self._folder / "derived"

    def _name(self, name: str, inputs: tuple[Input, ...], view: MarketView) -> str:
        return "|".join([name, *(self._input_key(token, view) for token in inputs)])

    @cached_property
    def _whole(self) -> MarketView:
        return self._market.view()

    def _seen(self, key: str, inputs: tuple[Input, ...], view: MarketView) -> pd.DataFrame:
        """Return what the view can see; with nothing to show an input may say why."""
        seen = known_by(self._loaded[key], view)
        if seen.empty:
            self._require(inputs, view)
        return seen

    def _require(self, inputs: tuple[Input, ...], view: MarketView) -> None:
        """Raise NotMeasured for an input of which nothing is known yet."""
        for token in inputs:
            match token:
                case Rank(metric):
                    self._other(metric, view)
                case Panel(field):
                    view.panel(field, masked=False)
                case Members():
                    view.table("membership")
                case _:
                    resolve(token, view, lambda metric: self._other(metric, view))

    def _measure(self, spec: MetricSpec, view: MarketView) -> pd.DataFrame:
        return measure(spec, view, lambda metric: self._other(metric, view))

    def reading(self, spec: MetricSpec, view: MarketView) -> Reading:
        """Return a metric's reading at the view's session, with a reason where there is none."""
        try:
            return reading(spec, self.frame(spec, view), view)
        except NotMeasured as why:
            return absent(spec, str(why))

    def readings(self, view: MarketView) -> tuple[Reading, ...]:
        """Return every reading of every pillar."""
        return tuple(self.reading(spec, view) for spec in specs().values())

    def key(self, spec: MetricSpec, view: MarketView) -> str:
        """Return the name under which a history of these inputs is stored."""
        parts = [spec.id, str(spec.version), _code(), _content(Obs("SPX"), view)]
        parts += [self._input_key(token, view) for token in spec.inputs]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]

    def _input_key(self, token: Input, view: MarketView) -> str:
        if isinstance(token, Rank):
            return self.key(specs()[token.metric], view)
        return f"{token!r}:{_content(token, view)}"

    def _other(self, metric: str, view: MarketView) -> tuple[MetricSpec, pd.DataFrame]:
        spec = specs()[metric]
        return spec, self.frame(spec, view)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.parquet"


def _read(path: Path) -> pd.DataFrame | None:
    """Return a stored frame; None where there is none or it is damaged, so that it is made anew."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            frame: pd.DataFrame = file.read(use_threads=False).to_pandas()
        return frame
    except (OSError, ValueError, pyarrow.lib.ArrowException):
        return None


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame whole or not at all."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        frame.to_parquet(part, compression="zstd", write_page_checksum=True)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _content(token: Input, view: MarketView) -> str:
    """Return the names of the stored objects that an input is read from."""
    match token:
        case Obs(series) | Known(series):
            return view.source_key(series) + view.lag(series)
        case Either(first, second):
            return _content(first if view.has(first.series) else second, view)
        case Frame(series):
            return "+".join(view.source_key(s) + view.lag(s) for s in series)
        case Peak():
            return view.source_key("SPX")
        case Panel(field):
            return view.part_key("panels", field) + view.part_key("tables", "membership")
        case Members():
            return view.part_key("panels", "adj_close") + view.part_key("tables", "membership")
        case Table(name):
            return view.part_key("tables", name)
        case Chains(underlying):
            return view.part_key("chains", underlying)
    raise TypeError(f"no such input: {token!r}")
