"""Pulls from the made-up world: quick paces, a clock that stands still, a home to pull into."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from tests.sources.world import World
from tests.sources.world_texts import ratios, reports
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market
from tools.sources.outcome import Pulled
from tools.sources.pull import Plan, pull
from tools.sources.table import Source, addressed, sources

KEYS = {"FRED_API_KEY": "secret-fred", "TIINGO_API_KEY": "secret-tiingo"}
FAST = 1000.0  # requests a second


@dataclass
class Puller:
    """Pulls a market into a folder, from a world that is being served.

    Attributes
    ----------
    world : World
        The sources.
    mirror : str
        Their address.
    folder : Path
        The market's folder.
    since : date or None
        How far back a first pull reaches.
    """

    world: World
    mirror: str
    folder: Path
    since: date | None = None
    patience: float = 20.0

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source at this address, at a pace that costs no time."""
        return tuple(
            replace(addressed(source, mirror=self.mirror), per_second=FAST, patience=self.patience)
            for source in sources().values()
        )

    def __call__(
        self,
        *only: str,
        keys: Mapping[str, str] = KEYS,
        provisional: bool = False,
        named: bool = True,
        step: Callable[[str, str, int], None] = lambda source, key, done: None,
    ) -> Pulled:
        """Pull those sources, as if the user had named them; all that are due by default."""
        chosen = tuple(s for s in self.sources if not only or s.id in only)
        plan = Plan(
            self.folder,
            chosen,
            self.world.clock,
            keys=keys,
            contact="A. Nalyst a@nalyst.example",
            since=self.since,
            asked_for=frozenset(only if named else ()),
            provisional=provisional,
        )
        return pull(plan, lambda source, key, done, _: step(source, key, done) if key else None)

    @property
    def store(self) -> Store:
        """The market as it is now."""
        return Store(self.folder)

    @property
    def market(self) -> Market:
        """The same to be read."""
        return Market(self.folder)

    def copy(self, folder: Path) -> Puller:
        """Return one that pulls into a copy of this folder."""
        # Whatever is written anew replaces a file, so that two folders may share them.
        shutil.copytree(self.folder, folder, copy_function=os.link)
        return replace(self, folder=folder)


def expected(puller: Puller, folder: Path) -> Store:
    """Store what a pulled market should be, straight from the world's frames.

    Each series and vendor that was pulled is there with the dates since it begins there, the panel
    with the members' own adjusted closes, tables as they were known.
    """
    past, held = puller.world.past, puller.store.manifest
    data = Dataset()
    for sid, vendors in held.series.items():
        for vendor, entry in vendors.items():
            if sid == "REVISION_BREADTH":
                data.series[sid, vendor] = puller.store.read(entry["object"])
                continue
            frame = ratios(past) if sid == "PUT_CALL" else past.series(sid, vendor)
            frame = reports(past, sid) if sid.startswith("TFF_") else frame
            data.series[sid, vendor] = frame.loc[entry["first"] : entry["last"]]
    since = str(puller.since) if puller.since else None
    for field in held.panels:
        frame = past.panel(field)[list(past.members())]
        data.panels[field] = frame.loc[since : f"{past.session}"]
    for name in ("membership", "fomc"):
        data.tables[name] = past.spans() if name == "membership" else past.whole_table(name)
    rows = [(t, s, i) for t, (s, i) in past.sectors().items()]
    data.tables["sectors"] = pd.DataFrame(rows, columns=["ticker", "sector", "industry"])
    data.chains = {
        ("SPX", day): puller.store.read(entry["object"])
        for day, entry in held.chains.get("SPX", {}).items()
    }
    store = Store(folder)
    store.commit(data)
    return store
