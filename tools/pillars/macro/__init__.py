"""Macro: rates, policy, credit, conditions, reports, uncertainty, and what they would explain."""

from __future__ import annotations

from tools.pillars.macro import (
    conditions,
    credit,
    mimicking,
    policy,
    rates,
    releases,
    shocks,
    uncertainty,
)
from tools.pillars.spec import MetricSpec

SPECS: tuple[MetricSpec, ...] = (
    *rates.SPECS,
    *policy.SPECS,
    *credit.SPECS,
    *conditions.SPECS,
    *releases.SPECS,
    *uncertainty.SPECS,
    *mimicking.SPECS,
    *shocks.SPECS,
)
