"""Positioning and flows: volatility, momentum, systematic strategies, surveys and options."""

from __future__ import annotations

from tools.pillars.positioning import momentum, options, surveys, systematic, volatility
from tools.pillars.spec import MetricSpec

SPECS: tuple[MetricSpec, ...] = (
    *volatility.SPECS,
    *momentum.SPECS,
    *systematic.SPECS,
    *surveys.SPECS,
    *options.SPECS,
)
