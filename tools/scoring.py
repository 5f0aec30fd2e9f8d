"""From percentiles to a probability for each engine: capped, grouped log-likelihoods.

The weights come from ``attribution.toml``; this module only does the arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.records import Falsifier, Reading
from tools.weights import CLASSES, Density, EvidenceRow, Side, Weights


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of the table beside the percentile that was found for it, None where there is none.

    ``weight`` is below one where the percentile's history is short: n over 2,520 days.
    """

    row: EvidenceRow
    percentile: float | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """The engine's probabilities and what each reading added to each class, in log points."""

    probability: Mapping[str, float]
    said: Mapping[str, Mapping[str, float]]


def standing(reading: Reading, levels: tuple[float, float] | None) -> float | None:
    """Return a reading's percentile or, if ``levels`` are given, its place between them."""
    if levels is None or reading.value is None:
        return reading.percentile
    low, high = levels
    return min(1.0, max(0.0, (reading.value - low) / (high - low)))


def turned(percentile: float, side: Side) -> float:
    """Return a percentile turned towards the side that counts."""
    if side == "both":
        return abs(2.0 * percentile - 1.0)
    return percentile if side == "high" else 1.0 - percentile


def log_beta_density(p: float, a: float, b: float) -> float:
    """Return the log density of Beta(a, b) at ``p``, finite also at the ends of [0, 1]."""
    p = min(max(p, 1e-6), 1.0 - 1e-6)
    constant = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return constant + (a - 1.0) * math.log(p) + (b - 1.0) * math.log1p(-p)


def log_density(p: float, density: Density) -> float:
    """Return the log of a density that is part uniform and part Beta, at ``p``."""
    beta = math.exp(log_beta_density(p, density.a, density.b))
    return math.log((1.0 - density.share) + density.share * beta)


def clip(value: float, cap: float) -> float:
    """Return ``value`` within plus and minus ``cap``."""
    return max(-cap, min(cap, value))


def score(
    evidence: Sequence[Evidence],
    weights: Weights,
    priors: Mapping[str, float],
    calm: float = 0.0,
) -> Score:
    """Return the probability of each engine.

    Parameters
    ----------
    evidence : sequence of Evidence
        Missing percentiles count as zero evidence.
    weights : Weights
        Supplies the correlations within groups.
    priors : mapping
        Class to prior probability.
    calm : float
        Log-likelihood for positioning that macro was unchanged under a rout beneath the index, zero
        where that was not measured.

    Returns
    -------
    Score
        Probabilities that sum to one.

    Notes
    -----
    L_c = ln prior_c + (1 / T) sum_g clip(tau_g sum_i w_i clip(ln f_i(p_i | c))), with
    tau_g = 1 / (1 + (n_g - 1) rho_g), n_g the readings of the group that were measured and w_i the
    weight of a short history. T is the temperature: what the groups say is not independent, and
    with T above one many of them are less sure than their product.
    """
    most, most_in_group = math.log(weights.clip["reading"]), math.log(weights.clip["group"])
    power = 1.0 / weights.calibration["temperature"]
    found = [e for e in evidence if e.percentile is not None]
    groups = dict.fromkeys(e.row.group for e in found)
    said: dict[str, dict[str, float]] = {}
    totals = {c: math.log(priors[c]) for c in CLASSES}
    for group in groups:
        members = [e for e in found if e.row.group == group]
        tau = 1.0 / (1.0 + (len(members) - 1) * weights.rho[group])
        for c in CLASSES:
            parts = {e.row.reading: tau * e.weight * clip(_say(e, c), most) for e in members}
            whole = sum(parts.values())
            shrink = clip(whole, most_in_group) / whole if whole else 1.0
            for reading, part in parts.items():
                said.setdefault(reading, {})[c] = part * shrink * power
            totals[c] += whole * shrink * power
    totals["positioning"] += calm * power
    top = max(totals.values())
    raw = {c: math.exp(v - top) for c, v in totals.items()}
    return Score({c: v / sum(raw.values()) for c, v in raw.items()}, said)


def _say(evidence: Evidence, engine: str) -> float:
    density = evidence.row.densities.get(engine)
    if density is None or evidence.percentile is None:
        return 0.0
    return log_density(turned(evidence.percentile, evidence.row.side), density)


def leaning(said: Mapping[str, float], engine: str) -> float:
    """Return how much a reading speaks for an engine against the best of the others."""
    others = max(said.get(c, 0.0) for c in CLASSES if c != engine)
    return said.get(engine, 0.0) - others


def coverage(evidence: Sequence[Evidence], tests: Sequence[Falsifier]) -> float:
    """Return the share of what was to be measured that was: each group once, and the tests once."""
    measured: dict[str, list[bool]] = {"": [test.fired is not None for test in tests]}
    for e in evidence:
        measured.setdefault(e.row.group, []).append(e.percentile is not None)
    shares = [sum(found) / len(found) for found in measured.values()]
    return sum(shares) / len(shares)
