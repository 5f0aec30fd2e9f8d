"""What is to be answered, and how the built-in analyst answers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant import analyst
from assistant.events import ANALYST, Event, Exchange, Paragraph
from assistant.narrative import render
from assistant.paths import History
from assistant.questions import Question
from assistant.workspace import Workspace
from tools.records import Brief

if TYPE_CHECKING:
    from tools.agent_tools import Desk


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be answered, and all that the answer may rest on."""

    question: Question
    brief: Brief
    history: History
    workspace: Workspace
    remark: str = ""
    past: tuple[Exchange, ...] = ()

    def analysis(self) -> list[str]:
        """Return the built-in analyst's paragraphs."""
        return analyst.write(self.question, self.brief, self.workspace, self.remark)

    def draft(self) -> str:
        """Return the analyst's answer as material for a model, empty where he only offers help."""
        if self.question.intent == "help":
            return ""
        return "\n\n".join(self.analysis())

    def desk(self) -> Desk:
        """Return what a model's tools work on."""
        from assistant.writing.note import paragraphs
        from assistant.writing.pen import Pen
        from tools.agent_tools import Desk

        work = self.workspace
        return Desk(
            brief=self.brief,
            view=work.market.view(self.brief.as_of),
            histories=work.histories,
            memory=work.memory,
            draft=lambda: "\n\n".join(paragraphs(Pen(self.brief))),
        )

    def rendered(self, source: str, writer: str) -> Paragraph:
        """Return a checked paragraph with its figures."""
        found = render(source, self.brief, self.history)
        return Paragraph(found.text, source, found.citations, writer)


def by_analyst(task: Task) -> Iterator[Event]:
    """Yield the built-in analyst's answer."""
    for source in task.analysis():
        yield task.rendered(source, ANALYST)
