"""The call of a past note: read only where it is plain, and set beside today's verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.calls import call_of
from assistant.export import note_markdown
from assistant.narrative import render
from assistant.questions import Question
from assistant.service import answer
from assistant.workspace import Workspace
from assistant.writing.pen import Pen
from assistant.writing.said import said
from tests.analyst.states import state
from tools.notes.markdown import parse
from tools.records import Engine, NoteRef

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
NOTES = sorted(p for p in CORPUS.glob("*.md") if p.stem != "README")
DAYS = ("2011-08-08", "2017-10-10", "2018-02-08", "2018-12-24", "2020-03-16", "2022-06-13")


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_the_call_of_a_note_that_ships_is_the_verdict_of_its_date(
    path: Path, request: pytest.FixtureRequest
) -> None:
    """They were written by hand, and another test holds their bottom lines to the verdict."""
    note = parse(path.read_text(encoding="utf-8"), path.name, date(2100, 1, 1))
    workspace = request.getfixturevalue(f"{'demo' if note.simulated else 'real'}_market")
    assert call_of(note.text) in (None, workspace.brief(note.as_of).verdict.engine)


@pytest.mark.parametrize("day", DAYS)
def test_the_call_of_a_drafted_note_is_read_back(real_market: Workspace, day: str) -> None:
    brief = real_market.brief(date.fromisoformat(day))
    assert call_of(note_markdown(brief, None)) == brief.verdict.engine


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("- **Macro, and within it rates, is the engine.** More.", "macro"),
        ("Positioning, without a trigger.", "positioning"),
        ("Trigger rates, engine fundamentals; measured.", "fundamental"),
        ("No label: positioning comes nearest.", "mixed"),
        ("No sell-off, so no engine.", "none"),
        ("Macro is not the engine here.", None),
        ("If positioning is the engine, it ends soon.", None),
        ("Macro is the engine, or positioning is the engine.", None),
        ("No label, though macro is the engine on the weights.", None),
        ("Whether this was positioning we cannot tell.", None),
        ("Macro comes nearest.", None),
        ("", None),
    ],
)
def test_a_call_is_read_only_where_it_is_plain(line: str, call: Engine | None) -> None:
    assert call_of(f"## Macro\n\n- Rates.\n\n## Bottom line\n\n{line}\n") == call
    assert call_of(f"## Macro\n\n{line}\n") is None


def asked(call: Engine | None, engine: str) -> str:
    note = NoteRef("n-1", date(2018, 1, 31), "Calm before", call=call)
    brief = replace(state(engine), notes=(note,))
    texts = said(Pen(brief), Question("What did we say?", "said"))
    return " ".join(render(text, brief).text.replace("**", "") for text in texts)


def test_a_call_that_changed_is_told_from_one_that_did_not() -> None:
    assert "The call is still macro." in asked("macro", "macro")
    changed = asked("positioning", "macro")
    assert "The call has changed from positioning to macro." in changed and "still" not in changed
    assert "changed from no sell-off to mixed" in asked("none", "mixed")
    assert "The call" not in asked(None, "macro")


def test_the_rotation_of_november_2020_is_compared(real_market: Workspace) -> None:
    """The note of 9 November names no single engine."""
    given = answer("What did we say last week?", real_market, as_of=date(2020, 11, 12))
    now = given.brief.verdict.engine
    text = " ".join(paragraph.text for paragraph in given.paragraphs)
    same = "The call is still mixed" in text
    assert same == (now == "mixed")
    assert same or "The call has changed from mixed to" in text
