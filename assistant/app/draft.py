"""A note that is drafted from an answer: its sections, the desk's two charts, and its files."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assistant.app import charts
from assistant.app.lines import Lines
from assistant.app.markup import Cites, heading, label, prose, subheading
from assistant.app.shared import SharedWorkspace
from assistant.app.state import Note
from assistant.app.style import put
from assistant.events import Answer
from assistant.export import note_html, note_json, note_markdown
from assistant.writing import note
from assistant.writing.pen import Pen
from tools.charts.plot import Chart

# The section that shows the desk's two charts.
CHARTED = "Positioning & flows"


def draft(answer: Answer, workspace: SharedWorkspace) -> Note:
    """Draft the desk note from the evidence of an answer."""
    brief, history = answer.brief, answer.history
    return Note(
        markdown=note_markdown(brief, history),
        html=note_html(brief, history, _desk(answer, workspace)),
        evidence=note_json(brief, history),
    )


def stem(answer: Answer) -> str:
    """Return how files from an answer are named."""
    return f"{answer.brief.market.name}-{answer.brief.session}"


def download(name: str, text: str | Callable[[], str], file: str, key: str) -> None:
    """Draw a button that saves a text, which a function may make once it is pressed."""
    st.download_button(
        name, text, file_name=file, key=key, on_click="ignore", icon=":material/download:"
    )


def draw(turn: str, answer: Answer, drafted: Note, workspace: SharedWorkspace) -> None:
    """Show a drafted note, each figure with its evidence, and the files it can be kept as."""
    with st.container(key=f"draft_{turn}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            for name, text, ending in (
                ("Markdown", drafted.markdown, "md"),
                ("HTML", drafted.html, "html"),
                ("JSON", drafted.evidence, "json"),
            ):
                file = f"note-{stem(answer)}.{ending}"
                download(name, text, file, f"note_{ending}_{turn}")
        pen = Pen(answer.brief)
        lines = Lines(workspace, answer.brief, turn)
        cites = Cites(answer.brief, answer.history, f"t{turn}-note", lines)
        put(label("Draft note") + heading(note.title(pen)))
        for section in note.sections(pen):
            bullets = "\n".join(f"- {bullet}" for bullet in section.bullets)
            put(subheading(section.title) + prose(cites, bullets))
            if section.title == CHARTED:
                _charts(turn, answer, workspace)
            if section.read:
                put(prose(cites, f"*My read:* {section.read}"))


def _charts(turn: str, answer: Answer, workspace: SharedWorkspace) -> None:
    """Draw the desk's two charts: the drawdown of momentum, and the skew."""
    for found in _desk(answer, workspace):
        charts.draw(found, f"{turn}_{found.id}")


def _desk(answer: Answer, workspace: SharedWorkspace) -> tuple[Chart, ...]:
    from tools.charts.desk import desk_charts

    view = workspace.market.view(answer.brief.as_of)
    return desk_charts(view, workspace.histories, since=answer.brief.move.peak)
