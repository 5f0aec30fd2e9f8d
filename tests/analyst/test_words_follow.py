"""Words follow figures: each sentence is there in its own state and gone in the opposite one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.faults import faults
from assistant.narrative import render
from assistant.rules import rule_faults
from assistant.writing import note
from assistant.writing.deciding import change
from assistant.writing.macro import TESTED
from assistant.writing.over import capitulation, decay, orderly
from assistant.writing.pen import Pen
from assistant.writing.reads import behaviour_read, macro_read, positioning_read
from assistant.writing.why import why
from tests.analyst.states import ABSTAINED, outcome, random_state, reading, state, told
from tools.records import Brief, Contribution
from tools.verdict import FIRED
from tools.weights import weights

MACRO_TESTS = (
    "rates_2y_up",
    "rates_10y",
    "rates_30y",
    "conditions",
    "policy_uncertainty",
    "geopolitics",
)
MOVED = {"macro.rates_10y_z": (1.6, 0.9)}
FLAT = dict.fromkeys(
    ("macro.rates_2y_z", "macro.rates_10y_z", "macro.hy_oas_z", "macro.ig_oas_z"), (0.2, 0.5)
)
OPEN = dict.fromkeys(("growth", "rates", "fundamental", "exogenous"), 0.0) | {"unidentified": 1.0}


def kinds(**weights: float) -> dict[str, float]:
    """Return a distribution over triggers, what is not named at nothing."""
    return OPEN | {"unidentified": 0.0} | weights


PAIRS: dict[str, tuple[Brief, str, Brief, str]] = {
    "trigger: one, or between two": (
        state(trigger=kinds(rates=0.6, unidentified=0.4)),
        "Trigger: rates",
        state(trigger=kinds(rates=0.45, growth=0.4, unidentified=0.15)),
        "Trigger: between rates and growth",
    ),
    "trigger: identified, or not": (
        state(trigger=kinds(exogenous=0.7, unidentified=0.3)),
        "Trigger: an outside shock (70\u202f% of the weights)",
        state(trigger=OPEN),
        "No reading of any kind of trigger stands out",
    ),
    "trigger: firm, or if anything": (
        state(trigger=kinds(growth=0.7, unidentified=0.3)),
        "Trigger: growth (",
        state(trigger=kinds(growth=0.5, unidentified=0.45)),
        "Trigger: growth, if anything",
    ),
    "trigger: modest only where no test of rates has fired": (
        state(readings=MOVED),
        "Trigger: rates, modest",
        state(readings=MOVED, falsifiers=outcome(["rates_10y"]), engine="macro"),
        "Macro has changed by its tests: the 10-year yield.",
    ),
    "trigger: geopolitics led, or came after": (
        state(
            trigger=kinds(exogenous=0.8, unidentified=0.2),
            readings={"macro.gpr": (200.0, 0.97)},
            at_start=(reading("macro.gpr", 200.0, 0.97),),
        ),
        "stood high when the fall began",
        state(readings={"macro.gpr": (200.0, 0.97)}, at_start=(reading("macro.gpr", 90.0, 0.4),)),
        "an accelerant at most",
    ),
    "engine: positioning, or macro": (
        state("positioning"),
        "Engine: positioning (60\u202f%)",
        state("macro"),
        "Engine: macro (60\u202f%)",
    ),
    "engine: macro from within, or from outside": (
        state("macro", trigger=kinds(rates=0.8, unidentified=0.2)),
        "Engine: macro (60",
        state("macro", trigger=kinds(exogenous=0.8, unidentified=0.2)),
        "Engine: macro (exogenous), 60",
    ),
    "engine: named, or withheld": (
        state("fundamental"),
        "Engine: fundamentals",
        state("mixed", leads="fundamental"),
        "Engine: mixed. Fundamentals (60\u202f%) come nearest.",
    ),
    "engine: rests on readings, or on none alone": (
        state(odds={"positioning.vix_overshoot": 2.0}),
        "It rests on the largest VIX overshoot since the peak",
        state(odds={"positioning.vix_overshoot": 1.0}),
        "No single reading speaks clearly for it",
    ),
    "permissive: said where every test of macro was run and unfired, or one was not": (
        state(readings=MOVED),
        "Macro permitted this and did not cause it",
        state(readings=MOVED, falsifiers=outcome(null=["conditions"])),
        "Whether macro is unchanged is open: conditions outside equities could not be tested",
    ),
    "permissive: something moved, or nothing": (
        state(readings=MOVED, trigger=OPEN),
        "permitted this and did not cause it",
        state(readings=FLAT, trigger=OPEN),
        "Macro stood still",
    ),
    "macro: unchanged, or changed": (
        state("macro"),
        "No single test of unchanged macro has fired",
        state("macro", falsifiers=outcome(["policy_uncertainty"])),
        "Macro has changed by its tests: policy uncertainty",
    ),
    "positions: stacked and heavy, or at odds": (
        state(vulnerability=95.0, amplification=90.0),
        "Positions at the peak were stacked (95/100), and amplification is heavy (90/100)",
        state(vulnerability=95.0, amplification=40.0),
        "stacked (95/100), but amplification is light (40/100)",
    ),
    "positions: light under macro, or under positioning": (
        state("macro", vulnerability=20.0, amplification=60.0),
        "there was little to force out",
        state("positioning", vulnerability=20.0, amplification=60.0),
        "which leaves open who had to sell",
    ),
    "amplifiers: quiet, or loud": (
        state(quiet_amplifiers=True),
        "own amplifiers (overshoot, gamma, term structure) are quiet",
        state(readings={"behaviour.implied_correlation": (90.0, 0.99)}),
        "implied correlation is at 90.0",
    ),
    "amplifiers: let go, or never on": (
        state(readings={"positioning.vix_overshoot": (6.0, 0.99)}),
        "The amplifiers have let go.",
        state(readings={"positioning.vix_overshoot": (0.5, 0.4)}),
        "The amplifiers are quiet.",
    ),
    "amplifiers: several on, or one": (
        state(
            readings={
                "positioning.vix_vix3m": (1.2, 0.99),
                "behaviour.implied_correlation": (90.0, 0.99),
            }
        ),
        "Not over on these readings.",
        state(readings={"positioning.vix_vix3m": (1.2, 0.99)}),
        "One amplifier is still on.",
    ),
    "amplifiers: gamma below zero is one, above zero none": (
        state(readings={"positioning.dealer_gamma_vendor": (-1e9, 0.99)}),
        "One amplifier is still on.",
        state(readings={"positioning.dealer_gamma_vendor": (1e9, 0.99)}),
        "The amplifiers are quiet.",
    ),
    "order: so far, or not": (
        state(),
        "Selling is orderly so far: neither of its tests has fired.",
        state(
            falsifiers=outcome(["ninety_down_days"]),
            readings={"behaviour.heavy_down_days_5d": (3.0, 0.99)},
        ),
        "Selling is not orderly, with 3 heavy down days in a week.",
    ),
    "order: tested, or not tested": (
        state(),
        "orderly so far",
        state(
            falsifiers=outcome(null=["overshoot"]),
            readings={"positioning.vix_overshoot": (None, None)},
        ),
        "Whether selling is orderly was not fully tested: VIX overshoot",
    ),
    "against: a reading and its odds, or nothing": (
        state(odds={"macro.rates_10y_z": 0.82}),
        "Against positioning. The 10-year yield since the peak (0.0\u202fσ, × 0.82 in odds).",
        state(odds={"macro.rates_10y_z": 1.0}),
        "Against positioning. No measured reading speaks clearly against positioning.",
    ),
    "against: a fired test by name, or a reading": (
        state(
            "mixed",
            leads="positioning",
            abstained=(f"{FIRED}rates_2y_up",),
            falsifiers=outcome(["rates_2y_up"]),
        ),
        "Against positioning, the nearest. Tests of it have fired, on the 2-year yield",
        state("mixed", leads="positioning"),
        "Against positioning, the nearest. The 10-year yield",
    ),
    "against: the peak's figure where that was weighed": (
        state("macro", odds={"positioning.cta_spx": 0.8}),
        "Our trend model at the peak (1.00, × 0.80",
        state("macro", odds={"macro.dollar_z": 0.8}),
        "The dollar since the peak (0.0\u202fσ, × 0.80",
    ),
    "against: crowded stocks, or not": (
        state(falsifiers=outcome(["low_momentum_stocks"])),
        "this is no unwind of crowded stocks",
        state("macro", falsifiers=outcome(["low_momentum_stocks"])),
        "Against macro.",
    ),
    "unknown: estimates missing, or known": (
        state(
            falsifiers=outcome(null=["estimates"]),
            readings={"fundamentals.eps_forward_revision": (None, None)},
        ),
        "a cut would speak for fundamentals and against positioning",
        state(readings={"fundamentals.eps_forward_revision": (0.01, 0.5)}),
        "Forward earnings estimates were raised 1.0",
    ),
    "unknown: a weighed reading is missing, with its engine": (
        state("macro", readings={"macro.claims_change_4w": (None, None)}),
        "which could have spoken of macro",
        state("macro"),
        "Against macro.",
    ),
    "unknown: held down by what was not tested, or not": (
        state(
            falsifiers=outcome(null=["estimates"]),
            engine_probability={"positioning": 0.75, "macro": 0.2, "fundamental": 0.05},
        ),
        "The probability of positioning is held down",
        state(falsifiers=outcome(null=["estimates"])),
        "Not known.",
    ),
    "contributions: part of the fall, or none": (
        state(),
        "yields −2.0\u202f% and the dollar −1.0\u202f%; −7.0\u202f% is unexplained.",
        state(contributions=(Contribution("rates", 0.02),), unexplained=-0.12),
        "explain none of the fall: yields +2.0",
    ),
    "contributions: less than the fall, or more": (
        state(),
        "is unexplained.",
        state(contributions=(Contribution("rates", -0.15),), unexplained=0.05),
        "make more than the whole",
    ),
    "contributions: a beta that holds, or that has changed sign": (
        state(),
        "Of the fall, by past betas",
        state(readings={"macro.rates_beta_flipped": (1.0, None)}),
        "so distrust the split",
    ),
    "contributions: yields up against past betas, or a flight to quality": (
        state(
            "macro",
            readings={"macro.rates_2y_z": (2.5, 0.99)},
            trigger=kinds(rates=0.8, unidentified=0.2),
            contributions=(Contribution("rates", 0.05),),
        ),
        "past betas cannot tell of a fall that yields made",
        state("macro", readings={"macro.rates_2y_z": (-2.5, 0.01)}),
        "their part may be flight to quality, which is no cause",
    ),
    "headline: rates drive it where they rose since the peak, or may have started it": (
        state(
            "macro",
            trigger=kinds(rates=0.8, unidentified=0.2),
            readings={"macro.rates_2y_z": (2.5, 0.99)},
        ),
        "Rates are driving this.",
        state(
            "macro",
            trigger=kinds(rates=0.8, unidentified=0.2),
            readings={"macro.rates_2y_z": (-2.5, 0.01)},
        ),
        "rates may have started and do not carry",
    ),
    "headline: growth drives it, or likely started it": (
        state("macro", trigger=kinds(growth=0.7, unidentified=0.3)),
        "Growth is driving this.",
        state("macro", trigger=kinds(growth=0.4, exogenous=0.2, rates=0.2, unidentified=0.2)),
        "A macro fall, its start likely growth.",
    ),
    "headline: a volatility event, or positions": (
        state(readings={"positioning.vix_overshoot": (16.0, 0.99)}),
        "that became a volatility event",
        state(readings={"positioning.vix_overshoot": (2.0, 0.8)}),
        "that became a positioning event",
    ),
    "change: a test to fire, or one to clear": (
        state(),
        "We would change our mind if the 2-year yield rises beyond",
        state("macro", falsifiers=outcome(["rates_2y_up"])),
        "We would change our mind if the 2-year's rise falls back",
    ),
    "change: hangs on a reading, or on none": (
        state("mixed", flips_without=("macro.epu_ratio",), flips_to="macro"),
        "the label would be macro",
        state(
            "mixed",
            leads="positioning",
            abstained=(f"{FIRED}rates_10y",),
            falsifiers=outcome(["rates_10y"]),
        ),
        "Positioning could be claimed only if the 10-year's move falls back",
    ),
    "base rate: left where it was, or below it": (
        state("mixed", engine_probability={"macro": 0.62, "fundamental": 0.2, "positioning": 0.18}),
        "no further than where any fall starts",
        state("mixed", engine_probability={"macro": 0.5, "fundamental": 0.3, "positioning": 0.2}),
        "speak against macro, which leads by its base rate alone",
    ),
    "base rate: both ways, or near ordinary": (
        state("mixed", odds={"macro.epu_ratio": 1.5, "macro.dollar_z": 0.6}),
        "The readings pull both ways",
        state("mixed", odds={"macro.epu_ratio": 1.1, "macro.dollar_z": 0.9}),
        "On balance the readings",
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_each_state_has_its_own_sentence(name: str) -> None:
    here, said_here, there, said_there = PAIRS[name]
    first, second = told(here), told(there)
    assert said_here in first, first
    assert said_there in second, second
    assert said_here not in second
    assert said_there not in first or said_there.startswith(("Against", "Not known", "On balance"))


REASONS = {
    "no engine reaches an even chance": "None reaches an even chance",
    "the two likeliest engines are too close to call": "are too close to call",
    "the evidence hardly moves the base rate": "any fall starts",
    "too little was measured": "too little for a label",
    "an outside shock met heavy amplification": "so that the size is not macro's alone",
    "forward estimates were not measured": "those were not measured",
    "forward estimates were not cut": "estimates were not cut",
}


@pytest.mark.parametrize("reason", ABSTAINED)
def test_each_reason_for_no_label_is_in_plain_words(reason: str) -> None:
    """Its own words where it holds, and none of them where it does not."""
    leads = "fundamental" if "estimates" in reason else "macro"
    given_ = told(state("mixed", leads=leads, abstained=(reason,)))
    assert REASONS[reason] in given_
    others = [r for r in ABSTAINED if r != reason]
    without = told(state("mixed", leads=leads, abstained=tuple(others[-2:])))
    assert REASONS[reason] not in without or reason in others[-2:]


def test_opposite_verdicts_share_no_paragraph_about_the_engine() -> None:
    answers = [why(Pen(state(engine))) for engine in ("positioning", "macro", "fundamental")]
    kept = [{p for p in a if p.startswith(("**Engine", "**Against", "**We"))} for a in answers]
    assert all(len(paragraphs) >= 2 for paragraphs in kept)
    assert not kept[0] & kept[1] and not kept[1] & kept[2] and not kept[0] & kept[2]


def test_every_registered_test_has_a_name() -> None:
    assert {row.id for row in weights().falsifiers} <= set(TESTED)


CALM_SIGNS = {
    "behaviour.capitulation_signs": (0.0, 0.2),
    "behaviour.heavy_down_days_5d": (0.0, 0.2),
    "positioning.vix_vix3m": (0.9, 0.5),
}


def test_no_capitulation_is_said_only_where_every_sign_was_measured_and_absent() -> None:
    calm = capitulation(Pen(state(readings=CALM_SIGNS)))
    assert calm.startswith("**No capitulation:**")
    missing = CALM_SIGNS | {"positioning.put_call": (None, None)}
    text = capitulation(Pen(state(readings=missing)))
    assert "No capitulation" not in text and "a high put/call ratio could not be" in text
    there = CALM_SIGNS | {
        "behaviour.capitulation_signs": (0.2, 0.9),
        "positioning.vix_vix3m": (1.2, 0.99),
    }
    text = capitulation(Pen(state(readings=there)))
    assert "an inverted VIX curve" in text and "Closes alone cannot" in text
    assert "No capitulation" not in text and "a high put/call ratio" not in text
    gone = CALM_SIGNS | {"behaviour.capitulation_signs": (None, None)}
    assert "No capitulation" not in capitulation(Pen(state(readings=gone)))


@pytest.mark.parametrize("sign", ["positioning.aaii_spread", "positioning.put_call"])
def test_each_sign_is_named_where_its_rank_makes_it_one(sign: str) -> None:
    low = sign == "positioning.aaii_spread"
    named = "despondent private investors" if low else "a high put/call ratio"
    signs = {"behaviour.capitulation_signs": (0.2, 0.9)}
    for rank in (0.04, 0.06, 0.94, 0.96):
        text = capitulation(Pen(state(readings=CALM_SIGNS | signs | {sign: (1.0, rank)})))
        assert (named in text) == (rank <= 0.05 if low else rank >= 0.95)


def read(part: Callable[[Pen], str], brief: Brief) -> str:
    return render(part(Pen(brief)), brief).text


def test_the_notes_reads_follow_the_verdict() -> None:
    forced, rates = state(readings=MOVED), state("macro", falsifiers=outcome(["rates_2y_up"]))
    assert "did not cause it" in read(macro_read, forced)
    assert "The label rests on that (60" in read(macro_read, rates)
    assert "This is the engine" in read(positioning_read, forced)
    assert "without carrying it" in read(positioning_read, state("macro", amplification=60.0))
    assert "adds little" in read(positioning_read, state("macro", amplification=20.0))
    light = state("macro", amplification=60.0, vulnerability=20.0)
    assert "Positions were light at the peak" in read(positioning_read, light)
    assert "comes nearest" in read(positioning_read, state("mixed", leads="positioning"))
    none = state("none", abstained=())
    assert read(behaviour_read, none).startswith("No disorder, and no sell-off")
    assert read(behaviour_read, forced).startswith("Selling is orderly so far")
    beneath = replace(forced, selloff="beneath")
    assert orderly(Pen(beneath)).startswith("In the index itself selling is orderly")


SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
STATES = settings(max_examples=80, deadline=None)


@given(seed=SEEDS)
@STATES
def test_no_state_makes_a_fault_or_an_empty_paragraph(seed: int) -> None:
    brief = random_state(seed)
    pen = Pen(brief)
    texts = why(pen)
    texts += [part for part in (decay(pen), capitulation(pen), change(pen)) if part]
    for section in note.sections(pen):
        told_ = section.bullets if section.title == "Bottom line" else ()
        texts += [*told_, *([section.read] if section.read else [])]
    for text in texts:
        found = [*faults(text, brief), *rule_faults(text, brief)]
        assert not found, f"{found[0]} in {text!r}"
        plain = render(text, brief).text.replace("*", "").strip()
        assert len(plain.split()) > 2
        assert "  " not in plain and " ." not in plain and ".." not in plain
        assert "no history at hand" not in plain or "Since the worst day" in plain


@given(seed=SEEDS)
@STATES
def test_a_claim_is_there_only_where_its_fields_carry_it(seed: int) -> None:
    brief = random_state(seed)
    text, verdict = told(brief), brief.verdict
    fired = {f.id: f.fired for f in verdict.falsifiers}
    unfired = all(fired[t] is False for t in MACRO_TESTS)
    permitted = "permitted this and did not cause it" in text or "Macro stood still" in text
    assert permitted == (verdict.engine == "positioning" and unfired)
    calm = fired["overshoot"] is False and fired["ninety_down_days"] is False
    assert ("orderly so far" in text) == calm
    assert ("not orderly" in text) == bool(fired["overshoot"] or fired["ninety_down_days"])
    quiet = "own amplifiers (overshoot, gamma, term structure) are quiet" in text
    assert quiet == verdict.quiet_amplifiers
    assert "capitulation" not in text.lower()
    assert ("Engine: mixed" in text) == (verdict.engine == "mixed")
    assert ("unexplained" in text) <= bool(verdict.contributions)
    labels = {"positioning": "positioning", "macro": "macro", "fundamental": "fundamentals"}
    for engine, name in labels.items():
        assert (f"Engine: {name}" in text) == (verdict.engine == engine)


@given(seed=SEEDS)
@STATES
def test_the_same_figures_under_the_opposite_label_read_otherwise(seed: int) -> None:
    brief = random_state(seed, engines=("positioning", "macro"))
    other = "macro" if brief.verdict.engine == "positioning" else "positioning"
    swapped = dict(brief.verdict.engine_probability)
    ours = brief.verdict.engine
    swapped[ours], swapped[other] = swapped[other], swapped[ours]
    verdict = replace(brief.verdict, engine=other, engine_probability=swapped)
    turned = replace(brief, verdict=verdict)
    first, second = why(Pen(brief)), why(Pen(turned))
    about = ("**Engine", "**Against", f"**{first[0][2:20]}")
    assert not {p for p in first if p.startswith(about)} & {*second}
