"""Every metric of every pillar, in the order in which an answer goes through them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tools.pillars.behaviour import SPECS as BEHAVIOUR
from tools.pillars.crossasset import SPECS as CROSSASSET
from tools.pillars.fundamentals import SPECS as FUNDAMENTALS
from tools.pillars.macro import SPECS as MACRO
from tools.pillars.market import SPECS as MARKET
from tools.pillars.positioning import SPECS as POSITIONING
from tools.pillars.spec import MetricSpec

TABLES = (MARKET, MACRO, FUNDAMENTALS, POSITIONING, BEHAVIOUR, CROSSASSET)


@cache
def specs() -> Mapping[str, MetricSpec]:
    """Return all rows by id; an id that stands there twice is a ValueError."""
    out: dict[str, MetricSpec] = {}
    for table in TABLES:
        for spec in table:
            if spec.id in out:
                raise ValueError(f"metric {spec.id} stands in the tables twice")
            out[spec.id] = spec
    return out
