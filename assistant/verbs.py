"""Verbs: how a change is told by its sign, and which words have a sign of some evidence alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tools.records import Verb

# Of differences alone: which of two things did better.
AHEAD = frozenset(
    """
    ahead beat beats beating outperformed outperforms outperforming gained gain gains gaining
    """.split()
)
BEHIND = frozenset(
    """
    behind trailed trails trail lagged lags lag lagging underperformed underperforms
    underperforming lost lose loses losing
    """.split()
)


class Verbs(NamedTuple):
    """How a change is told by its sign, and which other words have that sign of it alone."""

    up: str
    down: str
    still: str = "was unchanged"
    barely: str = "barely changed"
    rising: frozenset[str] = frozenset()
    falling: frozenset[str] = frozenset()


VERBS: Mapping[Verb, Verbs] = {
    "rose": Verbs("rose", "fell"),
    "widened": Verbs("widened", "tightened"),
    "steepened": Verbs(
        "steepened",
        "flattened",
        rising=frozenset("steepened steepen steepening steeper".split()),
        falling=frozenset("flattened flatten flattening flatter".split()),
    ),
    "tightened": Verbs(  # of financial conditions: the other way round than of spreads
        "tightened",
        "eased",
        "were unchanged",
        rising=frozenset("tightened tighten tightening tighter".split()),
        falling=frozenset("easier looser loosened loosening".split()),
    ),
    "added": Verbs("added", "cost", "added nothing", "added next to nothing"),
    "took in": Verbs("took in", "paid out", "had no net flow", "had next to no net flow"),
    "would rise": Verbs("would rise", "would fall", "would not change", "would barely change"),
}
