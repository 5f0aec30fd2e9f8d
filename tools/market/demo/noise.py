"""Seeded random streams and the few stochastic building blocks that the simulation shares."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

SEED = 5558


def stream(name: str) -> np.random.Generator:
    """Return the random stream of one part of the simulation.

    Parameters
    ----------
    name : str
        Each part draws from a stream of its own, so that a change to one leaves the others alone.

    Returns
    -------
    numpy.random.Generator
        PCG64, seeded by ``SEED`` and the name.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([SEED, *name.encode()])))


def ar1(rng: np.random.Generator, size: int, half_life: float) -> Floats:
    """Draw a stationary Gaussian AR(1) path of mean zero and unit variance.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the draws.
    size : int
        Number of observations.
    half_life : float
        Observations after which the autocorrelation has fallen to one half.

    Returns
    -------
    ndarray, shape (size,)
        The path.
    """
    phi = 0.5 ** (1 / half_life)
    shocks = rng.standard_normal(size)
    start = np.array([phi * rng.standard_normal()])
    path, _ = lfilter([np.sqrt(1 - phi**2)], [1.0, -phi], shocks, zi=start)
    return np.asarray(path, dtype=np.float64)


def student(rng: np.random.Generator, size: int | tuple[int, ...], dof: float) -> Floats:
    """Draw Student t variates scaled to unit variance; ``dof`` must exceed 2."""
    return np.asarray(rng.standard_t(dof, size) * np.sqrt((dof - 2) / dof), dtype=np.float64)


def skewed_student(rng: np.random.Generator, size: int, dof: float, skew: float) -> Floats:
    """Draw from the two-piece Student t, standardised to mean zero and unit variance.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the draws.
    size : int
        Number of draws.
    dof : float
        Degrees of freedom, above 2.
    skew : float
        Fernandez and Steel's gamma; below one the left tail is the heavier.

    Returns
    -------
    ndarray, shape (size,)
        Standardised draws.

    References
    ----------
    Fernandez and Steel (1998), "On Bayesian modeling of fat tails and skewness", JASA 93.
    """
    magnitude = np.abs(student(rng, size, dof))
    right = rng.random(size) < skew**2 / (1 + skew**2)
    draws = np.where(right, magnitude * skew, -magnitude / skew)
    # E|t| of a standardised Student t: the first moment that the two halves are weighted by.
    grid = np.linspace(1e-6, 1 - 1e-6, 20_001)
    half = np.tan(grid * np.pi / 2)
    density = (1 + half**2 / (dof - 2)) ** (-(dof + 1) / 2)
    jacobian = np.pi / 2 * (1 + half**2)
    first = float((half * density * jacobian).sum() / (density * jacobian).sum())
    mean = first * (skew - 1 / skew)
    variance = skew**2 + 1 / skew**2 - 1 - mean**2
    return np.asarray((draws - mean) / np.sqrt(variance), dtype=np.float64)


def ewma(values: Floats, half_life: float) -> Floats:
    """Average causally with exponential weights, started at the first value."""
    phi = 0.5 ** (1 / half_life)
    path, _ = lfilter([1 - phi], [1.0, -phi], values, axis=0, zi=phi * values[:1])
    return np.asarray(path, dtype=np.float64)
