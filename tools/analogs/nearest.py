"""Analogs: the past dates whose readings stood most like today's, and how near they really are.

Distance is Mahalanobis over the ranks of at most six readings, under the covariance of all days so
far, shrunk after Ledoit and Wolf. Whether that is near is told by history's own nearest distances:
how far, on dates of the last ten years, the nearest earlier date was as seen on that date. Beyond
their 90th percentile nothing is near, and nothing is shown.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from tools.analogs.bootstrap import Positions
from tools.analogs.coordinates import COORDINATES, LEAST, Coordinate, Ground, ground
from tools.analogs.distance import distances, ledoit_wolf
from tools.analogs.outcomes import Aftermath
from tools.analogs.scores import normal_scores, placed
from tools.analogs.series import selloff_labels
from tools.formatting import day, figure
from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.panel import Floats
from tools.precedents import FARTHEST, Analog, Compared
from tools.records import NotMeasured
from tools.selloff import INDEX, code

K, APART, EXCLUDED = 10, 63, 252
FEWEST = 4  # readings under which days are not told apart
STEP = 21  # sessions between the dates whose own nearest distance is kept: neighbours share theirs
BEFORE = 3 * 252  # sessions that such a date must be able to look back on
REFERENCE = 10 * 252  # sessions from which they are read: samples about as large as now's
ENOUGH = 36  # of them that a percentile needs, three years


class Analogs(NamedTuple):
    """The nearest dates, nearest first, or the reason why there are none."""

    found: tuple[Analog, ...]
    missing: str | None


def nearest(view: MarketView, histories: Histories) -> Analogs:
    """Return the past dates that stood most like the view's session.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    histories : Histories
        Where readings and past distances are kept.

    Returns
    -------
    Analogs
        At most ten dates, at least 63 sessions apart and none of the last 252. Readings that
        are not measured today are left out of the distance; with fewer than four, too short a
        history, or a nearest date beyond the 90th percentile, there are none, with the reason.
    """
    today = len(view.sessions) - 1
    found = _measured(ground(COORDINATES, view, histories))
    if len(found.coordinates) < FEWEST:
        return Analogs((), "too few of the readings that days are compared by are measured")
    past = own_nearest(found.coordinates, view, histories)
    ranks = placed(found, today)
    rows, away = _away(normal_scores(ranks))
    if len(past) < ENOUGH or not len(rows):
        return Analogs((), "history is too short to tell how near a date must be to count as near")
    chosen = _apart(rows, away)
    shares = np.searchsorted(np.sort(past), away[chosen], side="left") / len(past)
    days = view.sessions[rows[chosen]]
    if shares[0] > FARTHEST:
        return Analogs((), _far(days[0].date(), float(shares[0])))
    compared = [_compared(found, ranks, int(row)) for row in rows[chosen]]
    return Analogs(_analogs(view, histories, days, away[chosen], shares, compared), None)


def _measured(found: Ground) -> Ground:
    """Return the coordinates whose own reading is measured on the last session and ranked."""
    counts = np.isfinite(found.value).sum(axis=0)
    kept = np.isfinite(found.value[-1]) & (counts >= LEAST)
    names = tuple(c for c, keep in zip(found.coordinates, kept, strict=True) if keep)
    columns = (found.value[:, kept], found.older[:, kept], found.late[:, kept])
    return Ground(names, *columns, found.known)


def _away(scores: Floats) -> tuple[Positions, Floats]:
    """Return the sessions before the last one's trailing year, and how far they are from it."""
    today = len(scores) - 1
    whole = np.flatnonzero(np.isfinite(scores).all(axis=1))
    rows = whole[whole <= today - EXCLUDED]
    if not len(rows):
        return rows, np.empty(0)
    covariance, _ = ledoit_wolf(scores[whole])
    return rows, distances(scores[rows], scores[today], covariance)


def own_nearest(
    coordinates: tuple[Coordinate, ...], view: MarketView, histories: Histories
) -> Floats:
    """Return how far the nearest date was on each of the reference dates, in those readings.

    Parameters
    ----------
    coordinates : tuple of Coordinate
        The readings that a distance is made of.
    view : MarketView
        The as-of market: dates of the ten years up to its session count.
    histories : Histories
        Where the distances are kept.
    """

    def make(seen: MarketView) -> pd.DataFrame:
        return _distances_of(ground(coordinates, seen, histories))

    inputs = tuple(dict.fromkeys(token for c in coordinates for token in (*c.inputs, *c.older)))
    name = f"own nearest {code('tools.analogs')} {[c.reading for c in coordinates]}"
    frame = histories.once(name, inputs, view, make)
    begin = max(len(view.sessions) - REFERENCE, 0)
    return np.asarray(frame["distance"].to_numpy()[frame["session"].to_numpy() >= begin])


def _distances_of(found: Ground) -> pd.DataFrame:
    """Return how far the nearest date was on every ``STEP``-th session, as it was known.

    A session whose reading was published later, as momentum's once was, counts from then on.
    """
    whole = (np.isfinite(found.value) | np.isfinite(found.older)).all(axis=1)
    known = np.maximum.accumulate(np.where(whole, found.known, found.known.min()))
    seen = np.cumsum(whole)
    rows = []
    for i in np.flatnonzero(whole)[np.flatnonzero(whole) % STEP == 0]:
        if i < EXCLUDED or seen[i - EXCLUDED] < BEFORE:
            continue
        _, away = _away(normal_scores(placed(found, int(i))))
        if np.isfinite(away).any():
            rows.append((known[i], i, float(away.min())))
    frame = pd.DataFrame(rows, columns=["known", "session", "distance"])
    return frame.astype({"known": "datetime64[us]", "session": np.int64, "distance": np.float64})


def _apart(rows: Positions, away: Floats) -> Positions:
    """Return the positions of the nearest sessions, each kept clear of those nearer."""
    chosen: list[int] = []
    free = np.ones(len(rows), dtype=bool)
    for i in np.argsort(away, kind="stable"):
        if free[i]:
            chosen.append(int(i))
            free &= np.abs(rows - rows[i]) >= APART
        if len(chosen) == K:
            break
    return np.array(chosen, dtype=np.int64)


def _far(first: date, share: float) -> str:
    often = "any date" if share == 1.0 else f"{figure(share, 'share')} of dates"
    return (
        f"the nearest past date, {day(first)}, lies farther off than the nearest did on {often} of "
        "the ten years before"
    )


def _analogs(
    view: MarketView,
    histories: Histories,
    days: pd.DatetimeIndex,
    away: Floats,
    shares: Floats,
    compared: list[tuple[Compared, ...]],
) -> tuple[Analog, ...]:
    after = Aftermath(view.observations(INDEX))
    month, quarter = (after.after_days(days.to_numpy(), horizon) for horizon in (21, 63))
    try:
        labels = selloff_labels(view, histories).reindex(days).to_list()
    except NotMeasured:
        labels = [None] * len(days)
    return tuple(
        Analog(
            session=stamp.date(),
            distance=float(away[n]),
            percentile=float(shares[n]),
            selloff=labels[n] if isinstance(labels[n], str) else None,
            return_21d=month[n],
            return_63d=quarter[n],
            readings=compared[n],
        )
        for n, stamp in enumerate(days)
    )


def _compared(found: Ground, ranks: Floats, then: int) -> tuple[Compared, ...]:
    """Return each reading on a past session and now, by the reading that had the value."""
    out = []
    for column, coordinate in enumerate(found.coordinates):
        value, reading = found.value[then, column], coordinate.reading
        if np.isnan(value) and coordinate.before is not None:
            value, reading = found.older[then, column], coordinate.before
        out.append(
            Compared(
                reading=coordinate.reading,
                read_then=reading,
                then=float(value),
                then_percentile=float(ranks[then, column]),
                now=float(found.value[-1, column]),
                now_percentile=float(ranks[-1, column]),
            )
        )
    return tuple(out)
