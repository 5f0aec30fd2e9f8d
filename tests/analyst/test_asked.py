"""What of a question about base rates is not counted is said, and nothing else is said so."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.faults import faults
from assistant.narrative import render
from assistant.questions import read
from assistant.rules import rule_faults
from assistant.workspace import Workspace
from assistant.writing.asked import COUNTED, unread
from assistant.writing.pen import Pen
from tests.analyst.asking import ask, flat, hold_to_evidence
from tools.analogs.conditions import CONDITIONS
from tools.precedents import INDEX
from tools.records import Brief

DAY = date(2018, 2, 8)
CONDITION, HORIZON = "Not counted: what follows", "the horizon that is asked for"
STRANGE = [
    ("What happens after the moon is full?", "“the moon is full”"),
    ("what usually follows an election?", "“an election”"),
    ("What happened after gold falls?", "“gold falls”"),
    ("What happens after a Fed hike?", "“a Fed hike”"),
    ("What happens after the S&P rises 5 %?", "the condition that is named"),
    ("What happens after stocks [[verdict.engine]] fell on Mars?", "the condition that is named"),
    ("What happens after macro drove it, in two days?", "the condition that is named"),
    ("What happens after $x^2$ <b>falls</b>?", "the condition that is named"),
]
OURS = [
    "What happened next after similar cases?",
    "What happened after episodes like this?",
    "What happens after falls like these?",
    "What usually happens after a 10 % fall?",
    "What happens after a VIX spike?",
    "What followed the VIX curve inverting?",
    "What happens after high-yield spreads widen by 100 bp?",
    "What happened after 5 February 2018?",
    "What happens next?",
    "Should I buy the dip?",
    "How often does a 10 % fall become a bear market?",
]


@pytest.fixture(scope="module")
def brief(real_market: Workspace) -> Brief:
    return real_market.brief(DAY)


def said(brief: Brief, question: str) -> str:
    text = unread(Pen(brief), read(question, DAY))
    found = [*faults(text, brief, question), *rule_faults(text, brief)]
    assert not found, found[0]
    return flat(render(text, brief).text)


@pytest.mark.parametrize(("question", "quoted"), STRANGE)
def test_an_unknown_condition_is_named(brief: Brief, question: str, quoted: str) -> None:
    text = said(brief, question)
    assert text.startswith(f"{CONDITION} {quoted}. There are rates after")
    assert HORIZON not in text
    assert read(question, DAY).intent == "next"


@pytest.mark.parametrize("question", OURS)
def test_what_is_understood_is_not_remarked_upon(brief: Brief, question: str) -> None:
    assert said(brief, question) == ""


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda c: c.id)
def test_every_condition_is_understood_by_its_own_name(brief: Brief, condition) -> None:
    assert said(brief, f"What happens after {condition.label}?") == ""


def test_what_is_offered_is_what_is_counted(brief: Brief) -> None:
    """A condition more in the table is a name more in the sentence."""
    named = [c for _, ids in COUNTED for c in ids]
    assert sorted(named) == sorted(c.id for c in CONDITIONS)
    text = said(brief, STRANGE[0][0])
    assert all(name in text for name, _ in COUNTED)
    for horizons, words in (((21, 63), "over 21 or 63 sessions"), ((126,), "over 126 sessions")):
        assert words in text
        assert set(horizons) <= {r.horizon for r in brief.base_rates}
    assert {r.horizon for r in brief.base_rates if r.asset == INDEX} == {21, 63}


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("over 17 sessions", False),
        ("over the next 10 days", False),
        ("in the following two weeks", False),
        ("over six months", False),
        ("over half a year", False),
        ("over a year", False),
        ("17 sessions later", False),
        ("in the next eighteen months", False),
        ("over 21 sessions", True),
        ("over a month", True),
        ("over the next month", True),
        ("over three months", True),
        ("63 trading days later", True),
        ("a quarter later", True),
    ],
)
def test_a_horizon_is_counted_or_is_said_not_to_be(brief: Brief, asked: str, known: bool) -> None:
    for question in (
        f"What happens after episodes like this {asked}?",
        f"What happens {asked} after a fall of 10 % in 9 sessions?",
    ):
        text = said(brief, question)
        assert (text == "") is known
        assert known or text.startswith(f"Not counted: {HORIZON}. There are rates after")


def test_momentum_has_a_longer_horizon(brief: Brief) -> None:
    assert said(brief, "What happens over half a year after a loss of momentum?") == ""
    assert HORIZON in said(brief, "What happens over half a year after a broad sell-off?")


def test_both_are_said_together(brief: Brief) -> None:
    text = said(brief, "What happens over 17 sessions after the moon is full?")
    assert text.startswith(f"{CONDITION} “the moon is full” or {HORIZON}.")


@pytest.mark.parametrize("question", [STRANGE[0][0], "What happens over 17 sessions after a fall?"])
@pytest.mark.parametrize("day", [DAY, date(2017, 10, 10), date(2019, 9, 10)], ids=str)
def test_the_answer_says_it_before_any_rate(
    real_market: Workspace, question: str, day: date
) -> None:
    given = ask(real_market, question, day)
    hold_to_evidence(given)
    at = [n for n, p in enumerate(given.paragraphs) if p.source.startswith("**Not counted:**")]
    premise = "the premise" in given.paragraphs[0].source
    assert at == [int(premise)] and len(given.paragraphs) > at[0] + 1
