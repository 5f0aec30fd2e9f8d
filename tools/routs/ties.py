"""How assets in a rout move together, now and before it, on days whose closes overlap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tools.metrics.ranks import LEAST, mid_rank
from tools.routed import Kinship, Tie
from tools.routs.rules import TieRule

Floats = npt.NDArray[np.float64]
_ROUNDING = 1e-10  # a variance this small against the sums it comes from is arithmetic noise
_EDGE = 0.999  # beyond which a Fisher z says nothing


@dataclass(frozen=True)
class Pair:
    """Two assets' changes on the sessions that are known of both.

    ``start`` is the row whose change ends where the rout began.
    """

    x: Floats
    y: Floats
    start: int
    rule: TieRule

    @cached_property
    def short(self) -> Floats:
        """The correlation of each trailing month."""
        return rolling(self.x, self.y, self.rule.short)

    def over(self, end: int) -> float:
        """Return the correlation of the quarter that ends at a row, NaN where it is not full."""
        first = end + 1 - self.rule.long
        if first < 0:
            return float("nan")
        x, y = (v[first : end + 1] - v[first : end + 1].mean() for v in (self.x, self.y))
        size = float(np.sqrt((x @ x) * (y @ y)))
        return float(np.clip(x @ y / size, -1.0, 1.0)) if size > 0.0 else float("nan")


def paired(one: Floats, other: Floats, late: tuple[int, int], start: int, rule: TieRule) -> Pair:
    """Return the changes of two assets over a few sessions each, dated alike.

    Parameters
    ----------
    one, other : ndarray, shape (sessions,)
        Levels as they were known at each session, turned so that a fall hurts; NaN before the
        first.
    late : tuple of int
        By how many sessions each is known late. The earlier one is read at the date that is known
        of the other.
    start : int
        The session at which the rout began.
    rule : TieRule
        Its ``horizon`` is what a change spans.
    """
    ahead, behind = max(0, late[1] - late[0]), max(0, late[0] - late[1])
    levels = one[behind : len(one) - ahead], other[ahead : len(other) - behind]
    x, y = (v[rule.horizon :] - v[: -rule.horizon] for v in levels)
    both = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    first = int(both[0]) if len(both) else len(x)
    return Pair(x[first:], y[first:], start + min(late) - rule.horizon - first, rule)


def rolling(x: Floats, y: Floats, window: int) -> Floats:
    """Return the correlation of two arrays over each trailing window.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Finite changes in order of time.
    window : int
        Length of a window, the row's own included.

    Returns
    -------
    ndarray, shape (n,)
        Values in [-1, 1]; NaN until the window is full and where either does not vary in it.

    Notes
    -----
    From running sums, so that a history of decades takes a fraction of a millisecond.
    """
    out = np.full(len(x), np.nan)
    if len(x) < window:
        return out
    sx, sy, sxx, syy, sxy = (_sums(v, window) for v in (x, y, x * x, y * y, x * y))
    vx, vy = sxx - sx * sx / window, syy - sy * sy / window
    moves = (vx > _ROUNDING * sxx) & (vy > _ROUNDING * syy)
    own = np.divide(
        sxy - sx * sy / window, np.sqrt(np.abs(vx * vy)), out=np.full(len(sx), np.nan), where=moves
    )
    out[window - 1 :] = np.clip(own, -1.0, 1.0)
    return out


def _sums(values: Floats, window: int) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    out: Floats = sums[window:] - sums[:-window]
    return out


def tie(pair: Pair, asset: str, label: str) -> Tie | None:
    """Return how a pair moves together now against before the rout, None where it is too short.

    The quarter before shares no session with the last month, and none with the rout.
    """
    rule = pair.rule
    last = len(pair.x) - 1
    if last < rule.short:
        return None
    before = pair.over(min(pair.start, last - rule.short - rule.horizon + 1))
    now, month = pair.over(last), float(pair.short[-1])
    if not np.isfinite([now, month, before]).all():
        return None
    rose = _fisher(month) - _fisher(before)
    z = rose / float(np.hypot(error(rule.short, rule), error(rule.long, rule)))
    return Tie(asset, label, now, month, before, month - before, z, _kinship(now, month, z, rule))


def _kinship(now: float, month: float, z: float, rule: TieRule) -> Kinship:
    """Return whether two assets are tied, and more so than before."""
    if z > rule.error and _fisher(month) > rule.error * error(rule.short, rule):
        return "linked"
    there = _fisher(now) > rule.error * error(rule.long, rule)
    return "as before" if there else "coincident"


def error(n: int, rule: TieRule) -> float:
    """Return the standard error of a Fisher z from n changes that overlap."""
    return float(1.0 / np.sqrt(n / rule.overlap - 3.0))


def _fisher(rho: float) -> float:
    return float(np.arctanh(np.clip(rho, -_EDGE, _EDGE)))


def ranked(pair: Pair) -> tuple[float, float, int] | None:
    """Return the last month's correlation, its percentile in the pair's history, and the sample."""
    values = pair.short[np.isfinite(pair.short)]
    if len(values) < LEAST["daily"] or not np.isfinite(pair.short[-1]):
        return None
    return float(values[-1]), mid_rank(values, float(values[-1])), len(values)
