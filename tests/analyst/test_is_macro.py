"""Why isn't this macro: the registered tests first, each on its side, then what bars the label."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.narrative import render
from assistant.questions import read
from assistant.workspace import Workspace
from assistant.writing.changing import CLAIMS, change
from assistant.writing.pen import Pen
from tests.analyst.asking import ask, flat, hold_to_evidence
from tests.analyst.states import outcome, state
from tools.records import Brief, Watch

WHY_NOT = "Why isn't this macro?"
MIND = "What would change your mind?"
DAYS = ("2008-10-10", "2011-08-08", "2015-08-24", "2018-02-08", "2020-03-16", "2020-11-09")


def told(brief: Brief, question: str) -> str:
    said = change(Pen(brief), read(question, brief.as_of))
    return flat(render("\n".join(said), brief).text.replace("**", ""))


def test_a_fired_test_and_an_open_one_stand_on_their_own_sides() -> None:
    fired = told(state("macro", falsifiers=outcome(["rates_10y"])), WHY_NOT)
    assert fired.startswith("By its registered tests macro has changed. Fired, the 10-year yield")
    assert "the 2-year yield" in fired.split("not fired,")[1]
    calm = told(state("positioning", falsifiers=outcome()), WHY_NOT)
    assert calm.startswith("No registered test of macro has fired since the peak. Not fired,")
    assert "; not fired" not in calm
    null = told(state("positioning", falsifiers=outcome(null=["conditions"])), WHY_NOT)
    assert null.startswith("By its registered tests macro cannot be called unchanged.")
    assert "not tested, conditions outside equities" in null


def test_what_speaks_for_macro_and_against_it_follows_the_log_odds() -> None:
    base = state("positioning")
    said = base.verdict.evidence[0]
    texts = {}
    for sign in (1.0, -1.0):
        gains = {"macro": sign, "positioning": 0.0, "fundamental": 0.0}
        verdict = replace(base.verdict, evidence=(replace(said, log_odds=gains),))
        texts[sign] = told(replace(base, verdict=verdict), WHY_NOT)
    assert "For macro," in texts[1.0] and "gainst it," not in texts[1.0]
    assert "Against it," in texts[-1.0] and "or macro," not in texts[-1.0]


@pytest.mark.parametrize("day", DAYS)
def test_it_is_another_answer_than_what_would_change_the_label(
    real_market: Workspace, day: str
) -> None:
    at = date.fromisoformat(day)
    why, mind = (ask(real_market, q, at) for q in (WHY_NOT, MIND))
    hold_to_evidence(why)
    opening = why.paragraphs[0].source
    assert opening.startswith(("**By its registered tests macro", "**No registered test of macro"))
    for test in why.brief.verdict.falsifiers:
        if test.claim != "macro_unchanged":
            continue
        side = opening.split("ot fired,")[0] if test.fired else opening.split("ot fired,")[1]
        assert f"falsifier.{test.id}." in side or test.fired is None
    shared = {p.source for p in why.paragraphs} & {p.source for p in mind.paragraphs}
    assert len(shared) <= 1, "what would change the label may be said in both"


@pytest.mark.parametrize("day", DAYS)
def test_every_fired_test_stands_under_the_claim_that_it_refutes(
    real_market: Workspace, day: str
) -> None:
    given = ask(real_market, MIND, date.fromisoformat(day))
    found = [p.source for p in given.paragraphs if p.source.startswith("**Fired already.**")]
    told_ = "".join(found)
    fired = {f.claim for f in given.brief.verdict.falsifiers if f.fired}
    for claim, said in CLAIMS.items():
        assert (f"Against the claim that {said}: " in told_) <= (claim in fired)
    assert bool(found) <= bool(fired)


def test_claims_that_fail_are_named_one_by_one() -> None:
    one = told(state("positioning", falsifiers=outcome(["overshoot"])), MIND)
    assert "Against the claim that selling is orderly: " in one
    assert "macro is unchanged:" not in one and "estimates hold:" not in one
    two = told(state("fundamental", falsifiers=outcome(["rates_10y", "duration"])), MIND)
    assert "Against the claim that macro is unchanged: " in two
    assert "Against the claim that forced selling is soon over: " in two


def test_no_test_bars_a_label_is_said_beside_what_has_fired() -> None:
    open_ = Watch("macro.rates_30y_z", 2.0, None, 1.0, False, 0.1, "", falsifier="rates_30y")
    tests = (replace(open_, distance_sigmas=1.0),)
    fired, quiet = (
        told(state("mixed", leads="macro", falsifiers=outcome(names), tests=tests), MIND)
        for names in (["rates_10y"], [])
    )
    assert "No fired test bars macro" in fired and "No registered test has fired" not in fired
    assert "No registered test has fired against macro" in quiet


def test_the_watch_list_and_the_answer_ask_for_the_same(real_market: Workspace) -> None:
    """On 9 November 2020 both yields stand in the way of a label, not either of them."""
    day = date(2020, 11, 9)
    watch, mind = (flat(ask(real_market, q, day).text) for q in ("What should we watch?", MIND))
    both = (
        "the 10-year's move falls back inside 2.0 σ (now 2.6 σ) and the 30-year's move falls back"
    )
    assert both in watch and both in mind
    assert "label would change if" not in watch
