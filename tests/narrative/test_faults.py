from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.faults import faults
from assistant.narrative import render
from assistant.spans import Fault
from tests.narrative.factory import history, make_brief

BRIEF = make_brief()
WORDS = ("the index", "fell by", "rates", "beyond", "of its peak;", "it was", "(now", "about", "—")
REFERENCE = "[[positioning.vix]]"

# Names that may be typed although they hold a numeral.
NAMED = (
    "The S&P 500 and the Russell 2000 fell.",
    "The 10y and the 2-year yields rose; 2s10s steepened, 5s30s too.",
    "VIX9D stood over VIX, VIX3M below; COR1M rose.",
    "Momentum is 12-1 and fell from its 21-day peak, the 252-day one and the 200-day average.",
    "The 25-delta put and 10Δ put are bid.",
    "A 10 % vol-target fund sold; 90 % down days are watched.",
    "The 13F filings lag, and 0DTE options grew in Q4 and H1.",
    "A 60/40 portfolio and G10 currencies.",
    "1. First\n2. Second\n3. Third",
    "## 1. Macro\ntext\n## 2. Fundamentals",
    "The Magnificent Seven led, and the ten-year yield fell; the half-life is short.",
    "One of the two legs, in the first half, on the one hand.",
)
# Figures in words and in other guises.
FIGURES = (
    "fell ten percent",
    "fell ten per cent",
    "two sigma",
    "two standard deviations",
    "VIX doubled",
    "volume halved",
    "rose threefold",
    "twice its mean",
    "half of the move",
    "two-thirds of the move",
    "a third of it",
    "a double-digit loss",
    "the third-largest fall",
    "seven of the sectors",
    "dozens of days",
    "a hundred points",
    "twenty-five",
    "one in five",
    "two in three",
    "three sessions",
    "two straight weeks",
    "the ninety-ninth percentile",
    "top decile of its history",
    "XII points",
    "down X points",
    "fell zehn Prozent",
    "１０ points",
    "٣ points",
    "½ of it",
    "Ⅻ points",
    "fell 三",
    "①",
    "10²",
    "fell l0 points",
    "1e3",
    "0x1F",
    "10%",
    "2σ",
    "-5bp",
    "$4bn",
    "1.40×",
    "9/11/2018",
    "the 5th",
    "3-10y",
    "S&P 500.5",
    "10y2",
    "a 10-year low",
    "a 20-day losing streak",
    "&#49;0",
    "1\u200b0",
)


def kinds(text: str) -> list[str]:
    return [fault.kind for fault in faults(text, BRIEF, history=history)]


def covered(text: str, found: list[Fault]) -> set[int]:
    return {place for fault in found for place in range(fault.start, fault.end)}


@pytest.mark.parametrize("text", NAMED)
def test_names_that_hold_a_numeral_are_no_figures(text: str) -> None:
    assert faults(text, BRIEF) == []


@pytest.mark.parametrize("text", FIGURES)
def test_figures_in_any_guise_are_faults(text: str) -> None:
    found = kinds(f"The index {text} today.")
    assert set(found) & {"numeral", "spelled_numeral", "unit"}


@given(
    st.lists(st.sampled_from((*WORDS, REFERENCE)), max_size=6),
    st.decimals(0, 10**7, allow_nan=False, allow_infinity=False, places=2),
    st.sampled_from(("", "%", " %", " bp", "σ", "x", " points", "th percentile", "bn")),
    st.sampled_from(("", "-", "−", "+", "$", "~", "(")),
    st.lists(st.sampled_from((*WORDS, REFERENCE)), max_size=6),
)
def test_any_number_between_words_is_a_fault(
    before: list[str], number: object, unit: str, sign: str, after: list[str]
) -> None:
    typed = f"{sign}{number}{unit}"
    text = " ".join(("It", *before, typed, *after))
    place = len(" ".join(("It", *before))) + 1
    digits = {n for n in range(place, place + len(typed)) if text[n].isdigit()}
    assert digits <= covered(text, faults(text, BRIEF))


@given(
    st.text(st.characters(categories=["Nd", "Nl", "No"]), min_size=1, max_size=4),
    st.sampled_from(WORDS),
)
def test_numerals_of_every_script_are_faults(numeral: str, word: str) -> None:
    text = f"{word} 'x{numeral}' {word}"
    start = len(word) + 3
    assert set(range(start, start + len(numeral))) <= covered(text, faults(text, BRIEF))


def test_reference_prints_without_fault() -> None:
    text = (
        "VIX at [[positioning.vix]], [[positioning.vix:band]]; momentum "
        "[[positioning.momentum_drawdown_21d:moved]] and [[verdict.engine]] leads."
    )
    assert faults(text, BRIEF) == []


@pytest.mark.parametrize(
    ("text", "kind", "span", "mend"),
    [
        ("a [[positioning.vx]]", "unknown_reference", "[[positioning.vx]]", "[[positioning.vix]]"),
        ("a [[positioning.vix:bnad]]", "unknown_facet", "[[positioning.vix:bnad]]", "band"),
        ("a [[positioning.vix:moved]]", "unknown_facet", "[[positioning.vix:moved]]", "level"),
        ("a [[move.peak:band]]", "unknown_facet", "[[move.peak:band]]", "value"),
        (
            "[[positioning.vix@2018-02-09]]",
            "future_date",
            "[[positioning.vix@2018-02-09]]",
            "after",
        ),
        ("a [[positioning.vix", "bracket", "[[", "]]"),
        ("a positioning.vix]]", "bracket", "]]", "[["),
        ("a [[b [[positioning.vix]]", "bracket", "[[", "]]"),
        ("[[positioning.vix]]]]", "bracket", "]]", "[["),
        ("see positioning.vix9d", "numeral", "positioning.vix9d", "reference"),
        ("see macro.rates_2y_bp", "numeral", "macro.rates_2y_bp", "[[macro.rates_2y_bp]]"),
        ("see [this](http://x)", "link", "](", "link"),
        ("see <b>this</b>", "link", "<", "markup"),
        ("see https://x.test", "link", "https:", "link"),
        ("fell in percent", "unit", "percent", "unit"),
        ("[[macro.rates_10y_bp]] bp", "unit", "bp", "unit"),
        ("[[positioning.vix:percentile]] percentile", "unit", "percentile", "already"),
        ("[[move.trading_days:size]] sessions", "unit", "sessions", "already"),
        ("[[positioning.vol_target_21d]]×", "unit", "×", "already"),
        ("down t\u00aden", "hidden", repr("\u00ad"), "seen"),
        ("pеrcent of it", "hidden", "pе", "plain"),  # a Cyrillic е
        ("do*ub*led it", "hidden", "o*u", "plain"),
    ],
)
def test_fault_names_its_span_and_its_mend(text: str, kind: str, span: str, mend: str) -> None:
    found = faults(text, BRIEF)
    assert (kind, span) in [(fault.kind, fault.span) for fault in found]
    assert any(mend in fault.mend for fault in found if fault.kind == kind)


def test_count_without_its_word_may_be_followed_by_it() -> None:
    assert faults("in [[move.trading_days]] sessions", BRIEF) == []


def test_list_numbers_must_count_on() -> None:
    assert kinds("1. a\n3. b") == ["numeral"]
    assert kinds("It fell\n10. a") == ["numeral"]
    assert kinds("It fell 1. a") == ["numeral"]


def test_faults_come_in_the_order_of_the_text_and_quote_it() -> None:
    text = "It fell 10 % on 6 February, then [[nope]] and two sigma [[ more."
    found = faults(text, BRIEF)
    assert [fault.start for fault in found] == sorted(fault.start for fault in found)
    assert all(fault.span == text[fault.start : fault.end] for fault in found)
    assert [fault.kind for fault in found] == [
        "numeral",
        "date",
        "unknown_reference",
        "spelled_numeral",
        "bracket",
    ]


def test_a_number_of_the_question_may_not_be_repeated() -> None:
    assert [f.kind for f in faults("It fell 12 %.", BRIEF, "Why did it fall 12 %?")] == ["numeral"]


@given(st.text(max_size=60))
def test_text_without_fault_renders_no_digit_that_was_typed(text: str) -> None:
    if not faults(text, BRIEF):
        rendered = render(text, BRIEF)
        assert rendered.text.count("[[") == 0


LONG = {
    "open brackets": "[",
    "closed brackets": "]",
    "digits": "1",
    "digits apart": "1 ",
    "letters": "a",
    "short words": "a ",
    "references": "[[positioning.vix]] ",
    "unknown references": "[[positioning.vi]] ",
    "half references": "[[a:",
    "number words": "one two three ten ",
    "dates": "5 February ",
    "months": "January ",
    "stars": "*",
    "fullwidth digits": "１",
    "hidden characters": "\u200b",
    "claims": "macro is the driver ",
    "claims in one sentence": "not a macro one, ",
    "records": "unprecedented [[positioning.vix]] ",
    "directions": "fell by [[move.return]] lower ",
    "lines": "1. \n",
    "tags": "<a",
    "addresses": "https://",
    "sentence": "VIX 37.3 ",
}


def seconds(text: str) -> float:
    began = time.process_time()
    faults(text, BRIEF, text, history)
    render(text, BRIEF, history, target="html")
    return time.process_time() - began


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG.keys())
def test_no_text_takes_quadratic_time(unit: str) -> None:
    # A tenth of a second alone; a quadratic step takes many times the bound.
    assert seconds((unit * (25_000 // len(unit) + 1))[:25_000]) < 2


def test_a_hundred_thousand_characters_take_about_half_a_second() -> None:
    text = "".join(LONG.values())
    assert seconds((text * (100_000 // len(text) + 1))[:100_000]) < 3
