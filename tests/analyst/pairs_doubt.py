"""Opposite states of doubt, gaps, contributions, headline and label, with their sentences."""

from __future__ import annotations

from tests.analyst.pairs_engine import OPEN, kinds
from tests.analyst.states import outcome, state
from tools.records import Brief, Contribution
from tools.verdict import FIRED

PAIRS: dict[str, tuple[Brief, str, Brief, str]] = {
    "against: a reading and its odds, or nothing": (
        state(odds={"macro.rates_10y_z": 0.82}),
        "Against positioning: the 10-year yield since the peak (0.0\u202fσ, × 0.82 in odds).",
        state(odds={"macro.rates_10y_z": 1.0}),
        "Against positioning: no measured reading speaks clearly against positioning.",
    ),
    "against: a fired test by name, or a reading": (
        state(
            "mixed",
            leads="positioning",
            abstained=(f"{FIRED}rates_2y_up",),
            falsifiers=outcome(["rates_2y_up"]),
        ),
        "Against positioning, the nearest: tests of it have fired, on the 2-year yield",
        state("mixed", leads="positioning"),
        "Against positioning, the nearest: the 10-year yield",
    ),
    "against: the peak's figure where that was weighed": (
        state("macro", odds={"positioning.cta_spx": 0.8}),
        "our trend model at the peak (1.00, × 0.80",
        state("macro", odds={"macro.dollar_z": 0.8}),
        "the dollar since the peak (0.0\u202fσ, × 0.80",
    ),
    "against: crowded stocks, or not": (
        state(falsifiers=outcome(["low_momentum_stocks"])),
        "this is no unwind of crowded stocks",
        state("macro", falsifiers=outcome(["low_momentum_stocks"])),
        "Against macro:",
    ),
    "unknown: estimates missing, or known": (
        state(
            falsifiers=outcome(null=["estimates"]),
            readings={"fundamentals.eps_forward_revision": (None, None)},
        ),
        "a cut would speak for fundamentals",
        state(readings={"fundamentals.eps_forward_revision": (0.01, 0.5)}),
        "Forward earnings estimates were raised 1.0",
    ),
    "unknown: a weighed reading is missing, with its engine": (
        state("macro", readings={"macro.claims_change_4w": (None, None)}),
        "which could have spoken of macro",
        state("macro"),
        "Against macro:",
    ),
    "unknown: part of the evidence measured, or all": (
        state(coverage=0.8),
        "Measured: 80\u202f% of the evidence.",
        state(coverage=1.0),
        "Not known.",
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
        "Falling yields may be flight to quality, no cause",
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
        state("macro", falsifiers=outcome(["rates_2y_up"]), trigger=OPEN),
        "We would change our mind if the 2-year's rise falls back",
    ),
    "change: a test that carries the label, or one that it stands without": (
        state("macro", falsifiers=outcome(["rates_2y_up"]), trigger=OPEN),
        "falls back",
        state(
            "macro",
            falsifiers=outcome(["rates_2y_up"]),
            trigger=kinds(rates=1.0),
            odds={"macro.epu_ratio": 1.3},
            flips_without=("macro.epu_ratio",),
            flips_to="mixed",
        ),
        "The label rests on policy uncertainty (",
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
        "We would change our mind and name positioning if the 10-year's move falls back",
    ),
    "base rate: left where it was, or below it": (
        state("mixed", engine_probability={"macro": 0.62, "fundamental": 0.2, "positioning": 0.18}),
        "no further than where any fall starts",
        state("mixed", engine_probability={"macro": 0.5, "fundamental": 0.3, "positioning": 0.2}),
        "speak against macro, ahead by its base rate alone",
    ),
    "base rate: both ways, or near ordinary": (
        state("mixed", odds={"macro.epu_ratio": 1.5, "macro.dollar_z": 0.6}),
        "The readings pull both ways",
        state("mixed", odds={"macro.epu_ratio": 1.1, "macro.dollar_z": 0.9}),
        "On balance the readings",
    ),
}
