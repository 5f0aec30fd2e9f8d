"""Opening a market by its name, the simulated demo made on first use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.settings import DEMO, Settings
from tools import brief as briefs
from tools.analogs.assemble import prepare as prepare_precedents
from tools.history import Histories
from tools.market.demo import VERSION
from tools.market.store import Store
from tools.market.view import Market, MarketView
from tools.notes import Memory
from tools.records import Brief, Reading, UnwindError
from tools.routs import prepare as prepare_routs
from tools.selloff import picture
from tools.watch import prepare

Progress = Callable[[str, int, int], None]
LIVE = "live"  # what a pull makes where it is given no other name


def _silent(name: str, done: int, total: int) -> None:
    """Take progress and show none."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A market with its metric histories: what briefs and answers are made from."""

    market: Market
    histories: Histories
    memory: Memory

    def brief(self, as_of: date | None = None, asset: str = "SPX") -> Brief:
        """Return the brief at a date, the last session's by default."""
        view = self.market.view(as_of)
        past = self.memory.recall(view.as_of, self.market.simulated)
        return briefs.build(view, self.histories, asset=asset, notes=past)

    def lookup(self, view: MarketView) -> Callable[[str, date], Reading | None]:
        """Return how a writer reads an earlier day's reading through the same wall."""

        def history(metric: str, day: date) -> Reading | None:
            try:
                return briefs.reading_on(view, self.histories, metric, day)
            except (KeyError, ValueError, UnwindError):
                return None

        return history


def open_workspace(
    settings: Settings, name: str | None = None, progress: Progress = _silent
) -> Workspace:
    """Return a market by name; the demo is simulated and stored if it is not there yet.

    Raises
    ------
    UnwindError
        When there is no such market, or it is damaged.
    """
    name = settings.market if name is None else name
    folder = settings.folder(name)
    if name == DEMO:
        _make_demo(settings, progress)
    elif name == LIVE and not Store(folder).manifest_path.exists():
        raise UnwindError(
            f"no market named {name}: unwind market pull makes it; or import one, or use "
            f"--market {DEMO}"
        )
    market = Market(folder)
    histories = Histories(market)
    if not histories.ready:
        build_histories(settings, name, progress)
        histories = Histories(market)
    return Workspace(market, histories, open_memory(settings))


def open_memory(settings: Settings) -> Memory:
    """Return the memory of past notes."""
    return Memory(
        settings.memory, settings.notes, embedder=settings.embedder, server=settings.chroma
    )


def _make_demo(settings: Settings, progress: Progress) -> None:
    store = Store(settings.folder(DEMO))
    if store.manifest_path.exists() and store.manifest.version == VERSION:
        return
    from tools.market.demo.simulate import simulate

    progress("simulating the demo market", 0, 1)
    store.commit(simulate(), simulated=True, version=VERSION, replace=True)
    build_histories(settings, DEMO, progress)


def build_histories(settings: Settings, name: str, progress: Progress = _silent) -> None:
    """Compute and store a market's histories: readings, risk families, thresholds, precedents."""
    market = Market(settings.folder(name))
    histories = Histories(market)
    histories.build(progress)
    picture(market.view(), histories)
    prepare_routs(market.view(), histories)
    prepare(market.view(), histories)
    prepare_precedents(market.view(), histories)
