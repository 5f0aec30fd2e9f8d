"""Macro: rates, credit, conditions outside equities, uncertainty, and what they would explain."""

from __future__ import annotations

from tools.pillars.macro import conditions, credit, mimicking, rates, uncertainty
from tools.pillars.spec import MetricSpec

SPECS: tuple[MetricSpec, ...] = (
    *rates.SPECS,
    *credit.SPECS,
    *conditions.SPECS,
    *uncertainty.SPECS,
    *mimicking.SPECS,
)
