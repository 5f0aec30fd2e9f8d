"""Words follow figures: each sentence is there in its own state and gone in the opposite one."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tools.verdict
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
from tests.analyst import pairs_doubt, pairs_engine
from tests.analyst.pairs_engine import MOVED, OPEN, kinds
from tests.analyst.states import ABSTAINED, outcome, random_state, state, told
from tools.records import Brief
from tools.weights import weights

MACRO_TESTS = (
    "rates_2y_up",
    "rates_10y",
    "rates_30y",
    "conditions",
    "policy_uncertainty",
    "geopolitics",
)
PAIRS = pairs_engine.PAIRS | pairs_doubt.PAIRS


@pytest.mark.parametrize("name", PAIRS)
def test_each_state_has_its_own_sentence(name: str) -> None:
    here, said_here, there, said_there = PAIRS[name]
    first, second = told(here), told(there)
    assert said_here in first, first
    assert said_there in second, second
    assert said_here not in second
    # Where the opposite of a sentence is its absence, the other one only shows that all was read.
    assert said_there not in first or said_there.startswith(("Against", "Not known", "On balance"))


REASONS = {
    "no engine reaches an even chance": "None reaches an even chance",
    "the two likeliest engines are too close to call": "are too close to call",
    "the evidence hardly moves the base rate": "any fall starts",
    "positioning is likeliest, yet short of what its claim takes": "takes more than that",
    "too little was measured": "too little for a label",
    "an outside shock met heavy amplification": "so amplified is not macro's alone",
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


def every_reason() -> list[str]:
    """Return the reasons against a label as they stand in the code of the verdict."""
    found = []
    for path in Path(tools.verdict.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "why.append":
                found += [a.value for a in node.args if isinstance(a, ast.Constant)]
    return found


@pytest.mark.parametrize("reason", every_reason())
def test_no_reason_is_printed_as_the_code_has_it(reason: str) -> None:
    text = told(state("mixed", abstained=(reason,)))
    assert reason not in text and f"{reason[0].upper()}{reason[1:]}." not in text


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
    fired = outcome(["rates_2y_up"])
    forced, rates = state(readings=MOVED), state("macro", falsifiers=fired, trigger=OPEN)
    assert "does not account for the size" in read(macro_read, forced)
    assert "The label rests on that (60" in read(macro_read, rates)
    named = state("macro", falsifiers=fired, trigger=kinds(rates=1.0))
    assert "That fits the label (60" in read(macro_read, named)
    assert "This is the engine" in read(positioning_read, forced)
    assert "without carrying it" in read(positioning_read, state("macro", amplification=60.0))
    assert "adds little" in read(positioning_read, state("macro", amplification=20.0))
    light = state("macro", amplification=60.0, vulnerability=20.0)
    assert "Positions at the peak were light" in read(positioning_read, light)
    assert "comes nearest" in read(positioning_read, state("mixed", leads="positioning"))
    none = state("none", abstained=())
    assert read(behaviour_read, none).startswith("No disorder, and no sell-off")
    assert read(behaviour_read, forced).startswith("Selling is orderly so far")
    beneath = replace(forced, selloff="beneath")
    assert orderly(Pen(beneath)).startswith("The index itself shows no disorder")


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
    permissive = "permissive and does not account for the size" in text
    permitted = permissive or "Macro stood still" in text
    assert permitted == (verdict.engine == "positioning" and unfired)
    calm = fired["overshoot"] is False and fired["ninety_down_days"] is False
    fall, today = brief.fall, bool(fired["overshoot"] or fired["ninety_down_days"])
    before = fall is not None and bool((fall.heaviest or 0) > 1 or (fall.overshoot or 0.0) > 5.75)
    known = fall is not None and None not in (fall.heaviest, fall.overshoot)
    violent = fall is not None and fall.worst_rank is not None and fall.worst_rank <= 0.01
    assert ("orderly so far" in text) == (calm and known and not before and not violent)
    assert ("is not orderly" in text) == today
    assert ("was not orderly" in text) == (before and not today)
    assert ("hardly orderly" in text) == (violent and not before and not today)
    quiet = "own amplifiers (overshoot, gamma, term structure) are quiet" in text
    extreme = (Pen(brief).stress("positioning.vix") or 0.0) >= 0.95
    assert quiet == (verdict.quiet_amplifiers and not extreme)
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
