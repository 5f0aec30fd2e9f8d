"""One turn of a thread: its question, the answer as it is made or kept, and what can be done."""

from __future__ import annotations

import json
from collections.abc import Iterable

import streamlit as st

from assistant.age import dated
from assistant.app import draft, drawer, keeping, markets, moves, runs, state
from assistant.app.drawing import Drawing
from assistant.app.jobs import BEAT_SECONDS
from assistant.app.markup import label, plain, remark
from assistant.app.shared import SharedWorkspace
from assistant.app.style import put
from assistant.events import Answer, Event, Found, Remark, Step
from assistant.narrative import escape
from assistant.threads.records import Kept, Thread, Turn
from assistant.threads.reopen import reopen

STOPPED = "Unwind ended before this was answered"
ELSEWHERE = "Another Unwind process is answering this question."


def draw(here: state.Visit, thread: Thread, number: int, market: markets.Opening) -> None:
    """Draw a question and what became of it."""
    turn = thread.turns[number]
    run = runs.find(thread.id, turn.id)
    as_of = thread.as_of
    if as_of is None and run is not None and market.result is not None:
        # Asked before the market was open: its first question pins the thread.
        as_of = market.clamped(run.asked.wanted)
    at = f" · as of {dated(as_of, market.running)}" if as_of else ""
    follows = ' class="uw-next"' if number else ""
    put(
        f"<div{follows}>{label(f'You asked{at}')}"
        f'<div class="uw-q">{escape(turn.question)}</div></div>'
    )
    if run is not None:
        _run(here, thread, turn, run)
        return
    match turn.state:
        case "answered" if turn.answer is not None:
            _kept(here, thread, turn, turn.answer, market)
        case "failed":
            _failed(here, turn, _failure(turn.error))
        case "running" if keeping.owner().alive(turn.owner):
            put(remark(ELSEWHERE, "status"))
            st.button("Look again", key=f"look_{turn.id}")
        case _:
            _failed(here, turn, f"{STOPPED}: it stopped before it finished.")


def _failure(why: str) -> str:
    return (
        f"No answer: {why.rstrip('.')}. What was answered before still holds; change the question "
        "or the date and ask again."
    )


def _failed(here: state.Visit, turn: Turn, why: str) -> None:
    put(remark(why, "alert"))
    key = f"again_{turn.id}"
    st.button("Ask again", key=key, on_click=moves.ask_again, args=(here, turn))


def _run(here: state.Visit, thread: Thread, turn: Turn, run: runs.Run) -> None:
    """Draw what a run of this process has reported, and follow it where it goes on."""
    market = run.asked.market
    beat = st.empty()
    while not market.done and market.within(BEAT_SECONDS) is None:
        # It is being opened, and says so above; a click that waits takes effect here.
        beat.empty()
    if market.result is None:
        _failed(here, turn, _failure(market.error))
        return
    drawing = Drawing(turn.id, market.result, live=not run.done)
    for event in run.follow():
        drawing.take(event)
    drawing.fold(run.result.tokens if run.result else None, run.seconds)
    if run.result is not None:
        _below(here, thread, turn, drawing, run.result, market.result)
    else:
        _failed(here, turn, _failure(run.error))


def _kept(
    here: state.Visit, thread: Thread, turn: Turn, kept: Kept, market: markets.Opening
) -> None:
    """Draw a kept answer from the market as it is now, or as it read then."""
    workspace = market.result
    if workspace is None:
        put(remark(f"{market.error}. The answer is shown as it was kept.", "alert"))
        _as_kept(kept)
        return
    found = reopen(turn, kept, workspace)
    if found.remark:
        put(remark(found.remark, "status"))
    if found.answer is None:
        _as_kept(kept)
        return
    drawing = Drawing(turn.id, workspace, live=False)
    for event in _events(found.answer):
        drawing.take(event)
    drawing.fold(kept.tokens, kept.seconds)
    _below(here, thread, turn, drawing, found.answer, workspace)


def _events(answer: Answer) -> Iterable[Event]:
    """Return an answer as the events that it came in."""
    yield from map(Step, answer.steps)
    yield Found(answer.question, answer.brief, answer.history)
    yield from answer.paragraphs
    yield from map(Remark, answer.remarks)
    yield answer


def _as_kept(kept: Kept) -> None:
    for passage in kept.passages:
        put(plain(passage.text))
    for text in kept.remarks:
        put(remark(text))


def _actions(
    here: state.Visit, thread: Thread, turn: Turn, answer: Answer, workspace: SharedWorkspace
) -> None:
    drafted = turn.id in here.notes
    with st.container(horizontal=True, key=f"acts_{turn.id}"):
        st.button(
            "Close the draft" if drafted else "Draft a note",
            key=f"primary_note_{turn.id}",
            type="secondary" if drafted else "primary",
            on_click=moves.keep,
            args=(here, turn.id, lambda: draft.draft(answer, workspace)),
        )
        draft.download(
            "Evidence",
            lambda: json.dumps(answer.to_json(), indent=2, allow_nan=False),
            f"answer-{draft.stem(answer)}.json",
            f"evidence_{turn.id}",
        )
        if turn.id != thread.turns[-1].id:
            st.button(
                "Fork from here",
                key=f"fork_at_{turn.id}",
                type="tertiary",
                icon=":material/call_split:",
                on_click=moves.fork,
                args=(here, thread.id, thread.turns.index(turn) + 1),
            )


def _below(
    here: state.Visit,
    thread: Thread,
    turn: Turn,
    drawing: Drawing,
    answer: Answer,
    workspace: SharedWorkspace,
) -> None:
    """Draw what can be done with an answer, the note drafted from it, and the drawer if open."""
    with drawing.below:
        _actions(here, thread, turn, answer, workspace)
    note = here.notes.get(turn.id)
    if note is not None:
        draft.draw(turn.id, answer, note, workspace)
    drawer.draw(here, turn.id, answer.brief, workspace)
