"""The record of a watched threshold, session by session: made once, read up to the as-of date."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.legs import leg_peaks
from tools.metrics.panel import Floats
from tools.metrics.ranks import LEAST
from tools.pillars.measure import session_ages
from tools.pillars.reading import each_session
from tools.pillars.registry import specs
from tools.pillars.spec import MetricSpec, Peak, Rank
from tools.records import NotMeasured
from tools.watch.firings import begins, running_quantile, usual_move
from tools.watch.rows import WatchRow

INDEX = "SPX"


@dataclass(frozen=True, slots=True)
class Record:
    """A reading against its threshold by session, up to the as-of date; NaN where not known."""

    sessions: pd.DatetimeIndex
    value: Floats
    threshold: Floats
    usual: Floats
    beyond: Floats


def record(row: WatchRow, view: MarketView, histories: Histories) -> Record:
    """Return a row's record.

    Notes
    -----
    A percentile's threshold is that of the history known on each session, so that a firing is one
    that would have been seen on its day, and nothing that came later moves it.

    Raises
    ------
    NotMeasured
        When the reading has no history yet.
    """
    spec = specs()[row.reading]

    def make(seen: MarketView) -> pd.DataFrame:
        return _frame(row, spec, seen, histories)

    name = f"watch {_code()} {row.reading} {row.percentile}"
    frame = histories.once(name, (Rank(row.reading),), view, make)
    if frame.empty:
        raise NotMeasured(f"no history of {row.reading} yet")
    value = frame["value"].to_numpy(np.float64)
    limit = frame["threshold"].to_numpy(np.float64)
    if row.level is not None:
        limit = np.full(len(value), row.level)
    return Record(
        pd.DatetimeIndex(frame["known"]),
        value,
        limit,
        frame["usual"].to_numpy(np.float64),
        _beyond(row, value, limit),
    )


def by_session(
    spec: MetricSpec, history: pd.DataFrame, sessions: pd.DatetimeIndex
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return which row of a history each session's reading rests on, and whether it has one.

    A session has none before the first row, where the last one was stale and, for a reading that
    holds on its own session only, where that session has none.
    """
    days, known = (_us(d) for d in (sessions, pd.DatetimeIndex(history["known"])))
    at = np.searchsorted(known, days, side="right") - 1
    picked = np.maximum(at, 0)
    if not len(history):
        return picked, np.zeros(len(sessions), dtype=bool)
    seen = history["observed"].iloc[picked].set_axis(sessions)
    ages = session_ages(sessions, pd.Series(sessions, index=sessions), seen).to_numpy()
    found = (at >= 0) & (ages <= spec.max_age)
    if each_session(spec):
        found &= known[picked] == days
    return picked, found


def _frame(row: WatchRow, spec: MetricSpec, view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return value, threshold and usual move by session, from the first session with a value."""
    history = histories.frame(spec, view)
    raw = history["value"].to_numpy(np.float64)
    limits = np.full(len(raw), np.nan)
    if row.percentile is not None and spec.frequency in LEAST:
        limits = running_quantile(raw, row.percentile, LEAST[spec.frequency])
    picked, found = by_session(spec, history, view.sessions)
    begun = int(found.argmax()) if found.any() else len(found)
    value = pd.Series(np.where(found, raw[picked] if len(raw) else np.nan, np.nan), view.sessions)
    legs = None
    if any(isinstance(token, Peak) for token in spec.inputs):
        legs = leg_peaks(view.observations(INDEX)).reindex(view.sessions)
    return pd.DataFrame(
        {
            "value": value.to_numpy(),
            "threshold": limits[picked] if len(raw) else np.nan,
            "usual": usual_move(value, legs),
            "known": view.sessions,
        }
    ).iloc[begun:]


def _beyond(row: WatchRow, value: Floats, limit: Floats) -> Floats:
    size = np.abs(value) if row.side == "outside" else value
    fired = size < limit if row.side == "below" else size > limit
    known = np.flatnonzero(np.isfinite(value) & np.isfinite(limit))
    out = np.full(len(value), np.nan)
    if len(known):
        known = known[known >= begins(known)]
        out[known] = fired[known]
    return out


@cache
def _code() -> str:
    """Return a hash of the code that makes a record, so that one made by other code is not read."""
    sources = (files("tools.watch").joinpath(name) for name in ("record.py", "firings.py"))
    return hashlib.sha256(b"".join(s.read_bytes() for s in sources)).hexdigest()[:16]


def _us(dates: pd.DatetimeIndex) -> npt.NDArray[np.datetime64]:
    return dates.as_unit("us").to_numpy()
