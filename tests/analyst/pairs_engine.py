"""Opposite states of trigger, engine, macro, amplifiers and order, with their sentences."""

from __future__ import annotations

from tests.analyst.states import outcome, reading, state
from tests.narrative.factory import WORST
from tools.records import Brief

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
        "None of the readings by which a trigger is told is beyond its floor",
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
        "Engine: positioning (60\u202f%; 18\u202f% before any reading)",
        state("macro"),
        "Engine: macro (60\u202f%; 62\u202f% before any reading)",
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
        "Macro was permissive and does not account for the size",
        state(readings=MOVED, falsifiers=outcome(null=["conditions"])),
        "Whether macro is unchanged is open: conditions outside equities could not be tested",
    ),
    "permissive: something moved, or nothing": (
        state(readings=MOVED, trigger=OPEN),
        "permissive and does not account for the size",
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
        state(amplification=60.0, readings={"positioning.vix_overshoot": (6.0, 0.99)}),
        "The amplifiers have let go.",
        state(amplification=60.0, readings={"positioning.vix_overshoot": (0.5, 0.4)}),
        "The amplifiers are quiet.",
    ),
    "amplifiers: quiet, or quieter after heavy amplification": (
        state(amplification=60.0),
        "The amplifiers are quiet.",
        state(amplification=90.0),
        "Quieter today, after heavy amplification.",
    ),
    "amplifiers: an overshoot of before, or of today": (
        state(amplification=60.0, readings={"positioning.vix_overshoot": (6.0, 0.99)}),
        "The amplifiers have let go.",
        state(
            amplification=60.0,
            readings={"positioning.vix_overshoot": (6.0, 0.99)},
            session=WORST,
        ),
        "One amplifier is still on.",
    ),
    "amplifiers: several on, or one": (
        state(
            amplification=60.0,
            readings={
                "positioning.vix_vix3m": (1.2, 0.99),
                "behaviour.implied_correlation": (90.0, 0.99),
            },
        ),
        "Not over on these readings.",
        state(amplification=60.0, readings={"positioning.vix_vix3m": (1.2, 0.99)}),
        "One amplifier is still on.",
    ),
    "amplifiers: gamma below zero is one, above zero none": (
        state(amplification=60.0, readings={"positioning.dealer_gamma_vendor": (-1e9, 0.99)}),
        "One amplifier is still on.",
        state(readings={"positioning.dealer_gamma_vendor": (1e9, 0.99)}),
        "Quieter today, after heavy amplification.",
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
}
