from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dates import days_of, mentions, years
from assistant.faults import faults
from tests.narrative.factory import AS_OF, PAYROLLS, PEAK, WORST, make_brief

BRIEF = make_brief()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("on 2018-02-05.", ["2018-02-05"]),
        ("on 5 February, late", ["5 February"]),
        ("Feb 5, 2018", ["Feb 5, 2018"]),
        ("Feb. 5", ["Feb. 5"]),
        ("5 Feb 2018", ["5 Feb 2018"]),
        ("5th of February 2018", ["5th of February 2018"]),
        ("26 January–8 February", ["26 January", "8 February"]),
        ("5–9 February 2018", ["5–9 February 2018", "5–9 February 2018"]),
        ("in February 2018", ["February 2018"]),
        ("Q4 2018", ["Q4 2018"]),
        ("since 1990", ["1990"]),
        ("up 2018 points", []),
        ("in 2018 points", []),
        ("in 2018.5", []),
        ("lost 1987", []),
        ("may 5", []),
        ("March 20 bp", []),
        ("May 5 %", []),
        ("February 2.5", []),
        ("−5 February", []),
        ("12018-02-05", []),
        ("2018-02-056", []),
        ("5 Februaryish", []),
    ],
)
def test_forms(text: str, spans: list[str]) -> None:
    assert [text[found.start : found.end] for found in mentions(text)] == spans


@given(st.dates(date(1950, 1, 1), date(2039, 12, 31)))
def test_every_form_of_a_day_holds_that_day_and_no_other(day: date) -> None:
    forms = (
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    )
    for form in forms:
        (found,) = mentions(f"On {form} it fell")
        assert found.first() == day
        assert found.holds(day)
        assert not found.holds(day + timedelta(days=1))
        assert not found.holds(day + timedelta(days=365))


def kinds(text: str, question: str = "") -> list[str]:
    return [fault.kind for fault in faults(text, BRIEF, question)]


@pytest.mark.parametrize("day", [AS_OF, PEAK, WORST, PAYROLLS, date(2018, 1, 31)])
def test_dates_of_the_evidence_may_be_named(day: date) -> None:
    for form in (day.isoformat(), f"{day.day} {day:%B}", f"{day:%b} {day.day}, {day.year}"):
        assert kinds(f"On {form} it fell.") == []


@pytest.mark.parametrize(
    "text",
    [
        "On 6 February it fell.",
        "On 5 February 2017 it fell.",
        "In March 2017 it fell.",
        "It is the worst since 1931.",
        "On 31 February it fell.",
        "On 2018-02-31 it fell.",
        "On 8 August it fell.",  # an analog's day, of another year
    ],
)
def test_other_dates_may_not(text: str) -> None:
    assert kinds(text) == ["date"]


@pytest.mark.parametrize(
    "text", ["On 2018-02-09 it fell.", "On 9 February 2018 it fell.", "Since March 2018."]
)
def test_nothing_after_the_as_of_date_may_be_named_even_if_asked_for(text: str) -> None:
    assert kinds(text) == ["future_date"]
    assert kinds(text, question=text) == ["future_date"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is it like October 1987?", "In October 1987 it fell."),
        ("Is it like October 1987?", "In 1987 it fell."),
        ("Is it like 1987?", "In 1987 it fell."),
        ("What about 2015-08-24?", "On 24 August 2015 it fell."),
        ("What about 24 August 2015?", "In August 2015 it fell."),
    ],
)
def test_a_date_of_the_question_may_be_named_as_exactly_as_it_was(question: str, text: str) -> None:
    assert kinds(text) == ["date"]
    assert kinds(text, question) == []


def test_a_question_of_a_year_does_not_license_a_day_of_it() -> None:
    assert kinds("On 19 October 1987 it fell.", "Is it like 1987?") == ["date"]


def test_the_date_of_a_reference_in_the_text_may_be_named() -> None:
    assert kinds("VIX was [[positioning.vix@2018-01-29]] on 29 January.") == []


def test_years_of_a_question_are_whole_numbers_only() -> None:
    assert [found.year for found in years("2008 or 1987, not 2008.5, 32008 or x1999")] == [
        2008,
        1987,
    ]


def test_dates_are_found_at_any_depth_of_a_record() -> None:
    found = set(days_of(BRIEF))
    assert {AS_OF, PEAK, WORST, PAYROLLS, date(2011, 8, 8), date(1990, 1, 2)} <= found
