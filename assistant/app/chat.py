"""The chat page: the answers of a thread, and where to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from assistant.app import header, markets, state
from assistant.app.jobs import Job
from assistant.app.markup import heading, label, remark
from assistant.app.style import put
from assistant.questions import LONGEST
from assistant.settings import DEMO
from tools.records import Brief

if TYPE_CHECKING:
    from assistant.events import Answer, Event
    from assistant.workspace import Workspace

T = TypeVar("T")
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


def draw() -> None:
    """Draw the page."""
    talk = state.conversation()
    thread = talk.thread
    header.sidebar(talk)
    with st.container(key="page"):
        with st.container(key="top", horizontal=True, horizontal_alignment="distribute"):
            first_line = st.empty()
            control = st.container(
                key="as_of_control", width="content", horizontal=True, vertical_alignment="center"
            )
        body = st.container(key="thread")
        with st.container(key="ask"):
            _ask(thread)
        below = st.container(key="below")
    with first_line:
        header.line(thread.market, thread.market == DEMO)
    with body:
        if thread.remark:
            put(remark(thread.remark, "status"))
        if not thread.questions:
            _empty(thread)
        waits = st.container() if thread.questions else below
        market = markets.opening(thread.market)
        with waits:
            workspace = _open(market)
        if workspace is None:
            return
        sessions = workspace.market.sessions
        first, last = sessions[0].date(), sessions[-1].date()
        chosen = state.settle(thread, first, last)
        with control:
            header.as_of(talk, first, last, chosen)
        header.span(first, last)
        state.start(thread, lambda question: _run(question, workspace, chosen))
        seen = _turns(thread)
    brief = seen or _wait(markets.brief(market, chosen))
    with first_line:
        header.line(thread.market, workspace.market.simulated, brief)


def _ask(thread: state.Thread) -> None:
    """Draw the questions that are offered and the line to type one."""
    asked = thread.questions
    offered = [q for q in SUGGESTED if q not in asked and (asked or q != FIRST)]
    put(label("Ask next" if asked else "Or ask"))
    with st.container(horizontal=True, key="suggested", gap="small"):
        for question in offered[:SHOWN]:
            name = f"suggested_{SUGGESTED.index(question)}"
            st.button(question, key=name, on_click=state.ask, args=(thread, question))
    st.chat_input(
        "Ask about this move, a date or a reading",
        key="question",
        max_chars=LONGEST,
        on_submit=state.ask_typed,
        args=(thread, "question"),
    )


def _open(market: markets.Opening) -> Workspace | None:
    """Return the market once it is open, its progress shown; None where it cannot be opened."""
    slot = st.empty()
    if not market.done:
        text, share = f"Opening market {market.name}", 0.0
        for event in market.follow():
            if event is not None:
                text, share = _progress(*event)
            slot.progress(share, text=text)
        slot.empty()
    if market.error:
        put(remark(f"{market.error}. Choose another market in the sidebar.", "alert"))
    return market.result


def _progress(step: str, done: int, total: int) -> tuple[str, float]:
    """Return what is said of a step of opening a market, and the share that is done."""
    if total <= 1:
        return f"{step[:1].upper()}{step[1:]}, once; it takes under a minute", 0.0
    return f"Computing the history of every reading, once: {done} of {total}", done / total


def _run(question: str, workspace: Workspace, as_of: date) -> state.Run:
    """Start to answer a question on a thread of its own."""
    from assistant.events import Answer
    from assistant.service import events

    def work(report: Callable[[Event], None]) -> Answer:
        for event in events(question, workspace, as_of=as_of):
            report(event)
        if not isinstance(event, Answer):
            raise TypeError("the last event is the answer")
        return event

    return Job(work)


def _turns(thread: state.Thread) -> Brief | None:
    """Draw the questions and answers, and return the brief of one at the thread's own date."""
    if not thread.turns:
        return None
    # Imported here: what writes answers takes a while to load, the first page does without.
    from assistant.app import answer

    for turn in thread.turns:
        with st.container(key=f"turn_{turn.key}"):
            answer.draw(turn, thread)
    briefs = (turn.answer.brief for turn in thread.turns if turn.answer)
    return next((brief for brief in briefs if brief.as_of == thread.as_of), None)


def _empty(thread: state.Thread) -> None:
    put(
        heading("Ask about a fall")
        + label("Every figure of the answer is computed, dated, and opens its evidence.")
    )
    st.button(FIRST, key="primary_first", type="primary", on_click=state.ask, args=(thread, FIRST))


def _wait(job: Job[None, T]) -> T | None:
    """Return a job's result; a click may stop the script meanwhile."""
    beat = st.empty()
    for _ in job.follow():
        beat.empty()
    return job.result
