"""What a reading's sign means: a level has none, a change rose or fell, a difference lies apart."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import get_args

import pytest

from assistant.evidence import ReferenceFault, of_reading
from assistant.facets import NO_AMOUNTS, say
from assistant.faults import faults
from assistant.verbs import AHEAD, BEHIND, VERBS
from assistant.writing.pen import Pen
from tests.narrative.factory import AS_OF, make_brief, make_reading
from tools.formatting import THIN, UNIT_KINDS, rounds_to_zero
from tools.pillars.registry import specs
from tools.pillars.spec import MetricSpec
from tools.records import Brief, Reading, Verb

SPECS = tuple(specs().values())
CHANGES = [spec for spec in SPECS if spec.reads == "change"]
OTHERS = [spec for spec in SPECS if spec.reads != "change"]
# A size that every display prints with a digit other than zero.
SIZES = {"percent": 0.042, "share": 0.42, "bp": 19.0, "width": 19.0, "large": 170_333.0, "usd": 2e9}
# What a strategist would say of each: the words hold for a positive figure.
READS = {
    "market.drawdown_252d": "change",
    "macro.funding_spread_bp": "difference",
    "macro.hy_residual_bp": "difference",
    "macro.claims_change_4w": "change",
    "macro.payrolls_3m": "change",
    "macro.mimicking_share": "level",
    "fundamentals.revision_breadth": "difference",
    "fundamentals.excess_cape_yield": "difference",
    "positioning.cta_sold_since_peak": "change",
    "positioning.risk_parity_since_peak": "change",
    "positioning.vol_target_since_peak_low": "change",
    "positioning.cta_week_down": "change",
    "positioning.cta_distance_fast": "difference",
    "positioning.cta_level_fast": "level",
    "positioning.margin_debt_from_peak": "change",
    "positioning.naaim_change_4w": "change",
    "positioning.momentum_winners_21d": "difference",
    "positioning.momentum_drawdown_high_beta_share": "level",
    "positioning.gamma_expiring_week": "level",
    "positioning.dealer_gamma_coverage": "level",
    "positioning.chain_vendor_gamma_gap": "level",
    "behaviour.spread_corwin_schultz": "level",
    "behaviour.sector_xlf_relative_since_peak": "difference",
    "crossasset.silver_extension": "difference",
}


def made(spec: MetricSpec, sign: int, **fields: object) -> Reading:
    size = SIZES.get(spec.display, 2.3)
    known = {name: getattr(spec, name) for name in ("unit", "display", "label", "reads", "verb")}
    return make_reading(spec.id, sign * size, **(known | fields))


def kinds(text: str, brief: Brief) -> list[str]:
    return [fault.kind for fault in faults(text, brief)]


@pytest.mark.parametrize(("reading", "reads"), READS.items())
def test_what_the_sign_of_a_reading_means(reading: str, reads: str) -> None:
    assert specs()[reading].reads == reads


@pytest.mark.parametrize("spec", OTHERS, ids=lambda spec: spec.id)
def test_what_is_no_change_has_not_moved(spec: MetricSpec) -> None:
    assert spec.verb == "rose"
    for sign in (1, -1):
        with pytest.raises(ReferenceFault, match=f"{spec.reads}|amount"):
            say(of_reading(made(spec, sign)), "moved", AS_OF)


@pytest.mark.parametrize("spec", CHANGES, ids=lambda spec: spec.id)
def test_each_change_has_the_verb_of_its_sign(spec: MetricSpec) -> None:
    kind = UNIT_KINDS.get(spec.unit, spec.display)
    assert kind not in NO_AMOUNTS and kind not in ("share", "width")
    verbs = VERBS[spec.verb]
    up, down = (say(of_reading(made(spec, sign)), "moved", AS_OF) for sign in (1, -1))
    assert not rounds_to_zero(SIZES.get(spec.display, 2.3), kind)
    assert re.fullmatch(rf"{verbs.up} [^+−]*[1-9][^+−]*", up)
    assert down == up.replace(verbs.up, verbs.down)
    assert say(of_reading(replace(made(spec, 1), value=0.0)), "moved", AS_OF) == verbs.still


@pytest.mark.parametrize("verb", get_args(Verb))
def test_a_typed_verb_needs_the_sign_that_it_tells(verb: Verb) -> None:
    verbs = VERBS[verb]
    up, down = (
        make_brief(make_reading("test.move", value, display="bp", reads="change", verb=verb))
        for value in (12.0, -12.0)
    )
    for typed, right, wrong in ((verbs.up, up, down), (verbs.down, down, up)):
        text = f"It {typed} by [[test.move:size]]."
        assert kinds(text, right) == []
        assert kinds(text, wrong) == ([] if typed in UNCHECKED else ["direction"])


# Verbs with other uses: what bound them to every figure behind them would find too much.
UNCHECKED = ("cost", "took in", "paid out")


def test_conditions_tighten_where_spreads_widen() -> None:
    for verb, typed in (("tightened", "tighter"), ("widened", "wider")):
        reading = make_reading("test.move", 1.2, display="sigma", reads="change", verb=verb)
        assert kinds(f"They are [[test.move]] {typed}.", make_brief(reading)) == []
    spread = make_reading("test.move", 1.2, display="sigma", reads="change", verb="widened")
    assert kinds("They are [[test.move]] tighter.", make_brief(spread)) == ["direction"]


@pytest.mark.parametrize(("words", "sign"), [(AHEAD, 1), (BEHIND, -1)])
def test_who_did_better_needs_the_sign_of_the_difference(words: frozenset[str], sign: int) -> None:
    fields = {"display": "percent", "reads": "difference"}
    right, wrong = (
        make_brief(make_reading("test.gap", way * sign * 0.042, **fields)) for way in (1, -1)
    )
    level = make_brief(make_reading("test.gap", -sign * 0.042, display="percent"))
    for word in sorted(words):
        text = f"Banks {word} by [[test.gap:size]]."
        assert kinds(text, right) == []
        assert kinds(text, wrong) == ["direction"]
        assert kinds(text, level) == []


def test_a_difference_is_not_what_rose_or_fell() -> None:
    gap = make_reading("test.gap", 4.2, display="points", reads="difference")
    assert kinds("The VIX fell and is still [[test.gap:size]] above it.", make_brief(gap)) == []
    assert kinds("The VIX is [[test.gap:size]] below it.", make_brief(gap)) == ["direction"]
    assert kinds("As stocks fell [[test.gap]] was left.", make_brief(gap)) == []


def test_a_figure_that_is_a_share_of_a_drawdown_is_not_shallow() -> None:
    share = made(specs()["positioning.momentum_drawdown_high_beta_share"], 1, percentile=0.02)
    assert say(of_reading(share), "band") == "unusually low"


def test_widths_carry_no_plus_and_jobs_are_told_in_thousands() -> None:
    spread = made(specs()["behaviour.spread_estimate"], 1)
    assert say(of_reading(spread)) == f"19{THIN}bp"
    jobs = of_reading(made(specs()["macro.payrolls_3m"], 1))
    assert (say(jobs), say(jobs, "moved")) == ("+170k", "rose 170k")


def test_labels_are_told_apart_and_can_be_named_in_prose() -> None:
    """A label's own words are typed by a writer who may type no figure."""
    brief = make_brief(*(made(spec, 1) for spec in SPECS))
    pen = Pen(brief)
    names = {spec.id: pen.name(spec.id) for spec in SPECS}
    for counted in (Counter(spec.label.lower() for spec in SPECS), Counter(names.values())):
        assert [name for name, count in counted.items() if count > 1] == []
    assert Counter(spec.definition for spec in SPECS).most_common(1)[0][1] == 1
    for spec in SPECS:
        assert spec.label[0].isupper() or spec.label[0].isdigit(), spec.id
        assert spec.label == spec.label.strip(" .") and len(spec.label) <= 75, spec.id
        assert spec.definition.endswith(".") and not spec.definition.startswith(" "), spec.id
        for text in ("{}: not measured.", "No {}, so far.", "One gap ({}) is left.", "No {} is."):
            assert kinds(text.format(names[spec.id]), brief) == [], spec.label


def test_an_assumed_path_may_be_called_flat() -> None:
    step = made(specs()["positioning.vol_target_week_flat_low"], -1, percentile=0.995)
    assert (
        kinds(
            "With the index unchanged, [[positioning.vol_target_week_flat_low]] is left.",
            make_brief(step),
        )
        == []
    )
