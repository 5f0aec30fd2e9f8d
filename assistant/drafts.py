"""A model's drafts become an answer: checked, repaired once, or written by the analyst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.events import ANALYST, Event, Remark, Step
from assistant.failure import ModelFailure
from assistant.faults import faults
from assistant.models import Model
from assistant.paragraphs import Sheet
from assistant.references import references
from assistant.rules import rule_faults
from assistant.spans import Fault
from assistant.spare import Spare, shared
from assistant.task import Task, Written, by_analyst
from tools.formatting import plural

MOST = 24  # paragraphs of a reply
LEAST = 20  # words that an answer has at least


@dataclass(slots=True)
class Draft:
    """A paragraph of a model's, and its faults."""

    source: str
    faults: list[Fault]


def _checked(task: Task, source: str) -> Draft:
    """Return a draft with its faults; one that cites no evidence is at fault as a whole."""
    question = " ".join([task.question.text, *(e.question for e in task.past)])
    found = faults(source, task.brief, question, task.history)
    found += rule_faults(source, task.brief, task.history)
    if not any(True for _ in references(source)):
        mend = "cite the evidence that bears this out, or leave it out"
        found = [*found, Fault(0, len(source), "unsupported", source[:60], mend)]
    return Draft(source, found)


def _pass_on(
    task: Task, model: Model, drafts: list[Draft], written: Written, source: str
) -> Iterator[Event]:
    """Yield a paragraph that has no fault, unless an earlier one waits; else let it wait.

    One that stands already, as where a model writes before it calls a tool and again afterwards, is
    left out.
    """
    standing = [*(p.source for p in written.paragraphs), *(d.source for d in drafts)]
    if source in standing:
        return
    if len(standing) >= MOST:
        raise ModelFailure("its reply ran on without an end")
    draft = _checked(task, source)
    if drafts or draft.faults:
        drafts.append(draft)
    else:
        yield task.rendered(source, model.name)


def _listed(faulty: list[Draft]) -> str:
    return "\n\n".join(
        "\n".join([f"{n}. {d.source}", *(f"   - {f.kind}: {f.span!r}: {f.mend}" for f in d.faults)])
        for n, d in enumerate(faulty, 1)
    )


def _repair(task: Task, faulty: list[Draft], reply: str, standing: list[str]) -> None:
    """Put the rewritten paragraphs in the place of those at fault.

    Of a model that rewrites more than was asked, each paragraph at fault gets the one that shares
    most of its evidence; what stands already is not taken twice.
    """
    sheet = Sheet()
    anew = [source for source in [*sheet.feed(reply), *sheet.close()] if source not in standing]
    for n, draft in enumerate(faulty):
        if len(anew) == len(faulty):
            source = anew[n]
        else:
            source = max(anew, key=lambda other: shared(other, draft.source), default="")
            if not shared(source, draft.source):
                continue
            anew.remove(source)
        mended = _checked(task, source)
        draft.source, draft.faults = mended.source, mended.faults


def _completed(
    task: Task, model: Model, drafts: list[Draft], written: Written, why: str
) -> Iterator[Event]:
    """Yield what waited, the analyst's paragraphs in place of what cannot be printed."""
    if not why and not drafts and written.paragraphs:
        if sum(len(p.text.split()) for p in written.paragraphs) >= LEAST:
            return
        why = "its reply ended after a few words"
    spare = Spare(task.analysis(), [p.source for p in written.paragraphs])
    spare.use(draft.source for draft in drafts if not draft.faults)
    if not written.paragraphs and all(draft.faults for draft in drafts):
        why = why or ("nothing of its reply is borne out by the evidence" if drafts else "")
        yield Remark(
            f"Model {model.name} gave no answer: {why or 'its reply was empty'}. "
            "The built-in analyst answers."
        )
        yield from by_analyst(task)
        return
    refused = unlike = 0
    for n, draft in enumerate(drafts):
        if not draft.faults:
            yield task.rendered(draft.source, model.name)
            continue
        refused += 1
        opening = not written.paragraphs and n == 0
        other = spare.first() if opening else spare.like(draft.source)
        if other is None:
            unlike += 1
        else:
            yield task.rendered(other, ANALYST)
    if why or unlike:
        for source in spare.rest():
            yield task.rendered(source, ANALYST)
    if why:
        yield Remark(
            f"Model {model.name} stopped: {why}. The built-in analyst finished the answer."
        )
    if refused:
        yield Remark(
            f"{plural(refused, 'paragraph')} of {model.name}'s said what the evidence does not "
            "bear out; the built-in analyst wrote in their place."
        )


def by_model(task: Task, model: Model, written: Written) -> Iterator[Event]:
    """Yield a model's answer, each paragraph checked, completed by the analyst where it fails.

    A paragraph without a fault is passed on at once. From the first one with a fault on, all wait
    for the end of the reply and the one repair turn; what is still at fault is replaced.
    """
    from assistant.agent import Agent, Aside, Piece

    if task.remark:
        yield task.rendered(task.remark, ANALYST)
    agent = Agent(model, task.desk())
    sheet = Sheet()
    drafts: list[Draft] = []  # those that wait
    why = ""
    try:
        for event in agent.answer(task.question.text, task.draft(), task.past):
            match event:
                case Step():
                    yield event
                case Aside():
                    sheet.drop()
                    drafts.clear()
                case Piece(text):
                    for source in sheet.feed(text):
                        yield from _pass_on(task, model, drafts, written, source)
        for source in sheet.close():
            yield from _pass_on(task, model, drafts, written, source)
        faulty = [draft for draft in drafts if draft.faults]
        if faulty:
            yield Step(f"Repairing {plural(len(faulty), 'paragraph')} of {model.name}")
            standing = [p.source for p in written.paragraphs]
            standing += [draft.source for draft in drafts if not draft.faults]
            _repair(task, faulty, agent.repair(len(faulty), _listed(faulty)), standing)
    except ModelFailure as failure:
        why = str(failure)
    written.tokens = agent.tokens
    yield from _completed(task, model, drafts, written, why)
