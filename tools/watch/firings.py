"""When a threshold was crossed: the level as it was known on each day, firings and a usual move."""

from __future__ import annotations

from bisect import insort

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.panel import Floats

Positions = npt.NDArray[np.intp]
COOL_OFF = 63
GAP, STEADY = 21, 252
HORIZON = 5
TYPICAL, TYPICAL_LEAST = 504, 126


def running_quantile(values: Floats, share: float, least: int) -> Floats:
    """Return the quantile of each value and all before it.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        A history in order of time, finite.
    share : float
        In [0, 1].
    least : int
        Values that a quantile needs.

    Returns
    -------
    ndarray of float, shape (n,)
        NaN before the least sample.

    Notes
    -----
    Hazen's definition, the inverse of the mid-rank: among distinct values one stands above the
    quantile exactly where its mid-rank, which includes itself, is above the share.

    References
    ----------
    Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. The American
    Statistician 50(4), 361-365 (definition 5).
    """
    out = np.full(len(values), np.nan)
    earlier: list[float] = []
    for i, value in enumerate(values.tolist()):
        insort(earlier, value)
        if i + 1 < least:
            continue
        place = min(max((i + 1) * share - 0.5, 0.0), float(i))
        low = int(place)
        high = min(low + 1, i)
        out[i] = earlier[low] + (earlier[high] - earlier[low]) * (place - low)
    return out


def firings(beyond: Floats, cool_off: int = COOL_OFF) -> Positions:
    """Return where each firing begins.

    Parameters
    ----------
    beyond : ndarray of float, shape (n,)
        By session: 1 where the value stands beyond its threshold, 0 where not, NaN where that is
        not known.
    cool_off : int
        Sessions from one firing to the next.

    Returns
    -------
    ndarray of int
        Positions, ascending. A firing is a crossing: the last known session before it, a month
        before at most, was not beyond. One within the cool-off of the last that counted belongs to
        the same firing, and what was beyond when the record began was not seen to cross.
    """
    known = np.flatnonzero(np.isfinite(beyond))
    crossed = known[1:][(np.diff(beyond[known]) > 0) & (np.diff(known) <= GAP)]
    out: list[int] = []
    for at in crossed.tolist():
        if not out or at - out[-1] >= cool_off:
            out.append(at)
    return np.asarray(out, dtype=np.intp)


def begins(known: Positions) -> int:
    """Return where a record begins that can be read for crossings.

    Parameters
    ----------
    known : ndarray of int, shape (n,)
        Sessions with a value, ascending, one at least.

    Returns
    -------
    int
        The first of them that a year follows without a month's gap, as some series have only a few
        days here and there in their first years; without such a year, the first after the last gap.
    """
    edges = np.append(0, np.flatnonzero(np.diff(known) > GAP) + 1)
    ends = np.append(edges[1:] - 1, len(known) - 1)
    steady = edges[known[ends] - known[edges] >= STEADY]
    return int(known[steady[0] if len(steady) else edges[-1]])


def run_start(beyond: Floats) -> int | None:
    """Return where the present crossing began, None unless the last known session is beyond.

    Sessions on which it is not known neither begin nor end one.
    """
    known = np.flatnonzero(np.isfinite(beyond))
    if not len(known) or beyond[known[-1]] != 1:
        return None
    inside = np.flatnonzero(beyond[known] == 0)
    return int(known[inside[-1] + 1 if len(inside) else 0])


def usual_move(values: pd.Series, legs: pd.Series | None = None, horizon: int = HORIZON) -> Floats:
    """Return the standard deviation of a reading's own changes over some sessions.

    Parameters
    ----------
    values : pd.Series
        A reading by session, as it was known then; NaN where it had no value.
    legs : pd.Series, optional
        What the reading is measured from, by the same sessions: a change between two sessions that
        differ in it is none, as a reading since the peak begins anew with another peak.
    horizon : int
        Sessions of a change.

    Returns
    -------
    ndarray of float, shape (n,)
        Over the 504 sessions up to each one, NaN with fewer than 126 changes in them or where
        the reading did not change.
    """
    change = values - values.shift(horizon)
    if legs is not None:
        change = change.where((legs == legs.shift(horizon)).to_numpy())
    spread = change.rolling(TYPICAL, min_periods=TYPICAL_LEAST).std().to_numpy(np.float64)
    return np.where(spread > 0, spread, np.nan)
