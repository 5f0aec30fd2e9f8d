"""How much a move was amplified, and how stacked positions stood when it began, 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence

from tools import routs
from tools.verdict.case import Case
from tools.weights import weights


def amplification(case: Case) -> float | None:
    """Return how much larger and faster the move was than its news, by group means."""
    if case.beneath:
        return routs.amplification(case.routs)
    groups = []
    for members in weights().amplification.values():
        found = [case.readings[m].stress for m in members if m in case.readings]
        groups.append(_mean(found))
    return _mean([g / 100.0 for g in groups if g is not None])


def vulnerability(case: Case) -> float | None:
    """Return how stacked positions stood at the peak."""
    if case.beneath:
        return routs.vulnerability(case.routs)
    groups = []
    for members in weights().vulnerability.values():
        groups.append(_mean([case.at_peak[m].percentile for m in members if m in case.at_peak]))
    return _mean([g / 100.0 for g in groups if g is not None])


def quiet_amplifiers(case: Case) -> bool:
    """Whether the index's own amplifiers all stand in their normal range."""
    names = [m for members in weights().amplification.values() for m in members]
    found = [case.readings[n].stress for n in names if n in case.readings]
    stresses = [s for s in found if s is not None]
    return bool(stresses) and max(stresses) < weights().abstain["quiet_amplifiers"]


def _mean(values: Sequence[float | None]) -> float | None:
    found = [v for v in values if v is not None]
    return 100.0 * sum(found) / len(found) if found else None
