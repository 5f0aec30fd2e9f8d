"""Fundamentals: earnings estimates as they were known, and what the index costs."""

from __future__ import annotations

from tools.pillars.fundamentals import earnings, feeds, valuation
from tools.pillars.spec import MetricSpec

SPECS: tuple[MetricSpec, ...] = (*earnings.SPECS, *valuation.SPECS, *feeds.SPECS)
