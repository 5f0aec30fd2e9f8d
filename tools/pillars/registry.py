"""Every metric of every pillar, in the order in which an answer goes through them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tools.pillars import behaviour, crossasset, fundamentals, macro, market, positioning
from tools.pillars.spec import MetricSpec

TABLES = (market, macro, fundamentals, positioning, behaviour, crossasset)


@cache
def specs() -> Mapping[str, MetricSpec]:
    """Return all rows by id; an id that stands there twice is a ValueError."""
    out: dict[str, MetricSpec] = {}
    for table in TABLES:
        for spec in table.SPECS:
            if spec.id in out:
                raise ValueError(f"metric {spec.id} stands in the tables twice")
            out[spec.id] = spec
    return out
