"""The one seam under both front ends: a question in, typed events and a checked answer out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant import analyst
from assistant.age import Clock, now, old
from assistant.drafts import Drafting
from assistant.events import Answer, Event, Exchange, Found, Paragraph, Remark, Step
from assistant.models import Model
from assistant.questions import Question, read
from assistant.task import Task, by_analyst
from assistant.workspace import Workspace
from tools.records import Brief, UnwindError

__all__ = [
    "Answer",
    "Event",
    "Exchange",
    "Found",
    "Model",
    "Paragraph",
    "Remark",
    "Step",
    "answer",
    "events",
]


def events(
    question: str,
    workspace: Workspace,
    *,
    as_of: date | None = None,
    asset: str = "SPX",
    model: Model | None = None,
    past: Sequence[Exchange] = (),
    clock: Clock = now,
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
    model : Model, optional
        Who writes; the built-in analyst without one, and wherever a model fails.
    past : sequence of Exchange
        What was asked and answered before in the same thread, the latest last.
    clock : callable
        The time: a question that sets no date is told how old a market is.

    Yields
    ------
    Step, Found, Paragraph, Remark, Answer
        Steps as they are taken, the evidence once it is read, paragraphs once they are checked and
        rendered, remarks on how the answer was made, the whole answer last.

    Raises
    ------
    UnwindError
        When the question is empty or too long, or the date lies outside the market.
    """
    limit = workspace.market.view(as_of)
    asked = read(question, limit.session)
    day, remark = analyst.when(asked, limit)
    first = Step(f"Reading {limit.session if day is None else day} in market {limit.ref.name}")
    yield first
    brief = workspace.brief(day or as_of)
    asked = _about(asked, asset, brief)
    brief = analyst.recalled(asked, brief, workspace)
    made = sum(r.value is not None for r in brief.readings)
    second = Step(f"{made} readings made, {len(brief.readings) - made} not measured")
    yield second
    history = workspace.lookup(workspace.market.view(brief.as_of))
    yield Found(asked, brief, history)
    task = Task(asked, brief, history, workspace, remark, tuple(past))
    drafting = None if model is None else Drafting(task, model)
    told: list[Event] = [first, second]
    for event in by_analyst(task) if drafting is None else drafting.events():
        told.append(event)
        yield event
    latest = as_of is None and day is None and not brief.market.simulated
    aged = old(brief.market.name, brief.session, clock) if latest else ""
    if aged:
        told.append(Remark(aged))
        yield Remark(aged)
    yield Answer(
        asked,
        brief,
        tuple(event for event in told if isinstance(event, Paragraph)),
        history,
        remarks=tuple(event.text for event in told if isinstance(event, Remark)),
        steps=tuple(event.text for event in told if isinstance(event, Step)),
        tokens=drafting.tokens if drafting else None,
    )


def _about(asked: Question, asset: str, brief: Brief) -> Question:
    """Turn a question to the asset that its user set, the index by default."""
    if asset == "SPX":
        return asked
    known = [*(m.asset for m in brief.moves), *brief.moves_missing]
    if asset not in known:
        raise UnwindError(f"unknown asset {asset!r}: choose one of SPX, {', '.join(known)}")
    return replace(asked, asset=asset, named=(asset,))


def answer(
    question: str,
    workspace: Workspace,
    *,
    as_of: date | None = None,
    asset: str = "SPX",
    model: Model | None = None,
    past: Sequence[Exchange] = (),
    clock: Clock = now,
) -> Answer:
    """Return the whole answer to a question; see :func:`events`."""
    found = events(
        question, workspace, as_of=as_of, asset=asset, model=model, past=past, clock=clock
    )
    *_, last = found
    if not isinstance(last, Answer):
        raise TypeError("the last event is the answer")
    return last
