"""What the models of rule-following traders would still buy or sell on an assumed path."""

from __future__ import annotations

from functools import partial

from tools.metrics.implied_selling import cta_change, cta_week, vol_target_change, vol_target_week
from tools.pillars.positioning.trend_following import MODEL as CTA
from tools.pillars.positioning.trend_following import SLEEVE, SPX, TREND
from tools.pillars.positioning.volatility_targeting import MODEL, RANGE, SIDES, TARGETING
from tools.pillars.spec import MetricSpec, Obs

_STEPS = (
    ("flat", "index unchanged", "closes unchanged", 0.0),
    ("down", "index sharply down", "falls by two daily standard deviations", -2.0),
    ("up", "index sharply up", "rises by two daily standard deviations", 2.0),
)
_WEEKS = (
    ("flat", "flat", "ends where it is", 0.0),
    ("down", "sharply down", "falls by two standard deviations of a five-session return", -2.0),
    ("up", "sharply up", "rises by two standard deviations of a five-session return", 2.0),
)
_PATH = "with daily moves as large as that implies"

NEXT_SESSION: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.cta_change_{name}",
            label=f"Trend followers' next session, {words}",
            unit="forecast",
            function=partial(cta_change, sigmas=sigmas),
            inputs=(Obs("SPX"),),
            window="16 to 256 days",
            stress="low",
            definition=(
                f"Change of the trend forecast over the next session if the S&P 500 {what}; below "
                "0 the model sells."
            ),
            citation=TREND,
            source=SPX,
            display="plain",
            reads="change",
            verb="would rise",
            overlap=64,
            estimate=f"{CTA}; the move is assumed",
        )
        for name, words, what, sigmas in _STEPS
    ),
    *(
        MetricSpec(
            id=f"positioning.vol_target_change_{name}",
            label=f"Volatility targeter's next session, {words}",
            unit="leverage",
            function=partial(vol_target_change, sigmas=sigmas),
            inputs=(Obs("SPX"),),
            window="21 days",
            stress="low",
            definition=(
                f"Change of the 21-day weight over the next session if the S&P 500 {what}; below 0 "
                "the model sells."
            ),
            citation=TARGETING,
            source=SPX,
            display="leverage",
            reads="change",
            verb="would rise",
            overlap=21,
            estimate=f"{MODEL}; the move is assumed",
        )
        for name, words, what, sigmas in _STEPS
    ),
)

NEXT_WEEK: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.cta_week_{name}",
            label=f"Trend followers' next week, index {words}",
            unit="leverage",
            function=partial(cta_week, sigmas=sigmas),
            inputs=(Obs("SPX"),),
            window="16 to 256 days",
            stress="low",
            definition=(
                "Change over five sessions of the trend model's position in the S&P 500 if it "
                f"{what}, {_PATH}; below 0 is selling still to come."
            ),
            citation=TREND,
            source=SPX,
            display="leverage",
            reads="change",
            verb="would rise",
            overlap=64,
            estimate=f"{SLEEVE}; the path is assumed",
        )
        for name, words, what, sigmas in _WEEKS
    ),
    *(
        MetricSpec(
            id=f"positioning.vol_target_week_{name}_{side}",
            label=f"Volatility targeters' next week, index {words}, {end}",
            unit="leverage",
            function=partial(vol_target_week, sigmas=sigmas, side=side),
            inputs=(Obs("SPX"),),
            window="21 to 63 days",
            stress="low",
            definition=(
                f"The {end} change over five sessions of a fund's equity weight, among twelve that "
                f"hold volatility at 10 % in different ways, if the S&P 500 {what}, {_PATH}; below "
                "0 is selling still to come, orders in execution included."
            ),
            citation=TARGETING,
            source=SPX,
            display="leverage",
            reads="change",
            verb="would rise",
            overlap=21,
            estimate=f"{RANGE}; the path is assumed",
        )
        for name, words, what, sigmas in _WEEKS
        for side, end, _ in SIDES
    ),
)

SPECS: tuple[MetricSpec, ...] = (*NEXT_SESSION, *NEXT_WEEK)
