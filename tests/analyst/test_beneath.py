"""What the analyst says of a rout beneath the index: as full as of a broad fall, and as bound."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.faults import faults
from assistant.rules import rule_faults
from assistant.service import Answer, answer
from assistant.workspace import Workspace
from assistant.writing import beneath
from assistant.writing.outset import outset
from assistant.writing.pen import Pen
from assistant.writing.rout import told
from tests.analyst.states import state
from tests.narrative.factory import make_group
from tools.routed import Rout

WHY = "What is driving this sell-off?"
BENEATH = [
    date(2006, 5, 25),
    date(2007, 10, 23),
    date(2011, 5, 5),
    date(2013, 4, 15),
    date(2014, 12, 11),
    date(2015, 7, 8),
    date(2016, 11, 14),
    date(2017, 12, 1),
    date(2019, 9, 10),
    date(2020, 4, 20),
    date(2020, 11, 9),
    date(2021, 5, 19),
    date(2021, 7, 27),
]
NEARLY = [date(2022, 11, 10), date(2017, 12, 22)]
QUESTIONS = [
    WHY,
    "Are crypto, gold and silver connected to equities?",
    "What is driving gold?",
    "Is it over?",
    "How much is left to sell?",
]


def ask(workspace: Workspace, day: date, question: str = WHY) -> Answer:
    return answer(question, workspace, as_of=day)


def flat(given: Answer) -> str:
    return re.sub(r"\s+", " ", given.text)


@pytest.mark.parametrize("day", [*BENEATH, *NEARLY], ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_bound(real_market: Workspace, day: date, question: str) -> None:
    given = ask(real_market, day, question)
    for paragraph in given.paragraphs:
        found = [
            *faults(paragraph.source, given.brief, question, given.history),
            *rule_faults(paragraph.source, given.brief, given.history),
        ]
        assert not found, f"{found[0]} in {paragraph.source!r}"
        assert "[[" not in paragraph.text


@pytest.mark.parametrize("day", BENEATH, ids=str)
def test_a_rout_is_told_in_full(real_market: Workspace, day: date) -> None:
    """What fell, since when and how far, its scores, macro prices, the index, linked or not."""
    given = ask(real_market, day)
    source = "\n".join(p.source for p in given.paragraphs)
    routs = given.brief.routs
    assert given.brief.selloff == "beneath"
    worst = routs[0].asset
    assert f"[[rout.{worst}.fell:moved]]" in source and f"[[rout.{worst}.worst:size]]" in source
    ranked = [r for r in routs if r.scored]
    scores = [f"rout.{r.asset}.{s}" for r in ranked for s in ("vulnerability", "amplification")]
    assert not ranked or any(f"[[{path}]]" in source for path in scores)
    assert "Macro prices" in source and ".tie.SPX." in source
    quiet = "own amplifiers (overshoot, gamma, term structure) are quiet" in source
    assert quiet == given.brief.verdict.quiet_amplifiers


def test_macro_prices_moved_or_did_not(real_market: Workspace) -> None:
    assert "have not moved with it" in flat(ask(real_market, date(2021, 5, 19)))
    moved = flat(ask(real_market, date(2016, 11, 14)))
    assert "Macro prices moved with it" in moved and "have not moved with it" not in moved
    assert "It came with rate volatility" in moved and "a stronger dollar" in moved


def test_linked_and_coincident_are_told_apart(real_market: Workspace) -> None:
    text = flat(ask(real_market, date(2016, 11, 14)))
    linked = "emerging markets with winners-minus-losers momentum"
    assert f"Linked, and more so than before the rout: {linked}" in text
    assert "Coincident, their correlation within chance: emerging markets with gold" in text
    assert "Coincident" not in flat(ask(real_market, date(2011, 5, 5)))


def test_what_speaks_against_a_part_is_told_beside_it(real_market: Workspace) -> None:
    """Silver in 2011: never further above its average, and speculators had left."""
    text = flat(ask(real_market, date(2011, 5, 5)))
    silver = next(r for r in ask(real_market, date(2011, 5, 5)).brief.routs if r.asset == "SILVER")
    assert len(told(silver, "vulnerability", 0.8)) == 1
    assert "above its 200-day average (99.9th percentile); but speculators were net long" in text


def test_one_asset_is_explained_by_its_date(real_market: Workspace) -> None:
    alone = flat(ask(real_market, date(2013, 4, 15), "What is driving gold?"))
    rates = flat(ask(real_market, date(2016, 11, 14), "What is driving gold?"))
    assert "vulnerability is light" in alone and "vulnerability is high" in rates
    assert "do not explain" in alone and "of it unexplained" in rates


def test_too_little_for_a_sell_off_is_still_told(real_market: Workspace) -> None:
    text = flat(ask(real_market, date(2022, 11, 10)))
    assert "too few or not far enough for a sell-off: bitcoin fell" in text
    assert "Nothing is selling off" not in text and "Engine" not in text
    assert "no risk family beneath it is in a rout" not in text


def test_a_quiet_day_speaks_of_no_rout(real_market: Workspace) -> None:
    text = flat(ask(real_market, date(2017, 10, 10)))
    assert "no risk family beneath it is in a rout" in text and "too few" not in text


def test_the_index_is_called_what_it_is(real_market: Workspace) -> None:
    heads = {d: ask(real_market, d).paragraphs[0].text for d in BENEATH}
    for day, head in heads.items():
        move = Pen(ask(real_market, day).brief).brief.move
        z = [v for v in (move.z5, move.z10) if v is not None]
        assert ("a calm index" in head) <= (max(map(abs, z)) < 1.0)
        assert ("a rising index" in head) <= (max(z) >= 1.0 and min(z) > -1.0)


def test_no_sentence_is_always_there(real_market: Workspace) -> None:
    texts = [set(re.split(r"(?<=[.])\s+", flat(ask(real_market, d)))) for d in BENEATH]
    assert not {s for s in set.intersection(*texts) if len(s.split()) > 4}


def test_a_rout_of_a_day_is_told_as_one(real_market: Workspace) -> None:
    young, old = (flat(ask(real_market, d)) for d in (date(2020, 11, 9), date(2019, 9, 10)))
    assert "The rout is 1 session old" in young and " old, too young" not in old
    assert "since 6 November, where it began, the 10-year yield rose 13 bp" in young


@pytest.mark.parametrize("day", [date(2020, 11, 9), date(2019, 9, 10)], ids=str)
def test_each_measure_of_momentum_is_named(real_market: Workspace, day: date) -> None:
    """No figure of momentum stands without the measure it is of."""
    text = flat(ask(real_market, day)).lower().replace("- ", "-")
    bare = r"(?<!market-neutral )(?<!winners-minus-losers )momentum (fell|rose|lost|−|[0-9])"
    assert not re.findall(bare, text)
    assert "winners-minus-losers momentum fell" in text and "market-neutral momentum" in text


@pytest.mark.parametrize("day", BENEATH, ids=str)
def test_the_start_of_a_rout_is_its_own(real_market: Workspace, day: date) -> None:
    """When it turned and its worst day, and nothing of when other assets broke."""
    given = ask(real_market, day)
    text = "\n".join(outset(Pen(given.brief)))
    found = [
        *faults(text, given.brief, "What started it?", given.history),
        *rule_faults(text, given.brief, given.history),
    ]
    assert not found, f"{found[0]} in {text!r}"
    worst = given.brief.routs[0].part("worst_day")
    assert "[[breaks." not in text
    assert worst is None or Pen(given.brief).day(worst.observed) in text


@pytest.mark.parametrize(
    ("week", "fortnight", "said"), [(-3.0, -3.5, "Not over"), (-0.5, -3.5, "Easing")]
)
def test_a_rout_is_over_by_its_own_last_week(week: float, fortnight: float, said: str) -> None:
    moves = (make_group("MOMENTUM_RAW", -0.1, -4.0, group="factor", z5=week, z10=fortnight),)
    day = date(2019, 9, 3)
    own = Rout(
        "MOMENTUM_RAW",
        "factor",
        "momentum",
        "ratio",
        day,
        5,
        -0.1,
        day,
        -0.1,
        week,
        fortnight,
        90.0,
        70.0,
    )
    text = beneath.over(Pen(replace(state("mixed"), selloff="beneath", moves=moves, routs=(own,))))
    assert text.startswith(f"**{said}")
