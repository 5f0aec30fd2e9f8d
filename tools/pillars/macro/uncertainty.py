"""Uncertainty: economic policy and geopolitical risk, as newspapers tell it."""

from __future__ import annotations

from tools.metrics.conditions import (
    over_trailing_year,
    trailing_mean,
)
from tools.pillars.spec import MetricSpec, Obs

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="macro.epu",
        label="Policy uncertainty",
        unit="index",
        function=trailing_mean,
        inputs=(Obs("EPU"),),
        window="7 days",
        stress="high",
        definition="Seven-day mean of the US daily index of economic policy uncertainty in news.",
        citation="Baker, Bloom and Davis (2016), Quarterly Journal of Economics",
        source="policyuncertainty.com, US daily index",
        display="plain",
    ),
    MetricSpec(
        id="macro.epu_ratio",
        label="Policy uncertainty over its year",
        unit="ratio",
        function=over_trailing_year,
        inputs=(Obs("EPU"),),
        window="7 days over 365",
        stress="high",
        definition=(
            "Seven-day mean of the US daily index of economic policy uncertainty over its mean of "
            "the trailing year; above 1 when policy is more in doubt than it was."
        ),
        citation="Baker, Bloom and Davis (2016), Quarterly Journal of Economics",
        source="policyuncertainty.com, US daily index",
        display="plain",
    ),
    MetricSpec(
        id="macro.gpr",
        label="Geopolitical risk",
        unit="index",
        function=trailing_mean,
        inputs=(Obs("GPR", "gprd"),),
        window="7 days",
        stress="high",
        definition="Seven-day mean of the daily index of geopolitical risk in newspapers.",
        citation="Caldara and Iacoviello (2022), American Economic Review",
        source="Caldara and Iacoviello, daily GPR",
        display="plain",
        max_age=10,
    ),
)
