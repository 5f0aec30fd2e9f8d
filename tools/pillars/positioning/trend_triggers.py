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
        label="Move that would turn the fast trend at the next close",
        unit="ratio",
        function=cta_trigger,
        inputs=(Obs("SPX"),),
        window="16 and 64 days",
        stress="none",
        definition=(
            "How far above the last close the next would have to stand for the 16/64 crossover to "
            "change sign: below 0 while it is long. Often beyond what one session can do."
        ),
        citation=TREND,
        source=SPX,
        display="percent",
        reads="difference",
        overlap=64,
        estimate=MODEL,
    ),
    *(
        MetricSpec(
            id=f"positioning.cta_level_{name}",
            label=f"Turning level of the {name} trend, a month ahead",
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
            label=f"Turning level of the {name} trend against the close",
            unit="ratio",
            function=partial(cta_trigger, fast=fast, slow=slow, sessions=_MONTH),
            inputs=(Obs("SPX"),),
            window=f"{fast} and {slow} days, held for 21",
            stress="none",
            definition=(
                "How far above the last close the level stands that, held for 21 sessions, turns "
                f"the {fast}/{slow} crossover; below 0 it stands below. Above 0 the rule will be "
                "short in a month if the index stands still."
            ),
            citation=TREND,
            source=SPX,
            display="percent",
            reads="difference",
            overlap=slow,
            estimate=f"{MODEL}; the index is taken to stay at the level for a month",
        )
        for name, fast, slow, _ in _CROSSOVERS
    ),
    MetricSpec(
        id="positioning.cta_level_12m",
        label="Turning level of the trend of a year",
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
        label="Turning level of the trend of a year against the close",
        unit="ratio",
        function=twelve_month_trigger,
        inputs=(Obs("SPX"),),
        window="252 days",
        stress="none",
        definition=(
            "How far above the last close the next would have to stand for the 12-month return to "
            "change sign: below 0 while it is positive."
        ),
        citation=MOSKOWITZ,
        source=SPX,
        display="percent",
        reads="difference",
        overlap=252,
        estimate=MODEL,
    ),
)
