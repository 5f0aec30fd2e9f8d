"""Behaviour and microstructure: correlation, liquidity, breadth, capitulation and order."""

from __future__ import annotations

from tools.pillars.behaviour import breadth, capitulation, correlation, liquidity, order, sectors
from tools.pillars.spec import MetricSpec

SPECS: tuple[MetricSpec, ...] = (
    *correlation.SPECS,
    *liquidity.SPECS,
    *breadth.SPECS,
    *sectors.SPECS,
    *capitulation.SPECS,
    *order.SPECS,
)
