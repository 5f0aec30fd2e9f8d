"""The one seam under both front ends: a question in, typed events and a checked answer out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant import analyst
from assistant.narrative import Citation, render
from assistant.paths import History
from assistant.questions import Question, read
from assistant.workspace import Workspace
from tools.records import Brief, UnwindError, jsonable

WRITER = "built-in analyst"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done on the way to the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One rendered paragraph: plain text, the source with references, and its citations."""

    text: str
    source: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; ``brief`` is the evidence that every figure of it comes from."""

    question: Question
    brief: Brief
    paragraphs: tuple[Paragraph, ...]
    history: History
    writer: str = WRITER

    @property
    def text(self) -> str:
        """The answer as plain text: header, paragraphs, evidence."""
        from assistant.export import answer_text

        return answer_text(self)

    def to_json(self) -> dict[str, Any]:
        """Return the answer with its citations as plain JSON types."""
        brief = self.brief
        cited = {c.reading for p in self.paragraphs for c in p.citations if c.reading}
        return {
            "schema": 1,
            "question": self.question.text,
            "intent": self.question.intent,
            "as_of": brief.as_of.isoformat(),
            "session": brief.session.isoformat(),
            "market": jsonable(brief.market),
            "writer": self.writer,
            "selloff": brief.selloff,
            "engine": brief.verdict.engine,
            "paragraphs": [
                {"text": p.text, "source": p.source, "citations": jsonable(p.citations)}
                for p in self.paragraphs
            ],
            "evidence": [jsonable(r) for r in brief.readings if r.id in cited],
        }


Event = Step | Paragraph | Answer


def events(
    question: str, workspace: Workspace, *, as_of: date | None = None, asset: str = "SPX"
) -> Iterator[Event]:
    """Answer a question step by step.

    Parameters
    ----------
    question : str
        In plain words; dates and assets in it are understood.
    workspace : Workspace
        The market.
    as_of : date, optional
        The wall: nothing later is seen. A date that the question names is used if it lies before.
    asset : str
        Whose move is reported.

    Yields
    ------
    Step, Paragraph, Answer
        Steps as they are taken, paragraphs once they are rendered, the whole answer last.

    Raises
    ------
    UnwindError
        When the question is empty or too long, or the date lies outside the market.
    """
    limit = workspace.market.view(as_of)
    asked = read(question, limit.session)
    day, remark = analyst.when(asked, limit)
    yield Step(f"Reading {limit.session if day is None else day} in market {limit.ref.name}")
    brief = workspace.brief(day or as_of)
    if asset != "SPX":
        known = [*(m.asset for m in brief.moves), *brief.moves_missing]
        if asset not in known:
            raise UnwindError(f"unknown asset {asset!r}: choose one of SPX, {', '.join(known)}")
        asked = replace(asked, asset=asset, named=(asset,))
    made = sum(r.value is not None for r in brief.readings)
    yield Step(f"{made} readings made, {len(brief.readings) - made} not measured")
    history = workspace.lookup(workspace.market.view(brief.as_of))
    sources = analyst.write(asked, brief, workspace, remark)
    done = []
    for source in sources:
        rendered = render(source, brief, history)
        done.append(Paragraph(rendered.text, source, rendered.citations))
        yield done[-1]
    yield Answer(asked, brief, tuple(done), history)


def answer(
    question: str, workspace: Workspace, *, as_of: date | None = None, asset: str = "SPX"
) -> Answer:
    """Return the whole answer to a question; see :func:`events`."""
    *_, last = events(question, workspace, as_of=as_of, asset=asset)
    if not isinstance(last, Answer):
        raise TypeError("the last event is the answer")
    return last
