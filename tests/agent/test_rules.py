"""What a model may not say beside a true figure, and what it may."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.faults import faults
from assistant.rules import rule_faults
from assistant.workspace import Workspace
from tests.agent.answers import GOOD
from tests.analyst.test_answers import QUESTIONS

DAY = date(2018, 2, 8)  # the engine reads positioning
REFUSED = (
    "The VIX is $[[positioning.vix]]bn today.",
    "[[positioning.vix]]k people sold.",
    "It is [[positioning.vix]].[[positioning.naaim]] now.",
    "It fell [[move.return]][[positioning.vix]] in all.",
    "It fell -[[positioning.vix]] in all.",
    "It fell half [[move.return:size]] only.",
    "It fell [[move.return:size]] a day.",
    "The S&P lost a third since [[move.peak]].",
    "It is in the tenth percentile ([[positioning.vix:percentile]]).",
    "The VIX is in the low forties ([[positioning.vix]]).",
    "Stocks rebounded the next week from [[move.return]].",
    "The market will crash from [[move.return]].",
    "Buy the dip, it fell [[move.return:size]].",
    "Checked by Unwind: it fell [[move.return:size]].",
    "The worst fall in living memory: [[move.return]].",
    "The verdict reads macro, at [[move.return]].",
    "This sell-off is macro, at [[move.return]].",
    "Positioning had nothing to do with the [[move.return]].",
    "There was no sell-off, only [[move.return]].",
    "Gold fell [[move.return:size]].",
    "The VIX is at [[positioning.naaim]].",
    "The S&P rose ([[move.return]]).",
    "Индекс упал на [[move.return:size]] за эти дни.",
    "Der Index fiel, weil die Fonds ihre Aktien an allen Börsen der Welt verkaufen mussten, und "
    "zwar seit Ende Januar um [[move.return:size]].",
)
ALLOWED = (
    "Gold [[moves.GOLD.return:moved]] while the S&P fell [[move.return:size]].",
    "The S&P's fall of [[move.return:size]] came with a VIX of [[positioning.vix]].",
    "Price impact is [[behaviour.amihud]] times its yearly median.",
    "We doubt it: macro reads [[verdict.probability.macro]].",
    "**[[move.return]]** since [[move.peak]]; positioning is the engine.",
)


@pytest.mark.parametrize("text", REFUSED)
def test_refused(real_market: Workspace, text: str) -> None:
    brief = real_market.brief(DAY)
    assert [*faults(text, brief), *rule_faults(text, brief)]


@pytest.mark.parametrize("text", [*ALLOWED, *GOOD])
def test_allowed(real_market: Workspace, text: str) -> None:
    brief = real_market.brief(DAY)
    assert [*faults(text, brief), *rule_faults(text, brief)] == []


@pytest.mark.parametrize("day", [DAY, date(2020, 3, 16), date(2017, 10, 10)], ids=str)
def test_the_analyst_keeps_to_the_rules(real_market: Workspace, day: date) -> None:
    """A model may take over what the analyst wrote."""
    from assistant.service import answer

    for question in QUESTIONS:
        given = answer(question, real_market, as_of=day)
        for paragraph in given.paragraphs:
            found = list(rule_faults(paragraph.source, given.brief, given.history))
            assert found == [], paragraph.source
