"""From drafts to an answer: paragraphs are checked, repaired once, or written by the analyst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant import analyst
from assistant.events import ANALYST, Event, Exchange, Paragraph, Remark, Step
from assistant.models import Model
from assistant.narrative import render
from assistant.paths import History
from assistant.questions import Question
from assistant.workspace import Workspace
from tools.records import Brief


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

    def rendered(self, source: str, writer: str) -> Paragraph:
        """Return a checked paragraph with its figures."""
        found = render(source, self.brief, self.history)
        return Paragraph(found.text, source, found.citations, writer)


@dataclass(slots=True)
class Written:
    """What was written so far."""

    steps: list[str]
    paragraphs: list[Paragraph] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    tokens: int | None = None

    def take(self, event: Event) -> None:
        """Keep an event of the answer."""
        match event:
            case Step(text):
                self.steps.append(text)
            case Remark(text):
                self.remarks.append(text)
            case Paragraph():
                self.paragraphs.append(event)


def by_analyst(task: Task) -> Iterator[Event]:
    """Yield the built-in analyst's answer."""
    for source in task.analysis():
        yield task.rendered(source, ANALYST)


def by_model(task: Task, model: Model, written: Written) -> Iterator[Event]:
    """Yield a model's answer, each paragraph checked, completed by the analyst where it fails."""
    yield from by_analyst(task)
