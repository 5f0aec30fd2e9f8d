"""Scores of routs, 0 to 100: means over groups, so that no family and no measure votes twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tools.routed import Part, Rout, Score
from tools.routs.rules import rules


def score(parts: Iterable[Part], wanted: Score) -> float | None:
    """Return the weighted mean over groups of their parts' mean stress, None without any."""
    by_group: dict[str, list[float]] = {}
    for part in parts:
        if part.score == wanted:
            by_group.setdefault(part.group, []).append(part.stress)
    if not by_group:
        return None
    weights = [rules().weights[group] for group in by_group]
    means = [sum(found) / len(found) for found in by_group.values()]
    return 100.0 * sum(w * m for w, m in zip(weights, means, strict=True)) / sum(weights)


def amplification(routs: Sequence[Rout]) -> float | None:
    """Return how much larger and faster the routs were than news implies, a mean over families."""
    return _over_families(routs, "amplification")


def vulnerability(routs: Sequence[Rout]) -> float | None:
    """Return how stretched what is in a rout stood at its own peak, a mean over families."""
    return _over_families(routs, "vulnerability")


def _over_families(routs: Sequence[Rout], wanted: Score) -> float | None:
    by_group: dict[str, list[float | None]] = {}
    for rout in routs:
        by_group.setdefault(rout.group, []).append(getattr(rout, wanted))
    return _mean([_mean(found) for found in by_group.values()])


def _mean(values: Sequence[float | None]) -> float | None:
    found = [v for v in values if v is not None]
    return sum(found) / len(found) if found else None
