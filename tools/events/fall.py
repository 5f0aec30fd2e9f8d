"""The whole fall that a session lies in: where it began and the worst of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from tools.events.assets import INDEX
from tools.fall import Fall, deeper
from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.ranks import LEAST, mid_rank
from tools.pillars.registry import specs

YEAR, WEEK = 252, 5
SINCE_HEAVY = "behaviour.sessions_since_heavy_down_day"
OVERSHOOT = "positioning.vix_overshoot_today"


def fall(view: MarketView, histories: Histories, peak: date) -> Fall:
    """Return the index's last session and the worst of the fall that it lies in.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    histories : Histories
        Where 90 % down days and VIX overshoots are read from.
    peak : date
        The peak of the index's leg.

    Notes
    -----
    Ranks are mid-ranks among all daily returns up to the session, None while these are fewer than
    a year's. Only sessions after the fall's start count, so that a week that straddles it counts
    those after it alone.
    """
    closes = view.observations(INDEX)
    returns = (closes / closes.shift(1) - 1.0).dropna()
    since, deep = _start(closes, pd.Timestamp(peak))
    inside = returns[returns.index > since]
    past = returns.to_numpy(dtype=float)
    fell = inside[inside < 0.0]
    worst = _largest(-fell, pd.DatetimeIndex(fell.index))
    heaviest = _heaviest(_values(view, histories, SINCE_HEAVY), pd.DatetimeIndex(inside.index))
    overshoot = _largest(_values(view, histories, OVERSHOOT), pd.DatetimeIndex(fell.index))
    day = float(past[-1]) if len(past) else None
    return Fall(
        since=since.date(),
        deeper=deep,
        day=day,
        day_rank=_rank(past, day),
        worst=None if worst is None else -worst[0],
        worst_at=None if worst is None else worst[1],
        worst_rank=None if worst is None else _rank(past, -worst[0]),
        heaviest=None if heaviest is None else heaviest[0],
        heaviest_at=None if heaviest is None else heaviest[1],
        overshoot=None if overshoot is None else overshoot[0],
        overshoot_at=None if overshoot is None else overshoot[1],
    )


def _start(closes: pd.Series, peak: pd.Timestamp) -> tuple[pd.Timestamp, bool]:
    """Return the close that the fall counts from, and whether that is another one than the leg's.

    The high of a year is that of ``market.drawdown_252d``: none before a year of closes.
    """
    if len(closes) < YEAR or peak not in closes.index:
        return peak, False
    year = closes.iloc[-YEAR:]
    last, high = float(closes.iloc[-1]), int(year.to_numpy().argmax())
    deep = deeper(last / float(year.iloc[high]) - 1.0, last / float(closes[peak]) - 1.0)
    return (pd.DatetimeIndex(year.index)[high], True) if deep else (peak, False)


def _rank(past: np.ndarray, value: float | None) -> float | None:
    least = LEAST["daily"]
    return None if value is None or len(past) < least else mid_rank(past, value)


def _values(view: MarketView, histories: Histories, metric: str) -> pd.Series:
    """Return a reading's history by the session that it refers to."""
    frame = histories.past(specs()[metric], view)
    values = pd.Series(frame["value"].to_numpy(dtype=float), pd.DatetimeIndex(frame["observed"]))
    return values[~values.index.duplicated(keep="last")]


def _heaviest(since: pd.Series, sessions: pd.DatetimeIndex) -> tuple[int, date | None] | None:
    """Return the most 90 % down days within five of these sessions, and the last one of them.

    Of equal weeks the latest is named. None where one of the sessions was not measured.
    """
    known = since.reindex(sessions)
    if not len(known) or known.isna().any():
        return None
    heavy = (known == 0.0).astype(int)
    counts = heavy.rolling(WEEK, min_periods=1).sum()[heavy == 1]
    if not len(counts):
        return 0, None
    last = pd.DatetimeIndex(counts.index[counts == counts.max()])[-1]
    return int(counts.max()), last.date()


def _largest(values: pd.Series, days: pd.DatetimeIndex) -> tuple[float, date] | None:
    """Return the largest value on these days and its day; None where one was not measured."""
    known = values.reindex(days)
    if not len(known) or known.isna().any():
        return None
    at = int(known.to_numpy().argmax())
    return float(known.iloc[at]), days[at].date()
