"""What a question takes for granted and the data deny, and what has fired where nothing falls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.questions import read
from assistant.workspace import Workspace
from assistant.writing.book import book
from assistant.writing.pen import Pen
from assistant.writing.policy import policy
from assistant.writing.watching import fired_tests, watching
from assistant.writing.yields import split
from tests.analyst.asking import ask, flat, hold_to_evidence
from tests.narrative.factory import make_brief, make_reading
from tools.records import Falsifier, GroupMove, Watch
from tools.timeline import Calendar, LastEvent

HIKE = "Why did the Fed hike crash the market?"
CUT = "Why did the Fed cut crash the market?"
DATES = [date(2015, 8, 24), date(2018, 2, 8), date(2019, 9, 10), date(2020, 3, 16)]
DATES += [date(2020, 11, 9), date(2021, 1, 27), date(2021, 3, 8), date(2022, 6, 13)]
QUESTIONS = [
    HIKE,
    CUT,
    "Why did momentum crash?",
    "Why is the yen plunging?",
    "Why are yields rising?",
    "Is it over for bitcoin?",
    "Is it over for the yen?",
    "Why is the VIX surging?",
    "What are we watching?",
    "The index or my book?",
]


def said(workspace: Workspace, question: str, day: date) -> str:
    return flat(ask(workspace, question, day).text.split("Evidence")[0])


@pytest.mark.parametrize("day", DATES, ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_grounded(real_market: Workspace, day: date, question: str) -> None:
    hold_to_evidence(ask(real_market, question, day))


# Decisions of the Federal Open Market Committee, by its own press releases.
NO_HIKE = {
    date(2018, 2, 6): "31 January",
    date(2018, 2, 8): "31 January",
    date(2018, 2, 12): "31 January",
    date(2019, 9, 10): "31 July",
    date(2020, 11, 9): "5 November",
    date(2022, 3, 14): "26 January",
}


@pytest.mark.parametrize("day", NO_HIKE, ids=str)
def test_a_hike_that_was_none_is_denied(real_market: Workspace, day: date) -> None:
    first = flat(ask(real_market, HIKE, day).paragraphs[0].text)
    assert "the fed funds rate has not risen" in first
    assert f"the last decision was on {NO_HIKE[day]}" in first
    # The target was cut on 31 July 2019.
    assert ("but fallen" in first) == (day.year == 2019)


@pytest.mark.parametrize("day", [date(2018, 12, 24), date(2022, 6, 13), date(2022, 10, 12)])
def test_a_hike_that_was_one_is_not_denied(real_market: Workspace, day: date) -> None:
    assert "fed funds rate" not in said(real_market, HIKE, day)


def test_a_cut_is_held_against_the_rate_as_a_hike_is(real_market: Workspace) -> None:
    """The emergency cuts of March 2020 were cuts; in 2022 there was none."""
    assert "fed funds rate" not in said(real_market, CUT, date(2020, 3, 16))
    assert "has not fallen but risen" in said(real_market, CUT, date(2022, 10, 12))
    assert "fed funds rate" not in said(real_market, "Would a Fed hike hurt?", date(2018, 2, 8))


def test_the_denial_agrees_with_the_rate_itself(real_market: Workspace) -> None:
    """Denied a hike, the effective rate of the leg is less than a step above that at the peak."""
    rate = real_market.market.view(date(2022, 12, 30)).observations("DFF")
    denied = 0
    for day in ("2006-06-13", "2015-08-24", "2018-10-24", "2018-12-20", "2022-03-17", "2022-05-05"):
        brief = real_market.brief(date.fromisoformat(day))
        if not policy(Pen(brief), read(HIKE, brief.as_of)):
            continue
        denied += 1
        leg = rate.loc[str(brief.move.peak) : day]
        assert leg.iloc[-1] - leg.iloc[0] < 0.2, day
    assert denied


def fed(two: float | None, path: float | None, last: date) -> Pen:
    known = {"display": "bp", "unit": "bp", "reads": "change"}
    two_ = make_reading("macro.rates_2y_bp", two, **known)
    path_ = make_reading("macro.policy_path_bp", path, **known)
    brief = make_brief(readings=(two_, path_))
    event = LastEvent("fomc", "FOMC", last, 6)
    return Pen(replace(brief, calendar=Calendar(last=(event,))))


def test_a_rate_that_is_not_measured_is_not_spoken_of() -> None:
    asked, decided = read(HIKE, date(2018, 2, 8)), date(2018, 1, 31)
    assert policy(fed(0.0, 0.0, decided), asked)
    assert not policy(fed(25.0, 0.0, decided), asked), "the rate rose by a step"
    assert not policy(fed(None, 0.0, decided), asked)
    assert not policy(fed(0.0, None, decided), asked)
    # The rate of the day is not known yet on the day of a decision.
    assert not policy(fed(0.0, 0.0, date(2018, 2, 8)), asked)
    (before,) = policy(fed(0.0, 0.0, date(2018, 1, 20)), asked)
    assert "has decided nothing" in before


@pytest.mark.parametrize("day", [date(2019, 9, 10), date(2020, 11, 9)], ids=str)
def test_no_crash_of_an_index_beneath_which_others_fall(real_market: Workspace, day: date) -> None:
    first = flat(ask(real_market, HIKE, day).paragraphs[0].text)
    assert "The S&P itself is not in a sell-off" in first
    assert "momentum" in first
    fallen = said(real_market, HIKE, date(2018, 2, 8))
    assert "itself is not in a sell-off" not in fallen


def test_a_crash_of_what_hardly_moved_is_denied(real_market: Workspace) -> None:
    """Winners beat the average stock and losers trailed it: momentum earned on both legs."""
    first = flat(ask(real_market, "Why did momentum crash?", date(2020, 3, 16)).paragraphs[0].text)
    assert "takes a crash of momentum for granted" in first
    assert "1.2 %" in first and "13.3 %" in first and "winners lead" in first
    rout = "Why did momentum crash?"
    assert "for granted" not in said(real_market, rout, date(2020, 11, 9))
    # Large in per cent, and within bitcoin's own volatility.
    assert "for granted" not in said(real_market, "Why did bitcoin crash?", date(2018, 12, 24))


def test_the_yen_is_told_in_its_own_words(real_market: Workspace) -> None:
    """It fell from 125 to 134 a dollar between March's end and 13 June 2022."""
    text = said(real_market, "Why is the yen plunging?", date(2022, 6, 13))
    assert "The yen fell over the week, far by its own volatility" in text
    assert "no yen rally" not in text
    rose = said(real_market, "Why is the yen rallying?", date(2015, 8, 24))
    assert "The yen rose over the week" in rose


def test_yields_have_the_days_that_the_index_has(real_market: Workspace) -> None:
    """Consumer prices of 10 June 2022 and the report of 13 June that the Fed weighed 75 bp."""
    text = said(real_market, "Why are yields rising?", date(2022, 6, 13))
    assert "13 June, on monetary policy news" in text and "consumer prices" in text
    assert "Real yields carry the rise" in text


def test_only_a_part_that_moved_the_same_way_carries_a_yield(real_market: Workspace) -> None:
    text = said(real_market, "Why are yields rising?", date(2015, 8, 24))
    assert "Inflation compensation carries the fall" in text and "Real yields carry" not in text
    # From its own low the yield rose, and since the S&P's peak it fell.
    assert "carry" not in said(real_market, "Why are yields rising?", date(2019, 9, 10))


@pytest.mark.parametrize(
    ("real", "inflation", "rising", "title"),
    [
        (17.0, -35.0, False, "Inflation compensation carries the fall"),
        (17.0, -35.0, True, "Split"),
        (40.0, 5.0, True, "Real yields carry the rise"),
        (-40.0, -5.0, False, "Real yields carry the fall"),
        (20.0, 18.0, True, "Real yields and inflation compensation share the rise"),
        (5.0, 4.0, True, "Split"),
    ],
)
def test_the_split_follows_the_yield(
    real: float, inflation: float, rising: bool, title: str
) -> None:
    known = {"display": "bp", "unit": "bp", "reads": "change"}
    readings = (
        make_reading("macro.real_10y_bp", real, **known),
        make_reading("macro.breakeven_10y_bp", inflation, **known),
    )
    assert split(Pen(make_brief(readings=readings)), rising=rising).startswith(f"**{title}:**")


def test_after_a_quiet_week_the_way_and_the_rest_are_told(real_market: Workspace) -> None:
    text = said(real_market, "Is it over for bitcoin?", date(2018, 12, 24))
    assert "it rose 0.8 σ over the week, within its usual range" in text
    assert "still stands 37.5 % below the high of 7 November" in text


def test_a_reading_that_is_asked_about_leads(real_market: Workspace) -> None:
    """Closes by Cboe: 33.46 on 8 February 2018 and 11.08 on 26 January."""
    question = "Why is the VIX surging?"
    first = flat(ask(real_market, question, date(2018, 2, 8)).paragraphs[0].text)
    assert first.startswith("The VIX is at 33.5 (95th percentile), after 11.1 at the S&P's peak")
    assert (
        "The VIX is at"
        not in said(real_market, "What's driving this sell-off?", date(2018, 2, 8)).split("Engine")[
            0
        ]
    )


def test_what_fired_is_told_where_nothing_falls(real_market: Workspace) -> None:
    rates = "A registered test has fired: the 10-year yield (2.1 σ, bound 2.0 σ)"
    for question in ("Why isn't this macro?", "What's driving this sell-off?"):
        assert rates in said(real_market, question, date(2021, 3, 8))
    violent = "the VIX overshoot (6.9 σ"
    for question in ("What's driving this?", "Is it over?", "What are we watching?"):
        assert violent in said(real_market, question, date(2021, 1, 27))
    assert "registered test" not in said(real_market, "What's driving this?", date(2017, 10, 10))


def test_a_test_is_told_with_its_bound_once() -> None:
    brief = make_brief(selloff="none")
    test = Falsifier(
        "rates_10y", "macro_unchanged", "z", "macro.rates_10y_z", 2.0, 2.1, True, "a test"
    )
    losers = replace(test, id="low_momentum_stocks", claim="crowding")
    verdict = replace(brief.verdict, falsifiers=(test, losers))
    pen = Pen(replace(brief, verdict=verdict))
    told = fired_tests(pen)
    assert "[[falsifier.rates_10y.value]]" in told and "low_momentum" not in told
    assert fired_tests(pen, {"rates_10y"}) == ""
    calm = replace(verdict, falsifiers=(replace(test, fired=False),))
    assert fired_tests(Pen(replace(brief, verdict=calm))) == ""


def item(**fields: object) -> str:
    known = {
        "reading": "macro.rates_10y_z",
        "above": 2.0,
        "below": None,
        "value": 1.0,
        "fired": False,
        "fired_share": 0.1,
        "why": "it is quiet",
        "name": "the 10-year yield",
        "distance_sigmas": 1.0,
        "times_fired": 2,
        "last_fired": date(2016, 6, 24),
        "watched_since": date(2009, 9, 18),
    }
    watch = Watch(**(known | fields))  # type: ignore[arg-type]
    return flat(" ".join(watching(Pen(make_brief(watch=(watch,))))))


def test_the_last_day_beyond_is_told_by_its_spell() -> None:
    """A record that began beyond its bound has no earlier spell and no day to tell."""
    last = "last beyond its bound"
    assert f"It was {last}" in item(last_beyond=date(2017, 9, 14))
    assert last not in item(times_fired=0, last_fired=None, last_beyond=date(2016, 2, 17))
    fired = {"value": 2.5, "fired": True, "since": date(2018, 2, 1), "sessions": 5}
    assert f"Before this spell it was {last}" in item(**fired, last_beyond=date(2017, 9, 14))
    near = item(**fired, last_beyond=date(2018, 1, 30))
    assert f"Earlier in this spell it was {last}" in near and f"It was {last}" not in near


def test_a_record_that_began_beyond_its_bound_ends_there(real_market: Workspace) -> None:
    text = said(real_market, "What would change your mind?", date(2018, 2, 8))
    assert "It has not fired in an earlier spell in a record from January 2016" in text
    assert "17 February 2016" not in text


def test_a_book_that_lost_with_the_index_is_said_to(real_market: Workspace) -> None:
    question = "The index or my book?"
    assert "Both the index and the high beta" in said(real_market, question, date(2020, 3, 16))
    assert "Both the index and both legs" in said(real_market, question, date(2022, 1, 24))
    assert "The index, not the book." in said(real_market, question, date(2018, 2, 8))


def losing(winners: float, losers: float, beta: float) -> str:
    legs = (
        make_reading("positioning.momentum_winners_21d", -0.03, percentile=winners),
        make_reading("positioning.momentum_losers_21d", 0.03, percentile=losers),
        make_reading("positioning.momentum_drawdown_21d", -0.01, percentile=0.3),
    )
    day = date(2018, 2, 8)
    high = GroupMove(
        "HIGH_BETA", "factor", "high beta less S&P", date(2018, 1, 26), 9, -0.1, "ratio", beta,
        beta, beta, 0.9, beta < -1.0, day,
    )  # fmt: skip
    brief = replace(make_brief(readings=legs), moves=(high,))
    return book(Pen(brief), read("The index or my book?", day))[0].split("**")[1]


@pytest.mark.parametrize(
    ("legs", "beta", "told"),
    [
        ((0.5, 0.5), -0.5, "The index, not the book."),
        ((0.9, 0.9), -0.5, "Both the index and both legs of momentum."),
        ((0.9, 0.5), -0.5, "The index, not the book."),
        ((0.5, 0.5), -3.0, "Both the index and the high beta within it."),
        ((0.9, 0.9), -3.0, "Both the index and both legs of momentum and high beta."),
    ],
)
def test_what_the_book_lost_decides(legs: tuple[float, float], beta: float, told: str) -> None:
    assert losing(*legs, beta) == told
