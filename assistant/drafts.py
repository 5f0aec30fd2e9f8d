"""A model's drafts become an answer: checked, repaired once, or written by the analyst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.events import ANALYST, Event, Paragraph, Remark, Step
from assistant.failure import ModelFailure
from assistant.faults import faults
from assistant.models import Model
from assistant.paragraphs import Sheet
from assistant.references import references
from assistant.rules import rule_faults
from assistant.spans import Fault
from assistant.spare import Spare, shared
from assistant.task import Task
from tools.formatting import plural

MOST = 24  # paragraphs of a reply
LEAST = 20  # words that an answer has at least


@dataclass(slots=True)
class Draft:
    """A paragraph of a model's, and its faults."""

    source: str
    faults: list[Fault]


class Drafting:
    """One answer of a model, each paragraph checked, completed by the analyst where it fails.

    A paragraph without a fault is passed on at once. From the first one with a fault on, all wait
    for the end of the reply and the one repair turn; what is still at fault is replaced.

    Parameters
    ----------
    task : Task
        What is to be answered.
    model : Model
        Who is to write.

    Attributes
    ----------
    tokens : int or None
        What the model read and wrote, once it is done, where its endpoint says so.
    """

    def __init__(self, task: Task, model: Model) -> None:
        self.tokens: int | None = None
        self._task = task
        self._name = model.name
        self._model = model
        self._printed: list[Paragraph] = []  # of the model's, those that were passed on
        self._waiting: list[Draft] = []

    def events(self) -> Iterator[Event]:
        """Yield the answer's steps, paragraphs and remarks."""
        if self._task.remark:
            yield self._task.rendered(self._task.remark, ANALYST)
        why = ""
        try:
            yield from self._reply()
        except ModelFailure as failure:
            why = str(failure)
        if sum(len(p.text.split()) for p in self._printed) < LEAST and not self._waiting:
            why = why or "its reply ended after a few words"
        if self._printed or any(not draft.faults for draft in self._waiting):
            yield from self._completed(why)
        else:
            yield from self._given_up(why)

    def _reply(self) -> Iterator[Event]:
        """Yield what can be passed on of the model's reply, and have the rest repaired."""
        from assistant.agent import Agent, Aside, Piece

        agent = Agent(self._model, self._task.desk())
        sheet = Sheet()
        try:
            for event in agent.answer(
                self._task.question.text, self._task.draft(), self._task.past
            ):
                match event:
                    case Step():
                        yield event
                    case Aside():
                        sheet.drop()
                        self._waiting.clear()
                    case Piece(text):
                        for source in sheet.feed(text):
                            yield from self._pass_on(source)
            for source in sheet.close():
                yield from self._pass_on(source)
            faulty = [draft for draft in self._waiting if draft.faults]
            if faulty:
                yield Step(f"Repairing {plural(len(faulty), 'paragraph')} of {self._name}")
                self._repair(faulty, agent.repair(len(faulty), _listed(faulty)))
        finally:
            self.tokens = agent.tokens

    def _pass_on(self, source: str) -> Iterator[Event]:
        """Yield a paragraph that has no fault, unless an earlier one waits; else let it wait.

        One that stands already, as where a model writes before it calls a tool and again
        afterwards, is left out.
        """
        standing = self._standing()
        if source in standing:
            return
        if len(standing) >= MOST:
            raise ModelFailure("its reply ran on without an end")
        draft = self._checked(source)
        if self._waiting or draft.faults:
            self._waiting.append(draft)
        else:
            yield self._print(source)

    def _print(self, source: str) -> Paragraph:
        self._printed.append(self._task.rendered(source, self._name))
        return self._printed[-1]

    def _standing(self) -> list[str]:
        return [p.source for p in self._printed] + [d.source for d in self._waiting]

    def _checked(self, source: str) -> Draft:
        """Return a draft with its faults; one that cites no evidence is at fault as a whole."""
        task = self._task
        question = " ".join([task.question.text, *(e.question for e in task.past)])
        found = faults(source, task.brief, question, task.history)
        found += rule_faults(source, task.brief, task.history)
        if not any(True for _ in references(source)):
            mend = "cite the evidence that bears this out, or leave it out"
            found.append(Fault(0, len(source), "unsupported", source[:60], mend))
        return Draft(source, found)

    def _repair(self, faulty: list[Draft], reply: str) -> None:
        """Put the rewritten paragraphs in the place of those at fault.

        Of a model that rewrites more than was asked, each paragraph at fault gets the one that
        shares most of its evidence; what stands already is not taken twice.
        """
        sheet = Sheet()
        standing = self._standing()
        anew = [source for source in [*sheet.feed(reply), *sheet.close()] if source not in standing]
        for n, draft in enumerate(faulty):
            if len(anew) == len(faulty):
                source = anew[n]
            else:
                source = max(anew, key=lambda other: shared(other, draft.source), default="")
                if not shared(source, draft.source):
                    continue
                anew.remove(source)
            mended = self._checked(source)
            draft.source, draft.faults = mended.source, mended.faults

    def _completed(self, why: str) -> Iterator[Event]:
        """Yield what waited, the analyst's paragraphs in place of what cannot be printed."""
        if not why and not self._waiting:
            return
        good = [draft.source for draft in self._waiting if not draft.faults]
        head = [self._task.remark] if self._task.remark else []
        spare = Spare(self._task.analysis(), [*head, *(p.source for p in self._printed), *good])
        opening = not self._printed
        refused = unlike = 0
        for n, draft in enumerate(self._waiting):
            if not draft.faults:
                yield self._print(draft.source)
                continue
            refused += 1
            other = spare.first() if opening and n == 0 else spare.like(draft.source)
            if other is None:
                unlike += 1
            else:
                yield self._task.rendered(other, ANALYST)
        if why or unlike:
            for source in spare.rest():
                yield self._task.rendered(source, ANALYST)
        if why:
            yield Remark(
                f"Model {self._name} stopped: {why}. The built-in analyst finished the answer."
            )
        if refused:
            yield Remark(
                f"{plural(refused, 'paragraph')} of {self._name}'s said what the evidence does not "
                "bear out; the built-in analyst wrote in their place."
            )

    def _given_up(self, why: str) -> Iterator[Event]:
        """Yield the analyst's answer in place of a model's of which nothing can be printed."""
        why = why or "nothing of its reply is borne out by the evidence"
        yield Remark(f"Model {self._name} gave no answer: {why}. The built-in analyst answers.")
        for source in self._task.analysis():
            if source != self._task.remark:
                yield self._task.rendered(source, ANALYST)


def _listed(faulty: list[Draft]) -> str:
    return "\n\n".join(
        "\n".join([f"{n}. {d.source}", *(f"   - {f.kind}: {f.span!r}: {f.mend}" for f in d.faults)])
        for n, d in enumerate(faulty, 1)
    )
