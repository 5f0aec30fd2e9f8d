"""Words that a figure must bear out: what is ranked, deep, opposed, over, sold or nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.narrative import render
from assistant.questions import read as read_question
from assistant.workspace import Workspace
from assistant.writing.answers import hedge, left, unusual
from assistant.writing.engine import amplified, forced
from assistant.writing.ismacro import against_macro
from assistant.writing.linking import linked
from assistant.writing.note import sections
from assistant.writing.over import capitulation, over
from assistant.writing.pen import Pen
from assistant.writing.trigger import accelerant, trigger
from assistant.writing.what import index_move, spread
from tests.analyst.asking import ask, hold_to_evidence
from tests.analyst.states import QUIET, outcome, reading, state
from tests.narrative.factory import AS_OF, PEAK
from tools.records import Brief, GroupMove

HEDGE = read_question("What hedge now?", AS_OF)
LINKED = read_question("Is bitcoin connected to equities?", AS_OF)
LEFT = read_question("How much is left to sell?", AS_OF)
UNUSUAL = read_question("How unusual is this?", AS_OF)
CURVE, GAMMA = "positioning.vix_vix3m", "positioning.dealer_gamma_vendor"


def line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("**", ""))


def printed(pen: Pen, *texts: str) -> str:
    return line("\n".join(render(text, pen.brief).text for text in texts))


def test_what_has_no_percentile_is_ranked_nowhere() -> None:
    """Half way up its history would be a claim about a history that is not there."""
    pen = Pen(state(readings={"positioning.vix9d_vix": (1.42, None)}))
    (row,) = [t for t in hedge(pen, HEDGE) if "vix9d" in t]
    assert row.startswith("**Not ranked") and "percentile" not in row
    ranked = Pen(state(readings={"positioning.vix9d_vix": (1.42, 0.5)}))
    assert not any(t.startswith("**Not ranked") for t in hedge(ranked, HEDGE))


@pytest.mark.parametrize(
    ("best", "said"),
    [
        (-0.03, "No sector was spared: the best sector fell 3.0 %"),
        (-0.008, "No sector was spared: the best sector fell 0.8 %"),
        (-0.0002, "At best a sector stood still: "),
        (0.0, "At best a sector stood still: the best sector was unchanged"),
        (0.0002, "At best a sector stood still: "),
        (0.008, "Not every sector fell: the best sector rose 0.8 %"),
    ],
)
def test_every_sector_fell_where_the_best_of_them_did(best: float, said: str) -> None:
    readings = {
        "behaviour.sector_best_since_peak": (best, 0.5),
        "behaviour.sector_worst_since_peak": (-0.11, 0.5),
    }
    pen = Pen(state(readings=readings))
    assert said in printed(pen, spread(pen))


def bitcoin(value: float, change: float) -> str:
    made = state(
        readings={
            "crossasset.btc_spx_correlation": (value, 0.5),
            "crossasset.btc_spx_correlation_change": (change, 0.5),
        }
    )
    move = GroupMove(
        "BTC", "crypto", "bitcoin", PEAK, 9, -0.1, "ratio", -1, -1, -1, 0.9, True, AS_OF
    )
    return linked(Pen(replace(made, moves=(move,))), LINKED)[0]


def test_what_moves_against_stocks_is_not_connected_with_them() -> None:
    assert bitcoin(-0.28, -0.34).endswith("bitcoin moving against it, more than before the fall.")
    assert bitcoin(-0.28, 0.34).endswith("bitcoin moving against it, no more than before.")
    assert bitcoin(0.28, 0.34).endswith("bitcoin connected, more than before the fall.")
    assert bitcoin(0.28, -0.34).endswith("bitcoin connected, no more than before.")
    assert bitcoin(-0.2, -0.34).endswith("bitcoin coincident.")


def at_top(below: float | None) -> str:
    made = state("none", abstained=(), readings={"market.drawdown_252d": (below, 0.5)})
    pen = Pen(replace(made, move=replace(made.move, trading_days=0, return_=0.0, z=None)))
    return printed(pen, index_move(pen))


def test_the_top_of_a_leg_in_a_deeper_fall_is_no_peak() -> None:
    said = at_top(-0.168)
    assert "its peak" not in said and "16.8 % below its high of a year" in said
    assert "stands at its peak" in at_top(0.0) and "stands at its peak" in at_top(None)


NONE = (None, None)
UNMEASURED = {CURVE: NONE, GAMMA: NONE, "behaviour.implied_correlation": NONE}


def amps(score: float, **readings: Any) -> str:
    names = {"vix": "positioning.vix", "curve": CURVE, "gamma": GAMMA}
    held = {names[k]: v for k, v in readings.items()}
    pen = Pen(state(amplification=score, readings={**UNMEASURED, **held}))
    return printed(pen, over(pen))


def test_it_is_not_over_while_the_move_is_heavily_amplified_or_the_vix_extreme() -> None:
    assert amps(93.0).startswith("Not over while amplification is heavy (93/100).")
    assert amps(80.0).startswith("Not over while") and not amps(79.0).startswith("Not over")
    assert amps(54.0, vix=(45.8, 0.985)).startswith("Not over on these readings. The VIX is at 45")
    assert not amps(54.0, vix=(20.0, 0.94)).startswith("Not over")
    # Nothing is on, and all of it was ranked: quieter, whatever came before.
    calm = Pen(state(amplification=93.0))
    assert over(calm).startswith("**Quieter today, after heavy amplification.**")


def test_an_amplifier_that_was_not_ranked_is_not_called_off() -> None:
    calm = amps(54.0)
    assert "The amplifiers that could be ranked are quiet." in calm
    assert "Not ranked, and so not known to be off: VIX over VIX3M, the vendor's dealer" in calm
    whole = Pen(state(amplification=54.0))
    assert "The amplifiers are quiet." in over(whole) and "Not ranked" not in over(whole)
    # Its sign tells of one that has no history yet.
    assert "One amplifier is still on. VIX over VIX3M is 1.26" in amps(54.0, curve=(1.26, None))
    on, off = amps(54.0, gamma=(-5e8, None)), amps(54.0, gamma=(5e8, None))
    assert "One amplifier is still on. The vendor's dealer gamma" in on
    assert "dealer gamma" not in off


def test_the_amplifiers_that_are_listed_are_those_that_are_counted() -> None:
    readings = {CURVE: (1.02, 0.94), "behaviour.decliners_share": (0.82, 0.97)}
    pen = Pen(state(amplification=60.0, readings=readings))
    said = printed(pen, over(pen))
    assert "One amplifier is still on. VIX over VIX3M is 1.02 (94th percentile). Breadth" in said


def test_an_extreme_vix_is_no_quiet_index() -> None:
    def text(rank: float) -> str:
        readings = {"positioning.vix": (44.9, rank)}
        return amplified(Pen(state(quiet_amplifiers=True, readings=readings)))

    assert "are quiet" in text(0.94) and "are quiet" not in text(0.96)


def test_the_signs_of_capitulation_that_exist_are_told() -> None:
    readings = {
        "behaviour.capitulation_signs": NONE,
        CURVE: NONE,
        "positioning.put_call": (1.2, None),
        "behaviour.heavy_down_days_5d": (2.0, 0.99),
    }
    pen = Pen(state(readings=readings))
    said = capitulation(pen)
    assert "present: a 90 % down day within a week" in said.replace("P", "p")
    assert "an inverted VIX curve and a high put/call ratio could not be measured" in said
    gone = capitulation(
        Pen(state(readings={**readings, "behaviour.heavy_down_days_5d": (0.0, 0.5)}))
    )
    assert "o sign that could be measured is present" in gone


@pytest.mark.parametrize(
    ("percentile", "said"),
    [
        (0.5 / 5000, "42.4 % below its high of a year, the deepest of 5,000"),
        (1.5 / 5000, "percentile of 5,000, the deepest first, since"),
        (0.13, "42.4 % below its high of a year, 13th percentile of 5,000, the deepest first"),
    ],
)
def test_a_drawdown_is_deep_and_not_low(percentile: float, said: str) -> None:
    pen = Pen(state(readings={"market.drawdown_252d": (-0.424, percentile)}))
    text = printed(pen, *unusual(pen, UNUSUAL)[1:2])
    assert said in text and "lowest" not in text.split(";")[0]
    assert "market-neutral momentum" in text and "−" not in text.split("momentum")[1][:30]


def shaken(**fields: Any) -> Pen:
    readings = {"macro.gpr": (326.0, 0.992)}
    return Pen(
        state("macro", readings=readings, at_start=(reading("macro.gpr", 80.0, 0.3),), **fields)
    )


def test_a_shock_from_outside_is_no_mere_accelerant() -> None:
    assert "an accelerant at most" in accelerant(shaken())
    kinds = {"exogenous": 0.54, "growth": 0.2, "unidentified": 0.1}
    assert "accelerant" not in accelerant(shaken(trigger=kinds)) != ""
    for test in ("geopolitics", "policy_uncertainty"):
        assert "accelerant" not in accelerant(shaken(falsifiers=outcome([test])))
    assert "an accelerant at most" in accelerant(shaken(falsifiers=outcome(["rates_10y"])))


SHARE = "positioning.momentum_drawdown_high_beta_share"
RAW = "positioning.momentum_raw_drawdown_21d"


def positions(fall: float, share: float) -> str:
    pen = Pen(state(readings={RAW: (fall, 0.5), SHARE: (share, 0.95)}))
    return printed(pen, *sections(pen)[2].bullets)


def test_no_part_is_told_of_a_loss_that_is_not_there() -> None:
    """The share is one of unscaled momentum's loss, and takes a loss of 2 % (its own gap)."""
    assert "high beta" not in positions(-0.019, 0.85)
    assert "made 85 % of what winners minus losers, unscaled, lost" in positions(-0.045, 0.85)
    none = positions(-0.045, -0.06)
    assert "made none of what" in none and "made −" not in none


@pytest.mark.parametrize(
    ("then", "said"),
    [(0.29, "has hardly changed"), (0.60, "has cut from"), (0.10, "has not cut but added")],
)
def test_a_fund_that_hardly_moved_has_neither_cut_nor_kept(then: float, said: str) -> None:
    name = "positioning.vol_target_21d"
    pen = Pen(state(readings={name: (0.26, 0.5)}, at_peak=(reading(name, then, 0.5),)))
    assert said in forced(pen)


def test_prices_that_moved_are_no_trigger_short_of_its_floor() -> None:
    moved = {
        name: (-1.6, 0.1)
        for name in ("macro.rates_2y_z", "macro.rates_10y_z", "macro.hy_oas_z", "macro.ig_oas_z")
    }
    kinds = {"rates": 0.0, "growth": 0.0, "unidentified": 1.0}
    said = printed(pen := Pen(state(readings=moved, trigger=kinds)), trigger(pen))
    assert "stands out" not in said
    assert "is told is beyond its floor. The 2-year" in said and "moved all the same" in said


def test_a_figure_that_prints_as_its_bound_is_told_as_short_of_it() -> None:
    def text(value: float) -> str:
        made = state("macro")
        tests = tuple(
            replace(f, value=value) if f.id == "policy_uncertainty" else f
            for f in made.verdict.falsifiers
        )
        pen = Pen(replace(made, verdict=replace(made.verdict, falsifiers=tests)))
        return printed(pen, against_macro(pen)[0])

    assert "policy uncertainty (just short of its bound of 97th percentile)" in text(0.9695)
    assert "policy uncertainty (90th percentile, bound 97th percentile)" in text(0.90)


def quiet(selloff: str) -> tuple[Pen, str]:
    made = state(
        "none", abstained=(), selloff=selloff, fall=replace(QUIET, day=0.001, day_rank=0.6)
    )
    pen = Pen(replace(made, move=replace(made.move, return_=-0.001, z=0.0)))
    return pen, printed(pen, *left(pen, LEFT))


def test_on_a_quiet_day_nothing_sells_off_and_what_funds_hold_is_told() -> None:
    _, said = quiet("none")
    assert said.startswith("Nothing is selling off. By the models volatility targeters hold")
    assert "trend followers hold" in said and "Since the peak" not in said
    falling = Pen(state())
    assert "selling off" not in printed(falling, *left(falling, LEFT))


def test_days_below_the_peak_are_a_sentence() -> None:
    pen = Pen(state(readings={"market.sessions_below_peak": (89.0, 0.9)}))
    said = printed(pen, pen.clause("market.sessions_below_peak") or "")
    assert said == "the S&P has stood clearly below its peak on 89 sessions in a row"


DAYS = {
    "2011-08-08": ("What hedge now?", "history. VIX9D over VIX is 1.42"),
    "2008-10-10": ("Is it over?", "Not over while amplification is heavy"),
    "2009-03-09": ("Is it over?", "Not over while amplification is heavy"),
    "2010-05-20": ("Is it over?", "Not over on these readings. The VIX is at 45.8"),
    "1998-08-31": ("Is it over?", "Not over on these readings. The VIX is at 44.3"),
    "2019-05-31": ("Are crypto and silver connected to equities?", "bitcoin moving against it"),
    "2022-11-11": ("How unusual is this?", "16.8 % below its high of a year"),
    "2001-09-21": ("What's driving this sell-off?", "Geopolitical risk is at 326"),
    "2017-10-10": ("How much is left to sell?", "Nothing is selling off."),
    "2015-08-24": (
        "Are bitcoin and silver connected?",
        "No move of its own is measured for bitcoin",
    ),
}


@pytest.mark.parametrize("day", DAYS)
def test_the_days_that_read_falsely(real_market: Workspace, day: str) -> None:
    question, said = DAYS[day]
    given = ask(real_market, question, date.fromisoformat(day))
    hold_to_evidence(given)
    assert said in line(given.text)
    for wrong in (
        "percentile not available",
        "One amplifier is still",
        "accelerant",
        "at its peak",
    ):
        assert wrong not in line(given.text)


def test_no_worst_day_is_called_over(real_market: Workspace) -> None:
    """Days of a VIX above 40, by which no desk has called a fall over."""
    for day in ("2002-07-23", "2008-11-20", "2011-08-08", "2020-03-16", "2020-03-23"):
        brief: Brief = real_market.brief(date.fromisoformat(day))
        assert over(Pen(brief)).startswith("**Not over")
