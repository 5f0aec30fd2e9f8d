"""What the service reports while it answers, and the answer itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.narrative import Citation
from assistant.paths import History
from assistant.questions import Question
from tools.records import Brief, jsonable

ANALYST = "built-in analyst"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done on the way to the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence is read: all that the answer may speak of, before a word of it is written."""

    question: Question
    brief: Brief
    history: History


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One rendered paragraph: plain text, the source with references, its citations and writer."""

    text: str
    source: str
    citations: tuple[Citation, ...]
    writer: str = ANALYST


@dataclass(frozen=True, slots=True)
class Remark:
    """What the reader must know about how the answer was made: a model that stopped, say."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; ``brief`` is the evidence that every figure of it comes from.

    ``tokens`` counts what a model read and wrote, None where none was asked or it did not say.
    """

    question: Question
    brief: Brief
    paragraphs: tuple[Paragraph, ...]
    history: History
    remarks: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    tokens: int | None = None

    @property
    def writer(self) -> str:
        """Who wrote it: each writer once, in the order of their paragraphs."""
        return " and ".join(dict.fromkeys(p.writer for p in self.paragraphs)) or ANALYST

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
            "remarks": list(self.remarks),
            "tokens": self.tokens,
            "selloff": brief.selloff,
            "engine": brief.verdict.engine,
            "paragraphs": [
                {
                    "text": p.text,
                    "source": p.source,
                    "writer": p.writer,
                    "citations": jsonable(p.citations),
                }
                for p in self.paragraphs
            ],
            "evidence": [jsonable(r) for r in brief.readings if r.id in cited],
        }


Event = Step | Found | Paragraph | Remark | Answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question of a thread and the checked answer to it, with its references."""

    question: str
    answer: str
