"""The first line of the page, with the as-of control, and the sidebar."""

from __future__ import annotations

from datetime import date

import streamlit as st

from assistant.app import markets, state
from assistant.app.markup import Cites, label
from assistant.app.style import put
from assistant.formatting import day
from assistant.narrative import escape
from assistant.settings import DEMO
from tools.records import Brief

WRITER = "built-in analyst"


def line(market: str, simulated: bool, brief: Brief | None = None) -> None:
    """Draw the market, how far its index has moved, and who writes."""
    tag = '<span class="uw-sim">SIMULATED</span> ' if simulated else ""
    name = "Demo market" if market == DEMO else f"Market {market}"
    parts = [escape(name)]
    behind = ""
    if brief is not None:
        cites = Cites(brief, None, "head")
        parts.append(cites(_move(brief)))
        behind = cites.popovers()
    parts.append(WRITER)
    title = '<span class="uw-vh" role="heading" aria-level="1">Unwind</span>'
    put(f'<div class="uw-k uw-line">{title}{tag}{" · ".join(parts)}</div>{behind}')


def _move(brief: Brief) -> str:
    if brief.move.trading_days == 0:
        return "S&P 500 at the peak of its leg"
    return f"S&P 500 [[move.return]] from its peak of {day(brief.move.peak, brief.session)}"


def as_of(talk: state.Conversation, first: date, last: date, chosen: date) -> None:
    """Draw the control of the as-of date."""
    put('<span class="uw-k">As of</span>')
    st.date_input(
        "As of, New York close",
        min_value=first,
        max_value=last,
        key=state.bind("as_of", chosen),
        format="YYYY-MM-DD",
        on_change=state.choose_date,
        args=(talk, "as_of"),
        label_visibility="collapsed",
        width=160,
    )


def span(first: date, last: date) -> None:
    """Draw, in the sidebar, from when to when the market runs."""
    with st.sidebar:
        put(label(f"Sessions from {day(first)} to {day(last)}"))


def sidebar(talk: state.Conversation) -> None:
    """Draw the choice of the market and the threads of this visit."""
    known = markets.names()
    current = talk.thread.market
    with st.sidebar:
        st.selectbox(
            "Market",
            known if current in known else [current, *known],
            key=state.bind("market", current),
            on_change=state.choose_market,
            args=(talk, "market"),
        )
        asked = [(n, t) for n, t in enumerate(talk.threads) if t.questions]
        if asked:
            put(label("Threads of this visit"))
        for number, thread in reversed(asked):
            when = f" · {day(thread.as_of)}" if thread.as_of else ""
            st.button(
                f"{escape(thread.title)}  \n{escape(thread.market)}{when}",
                key=f"thread_{number}",
                type="tertiary",
                disabled=number == talk.shown,
                on_click=state.show,
                args=(talk, number),
            )
