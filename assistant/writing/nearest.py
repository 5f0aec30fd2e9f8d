"""The dates nearest to today in words: how near they are, and what came after them."""

from __future__ import annotations

from statistics import NormalDist

from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.rates import QUARTER, at, figure
from tools.precedents import NEAREST, Analog, Compared

NAMED = 5
# What days are compared by, in short.
WORDS = {
    "market.drawdown_252d": "drawdown",
    "positioning.vix": "the VIX",
    "positioning.vix_overshoot": "its overshoot",
    "macro.rates_10y_z": "the 10-year yield",
    "macro.hy_oas_bp": "high-yield spreads",
    "positioning.momentum_raw_drawdown_21d": "momentum",
}


def near(pen: Pen) -> list[tuple[int, Analog]]:
    """Return the nearest dates that are near enough to count, with their numbers."""
    return [(n, analog) for n, analog in enumerate(pen.brief.analogs, 1) if analog.near]


def after_nearest(pen: Pen) -> str:
    """Say what the index did after the near dates, or that none is near."""
    found = near(pen)
    if not found:
        return _none_near(pen)
    parts = [
        f"[[analog.{n}.session]] (the S&P [[analog.{n}.return_21d:moved]] in a month and "
        f"[[analog.{n}.return_63d:moved]] in a quarter)"
        for n, analog in found[:NAMED]
        if analog.return_63d is not None
    ]
    if not parts:
        return ""
    quarter = at(pen, NEAREST, QUARTER)
    rate = "[[analogs.near:size]] near: too few for a rate."
    if quarter is not None and quarter.mean is not None:
        rate = f"Over all [[analogs.near]] near ones {figure(quarter)}."
    return f"**After the nearest dates.** {sentence(*parts)} {rate}"


def nearest_dates(pen: Pen) -> str:
    """Say which dates stood most like today and how near they are, or that none is near."""
    found = near(pen)
    if not found:
        return _none_near(pen)
    named = listed([f"[[analog.{n}.session]] ([[analog.{n}.percentile]])" for n, _ in found])
    readings = listed([_word(pen, row.reading) for row in found[0][1].readings])
    rest = ""
    if len(found) < len(pen.brief.analogs):
        rest = " Near enough to count: [[analogs.near]] of the [[analogs.total]] nearest."
    return (
        f"**Nearest dates,** by {readings}, with the rank of their distance: {named}.{rest} "
        f"{_unlike(pen, found[0][1])}"
    )


def _none_near(pen: Pen) -> str:
    return "**No date is near:** [[analogs.missing]]." if pen.brief.analogs_missing else ""


def _unlike(pen: Pen, analog: Analog) -> str:
    """Say in which reading the nearest date differs most from today."""
    row = max(analog.readings, key=_gap)
    return (
        f"The nearest differs most in {_word(pen, row.reading)}: "
        f"[[analog.1.then.{row.reading}]] then, [[{row.reading}]] now."
    )


def _word(pen: Pen, metric: str) -> str:
    return WORDS.get(metric) or pen.name(metric)


def _gap(row: Compared) -> float:
    score = NormalDist().inv_cdf
    return abs(score(row.then_percentile) - score(row.now_percentile))
