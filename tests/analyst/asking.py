"""Questions to the analyst, and what holds of every answer."""

from __future__ import annotations

import re
from datetime import date

from assistant.faults import faults
from assistant.rules import rule_faults
from assistant.service import Answer, answer
from assistant.workspace import Workspace


def ask(workspace: Workspace, question: str, day: date | None = None) -> Answer:
    """Return the answer as of a day, the market's last one if none is given."""
    return answer(question, workspace, as_of=day)


def flat(text: str) -> str:
    """Return a text on one line."""
    return re.sub(r"\s+", " ", text)


def hold_to_evidence(given: Answer) -> None:
    """Fail where a paragraph says what its evidence does not, or shows a reference unresolved."""
    assert given.paragraphs
    for paragraph in given.paragraphs:
        found = faults(paragraph.source, given.brief, given.question.text, given.history)
        found += rule_faults(paragraph.source, given.brief, given.history)
        assert not found, f"{found[0]} in {paragraph.source!r}"
        assert "[[" not in paragraph.text
        assert "no such evidence" not in paragraph.text
