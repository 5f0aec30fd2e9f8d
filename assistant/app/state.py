"""What a visit holds: which thread it shows. No other module touches the session's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast

import streamlit as st

from assistant.app import keeping, markets
from assistant.settings import settings
from tools.formatting import day

if TYPE_CHECKING:
    from assistant.threads.records import Thread

KEY = "unwind"


@dataclass(slots=True)
class Note:
    """A drafted note in each form that it can be kept in."""

    markdown: str
    html: str
    evidence: str


@dataclass(slots=True)
class Visit:
    """One window: the thread that it shows, or the market and the date that it would ask about.

    Attributes
    ----------
    thread : str
        The id of the thread that is shown, empty before its first question.
    as_of : date or None
        None until the market is open, where no date was chosen.
    model : str
        Who writes the next answer; empty for the configured model.
    origin : str
        The thread whose market or date was changed, which led here.
    remark : str
        Why the page shows what it shows: a new thread, one that is gone, a bad address.
    deleting : str
        The thread that is to be deleted once that is confirmed.
    drawer : tuple of str
        The turn and the reading whose full history is open.
    notes : dict
        Notes that were drafted, by turn.
    """

    market: str
    as_of: date | None = None
    thread: str = ""
    model: str = ""
    origin: str = ""
    remark: str = ""
    deleting: str = ""
    drawer: tuple[str, str] | None = None
    notes: dict[str, Note] = field(default_factory=dict)


def visit() -> Visit:
    """Return this visit; a new one starts where its address says."""
    if KEY not in st.session_state:
        query = st.query_params
        st.session_state[KEY] = arrival(
            query.get("thread", ""), query.get("market", ""), query.get("as_of", "")
        )
    return cast(Visit, st.session_state[KEY])


def arrival(thread: str, market: str, as_of: str) -> Visit:
    """Return a visit as an address asks for it; the remark says what of it makes no sense."""
    remarks = []
    found = Visit(market or settings().market)
    if thread and keeping.shelf().load(thread) is not None:
        found.thread = thread
        return found
    if thread:
        remarks.append(f"There is no thread {thread[:20]}; it may have been deleted.")
    if as_of:
        try:
            found.as_of = date.fromisoformat(as_of)
        except ValueError:
            remarks.append(
                f"{as_of[:20]!r} in the address is no date: write YYYY-MM-DD. The last session is "
                "shown."
            )
    found.remark = " ".join(remarks)
    return found


def shown(here: Visit) -> Thread | None:
    """Return the thread that is shown as it is kept now; None before its first question."""
    if not here.thread:
        return None
    thread = keeping.shelf().load(here.thread)
    if thread is None:
        leave(here, "This thread was deleted in another window. A question begins a new one.")
        return None
    here.market, here.as_of, here.model = thread.market, thread.as_of, thread.model
    return thread


def leave(here: Visit, remark: str = "", origin: str = "") -> None:
    """Show no thread any more; market, date and model stay."""
    here.thread, here.origin, here.remark = "", origin, remark
    here.deleting, here.drawer = "", None


def read_widget(widget: str, take: Callable[[object], None]) -> None:
    """Hand over what a widget holds.

    Any access to the session's state may end a script for which a newer click waits. Here that
    would lose what this event has brought, so it is handed over on the way out.
    """
    try:
        visit()
    finally:
        take(st.session_state[widget])


def settle(here: Visit, market: markets.Opening) -> date:
    """Return the date that is shown: one of the market's, the last by default."""
    wanted, found = here.as_of, market.clamped(here.as_of)
    if wanted is not None and wanted != found:
        here.remark = (
            f"{day(wanted)} lies outside market {here.market}; {day(found)} is shown instead."
        )
    here.as_of = found
    return found


def address(here: Visit) -> None:
    """Say in the address what is shown, so that a reload or another window finds it again."""
    if here.thread:
        st.query_params.from_dict({"thread": here.thread})
    else:
        when = {"as_of": here.as_of.isoformat()} if here.as_of else {}
        st.query_params.from_dict({"market": here.market, **when})


def bind(widget: str, value: object) -> str:
    """Set a widget to what the visit holds before it is drawn, and return its key."""
    st.session_state[widget] = value
    return widget
