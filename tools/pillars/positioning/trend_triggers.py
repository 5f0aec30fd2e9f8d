"""Trend followers, as a model: where their signals turn, and how far away that is."""

from __future__ import annotations

from functools import partial

from tools.metrics.trend_triggers import (
    cta_trigger,
    trigger_level,
    twelve_month_level,
    twelve_month_trigger,
)
from tools.pillars.positioning.trend_following import MODEL, MOSKOWITZ, SPX, TREND
from tools.pillars.spec import MetricSpec, Obs

_MONTH = 21
_CROSSOVERS = (
    ("fast", 16, 64, "a quarter's"),
    ("medium", 32, 128, "half a year's"),
    ("slow", 64, 256, "a year's"),
)

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.cta_trigger",
        label="Move to the fast trend signal's turn",
        unit="ratio",
        function=cta_trigger,
        inputs=(Obs("SPX"),),
        window="16 and 64 days",
        stress="none",
        definition=(
            "How far the next close would have to move for the 16/64 crossover to change sign: "
            "below 0 while it is long."
        ),
        citation=TREND,
        source=SPX,
        display="percent",
        overlap=64,
        estimate=MODEL,
    ),
    MetricSpec(
        id="positioning.cta_trigger_level",
        label="Index level at the fast trend signal's turn",
        gap="no close could turn the fast trend signal in one session",
        unit="points",
        function=trigger_level,
        inputs=(Obs("SPX"),),
        window="16 and 64 days",
        stress="none",
        definition=(
            "The next close of the S&P 500 at which the 16/64 crossover would stand at zero; often "
            "beyond what one session can do, so look at the levels held for a month too."
        ),
        citation=TREND,
        source=SPX,
        display="points",
        frequency="irregular",
        max_age=3,
        estimate=MODEL,
    ),
    *(
        MetricSpec(
            id=f"positioning.cta_level_{name}",
            label=f"Index level that turns the {name} trend signal",
            gap=f"no level could turn the {name} trend signal within a month",
            unit="points",
            function=partial(trigger_level, fast=fast, slow=slow, sessions=_MONTH),
            inputs=(Obs("SPX"),),
            window=f"{fast} and {slow} days, held for 21",
            stress="none",
            definition=(
                f"The level of the S&P 500 that, held for 21 sessions, would bring the "
                f"{fast}/{slow} crossover to zero: below it the rule, which follows {words} trend, "
                "ends short, above it long."
            ),
            citation=TREND,
            source=SPX,
            display="points",
            frequency="irregular",
            max_age=3,
            estimate=f"{MODEL}; the index is taken to stay at the level for a month",
        )
        for name, fast, slow, words in _CROSSOVERS
    ),
    *(
        MetricSpec(
            id=f"positioning.cta_distance_{name}",
            label=f"Distance to the {name} trend signal's level",
            unit="ratio",
            function=partial(cta_trigger, fast=fast, slow=slow, sessions=_MONTH),
            inputs=(Obs("SPX"),),
            window=f"{fast} and {slow} days, held for 21",
            stress="none",
            definition=(
                f"From today's close to the level that, held for 21 sessions, turns the "
                f"{fast}/{slow} crossover. Above 0 the rule will be short in a month if the index "
                "stands still."
            ),
            citation=TREND,
            source=SPX,
            display="percent",
            overlap=slow,
            estimate=f"{MODEL}; the index is taken to stay at the level for a month",
        )
        for name, fast, slow, _ in _CROSSOVERS
    ),
    MetricSpec(
        id="positioning.cta_level_12m",
        label="Index level that turns the 12-month sign",
        unit="points",
        function=twelve_month_level,
        inputs=(Obs("SPX"),),
        window="252 days",
        stress="none",
        definition="The next close of the S&P 500 below which its 12-month return is negative.",
        citation=MOSKOWITZ,
        source=SPX,
        display="points",
        frequency="irregular",
        max_age=3,
        estimate=MODEL,
    ),
    MetricSpec(
        id="positioning.cta_distance_12m",
        label="Distance to the 12-month sign's level",
        unit="ratio",
        function=twelve_month_trigger,
        inputs=(Obs("SPX"),),
        window="252 days",
        stress="none",
        definition=(
            "From today's close to the next one at which the 12-month return changes sign: below 0 "
            "while it is positive."
        ),
        citation=MOSKOWITZ,
        source=SPX,
        display="percent",
        overlap=252,
        estimate=MODEL,
    ),
)
