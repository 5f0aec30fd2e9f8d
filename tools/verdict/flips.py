"""The smallest set of readings that a label hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from tools.verdict.case import Case
from tools.verdict.engine import Label, decide, lean


def flips(case: Case, label: Label) -> tuple[str, ...]:
    """Return a smallest set of readings without which the label would differ.

    Single readings are tried first, then pairs, those that lean on the label the most first. Where
    no pair decides it, readings are taken out one after the other, those for the leading engine
    first or, where none is claimed, those against it first, until the label falls; those that are
    not needed are put back one by one. Empty where nothing decides it.
    """
    found = [e.row.reading for e in label.evidence if e.percentile is not None]
    found.sort(key=lambda r: abs(lean(label, r)), reverse=True)

    def other(names: Sequence[str]) -> bool:
        return decide(case.without(frozenset(names))).engine != label.engine

    for size in (1, 2):
        for names in combinations(found, size):
            if other(names):
                return names
    order = sorted(found, key=lambda r: lean(label, r), reverse=label.engine != "mixed")
    size = next((n for n in range(1, len(order) + 1) if other(order[:n])), 0)
    chosen = order[:size]
    while spare := next((r for r in chosen if other([c for c in chosen if c != r])), None):
        chosen.remove(spare)
    return tuple(chosen)
