"""What is kept of a conversation: threads, their questions, and the checked answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.events import Answer, Exchange

State = Literal["running", "answered", "failed"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as it was checked: the source with references, what it read then, its writer."""

    source: str
    text: str
    writer: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A checked answer, without its evidence: that is computed anew from the market.

    Attributes
    ----------
    as_of : date
        The wall of the evidence; a question may name an earlier date than its thread.
    hash : str
        The content of the market that was visible then.
    evidence : tuple of str
        The ids of the readings that were cited.
    tokens : int or None
        What a model read and wrote.
    seconds : float
        How long the answer took.
    """

    as_of: date
    hash: str
    passages: tuple[Passage, ...]
    evidence: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    tokens: int | None = None
    seconds: float = 0.0

    @classmethod
    def of(cls, answer: Answer, seconds: float) -> Kept:
        """Return what is kept of an answer."""
        cited = (c.reading for p in answer.paragraphs for c in p.citations if c.reading)
        return cls(
            as_of=answer.brief.as_of,
            hash=answer.brief.market.hash,
            passages=tuple(Passage(p.source, p.text, p.writer) for p in answer.paragraphs),
            evidence=tuple(dict.fromkeys(cited)),
            remarks=answer.remarks,
            steps=answer.steps,
            tokens=answer.tokens,
            seconds=round(seconds, 3),
        )

    @property
    def text(self) -> str:
        """The answer as it read then."""
        return "\n\n".join(p.text for p in self.passages)

    @property
    def source(self) -> str:
        """The answer with its references, as a model is shown it."""
        return "\n\n".join(p.source for p in self.passages)

    def dump(self) -> str:
        """Return the answer as JSON."""
        body = {name: getattr(self, name) for name in self.__dataclass_fields__}
        body["as_of"] = self.as_of.isoformat()
        body["passages"] = [[p.source, p.text, p.writer] for p in self.passages]
        return json.dumps(body, ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Kept:
        """Read what `dump` wrote; anything else is a ValueError, KeyError or TypeError."""
        body = json.loads(text)
        return cls(
            as_of=date.fromisoformat(body["as_of"]),
            hash=str(body["hash"]),
            passages=tuple(Passage(*map(str, passage)) for passage in body["passages"]),
            evidence=_texts(body["evidence"]),
            remarks=_texts(body["remarks"]),
            steps=_texts(body["steps"]),
            tokens=None if body["tokens"] is None else int(body["tokens"]),
            seconds=float(body["seconds"]),
        )


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(str, values))


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a thread, and what became of it.

    ``model`` is who was asked to write, ``owner`` the process that answers; ``error`` says why
    there is no answer.
    """

    id: str
    thread: str
    question: str
    asked: datetime
    model: str = ""
    owner: str = ""
    state: State = "running"
    answer: Kept | None = None
    error: str = ""
    finished: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """Questions on one market as of one date.

    ``as_of`` is None until the market was open for the first question; ``origin`` names the thread
    that this one was forked from. A list of threads leaves ``turns`` empty.
    """

    id: str
    market: str
    as_of: date | None
    model: str
    title: str
    count: int
    created: datetime
    updated: datetime
    origin: str = ""
    turns: tuple[Turn, ...] = ()

    def before(self, turn: str) -> tuple[Exchange, ...]:
        """Return what was asked and answered before a turn, as a model is shown it."""
        earlier = []
        for kept in self.turns:
            if kept.id == turn:
                break
            if kept.answer is not None:
                earlier.append(Exchange(kept.question, kept.answer.source))
        return tuple(earlier)
