"""The few fitted numbers: base rates and the temperature, from episodes that came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tools.validation.trials import Trial
from tools.verdict.engine import likelihood
from tools.weights import CLASSES, Weights, weights

Array = npt.NDArray[np.float64]
TEMPERATURES = tuple(round(0.5 + 0.05 * step, 2) for step in range(91))
LEAST_FALLS = 8  # base rates and a temperature from fewer are noise


@dataclass(frozen=True, slots=True)
class Fit:
    """Base rates and temperature, with the episodes that they rest on."""

    priors: dict[str, float]
    temperature: float
    episodes: int

    def weights(self) -> Weights:
        """Return the published weights with these numbers in them."""
        w = weights()
        calibration = {**w.calibration, "temperature": self.temperature}
        return replace(w, priors=self.priors, calibration=calibration)


def labels(trials: Sequence[Trial]) -> Array:
    """Return the soft label of each trial: trials by engines, rows that sum to one."""
    rows = [[trial.episode.engine.get(c, 0.0) for c in CLASSES] for trial in trials]
    return np.array(rows, dtype=float).reshape(-1, len(CLASSES))


def shares(trials: Sequence[Trial]) -> Array:
    """Return the weight of each trial, so that every episode counts once."""
    names = [trial.episode.id for trial in trials]
    count = {name: names.count(name) for name in set(names)}
    return np.array([1.0 / count[name] for name in names])


def evidence(trials: Sequence[Trial]) -> Array:
    """Return what the evidence alone adds to each engine, in log points at a temperature of one."""
    even = dict.fromkeys(CLASSES, 1.0 / len(CLASSES))
    one = replace(weights(), priors=even, calibration={"temperature": 1.0})
    rows = []
    for trial in trials:
        p = likelihood(trial.case, False, one).probability
        rows.append([np.log(p[c]) for c in CLASSES])
    return np.array(rows, dtype=float).reshape(-1, len(CLASSES))


def probabilities(said: Array, priors: Array, temperature: float) -> Array:
    """Return probabilities by trial; ``priors`` are those of all trials or one row a trial."""
    logs = np.log(priors) + said / temperature
    raw = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(raw / raw.sum(axis=1, keepdims=True), dtype=float)


def fit(trials: Sequence[Trial]) -> Fit:
    """Return base rates and the temperature that the falls among some trials support.

    Parameters
    ----------
    trials : sequence of Trial
        Falls of the index, labelled; what came after the date of the fit must not be among them.
    """
    names = [trial.episode.id for trial in trials]
    return calibrate(labels(trials), shares(trials), evidence(trials), names)


def calibrate(y: Array, w: Array, said: Array, names: Sequence[str]) -> Fit:
    """Return base rates and the temperature that labels and evidence support.

    Parameters
    ----------
    y, said : ndarray
        Soft labels, and what the evidence says in log points: trials by engines.
    w : ndarray
        The weight of each trial.
    names : sequence of str
        The episode of each trial.

    Returns
    -------
    Fit
        Base rates are the soft labels' counts and one pseudo-case a class. The temperature is that
        of the least log loss when each episode's own label is left out of the base rates; with
        fewer than eight episodes it stays at one.
    """
    whole = (w[:, None] * y).sum(axis=0) + 1.0
    without = np.empty_like(y)
    own_names = np.array(names)
    for name in dict.fromkeys(names):
        own = own_names == name
        left = whole - (w[own, None] * y[own]).sum(axis=0)
        without[own] = left / left.sum()

    def loss(temperature: float) -> float:
        p = probabilities(said, without, temperature)
        return float(-(w[:, None] * y * np.log(np.maximum(p, 1e-300))).sum())

    episodes = len(set(names))
    best = min(TEMPERATURES, key=loss) if episodes >= LEAST_FALLS else 1.0
    rates = whole / whole.sum()
    priors = {c: float(rate) for c, rate in zip(CLASSES, rates, strict=True)}
    return Fit(priors, best, episodes)
