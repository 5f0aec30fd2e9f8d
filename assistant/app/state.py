"""What a visit holds: its threads of questions. No other module touches the session's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, TypeAlias, cast

import streamlit as st

from assistant.app.jobs import Job
from assistant.formatting import day
from assistant.settings import settings

if TYPE_CHECKING:
    from assistant.events import Answer, Event

Run: TypeAlias = "Job[Event, Answer]"
KEY = "unwind"
_numbers = count(1)


@dataclass(slots=True)
class Note:
    """A drafted note in each form that it can be kept in."""

    markdown: str
    html: str
    evidence: str


@dataclass(slots=True)
class Turn:
    """A question, the run that answers it, and the note drafted from the answer."""

    question: str
    run: Run
    key: str = field(default_factory=lambda: f"q{next(_numbers)}")
    note: Note | None = None

    @property
    def answer(self) -> Answer | None:
        """The answer once it is complete."""
        return self.run.result


@dataclass(slots=True)
class Thread:
    """Questions about one market as of one date.

    Until the market is open ``as_of`` may be None, and what was ``asked`` waits. The ``remark``
    says why the thread was started.
    """

    market: str
    as_of: date | None = None
    turns: list[Turn] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    remark: str = ""

    @property
    def questions(self) -> list[str]:
        """Every question of the thread."""
        return [*(turn.question for turn in self.turns), *self.asked]

    @property
    def title(self) -> str:
        """The first question that was answered, or asked."""
        answered = (turn.question for turn in self.turns if turn.answer)
        return next(answered, next(iter(self.questions), ""))


@dataclass(slots=True)
class Conversation:
    """The threads of a visit, one of them shown."""

    threads: list[Thread]
    shown: int = 0

    @property
    def thread(self) -> Thread:
        """The thread that is shown."""
        return self.threads[self.shown]


def conversation() -> Conversation:
    """Return this visit's threads; a new visit starts where its address says."""
    if KEY not in st.session_state:
        market = st.query_params.get("market") or settings().market
        start = Thread(market, _date(st.query_params.get("as_of")))
        st.session_state[KEY] = Conversation([start])
    return cast(Conversation, st.session_state[KEY])


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def ask(thread: Thread, question: str) -> None:
    """Take a question; the page answers it once the thread's market is open."""
    if question:
        thread.asked.append(question)


def ask_typed(thread: Thread, widget: str) -> None:
    """Take the question that was typed into a widget."""
    _read(widget, lambda typed: ask(thread, cast(str, typed)))


def _read(widget: str, take: Callable[[object], None]) -> None:
    """Hand over what a widget holds.

    Any access to the session's state may end a script for which a newer click waits. Here that
    would lose what this event has brought, so it is handed over on the way out.
    """
    try:
        conversation()
    finally:
        take(st.session_state[widget])


def start(thread: Thread, run: Callable[[str], Run]) -> None:
    """Begin to answer the questions that wait: several, where clicks outran the page."""
    while thread.asked:
        question = thread.asked.pop(0)
        thread.turns.append(Turn(question, run(question)))


def settle(thread: Thread, first: date, last: date) -> date:
    """Pin a thread to a date of its market, the last one by default, and say so in the address."""
    thread.as_of = min(max(thread.as_of or last, first), last)
    st.query_params.update({"market": thread.market, "as_of": thread.as_of.isoformat()})
    return thread.as_of


def bind(widget: str, value: object) -> str:
    """Set a widget to what the thread holds before it is drawn, and return its key."""
    st.session_state[widget] = value
    return widget


def choose_date(talk: Conversation, widget: str) -> None:
    """Move to the date that was chosen in a widget; an emptied one changes nothing."""

    def take(chosen: object) -> None:
        if isinstance(chosen, date):
            _pin(talk, talk.thread.market, chosen)

    _read(widget, take)


def choose_market(talk: Conversation, widget: str) -> None:
    """Move to the market that was chosen in a widget, at its last date."""
    _read(widget, lambda chosen: _pin(talk, cast(str, chosen), None))


def _pin(talk: Conversation, market: str, as_of: date | None) -> None:
    """Move the thread, or start a new one beside it where it has questions already."""
    if (talk.thread.market, talk.thread.as_of) == (market, as_of):
        return
    if not talk.thread.questions:
        talk.thread.market, talk.thread.as_of, talk.thread.remark = market, as_of, ""
        return
    at = f" as of {day(as_of)}" if as_of else ""
    remark = (
        f"A new thread on market {market}{at}: an answer holds for one market and one date. "
        "The earlier thread is kept in the sidebar."
    )
    talk.threads.append(Thread(market, as_of, remark=remark))
    talk.shown = len(talk.threads) - 1


def show(talk: Conversation, number: int) -> None:
    """Show another thread."""
    talk.shown = number


def keep(turn: Turn, draft: Callable[[Answer], Note]) -> None:
    """Draft a note from an answer, or put the draft away."""
    if turn.note is None and turn.answer is not None:
        turn.note = draft(turn.answer)
    else:
        turn.note = None
