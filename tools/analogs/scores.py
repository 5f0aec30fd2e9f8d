"""Ranks of readings as normal scores, so that days can be compared across units.

A day's rank is among all values known by the as-of date, the same percentile that a brief prints.
Among the values up to its own day only, a spread 35 bp wider would have been extreme in 1999, when
spreads had been measured for two years, and would look like 2008.
"""

from __future__ import annotations

import numpy as np

from tools.analogs.coordinates import LEAST, Ground
from tools.analogs.quantiles import normal_quantile
from tools.metrics.panel import Floats


def percentiles(values: Floats) -> Floats:
    """Return each value's mid-rank among all that are finite.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        A reading by session.

    Returns
    -------
    ndarray of float, shape (n,)
        In (0, 1); NaN where the value is, and everywhere while fewer than a year's are finite.
    """
    finite = np.isfinite(values)
    ordered = np.sort(values[finite])
    out = np.full(len(values), np.nan)
    if len(ordered) < LEAST:
        return out
    below = np.searchsorted(ordered, values[finite], side="left")
    upto = np.searchsorted(ordered, values[finite], side="right")
    out[finite] = (below + upto) / (2.0 * len(ordered))
    return out


def placed(found: Ground, end: int) -> Floats:
    """Return where the sessions up to one stood, as percentiles by coordinate.

    Parameters
    ----------
    found : Ground
        The sessions' values.
    end : int
        The last session that counts. Of what is published late only that counts which was out when
        all of this session was known.

    Returns
    -------
    ndarray of float, shape (end + 1, p)
        Each reading ranked in its own sample. A session without the first reading has the rank of
        the one that reaches further back; NaN where it has neither.
    """
    first, second = found.value[: end + 1], found.older[: end + 1]
    second = np.where(found.late[: end + 1] <= found.known[end], second, np.nan)
    columns = []
    for own, older in zip(first.T, second.T, strict=True):
        ranks = percentiles(own)
        gaps = np.isnan(ranks)
        if np.isfinite(older).any():
            ranks = np.where(gaps, percentiles(older), ranks)
        columns.append(ranks)
    return np.column_stack(columns)


def normal_scores(ranks: Floats) -> Floats:
    """Return the standard normal quantile of each percentile (van der Waerden's scores).

    Ranks themselves would crowd the tails, where sell-offs lie: the worst day of a century and the
    worst of a year are a hundredth apart.
    """
    return normal_quantile(ranks)
