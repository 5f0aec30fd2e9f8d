"""The published schedule of meetings: press releases of the Board of Governors, and real tables."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from assistant.workspace import Workspace
from tools.events.meetings import next_meeting, schedule, scheduled

# Press releases of 28 June 2016 and of 5 September 2025.
PUBLISHED = {
    2017: "2017-02-01 2017-03-15 2017-05-03 2017-06-14 2017-07-26 2017-09-20 2017-11-01 2017-12-13",
    2027: "2027-01-27 2027-03-17 2027-04-28 2027-06-09 2027-07-28 2027-09-15 2027-10-27 2027-12-08",
}
# Statements of the Federal Reserve between its meetings: none of these was scheduled.
UNSCHEDULED = [
    "1998-10-15",
    "2001-01-03",
    "2001-04-18",
    "2001-09-17",
    "2007-08-10",
    "2007-08-17",
    "2008-01-22",
    "2008-10-08",
    "2020-03-03",
    "2020-03-15",
]


def test_eight_meetings_a_year_in_order_of_time() -> None:
    years = Counter(day.year for day in schedule())
    assert list(schedule()) == sorted(set(schedule()))
    assert {year for year, n in years.items() if n != 8} == {2028}
    assert years[2028] == 1
    gaps = [(b - a).days for a, b in pairwise(schedule())]
    assert 25 <= min(gaps) and max(gaps) <= 58 and all(d.weekday() < 5 for d in schedule())


@pytest.mark.parametrize("year", PUBLISHED)
def test_a_year_is_as_the_committee_announced_it(year: int) -> None:
    assert [d for d in schedule() if d.year == year] == [
        date.fromisoformat(text) for text in PUBLISHED[year].split()
    ]


@pytest.mark.parametrize("day", UNSCHEDULED)
def test_decisions_between_meetings_are_unscheduled(day: str) -> None:
    assert scheduled(date.fromisoformat(day)) is False


@pytest.mark.parametrize("day", ["1987-10-20", "2031-01-29"])
def test_beyond_the_schedule_nothing_is_known(day: str) -> None:
    assert scheduled(date.fromisoformat(day)) is None
    assert next_meeting(date.fromisoformat(day)) is None


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2018-02-08", "2018-03-21"),
        ("2018-03-20", "2018-03-21"),
        ("2018-03-21", "2018-05-02"),
        ("2018-12-31", "2019-01-30"),
        ("2020-03-02", "2020-03-18"),
        ("2020-03-13", "2020-03-18"),
        ("2020-03-16", "2020-04-29"),
    ],
)
def test_the_next_meeting_is_what_was_known_on_the_day(day: str, due: str) -> None:
    """The cut of 3 March 2020 was not foreseen; on the 15th the meeting was called off."""
    assert next_meeting(date.fromisoformat(day)) == date.fromisoformat(due)


def test_the_schedule_is_that_of_the_announcements(real_market: Workspace) -> None:
    """The academic table calls 3 March 2020 scheduled, which it was not: the 18th was."""
    table = real_market.market.view().table("fomc_shocks")
    rows = table[table["description"].str.contains(r"\(Scheduled\)", regex=True)]
    held = {d.date() for d in pd.DatetimeIndex(rows["date"]) if d.year >= 1994}
    ours = {d for d in schedule() if d <= max(held)}
    assert held ^ ours == {date(2020, 3, 3), date(2020, 3, 18)}


def test_every_other_decision_is_one_of_those_between_meetings(real_market: Workspace) -> None:
    view = real_market.market.view()
    days = {d.date() for d in pd.DatetimeIndex(view.table("fomc")["date"])}
    between = {day for day in days if scheduled(day) is False}
    assert between <= {date.fromisoformat(text) for text in UNSCHEDULED}
    since = {d for d in schedule() if min(days) <= d <= view.session}
    assert since - days == {date(2020, 3, 18)}
