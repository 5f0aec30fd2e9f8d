"""At which lag an asset moves with the index."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LAGS = (-2, -1, 0, 1, 2)
LEAST = 20
CRITICAL = 2.576  # two-sided 1 %, so that five lags together err in 5 % of cases (Bonferroni)


def strongest(
    own: npt.NDArray[np.float64], index: npt.NDArray[np.float64]
) -> tuple[int, float, int] | None:
    """Return the lag of the strongest rank correlation, the correlation and its pairs.

    Parameters
    ----------
    own, index : ndarray, shape (n,)
        Changes from session to session, NaN where there is none.

    Returns
    -------
    tuple of (int, float, int) or None
        The lag k from -2 to 2 at which Spearman's correlation of ``own[t + k]`` with ``index[t]``
        is largest in size, negative where the asset moves first; that correlation; the number of
        pairs. None with fewer than 20 pairs, or where it does not exceed 2.576 / sqrt(pairs - 1),
        the 1 % bound of a rank correlation of independent pairs.

    Notes
    -----
    Ranks, because the few large days of a sell-off would decide a product-moment correlation. Of
    equal values each has the mean rank.

    References
    ----------
    Kendall, M. G. and Gibbons, J. D. (1990). Rank Correlation Methods, 5th edition.
    """
    best: tuple[int, float, int] | None = None
    for lag in LAGS:
        ours = own[max(lag, 0) : len(own) + min(lag, 0)]
        theirs = index[max(-lag, 0) : len(index) - max(lag, 0)]
        both = np.isfinite(ours) & np.isfinite(theirs)
        pairs = int(both.sum())
        if pairs < LEAST:
            continue
        rho = _rank_correlation(ours[both], theirs[both])
        if abs(rho) > CRITICAL / np.sqrt(pairs - 1) and (best is None or abs(rho) > abs(best[1])):
            best = (lag, rho, pairs)
    return best


def _rank_correlation(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation; 0 where one side does not vary."""
    ranks = [_mean_ranks(values) for values in (x, y)]
    spread = [float(r.std()) for r in ranks]
    if min(spread) == 0.0:
        return 0.0
    a, b = (r - r.mean() for r in ranks)
    return float((a * b).mean() / (spread[0] * spread[1]))


def _mean_ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    mean: npt.NDArray[np.float64] = last - (counts - 1) / 2.0
    return mean[where]
