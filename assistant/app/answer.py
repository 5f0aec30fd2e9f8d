"""One question and its answer: steps while it is made, then the finding and its evidence."""

from __future__ import annotations

import json

import streamlit as st

from assistant.app import state
from assistant.app.card import rail, verdict_card
from assistant.app.markup import (
    Cites,
    heading,
    label,
    plain,
    prose,
    remark,
    split_headline,
    subheading,
)
from assistant.app.style import put
from assistant.export import note_html, note_json, note_markdown
from assistant.formatting import day, plural
from assistant.narrative import escape
from assistant.events import Answer, Paragraph, Step
from assistant.writing import note
from assistant.writing.pen import Pen

# The questions whose answer is the verdict itself.
VERDICTS = ("why", "change")


def draw(turn: state.Turn, thread: state.Thread) -> None:
    """Draw a question and its answer, following the run where it is still going."""
    asked_at = label(
        f"You asked · as of {day(thread.as_of)}, close" if thread.as_of else "You asked"
    )
    follows = "" if turn is thread.turns[0] else ' class="uw-next"'
    put(f'<div{follows}>{asked_at}<div class="uw-q">{escape(turn.question)}</div></div>')
    if not turn.run.done:
        live = st.empty()
        with live.container():
            _follow(turn)
        live.empty()
    if turn.answer is not None:
        _show(turn, turn.answer)
    else:
        put(remark(_failure(turn.run.error), "alert"))


def _failure(why: str) -> str:
    return (
        f"No answer: {why.rstrip('.')}. What was answered before still holds; change the question "
        "or the date and ask again."
    )


def _follow(turn: state.Turn) -> None:
    """Show the steps of a run as they are taken, and its paragraphs as they come."""
    with st.status("Reading the market", expanded=True) as status:
        steps = st.container()
    beats = 0
    for event in turn.run.follow():
        if isinstance(event, Step):
            steps.markdown(f"✓ {escape(event.text)}", unsafe_allow_html=True)
        elif isinstance(event, Paragraph):
            put(plain(event.text))
        else:
            beats += 1
            status.update(label=f"Reading the market{' ·' * (beats % 4)}")


def _show(turn: state.Turn, answer: Answer) -> None:
    cites = Cites(answer.brief, answer.history, turn.key)
    before, found, rest = split_headline([p.source for p in answer.paragraphs])
    for source in before:
        put(prose(cites, source))
    if found:
        put(heading(found))
    if answer.question.intent not in VERDICTS:
        _paragraphs(cites, rest)
    else:
        put(verdict_card(cites))
        text, beside = st.columns([72, 36], gap="large")
        with text:
            _paragraphs(cites, rest)
        with beside:
            put(rail(cites))
    put(label(_source(answer)))
    _actions(turn, answer)
    _status(turn, answer)
    if turn.note is not None:
        _note(turn, answer, turn.note)


def _paragraphs(cites: Cites, sources: list[str]) -> None:
    for source in sources:
        put(prose(cites, source))


def _source(answer: Answer) -> str:
    ref = answer.brief.market
    tag = " (SIMULATED)" if ref.simulated else ""
    session = day(answer.brief.session)
    return f"Source: market {ref.name}{tag}, state {ref.hash[:8]}, as of {session}, close."


def _actions(turn: state.Turn, answer: Answer) -> None:
    with st.container(horizontal=True, key=f"acts_{turn.key}"):
        st.button(
            "Draft a note" if turn.note is None else "Close the draft",
            key=f"primary_note_{turn.key}",
            type="primary" if turn.note is None else "secondary",
            on_click=state.keep,
            args=(turn, draft),
        )
        _download(
            "Evidence",
            json.dumps(answer.to_json(), indent=2, allow_nan=False),
            f"answer-{_stem(answer)}.json",
            f"evidence_{turn.key}",
        )


def _status(turn: state.Turn, answer: Answer) -> None:
    steps = plural(sum(isinstance(e, Step) for e in turn.run.follow()), "step")
    made = sum(r.value is not None for r in answer.brief.readings)
    gone = len(answer.brief.readings) - made
    counts = f"{made} readings made, {gone} not measured"
    with st.container(key=f"steps_{turn.key}"):
        with st.status(f"{steps} · {counts} · {turn.run.seconds:.1f} s", state="complete"):
            for event in turn.run.follow():
                if isinstance(event, Step):
                    st.markdown(f"✓ {escape(event.text)}", unsafe_allow_html=True)


def draft(answer: Answer) -> state.Note:
    """Draft the desk note from the evidence of an answer."""
    brief, history = answer.brief, answer.history
    return state.Note(
        markdown=note_markdown(brief, history),
        html=note_html(brief, history),
        evidence=note_json(brief, history),
    )


def _stem(answer: Answer) -> str:
    return f"{answer.brief.market.name}-{answer.brief.session}"


def _note(turn: state.Turn, answer: Answer, drafted: state.Note) -> None:
    """Show a drafted note, each figure with its evidence, and the files it can be kept as."""
    with st.container(key=f"draft_{turn.key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            for name, text, ending in (
                ("Markdown", drafted.markdown, "md"),
                ("HTML", drafted.html, "html"),
                ("JSON", drafted.evidence, "json"),
            ):
                file = f"note-{_stem(answer)}.{ending}"
                _download(name, text, file, f"note_{ending}_{turn.key}")
        pen = Pen(answer.brief)
        cites = Cites(answer.brief, answer.history, f"{turn.key}-note")
        put(label("Draft note") + heading(note.title(pen)))
        for section in note.sections(pen):
            bullets = "\n".join(f"- {bullet}" for bullet in section.bullets)
            read = f"\n\n*My read:* {section.read}" if section.read else ""
            put(subheading(section.title) + prose(cites, f"{bullets}{read}"))


def _download(name: str, text: str, file: str, key: str) -> None:
    st.download_button(
        name, text, file_name=file, key=key, on_click="ignore", icon=":material/download:"
    )
