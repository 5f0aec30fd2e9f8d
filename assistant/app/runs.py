"""Questions that are being answered: a run belongs to the process, not to the visit that asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from assistant.app.jobs import Job
from assistant.app.markets import NEVER, Opening, Stamp
from assistant.settings import settings
from tools.records import UnwindError

if TYPE_CHECKING:
    from assistant.events import Answer, Event, Exchange
    from assistant.models import Model
    from assistant.threads.records import Turn
    from assistant.threads.shelf import Shelf

MOST = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way: its turn, its market, and the date that its asker wants if any."""

    turn: Turn
    market: Opening
    wanted: date | None


class Run(Job["Event", "Answer"]):
    """One question that is being answered; it keeps what becomes of it by itself."""

    def __init__(self, asked: Asked, shelf: Shelf) -> None:
        self.asked = asked
        self.stamp: Stamp = NEVER
        self._shelf = shelf
        super().__init__(self._answer)

    @property
    def current(self) -> bool:
        """Whether the answer, if it is there, rests on the market as it is now."""
        market = self.asked.market
        return not self.done or (market.usable and self.stamp == market.stamp)

    def _answer(self, report: Callable[[Event], None]) -> Answer:
        from assistant.events import Answer, Remark
        from assistant.service import events

        turn, market = self.asked.turn, self.asked.market
        workspace = market.wait()
        self.stamp = market.stamp
        as_of, past = self._pinned()
        model, trouble = _writer(turn.model)
        if trouble:
            report(Remark(trouble))
        for event in events(turn.question, workspace, as_of=as_of, model=model, past=past):
            if isinstance(event, Answer) and trouble:
                event = replace(event, remarks=(trouble, *event.remarks))
            report(event)
        if not isinstance(event, Answer):
            raise TypeError("the last event is the answer")
        return event

    def _pinned(self) -> tuple[date, tuple[Exchange, ...]]:
        """Return the date of the thread, pinned here by its first question, and what was said."""
        turn = self.asked.turn
        self._shelf.pin(turn.thread, self.asked.market.clamped(self.asked.wanted))
        thread = self._shelf.load(turn.thread)
        if thread is None or thread.as_of is None:
            raise UnwindError("the thread was deleted")
        return thread.as_of, thread.before(turn.id)

    def _keep(self) -> None:
        from assistant.threads.records import Kept

        kept = Kept.of(self.result, self.seconds) if self.result else None
        turn = self.asked.turn
        self._shelf.finish(turn.thread, turn.id, kept, self.error)


def _writer(name: str) -> tuple[Model | None, str]:
    """Return the model of that name, the configured one for none; a remark where it cannot be."""
    from assistant.models import choose

    try:
        return choose(settings(), name or None), ""
    except UnwindError as why:
        return None, f"{str(why)[:1].upper()}{str(why)[1:]}. The built-in analyst answered."


_LOCK = Lock()
_RUNS: OrderedDict[tuple[str, str], Run] = OrderedDict()


def start(asked: Asked, shelf: Shelf) -> Run:
    """Begin to answer a question."""
    with _LOCK:
        run = _RUNS[asked.turn.thread, asked.turn.id] = Run(asked, shelf)
        done = [key for key, other in _RUNS.items() if other.done]
        for key in done[: max(len(_RUNS) - MOST, 0)]:
            del _RUNS[key]
    return run


def find(thread: str, turn: str) -> Run | None:
    """Return the run of a turn where this process has it and its answer is of today's data."""
    with _LOCK:
        run = _RUNS.get((thread, turn))
    return run if run is not None and run.current else None
