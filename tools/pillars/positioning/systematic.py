"""Systematic strategies: trend followers and volatility targeters, as models."""

from __future__ import annotations

from functools import partial

from tools.metrics.systematic import (
    cta_change,
    cta_forecast,
    cta_trigger,
    twelve_month_sign,
    vol_target_change,
    vol_target_ewma,
    vol_target_leverage,
)
from tools.pillars.spec import MetricSpec, Obs

_TREND = "Carver (2015), Systematic Trading; Moskowitz, Ooi and Pedersen (2012), JFE"
_TARGETING = "Moreira and Muir (2017), Journal of Finance; Harvey et al. (2018), JPM"
_SPX = "S&P 500 close"
_MODEL_CTA = "a model of trend followers, not their positions"
_MODEL_TARGET = "a model fund with a 10 % target and a 1.5 cap, not any fund's position"
_STEPS = (
    ("flat", "index unchanged", "closes unchanged", 0.0),
    ("down", "index down two sigma", "falls by two daily standard deviations", -2.0),
    ("up", "index up two sigma", "rises by two daily standard deviations", 2.0),
)

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.cta_spx",
        label="Trend followers' forecast, S&P 500",
        unit="forecast in [-2, 2]",
        function=cta_forecast,
        inputs=(Obs("SPX"),),
        window="16 to 256 days",
        stress="low",
        definition=(
            "Mean of three moving-average crossovers scaled by the volatility of price changes: 2 "
            "is the most that the model holds, 1 an average long, below 0 a short."
        ),
        citation=_TREND,
        source=_SPX,
        display="plain",
        estimate=_MODEL_CTA,
    ),
    MetricSpec(
        id="positioning.cta_12m_sign",
        label="Sign of the 12-month return",
        unit="sign",
        function=twelve_month_sign,
        inputs=(Obs("SPX"),),
        window="252 days",
        stress="low",
        definition="1 where the index stands above its close of 252 sessions ago, -1 below it.",
        citation="Moskowitz, Ooi and Pedersen (2012), Journal of Financial Economics",
        source=_SPX,
        display="plain",
        estimate=_MODEL_CTA,
    ),
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
        citation=_TREND,
        source=_SPX,
        display="percent",
        estimate=_MODEL_CTA,
    ),
    *(
        MetricSpec(
            id=f"positioning.cta_change_{name}",
            label=f"Trend followers' next step, {words}",
            unit="forecast",
            function=partial(cta_change, sigmas=sigmas),
            inputs=(Obs("SPX"),),
            window="16 to 256 days",
            stress="low",
            definition=(
                f"Change of the trend forecast over the next session if the index {what}; below 0 "
                "the model sells."
            ),
            citation=_TREND,
            source=_SPX,
            display="plain",
            estimate=f"{_MODEL_CTA}; the move is assumed",
        )
        for name, words, what, sigmas in _STEPS
    ),
    *(
        MetricSpec(
            id=f"positioning.vol_target_{days}d",
            label=f"Volatility targeter's weight, {days} days",
            unit="leverage",
            function=partial(vol_target_leverage, window=days),
            inputs=(Obs("SPX"),),
            window=f"{days} days",
            stress="low",
            definition=(
                f"Equity weight that holds volatility at 10 %, estimated over {days} sessions and "
                "capped at 1.5."
            ),
            citation=_TARGETING,
            source=_SPX,
            display="leverage",
            estimate=_MODEL_TARGET,
        )
        for days in (21, 63)
    ),
    MetricSpec(
        id="positioning.vol_target_ewma",
        label="Volatility targeter's weight, exponential",
        unit="leverage",
        function=vol_target_ewma,
        inputs=(Obs("SPX"),),
        window="decay 0.94",
        stress="low",
        definition="As the 21-day weight, with a volatility that weighs recent days more.",
        citation=f"{_TARGETING}; RiskMetrics (1996)",
        source=_SPX,
        display="leverage",
        estimate=_MODEL_TARGET,
    ),
    *(
        MetricSpec(
            id=f"positioning.vol_target_change_{name}",
            label=f"Volatility targeter's next step, {words}",
            unit="leverage",
            function=partial(vol_target_change, sigmas=sigmas),
            inputs=(Obs("SPX"),),
            window="21 days",
            stress="low",
            definition=(
                f"Change of the 21-day weight over the next session if the index {what}; below 0 "
                "the model sells."
            ),
            citation=_TARGETING,
            source=_SPX,
            display="leverage",
            estimate=f"{_MODEL_TARGET}; the move is assumed",
        )
        for name, words, what, sigmas in _STEPS
    ),
)
