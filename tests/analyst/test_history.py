"""What the analyst says of history: grounded, plain about noise, and refused where nothing fits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.faults import faults
from assistant.questions import read
from assistant.rules import rule_faults
from assistant.service import answer
from assistant.tables.precedents import precedents_text
from assistant.workspace import Workspace
from assistant.writing.history import followed, in_short
from assistant.writing.nearest import nearest_dates
from assistant.writing.opportunity import opportunity
from assistant.writing.pen import Pen
from tests.analyst.asking import ask
from tests.analyst.asking import flat as one_line
from tests.narrative.factory import ANALOG, make_brief, make_rate
from tools.precedents import BaseRate, Compared
from tools.records import Brief

TODAY = date(2018, 2, 8)
QUESTIONS = (
    "what happened after episodes like this?",
    "How often does this lead to a bear market?",
    "Is this a buying opportunity?",
    "Should we buy the dip?",
    "Are momentum drawdowns opportunities?",
    "How unusual is this?",
)
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "1998-08-31",
        "2007-08-15",
        "2011-08-08",
        "2015-08-24",
        "2017-10-10",
        "2018-02-08",
        "2019-09-10",
        "2020-03-16",
        "2022-06-13",
        "2022-12-30",
    )
)


@pytest.mark.parametrize("text", QUESTIONS[:-1])
def test_questions_about_what_came_after(text: str) -> None:
    assert read(text, TODAY).intent == "next"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("How often do falls of 10 % happen?", "unusual"),
        ("Is it over?", "over"),
        ("What happened on 5 February?", "why"),
        ("Why did momentum break down?", "why"),
        ("What is the buying climax reading?", "define"),
    ],
)
def test_other_questions_keep_their_own_answer(text: str, intent: str) -> None:
    assert read(text, TODAY).intent == intent


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_borne_out(real_market: Workspace, question: str, day: date) -> None:
    given = answer(question, real_market, as_of=day)
    for paragraph in given.paragraphs:
        found = [
            *faults(paragraph.source, given.brief, question, given.history),
            *rule_faults(paragraph.source, given.brief, given.history),
        ]
        assert not found, f"{found[0]} in {paragraph.source!r}"
        assert "no such evidence" not in paragraph.text


def flat(real_market: Workspace, question: str, day: date) -> str:
    return re.sub(r"\s+", " ", answer(question, real_market, as_of=day).text)


def test_february_2018_has_rates_and_no_near_date(real_market: Workspace) -> None:
    text = flat(real_market, QUESTIONS[0], date(2018, 2, 8))
    assert "a first close 10 % below the year's high" in text
    assert "after any day" in text
    assert "more than noise" in text
    assert "No date is near" in text
    assert "After the nearest dates" not in text


def test_a_calm_day_has_no_case_and_a_rout_beneath_is_its_own(real_market: Workspace) -> None:
    calm = flat(real_market, QUESTIONS[0], date(2017, 10, 10))
    assert "No like case to count from" in calm
    rout = flat(real_market, QUESTIONS[0], date(2019, 9, 10))
    assert "a rout beneath a calm index" in rout
    assert "Momentum drawdowns as opportunities" in rout
    # The index had made good its loss of August: it is no case of September's.
    assert "a first close 5 % below the year's high" not in rout


def test_a_young_market_is_too_young(real_market: Workspace) -> None:
    text = flat(real_market, QUESTIONS[0], date(1998, 8, 31))
    assert "too few to tell" in text
    assert "history is too short" in text


def test_unusual_names_the_nearest_dates_and_how_near(real_market: Workspace) -> None:
    text = flat(real_market, QUESTIONS[-1], date(2011, 8, 8))
    assert "Nearest dates" in text
    assert re.search(r"\d+ June 2010 \(\d+(st|nd|rd|th) percentile\)", text)
    assert re.search(r"Near enough to count: \d of the 10 nearest", text)


def asked(brief: Brief, text: str = QUESTIONS[0]) -> str:
    return "\n".join(followed(Pen(brief), read(text, TODAY)))


def month(**fields: object) -> BaseRate:
    return make_rate(id="first_10pct_21d", horizon=21, **fields)


def test_noise_is_said_by_the_interval() -> None:
    """The same means, told apart by whether the usual return lies in the interval."""
    inside = asked(make_brief(base_rates=(make_rate(), month())))
    assert "within noise" in inside
    assert "more than noise." not in inside.replace("by more than noise.", "")
    assert "No edge in the record" in inside
    outside = make_rate(low=0.03, high=0.07)
    found = asked(make_brief(base_rates=(outside, month())))
    assert "more than noise" in found
    assert "No edge in the record" not in found


def test_an_edge_that_chance_would_give_is_none() -> None:
    """One figure of twenty stands apart as one of twenty would."""
    rates = [make_rate(id=f"first_10pct_{n}d") for n in range(19)]
    found = asked(make_brief(base_rates=(make_rate(low=0.03, high=0.07), *rates)))
    assert "No more of an edge than chance gives" in found


def test_how_far_it_goes_is_told_of_depths_that_lie_ahead(real_market: Workspace) -> None:
    often = "How often does this lead to a bear market?"
    fall = flat(real_market, often, date(2018, 2, 8))
    assert "went on to 20.0 %" in fall
    assert "went on to 10.0 %" not in fall
    assert "below the year's high already" in flat(real_market, often, date(2020, 3, 16))
    assert "How far it goes" not in flat(real_market, often, date(2017, 10, 10))


def test_better_and_worse_are_told_apart() -> None:
    better, worse = make_rate(low=0.03), make_rate(mean=-0.04, low=-0.08, high=-0.01)
    assert "Better than after any day" in asked(make_brief(base_rates=(better,)))
    assert "Worse than after any day" in asked(make_brief(base_rates=(worse,)))
    other = replace(worse, id="vix_30_63d", condition="vix_30")
    assert "both ways" in asked(make_brief(base_rates=(better, other)))


def test_too_few_cases_print_their_reason_and_no_figure() -> None:
    brief = make_brief(base_rates=(month(missing="too few to tell, as 3 cases"),))
    text = asked(brief)
    assert "too short for a rate" in text
    assert "[[base.first_10pct_21d.mean]]" in text


def momentum(condition: str, **fields: object) -> BaseRate:
    known = {"id": f"{condition}_126d", "condition": condition, "horizon": 126}
    return make_rate(**(known | {"asset": "unscaled momentum"} | fields))


def test_momentum_drawdowns_are_an_opportunity_only_where_they_paid() -> None:
    lost = momentum("momentum_10pct", mean=-0.02, low=-0.08, high=0.04)
    paid = momentum("momentum_neutral_5pct", mean=0.06, low=0.03, high=0.09)
    assert "no edge in the record" in opportunity(Pen(make_brief(base_rates=(lost,))))
    both = opportunity(Pen(make_brief(base_rates=(lost, paid))))
    assert "an edge hedged and scaled, none unscaled" in both
    assert "no rate" in opportunity(Pen(make_brief(base_rates=())))


def test_no_near_date_is_a_refusal() -> None:
    brief = make_brief(analogs=(), analogs_missing="the nearest lies far off")
    assert "No date is near" in nearest_dates(Pen(brief))
    assert "[[analogs.missing]]" in nearest_dates(Pen(brief))
    assert nearest_dates(Pen(make_brief(analogs=(), analogs_missing=None))) == ""


def test_dates_that_are_far_are_no_precedents() -> None:
    rows = (Compared("positioning.vix", "positioning.vix", 48.0, 0.99, 33.46, 0.97),)
    far = replace(ANALOG, percentile=0.95, session=date(2008, 10, 10), readings=rows)
    text = nearest_dates(Pen(make_brief(analogs=(ANALOG, far))))
    assert "[[analog.1.session]]" in text
    assert "[[analog.2.session]]" not in text


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_note_says_of_momentum_what_the_record_says(real_market: Workspace, day: date) -> None:
    """Where momentum is in such a loss, a note says whether that has been an edge."""
    brief = real_market.brief(day)
    lines = " ".join(in_short(Pen(brief)))
    loss = [r for r in brief.base_rates if r.condition == "momentum_10pct" and r.mean is not None]
    if loss and loss[0].applies:
        assert "Momentum drawdowns as opportunities" in lines
        assert "edge" in lines
    assert lines.count("[[base.") <= 20


def test_no_sentence_is_always_there(real_market: Workspace) -> None:
    said = [
        set(
            re.split(
                r"(?<=[.;])\s+|\n",
                "\n".join(p.source for p in answer(QUESTIONS[0], real_market, as_of=d).paragraphs),
            )
        )
        for d in DAYS
    ]
    assert not {s for s in set.intersection(*said) if len(s.split()) > 4}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_page_holds_rates_and_dates(real_market: Workspace, day: date) -> None:
    lines = precedents_text(real_market.brief(day))
    assert max(map(len, lines)) <= 100
    text = "\n".join(lines)
    assert "BASE RATES" in text
    assert "NEAREST DATES" in text
    assert "nan" not in text


def test_the_demo_has_them_too(demo_market: Workspace) -> None:
    brief = demo_market.brief()
    assert brief.base_rates
    assert brief.analogs or brief.analogs_missing
    given = answer(QUESTIONS[0], demo_market)
    assert given.text.startswith("SIMULATED")


@pytest.mark.parametrize("condition", ["first_5pct", "first_10pct"])
@pytest.mark.parametrize(
    "day", ["2008-10-10", "2015-08-24", "2018-02-08", "2020-03-16", "2022-06-13", "2022-09-30"]
)
def test_this_time_is_dated_only_by_a_first_crossing_after_the_peak(
    real_market: Workspace, day: str, condition: str
) -> None:
    """Against the closes alone: the first below the bound since the peak, with none soon before."""
    brief = real_market.brief(date.fromisoformat(day))
    rate = next(r for r in brief.base_rates if r.condition == condition)
    close = real_market.market.view(brief.session).observations("SPX")
    below = close / close.rolling(252).max() - 1.0 <= (-0.05 if condition == "first_5pct" else -0.1)
    after = below[below & (below.index > str(brief.move.peak))]
    first = after.index[0] if len(after) else None
    at = 0 if first is None else close.index.get_loc(first)
    fresh = first is not None and not below.iloc[at - 63 : at].any()
    assert rate.began == (first.date() if first is not None and fresh else None)


def test_a_crossing_before_the_peak_is_no_date_of_this_time(real_market: Workspace) -> None:
    asked = "What happened next after similar cases?"
    autumn, spring = (
        one_line(ask(real_market, asked, date(2022, m, d)).text) for m, d in ((9, 30), (6, 13))
    )
    assert "on 16 August" not in autumn and "on 29 March" not in spring
    crash = one_line(ask(real_market, asked, date(2020, 3, 16)).text)
    assert "This time that was on 25 February" in crash


def test_this_time_needs_a_day_after_the_peak() -> None:
    peak = make_brief().move.peak
    rates = [make_rate(began=peak + timedelta(days=n), moved=-0.05) for n in (0, 3)]
    asked = read("What happened next after similar cases?", make_brief().as_of)
    said = [" ".join(followed(Pen(make_brief(base_rates=(rate,))), asked)) for rate in rates]
    assert "This time" not in said[0] and "This time that was" in said[1]
