"""The sidebar: which market, who writes, and the threads."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.app import keeping, markets, moves, state, writers
from assistant.app.jobs import Job
from assistant.app.markup import label, subheading
from assistant.app.style import put
from assistant.narrative import escape
from assistant.settings import settings
from assistant.threads.records import Thread
from tools.formatting import day, plural

LISTED = 20
ASKING = 0.5  # seconds between two looks at what an endpoint offers
NO_MODEL = "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, to let a model write."


def draw(here: state.Visit) -> DeltaGenerator:
    """Draw the choice of the market and of the writer, and the threads.

    Returns
    -------
    DeltaGenerator
        Where it is said from when to when the market runs, once that is known.
    """
    known = markets.names()
    with st.sidebar:
        st.selectbox(
            "Market",
            known if here.market in known else [here.market, *known],
            key=state.bind("market", here.market),
            on_change=moves.choose_market,
            args=(here, "market"),
        )
        span = st.container()
        _writer(here)
        _threads(here)
    return span


def _writer(here: state.Visit) -> None:
    """Draw who writes; what an endpoint offers is added once it has said so."""
    config, job = settings(), writers.offer()
    if not job.done and writers.configured(config):
        _await(job)
    named = writers.options(config, job.result if job.done else None, here.model)
    if here.model not in named:
        here.model = writers.ANALYST
    st.selectbox(
        "Writer of the next answer",
        list(named),
        format_func=named.__getitem__,
        key=state.bind("model", here.model),
        on_change=moves.choose_model,
        args=(here, "model"),
        help=NO_MODEL if len(named) == 1 else None,
    )


@st.fragment(run_every=ASKING)
def _await(job: Job[None, writers.Offer]) -> None:
    """Draw the page again once an endpoint has said what it offers."""
    if job.done:
        st.rerun()


def span(slot: DeltaGenerator, market: markets.Opening) -> None:
    """Say from when to when an open market runs."""
    if market.result is not None:
        sessions = market.result.market.sessions
        with slot:
            put(label(f"Sessions from {day(sessions[0].date())} to {day(sessions[-1].date())}"))


def _threads(here: state.Visit) -> None:
    threads = keeping.shelf().list()
    with st.container(horizontal=True, key="threads_head", vertical_alignment="center"):
        put(subheading("Threads"))
        st.button(
            "New thread",
            key="new_thread",
            icon=":material/add:",
            disabled=not here.thread,
            on_click=moves.begin,
            args=(here,),
        )
    if not threads:
        put(label("What you ask is kept here."))
    _rows(here, threads[:LISTED])
    if len(threads) > LISTED:
        with st.expander(f"{plural(len(threads) - LISTED, 'earlier thread')}"):
            _rows(here, threads[LISTED:])


def _rows(here: state.Visit, threads: Sequence[Thread]) -> None:
    for thread in threads:
        with st.container(key=f"row_{thread.id}", gap="xxsmall"):
            _row(here, thread)


def _row(here: state.Visit, thread: Thread) -> None:
    when = f" · {day(thread.as_of)}" if thread.as_of else ""
    title = escape(thread.title)
    with st.container(horizontal=True, gap="xxsmall", key=f"line_{thread.id}"):
        st.button(
            f"{title}  \n:small[:gray[{escape(thread.market)}{when}]]",
            key=f"thread_{thread.id}",
            type="tertiary",
            disabled=thread.id == here.thread,
            width="stretch",
            help=plural(thread.count, "question"),
            on_click=moves.show,
            args=(here, thread.id),
        )
        st.menu_button(
            f"Fork or delete {title}",
            (moves.FORK, moves.DELETE),
            key=f"menu_{thread.id}",
            icon=":material/more_vert:",
            type="tertiary",
            on_click=moves.manage,
            args=(here, thread.id, f"menu_{thread.id}"),
        )
    if here.deleting == thread.id:
        put(label("Delete this thread and its answers?"))
        with st.container(horizontal=True, key=f"sure_{thread.id}"):
            for text, sure in ((moves.DELETE, True), ("Keep", False)):
                st.button(
                    text,
                    key=f"{text.lower()}_{thread.id}",
                    on_click=moves.delete,
                    args=(here, thread.id, sure),
                )
