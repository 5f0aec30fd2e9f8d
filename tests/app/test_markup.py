from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from assistant.app.card import rail, verdict_card
from assistant.app.markup import Cites, plain, prose, remark, split_headline
from assistant.narrative import escape
from tests.app.pages import Parsed
from tests.narrative.factory import history, make_brief
from tools.records import Brief, Engine

MADE = make_brief()
# The writer knows its registered tests by id.
KNOWN = tuple(replace(f, id="rates_10y") for f in MADE.verdict.falsifiers)
BRIEF = replace(MADE, verdict=replace(MADE.verdict, falsifiers=KNOWN))


NOTHING = "**Nothing is selling off.** C"
PREMISE = "**First, the premise.** No."
RUN_IN = "**Done so far**, for funds: [[a.b]]"
FIGURE = "**It fell [[move.return]].** B"


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([NOTHING, "B"], ([], "Nothing is selling off", ["C", "B"])),
        (["**Nothing is selling off.**", "B"], ([], "Nothing is selling off", ["B"])),
        (["**A whole title in bold**", "B"], ([], "A whole title in bold", ["B"])),
        ([PREMISE, NOTHING], ([PREMISE], "Nothing is selling off", ["C"])),
        (["A remark.", NOTHING], (["A remark."], "Nothing is selling off", ["C"])),
        ([RUN_IN, "**Next.** C"], ([], "", [RUN_IN, "**Next.** C"])),
        ([FIGURE], ([], "", [FIGURE])),
        ([], ([], "", [])),
    ],
)
def test_the_headline_is_the_bold_sentence_that_opens_the_answer(
    sources: list[str], expected: tuple[list[str], str, list[str]]
) -> None:
    assert split_headline(sources) == expected


def card(brief: Brief) -> str:
    return verdict_card(Cites(brief, history, "t"))


@pytest.mark.parametrize("make", [verdict_card, rail], ids=["card", "rail"])
def test_card_and_rail_cite_what_they_print(make: object) -> None:
    shown = Parsed(make(Cites(BRIEF, history, "t")))  # type: ignore[operator]
    assert shown.figures
    assert {target for target, _ in shown.figures} == set(shown.popovers)
    assert len(set(shown.popovers)) == len(shown.popovers)


def test_the_card_shows_each_probability_and_score_of_the_verdict() -> None:
    verdict = BRIEF.verdict
    printed = [text.replace("\u202f", "") for _, text in Parsed(card(BRIEF)).figures]
    for share in verdict.engine_probability.values():
        assert any(text in (f"{share:.0%}", f"{share:.1%}") for text in printed)
    assert f"{verdict.amplification:.0f}/100" in printed
    assert f"{verdict.vulnerability:.0f}/100" in printed


@pytest.mark.parametrize("engine", ["positioning", "macro", "fundamental", "mixed", "none"])
def test_every_engine_has_a_card(engine: Engine) -> None:
    html = card(replace(BRIEF, verdict=replace(BRIEF.verdict, engine=engine)))
    assert ("What speaks against" in html) == (engine != "none")
    assert ("uw-seg" in html) == (engine != "none")


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_what_the_label_rests_on_is_named_or_opens_as_a_list(count: int) -> None:
    flips = tuple(r.id for r in BRIEF.readings if r.value is not None)[:count]
    assert len(flips) == count
    html = card(replace(BRIEF, verdict=replace(BRIEF.verdict, flips_without=flips)))
    shown = Parsed(html)
    assert {target for target, _ in shown.figures} == set(shown.popovers)
    assert ("Flips without" in html) == (count > 0)
    assert all(escape(BRIEF.index[i].label) in html for i in flips)
    assert ("3 readings together" in html) == (count == 3)


def test_what_was_not_measured_is_said_and_is_no_figure() -> None:
    verdict = replace(BRIEF.verdict, amplification=None, vulnerability=None, unexplained=None)
    html = card(replace(BRIEF, verdict=verdict))
    assert html.count("not measured") == 3
    assert "nan" not in html.lower()


def test_a_figure_stays_with_its_brackets_and_stops() -> None:
    html = prose(Cites(BRIEF, history, "t"), "It fell ([[move.return]]), then rose.")
    inside = html.split('<span class="uw-nb">')[1].split("</span>")[0]
    assert inside.startswith("(<button")
    assert inside.endswith("</button>),")


def test_a_line_after_a_list_is_a_paragraph_of_its_own() -> None:
    html = prose(Cites(BRIEF, history, "t"), "**Macro**\n- one\n- two\n**My read:** calm.")
    assert "- one\n- two\n\n**My read:**" in html


@pytest.mark.parametrize("draw", [plain, remark])
def test_texts_of_others_are_escaped(draw: object) -> None:
    html = draw("<b>x</b> $1 [a](b) _c_ ~d~")  # type: ignore[operator]
    assert not set(Parsed(html).tags) & {"b", "a"}
    assert "$" not in html
    assert "](" not in html
    assert "<b>x</b> $1 [a](b) _c_ ~d~" in unescape(html)
