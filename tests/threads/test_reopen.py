from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.service import answer
from assistant.threads.records import Kept, Passage, Turn
from assistant.threads.reopen import reopen
from assistant.workspace import Workspace

DAY = date(2018, 2, 8)
WHEN = datetime(2018, 2, 9, 17, 0, tzinfo=UTC)
WHY = "What's driving this sell-off?"


def asked(question: str = WHY) -> Turn:
    return Turn("t", "thread", question, WHEN, state="answered", finished=WHEN)


@pytest.mark.parametrize("question", [WHY, "Is it over?", "Compare with 2015-08-24"])
def test_an_unchanged_market_renders_the_same_answer(demo_market: Workspace, question: str) -> None:
    made = answer(question, demo_market, as_of=DAY)
    found = reopen(asked(question), Kept.of(made, 0.1), demo_market)
    assert found.remark == ""
    assert found.answer is not None
    assert found.answer.paragraphs == made.paragraphs
    assert found.answer.brief == made.brief
    assert (found.answer.steps, found.answer.question) == (made.steps, made.question)


def test_changed_data_that_bear_the_sources_out_are_shown_with_a_remark(
    demo_market: Workspace,
) -> None:
    kept = replace(Kept.of(answer(WHY, demo_market, as_of=DAY), 0.1), hash="0" * 64)
    found = reopen(asked(), kept, demo_market)
    assert found.answer is not None
    assert [p.source for p in found.answer.paragraphs] == [p.source for p in kept.passages]
    assert "The data changed since 9 February 2018" in found.remark


def test_an_answer_that_the_data_no_longer_bear_out_stays_as_it_was(
    demo_market: Workspace,
) -> None:
    made = Kept.of(answer(WHY, demo_market, as_of=DAY), 0.1)
    wrong = Passage("It stood at [[positioning.no_such]].", "It stood at 5.", "built-in analyst")
    kept = replace(made, hash="0" * 64, passages=(*made.passages, wrong))
    found = reopen(asked(), kept, demo_market)
    assert found.answer is None
    assert "shown as kept then" in found.remark
    assert "no_such" in found.remark


def test_a_direction_that_turned_is_not_shown_as_new(demo_market: Workspace) -> None:
    made = Kept.of(answer(WHY, demo_market, as_of=DAY), 0.1)
    turned = Passage("The S&P rose [[move.return]].", "The S&P rose 1 %.", "built-in analyst")
    found = reopen(asked(), replace(made, passages=(turned,)), demo_market)
    assert found.answer is None
    assert "computation" in found.remark


def test_a_date_that_the_market_no_longer_holds_shows_what_was_kept(
    demo_market: Workspace,
) -> None:
    made = Kept.of(answer(WHY, demo_market, as_of=DAY), 0.1)
    found = reopen(asked(), replace(made, as_of=date(1900, 1, 1)), demo_market)
    assert found.answer is None
    assert "kept on 9 February 2018" in found.remark
