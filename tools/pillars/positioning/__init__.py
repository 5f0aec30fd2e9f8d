"""Positioning and flows: volatility, momentum, systematic strategies, surveys and options."""

from __future__ import annotations

from tools.pillars.positioning import (
    crowding,
    flows,
    hedging,
    implied_selling,
    legs,
    momentum,
    options,
    style,
    surveys,
    trend_following,
    trend_triggers,
    volatility,
    volatility_targeting,
)
from tools.pillars.spec import MetricSpec

SPECS: tuple[MetricSpec, ...] = (
    *volatility.SPECS,
    *momentum.SPECS,
    *legs.SPECS,
    *crowding.SPECS,
    *style.SPECS,
    *trend_following.SPECS,
    *trend_triggers.SPECS,
    *volatility_targeting.SPECS,
    *implied_selling.SPECS,
    *surveys.SPECS,
    *flows.SPECS,
    *hedging.SPECS,
    *options.SPECS,
)
