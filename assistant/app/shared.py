"""A market that many questions share: the brief of a date is made once, whoever asks first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from assistant.workspace import Workspace
from tools.records import Brief

MOST = 32


class Once:
    """Values by key, each made once at a time; the least recently used are dropped."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: OrderedDict[Hashable, Future[Brief]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Brief]) -> Brief:
        """Return the value of a key; whoever asks while it is made waits for it."""
        with self._lock:
            future = self._made.get(key)
            mine = future is None
            if future is None:
                future = self._made[key] = Future()
            self._made.move_to_end(key)
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        if mine:
            try:
                future.set_result(make())
            except BaseException as error:
                future.set_exception(error)
                with self._lock:
                    self._made.pop(key, None)
        return future.result()


@dataclass(frozen=True, slots=True)
class SharedWorkspace(Workspace):
    """A workspace whose briefs are shared as long as the same notes are recalled for them."""

    once: Once = field(default_factory=Once, compare=False)

    def brief(self, as_of: date | None = None, asset: str = "SPX") -> Brief:
        """Return the brief at a date, the last session's by default."""
        view = self.market.view(as_of)
        past = self.memory.recall(view.as_of, self.market.simulated)
        make = super(SharedWorkspace, self).brief
        return self.once.get((view.as_of, asset, past), lambda: make(as_of, asset))
