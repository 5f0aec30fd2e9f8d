"""What past notes called, and what became of the thresholds that they said they watched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from assistant.aliases import names
from assistant.calls import call_of
from assistant.questions import Question
from assistant.workspace import Workspace
from tools.notes.markdown import sections
from tools.records import Brief, NoteRef, Recall, UnwindError
from tools.watch import recall

SHOWN = 3
SECTION = "watching"
# A phrase means a threshold's reading only where that is among the first that it stands for.
MEANT = 2
_LAST = re.compile(r"\blast (week|month|quarter|year)\b", re.IGNORECASE)
# In days; each reaches a little further than its name, as people do.
WINDOWS = {"week": 10, "month": 45, "quarter": 120, "year": 400}


def span(question: Question) -> str:
    """Return the span of the past that a question names: "week", "month" and so on, or ""."""
    found = _LAST.search(question.text)
    return found[1].lower() if found else ""


def within(note: NoteRef, question: Question, brief: Brief) -> bool:
    """Tell whether a note is of the span that the question names; of any where it names none."""
    named = span(question)
    return not named or note.as_of >= brief.as_of - timedelta(days=WINDOWS[named])


def asked(question: Question, brief: Brief) -> tuple[NoteRef, ...]:
    """Return the notes that a question about the past is answered from.

    The first ones, of the span that it names; the first alone where none is of it.
    """
    notes = brief.notes[:SHOWN]
    return tuple(n for n in notes if within(n, question, brief)) or notes[:1]


def with_recalls(question: Question, brief: Brief, workspace: Workspace) -> Brief:
    """Return the brief with the calls of the notes in question and what their watches became."""
    if question.intent != "said":
        return brief
    texts = {n.id: _text(n, workspace) for n in asked(question, brief)}
    notes = tuple(
        replace(n, call=call_of(texts[n.id])) if texts.get(n.id) else n for n in brief.notes
    )
    found = [r for n in asked(question, brief) for r in _recalls(n, texts[n.id], brief, workspace)]
    return replace(brief, notes=notes, recalls=tuple(found) or brief.recalls)


def _text(note: NoteRef, workspace: Workspace) -> str:
    try:
        return workspace.memory.note(note.id).text
    except UnwindError:  # the memory cannot be read
        return ""


def _recalls(note: NoteRef, text: str, brief: Brief, workspace: Workspace) -> Sequence[Recall]:
    view = workspace.market.view(brief.as_of)
    try:
        return recall(note.id, note.as_of, watched_in(text, brief), view, workspace.histories)
    except UnwindError:  # its date lies before the market
        return ()


def watched_in(text: str, brief: Brief) -> tuple[str, ...]:
    """Return the readings that a note's section on what it watches names, in order, each once."""
    parts = [s.text for s in sections(text) if SECTION in s.heading.lower()]
    named = (path for part in parts for n in names(part, brief) for path in n.paths[:MEANT])
    return tuple(dict.fromkeys(path for path in named if path in brief.index))
