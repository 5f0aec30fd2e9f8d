"""The built-in analyst: routes a question and writes the answer without a model."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pandas as pd

from assistant.faults import faults
from assistant.questions import Question
from assistant.recalls import with_recalls
from assistant.rules import rule_faults
from assistant.workspace import Workspace
from assistant.writing import note
from assistant.writing.answers import ANSWERS, asset, help_
from assistant.writing.define import compare, define
from assistant.writing.families import resolved
from assistant.writing.pen import Pen
from assistant.writing.premise import premise
from assistant.writing.said import said
from assistant.writing.scope import quoted, scope
from assistant.writing.why import why
from tools.market.view import MarketView
from tools.notes import passage
from tools.records import Brief, NoteRef

# Words of a question about past notes that name no subject to look for.
_ASKING = frozenset(
    "a about and any been call did do does fire fired had has have how i in is it last least month "
    "my note notes of on or our out past previous say said so some tell that the then there they "
    "thing think this time to view was we week were what when which with write written wrote year "
    "yesterday you".split()
)
SEARCHED = 12
_WORD = re.compile(r"[a-z][a-z'&-]+")
# Answers that are of no asset.
SILENT = frozenset({"define", "note", "said", "watch", "help"})
SPANNING = frozenset({"compare", "said", "define"})


def when(question: Question, limit: MarketView) -> tuple[date | None, str]:
    """Return the as-of date that a question names, and a remark where it cannot be had.

    Parameters
    ----------
    question : Question
        As read.
    limit : MarketView
        The market at the wall.

    Returns
    -------
    date or None
        None where the question names no earlier date than the wall. A whole month stands for its
        session with the lowest close.
    str
        A sentence for the answer where a date lies beyond the wall or before the data.
    """
    if question.intent in SPANNING:
        return None, ""
    if question.unread_date and not question.days:
        return None, "A date in the question names no day that is read; write year-month-day."
    first = limit.sessions[0].date()
    for day in question.days:
        if first <= day <= limit.as_of:
            return day, ""
    for start, end in question.spans:
        low = _lowest(limit, start, end)
        if low:
            return low, ""
    if question.days or question.spans:
        return None, "The date in the question lies outside what is known at the as-of date."
    return None, ""


def _lowest(view: MarketView, start: date, end: date) -> date | None:
    """Return the session of a span with the lowest close, None where none is known."""
    close = view.observations("SPX").loc[str(start) : str(end)]
    return pd.Timestamp(close.index[int(close.to_numpy().argmin())]).date() if len(close) else None


def write(question: Question, brief: Brief, workspace: Workspace, remark: str = "") -> list[str]:
    """Return the answer's paragraphs with references in place of figures."""
    pen = Pen(brief)
    question = resolved(pen, question)
    first = (scope(pen, question), _besides(pen, question), remark, premise(pen, question))
    head = [t for t in first if t]
    return head + (asset(pen, question) or _body(question, pen, workspace))


def _besides(pen: Pen, question: Question) -> str:
    """Say that a further subject of the question is measured nowhere."""
    if not question.besides or question.intent in SILENT:
        return ""
    text = f"**Not measured: “{quoted(question.besides)}”.** No family here is it."
    if faults(text, pen.brief, question.text) or any(rule_faults(text, pen.brief)):
        return "**Not measured: a part of what the question names.** No family here is it."
    return text


def _body(question: Question, pen: Pen, workspace: Workspace) -> list[str]:
    match question.intent:
        case "why":
            return why(pen)
        case "define":
            return define(pen, question.text) or help_(pen, question)
        case "compare":
            return _compared(question, pen, workspace)
        case "note":
            return note.paragraphs(pen)
        case "said":
            return said(pen, question)
    return ANSWERS[question.intent](pen, question)


def _compared(question: Question, pen: Pen, workspace: Workspace) -> list[str]:
    """Compare the brief with the date that the question names, or ask for one."""
    view = workspace.market.view(pen.brief.as_of)
    days = [d for d in question.days if view.sessions[0].date() <= d < pen.brief.session]
    if not days:
        days = [d for start, end in question.spans if (d := _lowest(view, start, end))]
    if not days:
        first, last = pen.day(view.sessions[0].date()), pen.day(pen.brief.session)
        late = "The date to compare with lies after the as-of date. " if question.days else ""
        return [f"{late}Name one between {first} and {last} {pen.brief.session.year}."]
    return compare(pen, workspace.brief(days[0]))


def recalled(question: Question, brief: Brief, workspace: Workspace) -> Brief:
    """Return the brief with the notes that a question about past notes is about.

    Where it names a subject, the notes that speak of it come first, and the line that does is what
    is quoted of each; else the latest ones stay, with their bottom lines. What they watched is
    followed up to the brief's date.
    """
    return with_recalls(question, _on_subject(question, brief, workspace), workspace)


def _on_subject(question: Question, brief: Brief, workspace: Workspace) -> Brief:
    subject = [word for word in _WORD.findall(question.text.lower()) if word not in _ASKING]
    if question.intent != "said" or not subject:
        return brief
    known = {note.id: note for note in brief.notes}
    query = " ".join(subject)
    results = workspace.memory.search(query, brief.as_of, brief.market.simulated, limit=SEARCHED)
    found: dict[str, NoteRef] = {}
    for hit in results.found:
        line = passage(hit.text, subject)
        if hit.id in known and hit.id not in found and line:
            found[hit.id] = replace(known[hit.id], quote=line)
    # Among the notes that speak of it the latest says most of what we think.
    latest = sorted(found.values(), key=lambda note: note.as_of, reverse=True)
    rest = [note for name, note in known.items() if name not in found]
    return replace(brief, notes=(*latest, *rest)) if latest else brief
