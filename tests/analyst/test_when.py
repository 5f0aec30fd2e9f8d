"""What exactly started it, and when: read as a strategist would, on documented episodes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from assistant.faults import faults
from assistant.service import Answer, answer
from assistant.workspace import Workspace
from assistant.writing.timeline import elsewhere
from assistant.writing.words import TRIGGERS
from tools.timeline import AssetDay, DatedEvent, WorstDay

WHEN = "What exactly started it, and when?"
DAYS = ("2018-02-08", "2015-08-24", "2020-03-16", "2022-06-13", "2011-08-08", "2013-06-24")


def ask(market: Workspace, day: str | date) -> Answer:
    at = date.fromisoformat(day) if isinstance(day, str) else day
    return answer(WHEN, market, as_of=at)


def paragraph(given: Answer, lead: str) -> str:
    found = [p.text for p in given.paragraphs if p.text.lstrip("*").startswith(lead)]
    assert found, f"no paragraph {lead!r} in {given.text}"
    return re.sub(r"\s+", " ", found[0])


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2018-02-08", "broke on 2 February, on payrolls; the likeliest trigger is rates"),
        ("2015-08-24", "broke on 20 August"),
        ("2020-03-16", "broke on 24 February"),
        (
            "2022-06-13",
            "broke on 22 April, the session after a speech of the Fed chair; the likeliest",
        ),
        ("2022-09-30", "broke on 26 August, on the Jackson Hole symposium and a speech of the Fed"),
        ("2013-06-24", "broke on 20 June, the session after FOMC"),
    ],
)
def test_it_opens_with_the_day_and_the_trigger(real_market: Workspace, day: str, says: str) -> None:
    given = ask(real_market, day)
    opening = re.sub(r"[\s*]+", " ", given.paragraphs[0].text)
    assert says in opening
    kinds = given.brief.verdict.trigger
    assert TRIGGERS[max(kinds, key=lambda k: kinds[k])] in opening
    assert given.paragraphs[0].source.startswith("**")


@pytest.mark.parametrize("day", ["2010-05-20", "2022-01-24"])
def test_a_fall_without_a_break_names_its_worst_days(real_market: Workspace, day: str) -> None:
    given = ask(real_market, day)
    assert given.brief.breaks.day is None and given.brief.move.return_ < -0.05
    opening = re.sub(r"[\s*]+", " ", given.paragraphs[0].text)
    assert "has no single break" in opening and "not broken" not in given.text
    for worst in given.brief.worst_days:
        assert f"{worst.date.day} {worst.date:%B}" in opening
        assert abs(worst.z or 0.0) < 2.0


def test_a_fall_with_a_break_names_it(real_market: Workspace) -> None:
    assert "single break" not in ask(real_market, "2018-02-08").text


def test_february_2018_is_told_day_by_day(real_market: Workspace) -> None:
    given = ask(real_market, "2018-02-08")
    days = paragraph(given, "The worst days")
    assert days.index("2 February") < days.index("5 February") < days.index("8 February")
    assert "on payrolls" in days and "the session after payrolls" in days
    assert "VIX +116" in days
    first = paragraph(given, "Who broke first")
    assert "itcoin" in first and "the order alone names no cause" in first
    assert "no CPI dates in this market" in paragraph(given, "The calendar")


def test_august_2015_names_no_cause_from_the_calendar(real_market: Workspace) -> None:
    given = ask(real_market, "2015-08-24")
    assert (
        "no decision, speech or release in our calendar" in paragraph(given, "The calendar").lower()
    )
    first = paragraph(given, "Who broke first")
    assert "11 August" in first and "12 August" in first, "the devaluation showed elsewhere"


def test_march_2020_had_little_warning_and_an_unscheduled_cut(real_market: Workspace) -> None:
    given = ask(real_market, "2020-03-16")
    assert "little warning" in paragraph(given, "Who broke first")
    days = paragraph(given, "The worst days")
    assert "unscheduled FOMC" in days and "surprise was not measured" in days


def test_june_2022_follows_prices_and_shows_the_surprise(real_market: Workspace) -> None:
    days = paragraph(ask(real_market, "2022-06-13"), "The worst days")
    assert "the session after consumer prices with a surprise of +0.3 points" in days
    assert "read as monetary policy" in days


@pytest.mark.parametrize("day", DAYS)
def test_what_is_ahead_is_named_and_right(real_market: Workspace, day: str) -> None:
    given = ask(real_market, day)
    text = paragraph(given, "Ahead:")
    named = [n for n in given.brief.calendar.ahead if n.days is not None and n.days <= 60]
    assert named
    for event in named:
        assert f"{event.label} in {event.days} day" in text


def test_february_2018_looks_ahead_to_the_published_dates(real_market: Workspace) -> None:
    text = paragraph(ask(real_market, "2018-02-08"), "Ahead:")
    # The published dates: 16 February and 21 March.
    assert "expiry in 8 days, FOMC in 41 days" in text


def test_no_two_answers_say_the_same(real_market: Workspace) -> None:
    said = [{s for p in ask(real_market, d).paragraphs for s in p.text.split(". ")} for d in DAYS]
    shared = {s for s in set.intersection(*said) if len(s.split()) > 6}
    assert not shared


def test_a_crash_of_oil_comes_before_news_of_the_day_before(real_market: Workspace) -> None:
    """9 March 2020 was the day of the oil price war, and payrolls had been on the Friday before."""
    crash = paragraph(ask(real_market, "2020-03-16"), "The worst days")
    assert "on the day oil fell 24.6 %" in re.sub(r"[\u202f ]+", " ", crash)
    assert "the session after payrolls" not in crash
    prices = paragraph(ask(real_market, "2022-06-13"), "The worst days")
    assert "on the day bitcoin" not in prices, "yields moved more, on consumer prices"


def test_only_an_own_market_that_moved_more_stands_for_the_news() -> None:
    news = (DatedEvent(date(2020, 3, 6), "payrolls", "payrolls"),)
    day = WorstDay(date(2020, 3, 9), -0.076, z=-9.9, eve=news, eve_z=-2.0)
    oil = AssetDay("OIL", "oil", "oil", -0.246, "ratio", -13.6, largest=True)
    others = {
        "smaller than the index's": replace(oil, z=-9.0),
        "not its largest": replace(oil, largest=False),
        "no market of its own": replace(oil, group="credit"),
    }
    assert elsewhere(replace(day, assets=(oil,)), "worst.1").startswith("on the day oil")
    for why, asset in others.items():
        assert not elsewhere(replace(day, assets=(asset,)), "worst.1"), why
    yields = AssetDay("UST2Y", "rates", "2-year yield", 34.0, "bp", 14.0, largest=True)
    assert not elsewhere(replace(day, assets=(oil, yields)), "worst.1")
    assert not elsewhere(replace(day, assets=(oil,), eve=()), "worst.1")


@pytest.mark.parametrize("day", DAYS)
def test_no_lag_of_a_session_or_two_is_told_as_a_lead(real_market: Workspace, day: str) -> None:
    assert "By rank correlation" not in ask(real_market, day).text


def test_random_days_are_answered_without_a_fault(real_market: Workspace) -> None:
    """Also where little is measured, where nothing falls, and at the peak itself."""
    sessions = real_market.market.sessions
    drawn = np.random.default_rng(17).choice(sessions[600:], 12, replace=False)
    for day in (*drawn, sessions[30], sessions[520]):
        given = ask(real_market, pd.Timestamp(day).date())
        assert given.paragraphs
        for part in given.paragraphs:
            found = faults(part.source, given.brief, WHEN, given.history)
            assert not found, f"{day}: {found[0]} in {part.source!r}"


def test_the_days_are_the_indexs_when_another_asset_is_reported(real_market: Workspace) -> None:
    given = answer(WHEN, real_market, as_of=date(2022, 6, 13), asset="BTC")
    assert "The S&P broke on 22 April" in given.text
    assert not any(faults(p.source, given.brief, WHEN, given.history) for p in given.paragraphs)


def test_a_simulated_market_has_no_schedule_of_meetings(demo_market: Workspace) -> None:
    text = paragraph(answer(WHEN, demo_market), "Ahead:")
    assert "monthly option expiry" in text and "no schedule of meetings" in text
