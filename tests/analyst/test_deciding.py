"""What would change our mind: said of every verdict, from its fields, and never without effect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.workspace import Workspace
from assistant.writing.deciding import settles
from assistant.writing.pen import Pen
from assistant.writing.tipping import FAR, MOST, tips
from tests.analyst.states import ABSTAINED, outcome, random_state, state
from tools.records import Brief
from tools.scoring import Evidence, score
from tools.weights import CLASSES, weights

MIND = "**We would change our mind"


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=80, deadline=None)
def test_every_verdict_says_what_would_change_it(seed: int) -> None:
    assert settles(Pen(random_state(seed))).startswith(MIND)


@pytest.mark.parametrize("reason", ABSTAINED)
def test_every_reason_for_no_label_has_what_would_lift_it(reason: str) -> None:
    leads = "fundamental" if "estimates" in reason else "macro"
    assert settles(Pen(state("mixed", leads=leads, abstained=(reason,)))).startswith(MIND)


def odds(brief: Brief, ends: Mapping[str, float]) -> dict[str, float]:
    """Return the engines' odds from nothing but the table of weights and the places weighed."""
    w = weights()
    rows = {row.reading: row for row in w.evidence if row.scope in ("any", "index")}
    evidence = [
        Evidence(rows[s.reading], ends.get(s.reading, s.place), weight(brief, s.reading, s.when))
        for s in brief.verdict.evidence
    ]
    return dict(score(evidence, w, w.priors).probability)


def weight(brief: Brief, reading: str, when: str) -> float:
    return brief.index[reading].percentile_weight if when == "now" else 1.0


@pytest.mark.parametrize("day", ["2007-08-16", "2010-05-20", "2015-08-24", "2016-02-11"])
def test_a_tip_makes_its_engine_clear_the_published_bounds(
    real_market: Workspace, day: str
) -> None:
    brief = real_market.brief(date.fromisoformat(day))
    if brief.verdict.engine != "mixed":
        pytest.skip("this date has a label on these data")
    bounds = weights().abstain
    for tip in tips(Pen(brief)):
        assert 1 <= len(tip.moves) <= MOST
        ends = {said.reading: float(way == "rose") for said, way in tip.moves}
        assert all(abs(ends[said.reading] - said.place) <= FAR for said, _ in tip.moves)
        found = odds(brief, ends)
        if not math.isclose(odds(brief, {})["macro"], brief.verdict.engine_probability["macro"]):
            continue  # held down for a test that could not be run
        rest = max(p for c, p in found.items() if c != tip.engine)
        assert found[tip.engine] >= bounds["least_probability"]
        assert found[tip.engine] - rest >= bounds["least_margin"]
        less = odds(brief, dict(list(ends.items())[:-1]))
        assert less[tip.engine] < found[tip.engine]


def test_no_tip_points_to_what_a_fired_test_bars() -> None:
    for seed in range(40):
        brief = random_state(seed, engines=("mixed",))
        fired = {f.claim for f in brief.verdict.falsifiers if f.fired}
        engines = {tip.engine for tip in tips(Pen(brief))}
        assert engines <= {*CLASSES}
        if fired & {"macro_unchanged", "positioning", "fundamental_intact"}:
            assert "positioning" not in engines
        if "fundamental_intact" not in fired:
            assert "fundamental" not in engines


def test_a_label_without_a_test_says_on_which_reading_it_hangs() -> None:
    brief = state(
        "macro",
        odds={"macro.epu_ratio": 1.3},
        flips_without=("macro.epu_ratio",),
        flips_to="mixed",
        falsifiers=outcome(),
    )
    assert "policy uncertainty rose again" in settles(Pen(brief))
    spread_ = state("macro", flips_without=(), falsifiers=outcome())
    assert "only on more than a reading or two" in settles(Pen(spread_))
