"""What past notes said: on the subject that is asked for, in their own words, before the date."""

from __future__ import annotations

from datetime import date

from assistant.service import answer
from assistant.workspace import Workspace

DAY = date(2022, 10, 7)


def test_the_line_on_the_subject_is_quoted(real_market: Workspace) -> None:
    given = answer("What did we say about gamma?", real_market, as_of=DAY)
    quotes = [p.text for p in given.paragraphs if "“" in p.text]
    assert len(quotes) == 3
    assert all("gamma" in text.split("“")[1].split("”")[0].lower() for text in quotes)
    named = [note.as_of for note in given.brief.notes[:3]]
    assert named == sorted(named, reverse=True)
    assert max(named) < DAY


def test_last_week_holds_what_is_of_last_week(real_market: Workspace) -> None:
    near = answer("What did we say last week?", real_market, as_of=date(2018, 2, 8))
    assert [p.text[:10] for p in near.paragraphs[:-1]] == ["5 February"]
    far = answer("What did we say last week?", real_market, as_of=date(2018, 3, 28))
    assert far.paragraphs[0].text.startswith("No note of the last week is in memory")


def test_the_demo_remembers_its_own_past_alone(demo_market: Workspace) -> None:
    given = answer("What did we say last month?", demo_market)
    assert given.brief.notes
    assert all(note.id.startswith("demo-") for note in given.brief.notes)
