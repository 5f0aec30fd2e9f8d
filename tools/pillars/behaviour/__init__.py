"""Behaviour and microstructure: correlation, liquidity, breadth and order."""

from __future__ import annotations

from tools.pillars.behaviour import breadth, correlation, liquidity, order
from tools.pillars.spec import MetricSpec

SPECS: tuple[MetricSpec, ...] = (
    *correlation.SPECS,
    *liquidity.SPECS,
    *breadth.SPECS,
    *order.SPECS,
)
