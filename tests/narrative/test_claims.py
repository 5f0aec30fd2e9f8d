from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import vocabulary
from assistant.faults import faults
from tests.narrative.factory import history, make_brief, make_reading, make_verdict
from tools.records import Brief, Engine

UP = make_reading("test.gain_z", 2.0, display="sigma", reads="change", percentile=0.5)
DOWN = make_reading("test.loss_z", -2.0, display="sigma", reads="change", percentile=0.5)
NOUGHT = make_reading("test.nought_z", 0.01, display="sigma", reads="change", percentile=0.5)
BRIEF = make_brief(UP, DOWN, NOUGHT)
SIGNED = {"up": "[[test.gain_z]]", "down": "[[test.loss_z]]"}
RANKS = {0: 0.5, 1: 0.85, 2: 0.97, 3: 0.995}
RANKED = make_brief(
    *(make_reading(f"test.r{level}", 1.0, percentile=rank) for level, rank in RANKS.items()),
    make_reading("test.first", 1.0, percentile=1 - 0.5 / 5000),
    make_reading("test.unranked", 1.0),
)
ENGINES: tuple[Engine, ...] = ("positioning", "macro", "fundamental", "mixed", "none")


def kinds(text: str, brief: Brief = BRIEF) -> list[str]:
    return [fault.kind for fault in faults(text, brief, history=history)]


@pytest.mark.parametrize("word", sorted(vocabulary.UP_BEFORE))
def test_rising_word_needs_a_positive_figure(word: str) -> None:
    assert kinds(f"Gold {word} {SIGNED['up']}.") == []
    assert kinds(f"Gold {word} {SIGNED['down']}.") == ["direction"]


@pytest.mark.parametrize("word", sorted(vocabulary.DOWN_BEFORE))
def test_falling_word_needs_a_negative_figure(word: str) -> None:
    assert kinds(f"Gold {word} {SIGNED['down']}.") == []
    assert kinds(f"Gold {word} {SIGNED['up']}.") == ["direction"]


@pytest.mark.parametrize("word", sorted(vocabulary.UP_AFTER))
def test_word_behind_that_means_more(word: str) -> None:
    assert kinds(f"Gold is {SIGNED['up']} {word}.") == []
    assert kinds(f"Gold is {SIGNED['down']} {word}.") == ["direction"]


@pytest.mark.parametrize("word", sorted(vocabulary.DOWN_AFTER))
def test_word_behind_that_means_less(word: str) -> None:
    assert kinds(f"Gold is {SIGNED['down']} {word}.") == []
    assert kinds(f"Gold is {SIGNED['up']} {word}.") == ["direction"]


@pytest.mark.parametrize(
    "text",
    [
        "Gold fell by {0}.",
        "Gold fell a further {0}.",
        "Gold fell sharply by {0}.",
        "Gold **fell** {0}.",
        "The loss of {0} was broad.",
        "Gold is down about {0:size}.",
        "Gold is {0:size} below its high.",
        "Gold is {0}, below zero.",
        "Gold is below zero at {0}.",
        "A negative {0} is what counts.",
    ],
)
def test_phrases_of_a_fall(text: str) -> None:
    def fill(path: str) -> str:
        return text.replace("{0}", f"[[{path}]]").replace("{0:size}", f"[[{path}:size]]")

    assert kinds(fill("test.loss_z")) == []
    assert kinds(fill("test.gain_z")) == ["direction"]


@pytest.mark.parametrize(
    "text",
    [
        "Gold did not fall {0}.",
        "VIX fell with gold at {0}.",
        "While stocks fell, gold moved {0}.",
        "Stocks fell; {0} for gold.",
        "Stocks fell and gold made {0}.",
        "Prices that fell were of {0}.",
        "VIX fell to [[positioning.vix]].",
        "VIX fell [[positioning.vix]].",
        "{0} and lower yields.",
        "Gold {0} above {0}.",
    ],
)
def test_word_that_governs_another_thing_is_left_alone(text: str) -> None:
    assert kinds(text.replace("{0}", SIGNED["up"])) == []


@pytest.mark.parametrize("word", ["rose", "fell", "gained", "lost"])
def test_a_figure_that_rounds_to_nothing_neither_rose_nor_fell(word: str) -> None:
    assert kinds(f"Gold {word} [[test.nought_z]].") == ["direction"]
    assert kinds("Gold is [[test.nought_z:size]] above its mean.") == []


def test_spreads() -> None:
    tight = make_brief(make_reading("macro.hy_oas_bp", -36.0, display="bp"))
    assert kinds("HY widened [[macro.hy_oas_bp]].") == []
    assert kinds("HY tightened [[macro.hy_oas_bp]].") == ["direction"]
    assert kinds("HY tightened [[macro.hy_oas_bp]].", tight) == []
    assert kinds("HY widened [[macro.hy_oas_bp]].", tight) == ["direction"]


def test_bonds_that_rally_have_falling_yields() -> None:
    assert kinds("Treasuries rallied [[macro.rates_10y_bp]].") == []
    assert kinds("Treasuries weakened [[macro.rates_10y_bp]].") == []


@pytest.mark.parametrize("word", ["rose", "fell"])
def test_moved_prints_its_own_verb(word: str) -> None:
    assert kinds(f"Gold {word} [[test.gain_z:moved]].") == ["direction"]
    assert kinds("Gold [[test.gain_z:moved]].") == []


def test_from_and_to_are_held_against_each_other() -> None:
    early, late = "[[positioning.vix@2018-01-26]]", "[[positioning.vix@2018-02-05]]"
    assert kinds(f"VIX rose from {early} to {late}.") == []
    assert kinds(f"VIX fell from {early} to {late}.") == ["direction"]
    assert kinds(f"VIX fell from {late} to {early}.") == []
    assert kinds(f"VIX rose back from {late} to {early}.") == ["direction"]


@pytest.mark.parametrize("word", sorted(vocabulary.STRENGTHS))
@pytest.mark.parametrize("level", RANKS)
def test_strength_word_needs_its_band(word: str, level: int) -> None:
    least, greatest = vocabulary.STRENGTHS[word]
    borne_out = least <= level <= greatest
    for text in (f"an {word} [[test.r{level}]]", f"[[test.r{level}]], {word} by its own history"):
        assert kinds(f"It is {text}.", RANKED) == ([] if borne_out else ["strength"])
    assert kinds(f"It is not {word} at [[test.r{level}]].", RANKED) == (
        ["strength"] if borne_out else []
    )


def test_strength_of_a_reading_without_rank_cannot_be_said() -> None:
    assert kinds("It is extreme at [[test.unranked]].", RANKED) == ["strength"]


def test_strength_word_of_another_clause_is_left_alone() -> None:
    assert kinds("[[test.r0]] and an extreme [[test.r3]] in one line.", RANKED) == []
    assert kinds("Vol is extreme; skew is at [[test.r0]].", RANKED) == []


@pytest.mark.parametrize("word", sorted(vocabulary.STEADY))
def test_steady_words_need_a_normal_change(word: str) -> None:
    loud = make_brief(make_reading("test.gain_z", 5.0, reads="change", percentile=0.999))
    assert kinds(f"Gold is {word} at [[test.gain_z]].") == []
    assert kinds(f"Gold is {word} at [[test.gain_z]].", loud) == ["strength"]


@pytest.mark.parametrize(
    "claim",
    [
        "an unprecedented",
        "on record the highest",
        "a record-breaking",
        "at an all-time high of",
        "the largest ever",
    ],
)
def test_record_needs_the_first_place_in_history(claim: str) -> None:
    assert kinds(f"It is {claim} [[test.first]].", RANKED) == []
    assert kinds(f"It is {claim} [[test.r3]].", RANKED) == ["strength"]
    assert kinds(f"It is {claim} move.", RANKED) == ["strength"]


POSITIONING = (
    "Positioning is the driver.",
    "Positioning was the main engine of the move.",
    "**Engine: positioning.**",
    "The engine of the sell-off is positioning.",
    "The move was driven by positioning.",
    "It is a positioning-driven rout.",
    "This is a positioning event.",
    "Positioning drove the fall.",
)


@pytest.mark.parametrize("text", POSITIONING)
@pytest.mark.parametrize("engine", ENGINES)
def test_label_is_the_verdict_s(text: str, engine: Engine) -> None:
    brief = make_brief(verdict=make_verdict(engine=engine))
    assert kinds(text, brief) == ([] if engine == "positioning" else ["label"])


@pytest.mark.parametrize(
    "text",
    [
        "Positioning is not the driver.",
        "Positioning isn't the cause.",
        "This is not a positioning event.",
        "It is an earnings story, not a positioning one.",
    ],
)
def test_label_may_not_be_denied(text: str) -> None:
    assert "label" in kinds(text)
    other = make_brief(verdict=make_verdict(engine="fundamental"))
    assert kinds(text, other) == []


@pytest.mark.parametrize(
    "text",
    [
        "Macro is not the driver.",
        "This is a positioning event, not a macro one.",
        "Could macro be the driver? Is macro the engine?",
        "One could argue that macro is the driver.",
        "If yields rise, macro is the driver.",
        "The trigger was macro: payrolls.",
        "Macro data were mixed and earnings are due.",
        "Macro readings did little.",
    ],
)
def test_doubt_and_other_uses_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_mixed_verdict_may_name_two_engines() -> None:
    brief = make_brief(verdict=make_verdict(engine="mixed"))
    assert kinds("The move was driven by positioning and macro.", brief) == []
    assert kinds("The move was driven by positioning.", brief) == ["label"]


@given(
    st.sampled_from(sorted(vocabulary.UP_BEFORE | vocabulary.DOWN_BEFORE)),
    st.floats(-50, 50, allow_nan=False),
)
def test_no_direction_word_passes_with_the_other_sign(word: str, value: float) -> None:
    brief = make_brief(
        make_reading("test.gain_z", value, display="sigma", reads="change", percentile=0.5)
    )
    printed_zero = abs(value) < 0.05
    agrees = (value > 0) == (word in vocabulary.UP_BEFORE) and not printed_zero
    if abs(abs(value) - 0.05) > 1e-6:
        assert (kinds(f"Gold {word} [[test.gain_z]].", brief) == []) == agrees
