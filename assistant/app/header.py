"""The first line of the page, and the control of the as-of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from assistant.app import markets, moves, state, writers
from assistant.app.jobs import Job
from assistant.app.markup import Cites
from assistant.app.style import put
from assistant.narrative import escape
from assistant.settings import DEMO, settings
from tools.formatting import day
from tools.records import Brief

if TYPE_CHECKING:
    from assistant.threads.records import Thread

SOON = 0.15  # seconds for which the first line may hold up the answers


@dataclass(frozen=True, slots=True)
class Line:
    """What the first line says: the market, who writes next, and what models used so far."""

    market: str
    simulated: bool
    writer: str
    tokens: int = 0


def line(said: Line, brief: Brief | None = None) -> None:
    """Draw the first line, with how far the index has moved once that is known."""
    tag = '<span class="uw-sim">SIMULATED</span> ' if said.simulated else ""
    name = "Demo market" if said.market == DEMO else f"Market {said.market}"
    parts = [escape(name)]
    behind = ""
    if brief is not None:
        cites = Cites(brief, None, "head")
        parts.append(cites(_move(brief)))
        parts += [escape(brief.market.remark)] if brief.market.remark else []
        behind = cites.popovers()
    parts.append(escape(said.writer))
    if said.tokens:
        parts.append(escape(f"{said.tokens:,} tokens"))
    title = '<span class="uw-vh" role="heading" aria-level="1">Unwind</span>'
    put(f'<div class="uw-k uw-line">{title}{tag}{" · ".join(parts)}</div>{behind}')


def _move(brief: Brief) -> str:
    if brief.move.trading_days == 0:
        return "S&P 500 at the peak of its leg"
    return f"S&P 500 [[move.return]] from its peak of {day(brief.move.peak, brief.session)}"


def as_of(here: state.Visit, first: date, last: date, chosen: date) -> None:
    """Draw the control of the as-of date."""
    put('<span class="uw-k">As of</span>')
    st.date_input(
        "As of, New York close",
        min_value=first,
        max_value=last,
        key=state.bind("as_of", chosen),
        format="YYYY-MM-DD",
        on_change=moves.choose_date,
        args=(here, "as_of"),
        label_visibility="collapsed",
        width=160,
    )


class Top:
    """What stands above the answers: the first line, complete as soon as it can be."""

    def __init__(self) -> None:
        self._line = st.container(key="first_line")
        self._control = st.container(
            key="as_of_control", width="content", horizontal=True, vertical_alignment="center"
        )
        self._said: Line | None = None
        self._brief: Job[None, Brief] | None = None

    @property
    def settled(self) -> bool:
        """Whether all that an open market says was drawn."""
        return self._said is not None

    def open(self, here: state.Visit, thread: Thread | None) -> None:
        """Draw what is known while the market is being opened."""
        self._line = self._line.empty()
        with self._line:
            line(_line(here, thread, here.market == DEMO))

    def settle(self, here: state.Visit, thread: Thread | None, market: markets.Opening) -> None:
        """Draw what an open market says, and how far its index moved if that takes no time."""
        workspace = market.result
        self._said = _line(here, thread, workspace is not None and workspace.market.simulated)
        moved = None
        if workspace is not None:
            sessions = workspace.market.sessions
            first, last = sessions[0].date(), sessions[-1].date()
            chosen = state.settle(here, market)
            with self._control:
                as_of(here, first, last, chosen)
            self._brief = markets.brief(market, chosen)
            moved = self._brief.within(SOON)
            if moved is None:
                self._line = self._line.empty()
            else:
                self._brief = None
        with self._line:
            line(self._said, moved)

    def finish(self) -> None:
        """Complete the first line, where that had to wait."""
        if self._brief is not None and self._said is not None:
            moved = _wait(self._brief)
            with self._line:
                line(self._said, moved)


def _line(here: state.Visit, thread: Thread | None, simulated: bool) -> Line:
    turns = thread.turns if thread else ()
    tokens = sum(turn.answer.tokens or 0 for turn in turns if turn.answer)
    return Line(here.market, simulated, writers.shown(settings(), here.model), tokens)


def _wait(job: Job[None, Brief]) -> Brief | None:
    """Return a job's result; a click may stop the script meanwhile."""
    beat = st.empty()
    for _ in job.follow():
        beat.empty()
    return job.result
