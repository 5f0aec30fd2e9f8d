"""How far two days are apart: Mahalanobis distance under a shrunk covariance."""

from __future__ import annotations

import numpy as np

from tools.metrics.panel import Floats


def ledoit_wolf(rows: Floats) -> tuple[Floats, float]:
    """Return the covariance of some rows, shrunk towards a multiple of the identity.

    Parameters
    ----------
    rows : ndarray of float, shape (n, p)
        Observations, finite; at least two that differ.

    Returns
    -------
    covariance : ndarray, shape (p, p)
        ``(1 - s) * S + s * mu * I`` with S the sample covariance (divided by n) and mu its mean
        eigenvalue.
    shrinkage : float
        s, in [0, 1], that minimises the expected squared error.

    References
    ----------
    Ledoit, O. and Wolf, M. (2004). A well-conditioned estimator for large-dimensional covariance
    matrices. Journal of Multivariate Analysis 88(2), 365-411.
    """
    n, p = rows.shape
    centred = rows - rows.mean(axis=0)
    sample = centred.T @ centred / n
    target = np.trace(sample) / p * np.eye(p)
    off = np.square(sample - target).sum()
    noise = (np.square(np.square(centred).sum(axis=1)).sum() / n - np.square(sample).sum()) / n
    shrinkage = float(min(noise, off) / off) if off > 0 else 0.0
    return (1 - shrinkage) * sample + shrinkage * target, shrinkage


def distances(rows: Floats, point: Floats, covariance: Floats) -> Floats:
    """Return the Mahalanobis distance of each row from a point.

    Parameters
    ----------
    rows : ndarray of float, shape (n, p)
        The days to compare with.
    point : ndarray of float, shape (p,)
        The day.
    covariance : ndarray, shape (p, p)
        Positive definite.

    Returns
    -------
    ndarray, shape (n,)
        In standard deviations: sqrt((x - y)' inv(C) (x - y)).
    """
    root = np.linalg.cholesky(np.linalg.inv(covariance))
    return np.asarray(np.sqrt(np.square((rows - point) @ root).sum(axis=1)))
