"""What a question is taken to ask."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions import LONGEST, read
from tools.records import UnwindError

TODAY = date(2018, 2, 8)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("What's driving this sell-off?", "why"),
        ("why is the market falling", "why"),
        ("Is it macro or positioning?", "why"),
        ("what is going on?", "why"),
        ("How unusual is this?", "unusual"),
        ("what would change your mind?", "change"),
        ("Why isn't this macro?", "change"),
        ("compare with 2015-08-24", "compare"),
        ("Is this like August 2015?", "compare"),
        ("What did we say last week, and did it fire?", "said"),
        ("Is it over?", "over"),
        ("Was that capitulation?", "over"),
        ("what is the VIX overshoot?", "define"),
        ("Define amihud", "define"),
        ("Draft the desk note", "note"),
        ("write me a note on this", "note"),
        ("How much is left to sell?", "left"),
        ("What happened next after similar cases?", "next"),
        ("What exactly started it, and when?", "when"),
        ("The index or my book?", "book"),
        ("Are crypto and silver connected to equities or coincident?", "linked"),
        ("What hedge now?", "hedge"),
        ("What are you watching?", "watch"),
        ("What should I watch?", "watch"),
        ("What is on the watchlist?", "watch"),
        ("What would make you wrong?", "change"),
        ("Did any of our triggers fire?", "said"),
        ("What were we watching last week?", "said"),
        ("Tell me a joke", "help"),
    ],
)
def test_intent(text: str, intent: str) -> None:
    assert read(text, TODAY).intent == intent


def test_dates_assets_and_premises_are_understood() -> None:
    asked = read("Why did the Fed hike crash silver by 20 % on 5 February?", TODAY)
    assert asked.days == (date(2018, 2, 5),)
    assert asked.asset == "SILVER"
    assert asked.cause == "rates"
    assert asked.size == pytest.approx(-0.20)
    assert asked.presumes_fall


def test_a_day_without_a_year_is_the_last_one_up_to_today() -> None:
    assert read("what happened on 5 February?", TODAY).days == (date(2018, 2, 5),)
    assert read("what happened on 9 February?", TODAY).days == (date(2017, 2, 9),)


def test_a_start_date_is_no_as_of_date() -> None:
    assert read("Why is it down since 26 January 2018?", TODAY).days == ()


def test_a_month_is_a_span() -> None:
    spans = read("What drove the fall in March 2016?", TODAY).spans
    assert spans == ((date(2016, 3, 1), date(2016, 3, 31)),)
    assert read("What drove December 2016?", TODAY).spans[0][1] == date(2016, 12, 31)


@pytest.mark.parametrize("text", ["", "   ", "???", "123 !!"])
def test_nothing_asked_is_one_clear_error(text: str) -> None:
    with pytest.raises(UnwindError, match="ask a question"):
        read(text, TODAY)


def test_a_very_long_question_is_one_clear_error() -> None:
    with pytest.raises(UnwindError, match="100,000 characters"):
        read("a" * 100_000, TODAY)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=LONGEST))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text, TODAY)
    except UnwindError as error:
        assert str(error)


@pytest.mark.parametrize(
    "text",
    ["why on 2018-02-30?", "why on 30 February?", "what fell on 02/05/2018?", "why on 5.2.2018?"],
)
def test_a_day_that_cannot_be_read_is_noticed(text: str) -> None:
    asked = read(text, TODAY)
    assert asked.unread_date
    assert asked.days == ()


def test_a_percentage_is_no_unread_date() -> None:
    assert not read("why is the S&P down 10.5 % with VIX/VIX3M at 1.22?", TODAY).unread_date


@pytest.mark.parametrize(
    ("text", "intent", "asset"),
    [
        ("and what about silver?", "why", "SILVER"),
        ("who is selling?", "left", None),
        ("Who sold?", "left", None),
        ("so CTAs are dumping?", "left", None),
    ],
)
def test_short_questions(text: str, intent: str, asset: str | None) -> None:
    found = read(text, date(2018, 2, 8))
    assert (found.intent, found.asset) == (intent, asset)
