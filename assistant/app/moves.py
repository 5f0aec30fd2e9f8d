"""What a user does on the page: each function is what a widget calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

from assistant.app import keeping, markets, runs, state
from tools.formatting import day
from tools.records import UnwindError

if TYPE_CHECKING:
    from assistant.threads.records import Turn

FORK, DELETE = "Fork", "Delete"


def ask(here: state.Visit, question: str) -> None:
    """Take a question: it is kept and being answered when this returns."""
    if not question:
        return
    shelf, market = keeping.shelf(), markets.opening(here.market)
    here.drawer = None
    try:
        if not here.thread:
            here.thread = _begin(here, market)
        turn = shelf.add(here.thread, question, here.model, keeping.owner().token)
    except UnwindError:
        state.leave(here)
        here.thread = _begin(here, market)
        turn = shelf.add(here.thread, question, here.model, keeping.owner().token)
        here.remark = "The thread was deleted in another window; the question began a new one."
    else:
        here.remark = ""
    runs.start(runs.Asked(turn, market, here.as_of), shelf)


def _begin(here: state.Visit, market: markets.Opening) -> str:
    """Begin a thread; its date is pinned by its first answer where the market is not open yet."""
    shelf = keeping.shelf()
    pin = market.clamped(here.as_of) if market.done and not market.error else None
    if here.origin and pin is not None:
        try:
            made = shelf.fork(here.origin, 0, here.market, pin)
        except UnwindError:
            pass
        else:
            shelf.choose(made, here.model)
            return made
    return shelf.create(here.market, pin, here.model)


def ask_typed(here: state.Visit, widget: str) -> None:
    """Take the question that was typed into a widget."""
    state.read_widget(widget, lambda typed: ask(here, cast(str, typed)))


def ask_again(here: state.Visit, turn: Turn) -> None:
    """Ask a question again that got no answer."""
    keeping.shelf().drop(turn.thread, turn.id)
    ask(here, turn.question)


def choose_date(here: state.Visit, widget: str) -> None:
    """Move to the date that was chosen in a widget; an emptied one changes nothing."""

    def take(chosen: object) -> None:
        if isinstance(chosen, date):
            _pin(here, here.market, chosen)

    state.read_widget(widget, take)


def choose_market(here: state.Visit, widget: str) -> None:
    """Move to the market that was chosen in a widget, at its last date."""
    state.read_widget(widget, lambda chosen: _pin(here, cast(str, chosen), None))


def choose_model(here: state.Visit, widget: str) -> None:
    """Let the model that was chosen in a widget write the next answer."""

    def take(chosen: object) -> None:
        here.model = cast(str, chosen)
        if here.thread:
            keeping.shelf().choose(here.thread, here.model)

    state.read_widget(widget, take)


def _pin(here: state.Visit, market: str, as_of: date | None) -> None:
    """Move to a market and a date: a thread that holds for others stays as it is, beside."""
    if (here.market, here.as_of) == (market, as_of):
        return
    at = f" as of {day(as_of)}" if as_of else ""
    if here.thread:
        state.leave(
            here,
            f"A new thread on market {market}{at}: an answer holds for one market and one date. "
            "The earlier thread is kept in the sidebar.",
            here.thread,
        )
    else:
        here.remark = ""
    here.market, here.as_of = market, as_of


def show(here: state.Visit, thread: str) -> None:
    """Show another thread."""
    state.leave(here)
    here.thread = thread


def begin(here: state.Visit) -> None:
    """Show an empty thread on the same market and date."""
    state.leave(here)


def fork(here: state.Visit, thread: str, turns: int | None = None) -> None:
    """Show a copy of a thread, up to one of its turns."""
    try:
        show(here, keeping.shelf().fork(thread, turns))
        here.remark = "A copy of the thread; the earlier one is kept in the sidebar."
    except UnwindError as why:
        here.remark = f"{str(why)[:1].upper()}{str(why)[1:]}."


def manage(here: state.Visit, thread: str, widget: str) -> None:
    """Do what was chosen in the menu of a thread: fork it, or ask whether to delete it."""

    def take(chosen: object) -> None:
        if chosen == FORK:
            fork(here, thread)
        elif chosen == DELETE:
            here.deleting = thread

    state.read_widget(widget, take)


def delete(here: state.Visit, thread: str, sure: bool) -> None:
    """Delete a thread where its user is sure."""
    here.deleting = ""
    if sure:
        keeping.shelf().delete(thread)
        if here.thread == thread:
            state.leave(here, "The thread was deleted.")


def keep(here: state.Visit, turn: str, draft: Callable[[], state.Note]) -> None:
    """Draft a note from an answer, or put the draft away."""
    if here.notes.pop(turn, None) is None:
        here.notes[turn] = draft()


def open_drawer(here: state.Visit, widget: str) -> None:
    """Open the history of the reading whose control was pressed."""

    def take(found: object) -> None:
        turn, _, reading = str(found["history"]).partition(" ")  # type: ignore[index]
        here.drawer = turn, reading

    state.read_widget(widget, take)


def close_drawer(here: state.Visit) -> None:
    """Remember that the drawer was closed."""
    here.drawer = None
