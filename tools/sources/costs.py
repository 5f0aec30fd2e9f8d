"""Which readings a source carries, so that one that fails can be named with what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from tools.pillars.registry import specs
from tools.pillars.spec import (
    Chains,
    Either,
    Frame,
    Input,
    Known,
    Members,
    Obs,
    Panel,
    Peak,
    Rank,
    Table,
)
from tools.records import Reading
from tools.sources.table import Source


def costs(failed: Iterable[Source], readings: Iterable[Reading]) -> Mapping[str, tuple[str, ...]]:
    """Return, by source, the readings that it feeds and that cannot be made now.

    Parameters
    ----------
    failed : iterable of Source
        Sources that brought nothing.
    readings : iterable of Reading
        All readings of the market's last session.
    """
    missing = [r.id for r in readings if r.value is None]
    out = {}
    for source in failed:
        gives = set(source.gives)
        out[source.id] = tuple(name for name in missing if gives & parts(name))
    return out


@cache
def parts(reading: str) -> frozenset[str]:
    """Return the parts of a market that a reading is made from, as sources name them."""
    return frozenset(part for token in specs()[reading].inputs for part in _parts(token))


def _parts(token: Input) -> Iterable[str]:
    match token:
        case Obs(series) | Known(series):
            return [series]
        case Either(first, second):
            return [first.series, second.series]
        case Frame(series):
            return series
        case Peak():
            return ["SPX"]
        case Panel() | Members():
            return ["panel", "table:membership"]
        case Chains(underlying):
            return [f"chain:{underlying}"]
        case Table(name):
            return [f"table:{name}"]
        case Rank(metric):
            return parts(metric)
    raise TypeError(f"no such input: {token!r}")
