"""Reopening a kept answer: its evidence is computed anew, its sources are rendered again."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.events import Answer, Paragraph
from assistant.faults import faults
from assistant.narrative import render
from assistant.paths import History
from assistant.questions import Question, read
from assistant.threads.records import Kept, Turn
from assistant.workspace import Workspace
from tools.formatting import day
from tools.records import Brief, UnwindError


@dataclass(frozen=True, slots=True)
class Reopened:
    """A kept answer as it may be shown now.

    ``answer`` is None where only the text that was kept can be shown; ``remark`` says why, or what
    has changed since.
    """

    answer: Answer | None
    remark: str = ""


def reopen(turn: Turn, kept: Kept, workspace: Workspace) -> Reopened:
    """Render a kept answer from the market as it is now.

    Parameters
    ----------
    turn : Turn
        The question, as kept.
    kept : Kept
        Its answer.
    workspace : Workspace
        The market of its thread.

    Returns
    -------
    Reopened
        The answer as it was where the market, and what is computed from it, is unchanged. After a
        change, each source is checked against the evidence of now: an answer that still agrees with
        it is rendered anew, any other is left as it was kept.
    """
    when = day((turn.finished or turn.asked).date())
    try:
        brief = workspace.brief(kept.as_of)
        question = read(turn.question, workspace.market.view(kept.as_of).session)
    except UnwindError as why:
        return Reopened(None, f"{str(why).rstrip('.')}. The answer is shown as kept on {when}.")
    history = workspace.lookup(workspace.market.view(brief.as_of))
    answer = _rendered(kept, question, brief, history)
    if brief.market.hash == kept.hash and _unchanged(kept, answer):
        return Reopened(answer)
    cause = "data" if brief.market.hash != kept.hash else "computation of the readings"
    for passage in kept.passages:
        wrong = faults(passage.source, brief, turn.question, history)
        if wrong:
            return Reopened(
                None,
                f"The {cause} changed since {when} and no longer bears this out "
                f"({wrong[0].span.strip('[]')}: {wrong[0].mend}). The answer is shown as kept "
                "then; ask again for one from today's data.",
            )
    return Reopened(answer, f"The {cause} changed since {when}; the figures are those of now.")


def _rendered(kept: Kept, question: Question, brief: Brief, history: History) -> Answer:
    paragraphs = []
    for passage in kept.passages:
        found = render(passage.source, brief, history)
        paragraphs.append(Paragraph(found.text, passage.source, found.citations, passage.writer))
    return Answer(
        question, brief, tuple(paragraphs), history, kept.remarks, kept.steps, kept.tokens
    )


def _unchanged(kept: Kept, answer: Answer) -> bool:
    return all(
        passage.text == paragraph.text
        for passage, paragraph in zip(kept.passages, answer.paragraphs, strict=True)
    )
