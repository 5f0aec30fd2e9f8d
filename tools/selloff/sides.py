"""One asset on the index's sessions, turned so that a negative figure hurts, and its ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.selloff.families import Family
from tools.selloff.thresholds import ShockRule, thresholds
from tools.selloff.tracks import FAST

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Side:
    """One asset by session; NaN where it is stale or was not measured.

    ``fast`` is the worse of its five- and ten-day z, ``with_index`` its z since the peak of the
    index's leg, ``level`` a log or bp; ``late`` says by how many sessions it has usually been known
    late so far.
    """

    fast: Floats
    with_index: Floats
    level: Floats
    late: npt.NDArray[np.intp]


def side_of(family: Family, track: pd.DataFrame, sessions: int) -> Side:
    """Return a family's track, from ``tracks``, on the index's sessions up to the same day."""

    def column(name: str) -> Floats:
        out = np.full(sessions, np.nan)
        out[sessions - len(track) :] = family.sign * track[name].to_numpy()
        return out

    stale = family.sign * column("age") > thresholds().shown.stale
    fast = np.fmin(*map(column, FAST))
    with_index = column("with_index")
    fast[stale] = with_index[stale] = np.nan
    # What is usual is what was usual by then: a median of all ages would see the future.
    usual = np.zeros(sessions, dtype=np.intp)
    usual[sessions - len(track) :] = track["age"].expanding().median().fillna(0.0).astype(np.intp)
    return Side(fast, with_index, column("level"), late=usual)


def tied(one: Side, other: Side, where: Flags, rule: ShockRule) -> Flags:
    """Return on which of some sessions two assets moved the same way, hurt with hurt.

    Parameters
    ----------
    one, other : Side
        The two assets.
    where : ndarray of bool, shape (sessions,)
        The sessions that are asked about.
    rule : ShockRule
        ``window`` changes over ``horizon`` sessions each, whose correlation must reach ``tie``.

    Returns
    -------
    ndarray of bool, shape (sessions,)
        False also where a window is not full or an asset did not move.

    Notes
    -----
    Changes over two sessions bridge closes at different hours. Where one asset is known a session
    later than the other, both are read up to the date that is known of both.
    """
    out = np.zeros(len(where), dtype=bool)
    at = np.flatnonzero(where)
    at = at[at >= rule.window + rule.horizon + np.maximum(one.late, other.late)[at]]
    if not len(at):
        return out
    last = at[:, None] + np.arange(1 - rule.window, 1)
    later = (other.late - one.late)[at, None]
    x = _changes(one, last - np.maximum(0, later), rule.horizon)
    y = _changes(other, last - np.maximum(0, -later), rule.horizon)
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = (x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    out[at] = rho >= rule.tie
    return out


def _changes(side: Side, at: npt.NDArray[np.intp], horizon: int) -> Floats:
    changes = side.level[at] - side.level[at - horizon]
    centred: Floats = changes - changes.mean(axis=1)[:, None]
    return centred
