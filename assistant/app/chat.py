"""The chat page: the answers of a thread, and where to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.age import old
from assistant.app import bridge, header, keeping, markets, moves, preload, sidebar, state
from assistant.app.markup import heading, label, remark
from assistant.app.style import put
from assistant.narrative import escape
from assistant.questions import LONGEST
from assistant.settings import settings
from tools.records import UnwindError

if TYPE_CHECKING:
    from assistant.threads.records import Thread

FIRST = "What's driving this sell-off?"
SUGGESTED = (
    FIRST,
    "How unusual is this?",
    "What would change your mind?",
    "Is it over?",
    "How much is left to sell?",
    "Do crypto and metals move with it?",
    "What does protection cost?",
)
SHOWN = 4
SHORT = 60  # characters of a question that fits a button


def draw() -> None:
    """Draw the page; a setting that makes no sense is all that it says."""
    try:
        settings()
        here = state.visit()
    except UnwindError as why:
        put(remark(f"{str(why).rstrip('.')}. Mend the setting and start Unwind again.", "alert"))
        return
    _draw(here)


def _draw(here: state.Visit) -> None:
    """Draw the page, what costs nothing first: markets and libraries are loaded behind it."""
    thread = state.shown(here)
    with st.container(key="page"):
        with st.container(key="top", horizontal=True, horizontal_alignment="distribute"):
            top = header.Top()
        body = st.container(key="thread")
        with st.container(key="ask"):
            _ask(here, thread)
        below = st.container(key="below")
    market = markets.opened(here.market)
    if market is not None and market.done:
        top.settle(here, thread, market)
    else:
        top.open(here, thread)
    with body:
        # Places of their own, emptied at once: what is drawn no more goes when the script ends.
        notices, start = st.empty(), st.empty()
        _remarks(here, notices, market)
        if thread is None or not thread.turns:
            with start.container():
                _empty(here)
    state.address(here)
    span = sidebar.draw(here)
    bridge.draw(here, thread)
    market = markets.opening(here.market)
    with body:
        if not market.done:
            with below if thread is None else st.container():
                _open(market)
        if not top.settled:
            top.settle(here, thread, market)
            state.address(here)
            _remarks(here, notices, market)
        sidebar.span(span, market)
        if market.error:
            put(remark(f"{market.error}. Choose another market in the sidebar.", "alert"))
        _turns(here, thread, market)
    top.finish()
    preload.start()


def _ask(here: state.Visit, thread: Thread | None) -> None:
    """Draw the questions that are offered and the line to type one."""
    asked = [turn.question for turn in thread.turns] if thread else []
    offered = [q for q in _offered(here) if q not in asked and (asked or q != FIRST)]
    put(label("Ask next" if asked else "Or ask"))
    with st.container(horizontal=True, key="suggested", gap="small"):
        for question in offered[:SHOWN]:
            # Not by its place: a click may meet a row that has moved on.
            st.button(
                escape(question),
                key=f"suggested_{crc32(question.encode())}",
                on_click=moves.ask,
                args=(here, question),
            )
    st.chat_input(
        "Ask about this move, a date or a reading",
        key="question",
        max_chars=LONGEST,
        on_submit=moves.ask_typed,
        args=(here, "question"),
    )


def _offered(here: state.Visit) -> list[str]:
    """Return what may be asked: what was asked at another date or market first, then our own."""
    origin = keeping.shelf().load(here.origin) if here.origin else None
    asked = [turn.question for turn in origin.turns if turn.answer] if origin else []
    return list(dict.fromkeys([*(q for q in asked if len(q) <= SHORT), *SUGGESTED]))


def _open(market: markets.Opening) -> None:
    """Show how a market is being opened."""
    slot = st.empty()
    text, share = f"Opening market {market.name}", 0.0
    for event in market.follow():
        if event is not None:
            text, share = _progress(*event)
        slot.progress(share, text=text)
    slot.empty()


def _progress(step: str, done: int, total: int) -> tuple[str, float]:
    """Return what is said of a step of opening a market, and the share that is done."""
    if total <= 1:
        return f"{step[:1].upper()}{step[1:]}, once; it takes under a minute", 0.0
    return f"Computing the history of every reading, once: {done} of {total}", done / total


def _turns(here: state.Visit, thread: Thread | None, market: markets.Opening) -> None:
    """Draw the questions and answers of a thread."""
    if thread is None or not thread.turns:
        return
    # Imported here: what writes answers takes a while to load, the first page does without.
    from assistant.app import answer

    for number, turn in enumerate(thread.turns):
        with st.container(key=f"turn_{turn.id}"):
            answer.draw(here, thread, number, market)


def _remarks(here: state.Visit, place: DeltaGenerator, market: markets.Opening | None) -> None:
    said = [text for text in (keeping.shelf().remark, here.remark, _aged(here, market)) if text]
    if said:
        with place.container():
            for text in said:
                put(remark(text, "status"))


def _aged(here: state.Visit, market: markets.Opening | None) -> str:
    """Return how old the market is where its last session is shown: no other date was chosen.

    It is no part of an answer that is kept: a day later it would say another number.
    """
    found = market.result.market if market is not None and market.result is not None else None
    if found is None or found.simulated or here.as_of != found.sessions[-1].date():
        return ""
    return old(found.name, found.sessions[-1].date())


def _empty(here: state.Visit) -> None:
    put(
        heading("Ask about a fall")
        + label("Every figure of the answer is computed, dated, and opens its evidence.")
    )
    st.button(FIRST, key="primary_first", type="primary", on_click=moves.ask, args=(here, FIRST))
