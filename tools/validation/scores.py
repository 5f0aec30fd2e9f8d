"""Scores of probabilities and labels against soft labels, with their intervals.

Every score weighs trials so that each episode counts once, unless other weights are given.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tools.validation.fit import labels, shares
from tools.validation.trials import Trial
from tools.weights import CLASSES

Array = npt.NDArray[np.float64]
DRAWS, SEED = 4000, 20121231
LEVEL = 0.95
LEAST_EPISODES = 5  # a bootstrap over fewer shows less spread than there is
LEAST_CASES = 3.0  # before anything is said of a share of them


class Interval(NamedTuple):
    """A figure with the ends of its 95 % interval; NaN where there is none.

    ``n`` is what a share is of, a sum of soft labels where these are counted; NaN for figures that
    are no shares.
    """

    value: float
    low: float
    high: float
    n: float = math.nan

    @property
    def few(self) -> bool:
        """Whether this is a share of fewer than three cases, from which nothing can be told."""
        return self.n < LEAST_CASES - 1e-9


NOTHING = Interval(math.nan, math.nan, math.nan)


def brier(p: Array, y: Array) -> Array:
    """Return the Brier score of each trial: the sum of squared errors over the classes, 0 to 2."""
    return np.asarray(((p - y) ** 2).sum(axis=1), dtype=float)


def log_loss(p: Array, y: Array) -> Array:
    """Return each trial's cross-entropy with its soft label, in nats."""
    return np.asarray(-(y * np.log(np.maximum(p, 1e-12))).sum(axis=1), dtype=float)


def skill(
    trials: Sequence[Trial], p: Array, reference: Array, weight: Array | None = None
) -> Interval:
    """Return the Brier skill against reference probabilities, 1 - B / B_ref.

    Parameters
    ----------
    trials : sequence of Trial
        What was scored.
    p, reference : ndarray
        Probabilities, trials by classes; the reference may be one row for all.
    weight : ndarray, optional
        The weight of each trial.

    Returns
    -------
    Interval
        NaN where the reference makes no error. The interval is the bootstrap's over episodes, the
        days of one episode drawn together, draws without an error of the reference left out; NaN
        for fewer than five episodes.

    References
    ----------
    Brier (1950), Monthly Weather Review; Efron (1979), Annals of Statistics.
    """
    if not trials:
        return NOTHING
    y, w = labels(trials), _weights(trials, weight)
    own, other = w * brier(p, y), w * brier(np.broadcast_to(reference, p.shape), y)

    def of_sums(sums: Array) -> Array:
        return 1.0 - sums[:, 0] / _or_nan(sums[:, 1])

    return _bootstrap(trials, np.column_stack([own, other]), of_sums)


def recall_gain(
    trials: Sequence[Trial],
    named: Sequence[str],
    other: Sequence[str],
    engines: Sequence[str],
    weight: Array | None = None,
) -> Interval:
    """Return how much higher the mean recall over some engines is than that of other names.

    NaN without an engine, or where one of them has no case. The interval is that of ``skill``;
    draws without a case of an engine are left out.
    """
    if not trials or not engines:
        return NOTHING
    w, places = _weights(trials, weight), [CLASSES.index(engine) for engine in engines]
    cases = w[:, None] * labels(trials)[:, places]
    hits = [
        cases * np.array([[n == engine for engine in engines] for n in names])
        for names in (named, other)
    ]

    def of_sums(sums: Array) -> Array:
        ours, theirs, n = np.split(sums, 3, axis=1)
        return np.asarray(((ours - theirs) / _or_nan(n)).mean(axis=1), dtype=float)

    return _bootstrap(trials, np.column_stack([*hits, cases]), of_sums)


def _bootstrap(
    trials: Sequence[Trial], parts: Array, of_sums: Callable[[Array], Array]
) -> Interval:
    """Return a figure of summed parts with its interval, whole episodes drawn with replacement."""
    groups: dict[str, list[int]] = {}
    for i, trial in enumerate(trials):
        groups.setdefault(trial.episode.id, []).append(i)
    sums = np.array([parts[rows].sum(axis=0) for rows in groups.values()])
    value = float(of_sums(sums.sum(axis=0)[None])[0])
    if len(groups) < LEAST_EPISODES:
        return Interval(value, math.nan, math.nan)
    rng = np.random.default_rng(SEED)
    drawn = of_sums(sums[rng.integers(0, len(groups), (DRAWS, len(groups)))].sum(axis=1))
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return Interval(value, math.nan, math.nan)
    tail = 50.0 * (1.0 - LEVEL)
    low, high = np.percentile(known, (tail, 100.0 - tail))
    return Interval(value, float(low), float(high))


def _or_nan(sums: Array) -> Array:
    """Return sums, NaN where there is nothing to divide by."""
    return np.asarray(np.where(sums > 0.0, sums, np.nan), dtype=float)


def _weights(trials: Sequence[Trial], weight: Array | None) -> Array:
    return shares(trials) if weight is None else weight


def wilson(hits: float, n: float) -> Interval:
    """Return a share with Wilson's interval; ``hits`` may be a sum of soft labels.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association.
    """
    if n <= 0.0:
        return NOTHING
    z = 1.959963984540054
    p, scale = hits / n, 1.0 + z * z / n
    middle = (p + z * z / (2.0 * n)) / scale
    half = z / scale * math.sqrt(max(0.0, p * (1.0 - p)) / n + z * z / (4.0 * n * n))
    return Interval(p, max(0.0, middle - half), min(1.0, middle + half), n)


def top_one(trials: Sequence[Trial], named: Sequence[str], weight: Array | None = None) -> Interval:
    """Return the share of labels' weight on the engine that was named; an abstention earns none."""
    w = _weights(trials, weight)
    return wilson(_hits(trials, named, w), float(w.sum()))


def precision(
    trials: Sequence[Trial], named: Sequence[str], weight: Array | None = None
) -> Interval:
    """Return the same among the trials on which an engine was named."""
    w = _weights(trials, weight)
    kept = [i for i, n in enumerate(named) if n in CLASSES]
    return wilson(_hits(trials, named, w), float(w[kept].sum()))


def _hits(trials: Sequence[Trial], named: Sequence[str], w: Array) -> float:
    y = labels(trials)
    return float(sum(w[i] * y[i, CLASSES.index(n)] for i, n in enumerate(named) if n in CLASSES))


def recall(
    trials: Sequence[Trial], named: Sequence[str], engine: str, weight: Array | None = None
) -> tuple[Interval, float]:
    """Return an engine's recall with its interval, and its n: the soft labels' sum."""
    y, w = labels(trials), _weights(trials, weight)
    column = w * y[:, CLASSES.index(engine)]
    hits = sum(column[i] for i, n in enumerate(named) if n == engine)
    n = float(column.sum())
    return wilson(float(hits), n), n


def kappa(trials: Sequence[Trial], named: Sequence[str], weight: Array | None = None) -> float:
    """Return Cohen's kappa of the named engines against the soft labels.

    NaN if none was named, or if chance alone would agree on all.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement.
    """
    table = confusion(trials, named, CLASSES, weight)
    n = table.sum()
    if n == 0.0:
        return math.nan
    chance = float((table.sum(axis=0) * table.sum(axis=1)).sum() / n**2)
    return float((np.trace(table) / n - chance) / (1.0 - chance)) if chance < 1.0 else math.nan


def confusion(
    trials: Sequence[Trial],
    named: Sequence[str],
    columns: Sequence[str] = CLASSES,
    weight: Array | None = None,
) -> Array:
    """Return labels by what was named; what is none of the columns is left out."""
    y, w = labels(trials), _weights(trials, weight)
    out = np.zeros((len(CLASSES), len(columns)))
    for i, n in enumerate(named):
        if n in columns:
            out[:, list(columns).index(n)] += w[i] * y[i]
    return out


class Bin(NamedTuple):
    """One step of the reliability curve: what was claimed, what came, on how many episodes."""

    claimed: float
    came: float
    n: float


def reliability(
    trials: Sequence[Trial], p: Array, edges: Sequence[float], weight: Array | None = None
) -> list[Bin]:
    """Return how often the likeliest engine was right, by how likely it was called.

    Steps without a trial are left out. A step reaches from one edge up to the next, which the last
    one includes.
    """
    y, w = labels(trials), _weights(trials, weight)
    top = p.argmax(axis=1)
    claimed, came = p.max(axis=1), y[np.arange(len(top)), top]
    out = []
    for low, high in itertools.pairwise(edges):
        inside = (claimed >= low) & ((claimed < high) | (high == edges[-1]))
        n = float(w[inside].sum())
        if n:
            mean = (w[inside, None] * np.column_stack([claimed, came])[inside]).sum(axis=0) / n
            out.append(Bin(float(mean[0]), float(mean[1]), n))
    return out
