"""Scores of probabilities and labels against soft labels, with their intervals."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tools.validation.fit import labels, shares
from tools.validation.trials import Trial
from tools.weights import CLASSES

Array = npt.NDArray[np.float64]
DRAWS, SEED = 4000, 20121231
LEVEL = 0.95


class Interval(NamedTuple):
    """A figure with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def brier(p: Array, y: Array) -> Array:
    """Return the Brier score of each trial: the sum of squared errors over the classes, 0 to 2."""
    return np.asarray(((p - y) ** 2).sum(axis=1), dtype=float)


def log_loss(p: Array, y: Array) -> Array:
    """Return each trial's cross-entropy with its soft label, in nats."""
    return np.asarray(-(y * np.log(np.maximum(p, 1e-12))).sum(axis=1), dtype=float)


def skill(trials: Sequence[Trial], p: Array, reference: Array) -> Interval:
    """Return the Brier skill against reference probabilities, 1 - B / B_ref.

    Parameters
    ----------
    trials : sequence of Trial
        What was scored; each episode counts once.
    p, reference : ndarray
        Probabilities, trials by classes; the reference may be one row for all.

    Returns
    -------
    Interval
        NaN where the reference makes no error. The interval is the bootstrap's over episodes:
        the days of one episode are drawn together.
    """
    y, w = labels(trials), shares(trials)
    own, other = w * brier(p, y), w * brier(np.broadcast_to(reference, p.shape), y)
    groups = _by_episode(trials)
    sums = np.array([[own[g].sum(), other[g].sum()] for g in groups])
    rng = np.random.default_rng(SEED)
    drawn = sums[rng.integers(0, len(groups), (DRAWS, len(groups)))].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        skills = 1.0 - drawn[:, 0] / drawn[:, 1]
        value = 1.0 - sums[:, 0].sum() / sums[:, 1].sum()
    tail = 50.0 * (1.0 - LEVEL)
    low, high = np.nanpercentile(skills, (tail, 100.0 - tail))
    return Interval(float(value), float(low), float(high))


def _by_episode(trials: Sequence[Trial]) -> list[list[int]]:
    names = [trial.episode.id for trial in trials]
    return [[i for i, n in enumerate(names) if n == name] for name in dict.fromkeys(names)]


def wilson(hits: float, n: float) -> Interval:
    """Return a share with Wilson's interval; ``hits`` may be a sum of soft labels.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association.
    """
    if n <= 0.0:
        return Interval(math.nan, math.nan, math.nan)
    z = 1.959963984540054
    p, scale = hits / n, 1.0 + z * z / n
    middle = (p + z * z / (2.0 * n)) / scale
    half = z / scale * math.sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n))
    return Interval(p, max(0.0, middle - half), min(1.0, middle + half))


def top_one(trials: Sequence[Trial], named: Sequence[str]) -> Interval:
    """Return the share of labels' weight on the engine that was named; an abstention earns none."""
    y, w = labels(trials), shares(trials)
    hits = sum(w[i] * y[i, CLASSES.index(n)] for i, n in enumerate(named) if n in CLASSES)
    return wilson(float(hits), float(w.sum()))


def recall(trials: Sequence[Trial], named: Sequence[str], engine: str) -> tuple[Interval, float]:
    """Return an engine's recall with its interval, and its n: the soft labels' sum."""
    y, w = labels(trials), shares(trials)
    column = w * y[:, CLASSES.index(engine)]
    hits = sum(column[i] for i, n in enumerate(named) if n == engine)
    n = float(column.sum())
    return wilson(float(hits), n), n


def kappa(trials: Sequence[Trial], named: Sequence[str]) -> float:
    """Return Cohen's kappa of the named engines against the soft labels, NaN if none was named."""
    table = confusion(trials, named)
    n = table.sum()
    if n == 0.0:
        return math.nan
    chance = float((table.sum(axis=0) * table.sum(axis=1)).sum() / n**2)
    return float((np.trace(table) / n - chance) / (1.0 - chance)) if chance < 1.0 else math.nan


def confusion(trials: Sequence[Trial], named: Sequence[str]) -> Array:
    """Return labels by named engines, trials without a named engine left out."""
    y, w = labels(trials), shares(trials)
    out = np.zeros((len(CLASSES), len(CLASSES)))
    for i, n in enumerate(named):
        if n in CLASSES:
            out[:, CLASSES.index(n)] += w[i] * y[i]
    return out


class Bin(NamedTuple):
    """One step of the reliability curve: what was claimed, what came, on how many episodes."""

    claimed: float
    came: float
    n: float


def reliability(trials: Sequence[Trial], p: Array, edges: Sequence[float]) -> list[Bin]:
    """Return how often the likeliest engine was right, by how likely it was called."""
    y, w = labels(trials), shares(trials)
    top = p.argmax(axis=1)
    claimed, came = p.max(axis=1), y[np.arange(len(top)), top]
    out = []
    for low, high in itertools.pairwise(edges):
        inside = (claimed >= low) & (claimed < high)
        n = float(w[inside].sum())
        if n:
            mean = (w[inside, None] * np.column_stack([claimed, came])[inside]).sum(axis=0) / n
            out.append(Bin(float(mean[0]), float(mean[1]), n))
    return out
