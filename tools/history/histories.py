"""A market's histories: computed once for its data, read back up to the as-of date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

import pandas as pd

from tools.history.derived import Derived
from tools.history.keys import code, history_key, input_key
from tools.history.shelf import Shelf
from tools.market.view import Market, MarketView
from tools.pillars.measure import known_by, measure, resolve
from tools.pillars.reading import Track, absent, reading
from tools.pillars.registry import specs
from tools.pillars.spec import Input, Members, MetricSpec, Panel, Peak, Rank
from tools.records import NotMeasured, Reading

Progress = Callable[[str, int, int], None]


class Histories:
    """The metric histories of one market, stored beside it.

    Parameters
    ----------
    market : Market
        Where the data come from.
    folder : Path, optional
        Where histories are kept; by default ``history`` in the market's folder, or in this
        machine's cache of one on object storage.
    """

    def __init__(self, market: Market, folder: Path | None = None) -> None:
        self._market = market
        self._folder = folder or market.store.cache / "history"
        self._derived = Derived(self._folder / "derived")
        self._loaded: dict[str, pd.DataFrame] = {}
        # What was computed because it was not kept, each up to a session of its own.
        self._measured: dict[str, tuple[pd.Timestamp, Track]] = {}
        self._tracks: dict[str, Track] = {}

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self._folder)

    @property
    def ready(self) -> bool:
        """Whether the histories were built for the data and the code as they are now."""
        return self._shelf.stamp == self._stamp()

    def _stamp(self) -> str:
        return f"{code()} {self._market.store.manifest.digests}"

    def build(self, progress: Progress = lambda name, done, total: None) -> None:
        """Compute every history that is not kept yet, up to the last session, and keep them."""
        histories = {}
        for done, (name, spec) in enumerate(specs().items()):
            progress(name, done, len(specs()))
            histories.update(self.whole(spec))
        self.keep(histories)

    def whole(self, spec: MetricSpec) -> dict[str, Track]:
        """Return a history up to the last session under its key; nothing if it is not measured."""
        try:
            return {history_key(spec, self._whole): self._track(spec, self._whole)}
        except NotMeasured:
            return {}

    def keep(self, histories: Mapping[str, Track]) -> None:
        """Keep the histories of all metrics, by key, unless they are kept already."""
        if not self.ready or any(self._shelf.get(key) is None for key in histories):
            self._shelf.fill(histories, self._stamp())
            self._derived.clear()

    def frame(self, spec: MetricSpec, view: MarketView) -> pd.DataFrame:
        """Return a metric's history up to the view's date.

        Raises
        ------
        NotMeasured
            When an input is absent from the market.
        """
        found = self._seen(spec, view)
        return pd.DataFrame(found._asdict())

    def _seen(self, spec: MetricSpec, view: MarketView) -> Track:
        """Return what the view can see; with nothing to show an input may say why."""
        found = self._track(spec, view).seen(view)
        if not len(found.value):
            self._require(spec.inputs, view)
        return found

    def _track(self, spec: MetricSpec, view: MarketView) -> Track:
        """Return a history up to the view's date or beyond."""
        key = history_key(spec, view)
        if key not in self._tracks:
            kept = self._shelf.get(key)
            if kept is None:
                return self._measure(key, spec, view)
            self._tracks[key] = kept
        return self._tracks[key]

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
        if key not in self._loaded:
            if key != self._name(name, inputs, self._whole):
                return make(view)
            self._loaded[key] = self._derived.get(key, lambda: make(self._whole))
        seen = known_by(self._loaded[key], view)
        if seen.empty:
            self._require(inputs, view)
        return seen

    def _name(self, name: str, inputs: tuple[Input, ...], view: MarketView) -> str:
        return "|".join([name, *(input_key(token, view) for token in inputs)])

    @cached_property
    def _whole(self) -> MarketView:
        return self._market.view()

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
                case Peak():
                    continue  # every market has the closes that it follows from
                case _:
                    resolve(token, view, lambda metric: self._other(metric, view))

    def _measure(self, key: str, spec: MetricSpec, view: MarketView) -> Track:
        """Return a history that is not kept; a longer one of the same inputs will do."""
        found = self._measured.get(key)
        if found is None or view.sessions[-1] > found[0]:
            made = measure(spec, view, lambda metric: self._other(metric, view))
            found = self._measured[key] = view.sessions[-1], Track.of(made)
        return found[1]

    def reading(self, spec: MetricSpec, view: MarketView) -> Reading:
        """Return a metric's reading at the view's session, with a reason where there is none."""
        try:
            return reading(spec, self._seen(spec, view), view)
        except NotMeasured as why:
            return absent(spec, str(why))

    def past(self, spec: MetricSpec, view: MarketView) -> pd.DataFrame:
        """Return a metric's history up to the view's date, empty where it cannot be measured."""
        try:
            return self.frame(spec, view)
        except NotMeasured:
            return pd.DataFrame({"value": [], "observed": [], "known": [], "at": []})

    def readings(self, view: MarketView) -> tuple[Reading, ...]:
        """Return every reading of every pillar."""
        return tuple(self.reading(spec, view) for spec in specs().values())

    def _other(self, metric: str, view: MarketView) -> tuple[MetricSpec, pd.DataFrame]:
        spec = specs()[metric]
        return spec, self.frame(spec, view)
