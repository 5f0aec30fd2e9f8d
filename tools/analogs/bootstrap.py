"""How sure the mean of event returns is, where events come in clusters and their horizons overlap.

The calendar is resampled in blocks, so that what overlaps stays together, and the mean is the sum
of the drawn events' returns over their number.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tools.analogs.quantiles import expanded_tail
from tools.metrics.panel import Floats

Positions = npt.NDArray[np.int64]
DRAWS = 2000


def effective_count(at: Positions, horizon: int) -> int:
    """Return how many of the events have horizons that do not overlap, counted from the first.

    Parameters
    ----------
    at : ndarray of int, shape (n,)
        Sessions of the events, ascending.
    horizon : int
        Sessions that each of them covers.

    Returns
    -------
    int
        The largest number of events that lie at least ``horizon`` sessions apart.
    """
    count, i = 0, 0
    while i < len(at):
        count += 1
        i = int(np.searchsorted(at, at[i] + horizon))
    return count


def mean_interval(
    returns: Floats, at: Positions, block: int, apart: int, draws: int = DRAWS
) -> tuple[float, float]:
    """Return a 95 % interval of the mean return after events.

    Parameters
    ----------
    returns : ndarray of float, shape (n,)
        The return after each event, finite; at least one.
    at : ndarray of int, shape (n,)
        The events' sessions, ascending.
    block : int
        Sessions of a block: at least as many as a return covers.
    apart : int
        How many of the events are independent, at least two.
    draws : int
        Resamples.

    Returns
    -------
    tuple of float
        Two percentiles of the resampled means, for large samples the 2.5th and the 97.5th.

    Notes
    -----
    A circular block bootstrap of the calendar from the first event to the last: every event lies in
    as many blocks as any other, and a resample has as many sessions as that span. Blocks without an
    event add nothing, so only how many of the others a resample holds is drawn (binomial), and then
    which; a resample without any event is given one block that has some. The draws follow from the
    events, so that the same events have the same interval whenever it is computed.

    A bootstrap of few events is too narrow, as its variance is divided by n and its tails are
    normal: the percentiles are moved out by sqrt(n / (n - 1)) and Student's t (Hesterberg's
    expanded percentile interval).

    References
    ----------
    Kuensch, H. R. (1989). The jackknife and the bootstrap for general stationary observations.
    Annals of Statistics 17(3), 1217-1241.
    Politis, D. N. and Romano, J. P. (1992). A circular block-resampling procedure for stationary
    data. In: Exploring the Limits of Bootstrap, Wiley, 263-270.
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap. American Statistician
    69(4), 371-386.
    """
    values, places = returns.astype(np.float64), at.astype(np.int64)
    return _interval(values.tobytes(), places.tobytes(), block, apart, draws)


@lru_cache(maxsize=1024)
def _interval(
    returns: bytes, positions: bytes, block: int, apart: int, draws: int
) -> tuple[float, float]:
    """Return the interval, kept: a market's events seldom change from one date to the next."""
    values, at = np.frombuffer(returns), np.frombuffer(positions, np.int64)
    at = at - at[0]
    span = int(at[-1]) + block
    sums, counts = (_circular(v, at, span, block) for v in (values, np.ones(len(at))))
    held = np.flatnonzero(counts > 0.5)
    sums, counts = sums[held], counts[held]
    rng = np.random.default_rng(zlib.crc32(returns + positions))
    drawn = np.maximum(rng.binomial(-(-span // block), len(held) / span, draws), 1)
    picked = rng.integers(0, len(held), int(drawn.sum()))
    starts = np.append(0, np.cumsum(drawn)[:-1])
    means = np.add.reduceat(sums[picked], starts) / np.add.reduceat(counts[picked], starts)
    tail = expanded_tail(apart)
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def _circular(values: Floats, at: Positions, span: int, block: int) -> Floats:
    """Return the sum of the values in the block that begins at each session, around the end."""
    placed = np.zeros(span + block)
    placed[at] = values
    placed[span:] = placed[:block]
    total = np.append(0.0, np.cumsum(placed))
    return np.asarray(total[block : block + span] - total[:span])
