"""What is said of order, of the day, of breadth and of what was measured: each bound to fields."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.questions import read as read_question
from assistant.workspace import Workspace
from assistant.writing import beneath
from assistant.writing.book import book
from assistant.writing.engine import stacked, stood
from assistant.writing.over import decay, orderly
from assistant.writing.pen import Pen
from assistant.writing.premise import premise
from assistant.writing.reads import behaviour_read, fundamental_read, positioning_read
from assistant.writing.what import families, index_move
from tests.analyst.asking import ask, flat, hold_to_evidence
from tests.analyst.states import QUIET, outcome, state
from tests.narrative.factory import AS_OF, PEAK, WORST
from tools.records import Brief, Fall

WHY = "What's driving this sell-off?"
HIGH = date(2017, 10, 9)


def fell(**fields: Any) -> Pen:
    return Pen(state(fall=replace(QUIET, **fields)))


def test_orderly_so_far_needs_the_whole_fall() -> None:
    assert orderly(fell()).startswith("Selling is orderly so far")
    heavy = orderly(fell(heaviest=3, heaviest_at=WORST))
    assert heavy.startswith("Selling was not orderly: ")
    assert "[[fall.heaviest]] heavy down days in the week to 5 February" in heavy
    assert "neither test fires today" in heavy
    assert "VIX overshoot of [[fall.overshoot]] on" in orderly(fell(overshoot=5.8))
    assert "so far" in orderly(fell(overshoot=5.7, heaviest=1, heaviest_at=WORST))
    for missing in ({"heaviest": None}, {"overshoot": None}):
        assert "the whole fall was orderly was not measured" in orderly(fell(**missing))
    assert "was not measured" in orderly(Pen(state(fall=None)))


def test_a_violent_day_is_hardly_orderly() -> None:
    text = orderly(fell(worst=-0.059, worst_rank=0.002, worst_at=AS_OF))
    assert (
        text.startswith("Selling is hardly orderly: neither test fires today") and "today (" in text
    )
    assert "on 5 February (" in orderly(fell(worst_rank=0.002))
    assert "so far" in orderly(fell(worst_rank=0.02))
    null = state(
        falsifiers=outcome(null=["ninety_down_days"]), fall=replace(QUIET, worst_rank=0.001)
    )
    assert "none of its tests that could be run" in orderly(Pen(null))


def test_a_larger_fall_is_named_by_its_high() -> None:
    deep: dict[str, Any] = {"since": HIGH, "deeper": True}
    assert "since the high of 9 October 2017" in orderly(
        fell(heaviest=3, heaviest_at=WORST, **deep)
    )
    readings = {"market.drawdown_252d": (-0.389, 0.01)}
    inside = Pen(state(readings=readings, fall=replace(QUIET, **deep)))
    beside = Pen(state(readings=readings))
    assert ", inside a fall of [[market.drawdown_252d:size]]" in index_move(inside)
    assert "inside a fall" not in index_move(beside)
    assert "; it is [[market.drawdown_252d:size]] below" in index_move(beside)
    light: dict[str, Any] = {"vulnerability": 3.0, "leads": "macro"}
    assert "inside a deeper fall" in positioning_read(
        Pen(state("macro", fall=replace(QUIET, **deep), **light))
    )
    assert "inside" not in positioning_read(Pen(state("macro", **light)))
    for said in (stood, stacked):
        within = said(Pen(state("macro", fall=replace(QUIET, **deep), **light)))
        assert within.count(", inside a deeper fall, ") == 1 and "at the peak of " in within.lower()
        assert "inside" not in said(Pen(state("macro", fall=QUIET, **light)))


def test_the_overshoots_decay_is_told_on_a_falling_day_alone() -> None:
    def text(day: float, today: float) -> str:
        readings = {
            "positioning.vix_overshoot": (4.7, 0.95),
            "positioning.vix_overshoot_today": (today, 0.9),
        }
        return decay(Pen(state(readings=readings, fall=replace(QUIET, day=day))))

    assert "the overshoot stands near its largest" in text(-0.01, 4.0)
    assert "the overshoot has gone" in text(-0.01, 0.5)
    assert "the overshoot" not in text(0.04, 4.0)
    assert "the overshoot" not in text(-0.01, 4.8)


def test_a_large_last_session_is_told_and_an_ordinary_one_is_not() -> None:
    rank: float | None
    for rank in (0.04, 0.96):
        assert "It [[fall.day:moved]] in the last session" in index_move(fell(day_rank=rank))
    for rank in (0.06, 0.94, None):
        assert "last session" not in index_move(fell(day_rank=rank))
    assert "last session" not in index_move(fell(day_rank=0.01), today=False)
    assert "last session" not in index_move(fell(day_rank=0.01, worst_at=AS_OF))
    assert "last session" not in index_move(Pen(state(fall=None)))


def none(leg: float, **fields: Any) -> Pen:
    made = state("none", abstained=(), fall=replace(QUIET, **fields))
    return Pen(replace(made, move=replace(made.move, return_=leg, z=-0.5)))


def test_the_premise_is_rebuked_only_where_leg_and_day_are_small() -> None:
    asked = read_question(WHY, AS_OF)
    calm = premise(none(-0.01), asked)
    assert "takes a fall for granted" in calm and "the S&P [[fall.day:moved]]" in calm
    for pen in (none(-0.03), none(-0.01, day=-0.026, day_rank=0.02)):
        text = premise(pen, asked)
        assert "takes a fall for granted" not in text
        assert "no sell-off by our rule" in text
        assert "[[fall.day:moved]]" in text and "[[move.return:size]]" in text
    # A large day up is no fall.
    assert "takes a fall for granted" in premise(none(-0.01, day=0.03, day_rank=0.99), asked)


def test_no_forced_selling_is_said_only_without_disorder() -> None:
    calm = positioning_read(Pen(state("none", abstained=())))
    wild = positioning_read(Pen(state("none", abstained=(), falsifiers=outcome(["overshoot"]))))
    assert calm.startswith("No sign of forced selling;")
    assert wild.startswith("Disorder without a sell-off;")
    null = state("none", abstained=(), falsifiers=outcome(null=["overshoot"]))
    assert "forced selling" not in positioning_read(Pen(null))


@pytest.mark.parametrize(
    ("above", "lower", "word"),
    [
        (0.11, 0.98, "weak"),
        (0.39, 0.10, "weak"),
        (0.51, 0.78, "mixed"),
        (0.45, 0.20, "mixed"),
        (0.80, 0.20, "healthy"),
        (0.80, 0.40, "mixed"),
    ],
)
def test_breadth_is_named_by_trend_and_by_the_fall(above: float, lower: float, word: str) -> None:
    readings = {
        "behaviour.above_200d": (above, 0.5),
        "behaviour.members_down_since_peak": (lower, 0.5),
    }
    assert behaviour_read(Pen(state(readings=readings))).endswith(f"Breadth is {word}.")


def test_breadth_has_no_word_where_half_of_it_is_missing() -> None:
    readings = {"behaviour.members_down_since_peak": (None, None)}
    text = behaviour_read(Pen(state(readings={**readings, "behaviour.above_200d": (0.8, 0.5)})))
    assert "Breadth" not in text


def test_no_family_is_far_off_is_said_of_those_measured() -> None:
    made = state()
    calm = replace(made.moves[0], group="oil", z=-0.2, hurts=False)
    some = families(Pen(replace(made, moves=(calm,))))
    assert "oil could be read: it is not far off" in some and "crypto" in some
    assert "were not measured" in some
    gone = families(Pen(replace(made, moves=())))
    assert gone.startswith("Whether other risk families fell was not measured")
    groups = ("credit", "crypto", "precious", "base", "oil")
    full = families(Pen(replace(made, moves=tuple(replace(calm, group=g) for g in groups))))
    assert "none is far off" in full and "not measured" not in full


def test_prices_broke_is_said_of_a_falling_index_alone() -> None:
    readings = {"fundamentals.eps_forward_revision": (0.009, 0.5)}
    index = state(readings=readings)
    assert fundamental_read(Pen(index)) == "Prices broke, estimates did not."
    under = replace(index, selloff="beneath")
    assert fundamental_read(Pen(under)) == "Estimates hold."
    old = tuple(
        replace(r, age=40) if r.id == "fundamentals.eps_forward_revision" else r
        for r in index.readings
    )
    assert "Prices broke; estimates had not" in fundamental_read(Pen(replace(index, readings=old)))
    text = fundamental_read(Pen(replace(under, readings=old)))
    assert text.startswith("Estimates had not been cut by")


@pytest.mark.parametrize(
    ("below", "z5", "name"),
    [
        (-0.002, 1.9, "a rising index"),
        (-0.008, 1.9, "an index near its high"),
        (-0.036, 1.4, "the index"),
        (-0.036, 0.4, "a calm index"),
        (-0.080, 0.4, "the index"),
        (-0.002, -1.2, "the index"),
        (-0.015, -0.5, "an index near its high"),
    ],
)
def test_the_index_over_a_rout_is_named_by_where_it_stands(
    below: float, z5: float, name: str
) -> None:
    made = state("mixed", selloff="beneath", readings={"market.drawdown_252d": (below, 0.5)})
    moved = replace(made, move=replace(made.move, z5=z5, z10=z5 / 2))
    assert f"beneath {name}, its engine open" in beneath.headline(Pen(moved))


def test_the_book_is_called_unmeasured_only_where_it_has_no_figures() -> None:
    def first(brief: Brief) -> str:
        return book(Pen(brief), read_question("The index or my book?", AS_OF))[0]

    momentum = "positioning.momentum_drawdown_21d"
    unranked = first(state(readings={momentum: (-0.02, None)}))
    assert "cannot be ranked yet" in unranked and "was not measured" not in unranked
    gone = first(state(readings={momentum: (None, None)}))
    assert "momentum hedged against it was not measured" in gone


DAYS = {
    "2020-03-20": "was not orderly: 3 heavy down days in the week to 16 March",
    "2020-03-24": "It rose 9.4 % in the last session",
    "2008-10-16": "inside a fall of 38.9 % from its high of a year",
    "2020-06-11": "hardly orderly: neither test fires today, but the S&P fell 5.9 % today",
    "2021-01-27": "the S&P fell 2.6 % in the last session",
    "2021-12-01": "stands 4.1 % below its peak",
    "2021-03-08": "winners-minus-losers momentum fell 28.0 %",
    "2020-11-09": "beneath an index near its high",
    "1998-08-31": "Whether other risk families fell was not measured",
}
QUESTIONS = (WHY, "Is it over?", "Draft the desk note", "The index or my book?")


@pytest.mark.parametrize("day", DAYS)
def test_the_days_that_read_falsely(real_market: Workspace, day: str) -> None:
    when = date.fromisoformat(day)
    given = [ask(real_market, question, when) for question in QUESTIONS]
    text = re.sub(r"\s+", " ", flat(given[0].text).replace("*", "")).replace("\u202f", " ")
    assert DAYS[day] in text
    for answer in given:
        hold_to_evidence(answer)
        assert "orderly so far" not in answer.text.replace("\n", " ")
        assert "Prices broke" not in answer.text or answer.brief.selloff in ("broad", "index")


def test_a_fall_without_disorder_is_still_called_orderly(real_market: Workspace) -> None:
    """In August 2019 no session fell beyond the hundredth, and no week had two heavy days."""
    text = flat(ask(real_market, "Is it over?", date(2019, 8, 14)).text)
    assert "Selling is orderly so far: neither of its tests has fired." in text


def test_a_brief_carries_the_fall(real_market: Workspace) -> None:
    found = real_market.brief(date(2018, 2, 8)).fall
    assert isinstance(found, Fall)
    assert found.since == PEAK and found.worst_at == WORST
