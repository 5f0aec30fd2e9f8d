"""The rule by which the controls of ``corpus/episodes.toml`` were drawn, as its head states it.

No candidate is chosen by eye, and none by what the verdict says of it: the rules read prices only,
and the order of the draw is that of a hash, so that it does not change when an episode is added
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import pandas as pd

from tools.episodes import Episode
from tools.market.view import MarketView

SEED = "unwind controls"
HALVES = ((date(1992, 1, 1), date(2012, 12, 31)), (date(2013, 1, 1), date(2022, 12, 31)))
EACH, APART, BEFORE, NEAR = 4, 63, 10, 0.95
SPIKES = {
    "OIL": ("DCOILWTICO", "close"),
    "GOLD": ("GOLD_FUT", "close"),
    "SILVER": ("SILVER_FUT", "close"),
    "COPPER": ("COPPER_FUT", "close"),
    "BTC": ("BTC", "close"),
    "DOLLAR": ("DXY", "close"),
    "UST10Y": ("DGS10", "close"),
}


class Control(NamedTuple):
    """One candidate: the first session that it is about, the last, and what moved."""

    first: pd.Timestamp
    last: pd.Timestamp
    asset: str = "SPX"


def candidates(view: MarketView) -> dict[str, list[Control]]:
    """Return every session or dip that meets the rule of its type."""
    close = view.observations("SPX")
    return {
        "quiet day": list(_quiet(close)),
        "ordinary dip": list(_dips(close)),
        "momentum crash in a rally": list(_momentum(view, close)),
        "one-day spike": list(_spikes(view, close)),
    }


def draw(view: MarketView, episodes: Iterable[Episode]) -> dict[str, list[Control]]:
    """Return the drawn controls by type, those before 2013 first, each half by date."""
    close = view.observations("SPX")
    windows = [
        (pd.Timestamp(e.peak), pd.Timestamp(e.trough)) for e in episodes if e.kind != "control"
    ]
    drawn = {}
    for kind, found in candidates(view).items():
        free = [c for c in found if not any(a <= c.last and b >= c.first for a, b in windows)]
        free.sort(key=lambda c: sha256(f"{SEED}: {kind} {c.last.date()}".encode()).hexdigest())
        halves = [[c for c in free if a <= c.last.date() <= b] for a, b in HALVES]
        drawn[kind] = [c for half in halves for c in sorted(_apart(half, close.index))]
    return drawn


def _apart(ordered: list[Control], sessions: pd.Index) -> list[Control]:
    taken: list[Control] = []
    for control in ordered:
        at = sessions.get_loc(control.last)
        if all(abs(at - sessions.get_loc(other.last)) >= APART for other in taken):
            taken.append(control)
        if len(taken) == EACH:
            break
    return taken


def _days(flags: pd.Series, sessions: pd.Index) -> Iterable[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return each flagged session with the one ten sessions before it."""
    for day in flags.index[flags]:
        at = sessions.get_loc(day)
        if at >= BEFORE:
            yield sessions[at - BEFORE], day


def _near(close: pd.Series) -> pd.Series:
    """Return whether the index is in no fall of its own."""
    return close >= NEAR * close.rolling(63).max()


def _quiet(close: pd.Series) -> Iterable[Control]:
    near = close >= 0.99 * close.rolling(252).max()
    calm = close.pct_change().abs().rolling(21).max() <= 0.01
    return (Control(first, day) for first, day in _days(near & calm, close.index))


def _dips(close: pd.Series) -> Iterable[Control]:
    """Yield the falls of 2.5 to 3.5 % from a 63-session high that was then regained."""
    highs = (close == close.rolling(63).max()).to_numpy()
    values = close.to_numpy()
    at = 0
    while at < len(values):
        if not highs[at]:
            at += 1
            continue
        above = np.flatnonzero(values[at + 1 :] >= values[at])
        if not len(above):
            return
        back = at + 1 + int(above[0])
        low = at + int(np.argmin(values[at:back]))
        if 0.025 <= 1 - values[low] / values[at] <= 0.035:
            yield Control(close.index[at], close.index[low])
        at = back


def _momentum(view: MarketView, close: pd.Series) -> Iterable[Control]:
    """Yield each quarter's first session on which momentum had crashed while the S&P rose."""
    factor = view.observations("FRENCH", "mom").reindex(close.index)
    lost = np.log1p(factor).rolling(BEFORE).sum() <= np.log(0.94)
    flags = lost & (close.pct_change(BEFORE) >= 0.02) & _near(close)
    quarters = pd.PeriodIndex(flags.index, freq="Q")
    for first, day in _days(flags & (flags.groupby(quarters).cumsum() == 1), close.index):
        yield Control(first, day, "MOMENTUM")


def _spikes(view: MarketView, close: pd.Series) -> Iterable[Control]:
    """Yield the days on which one asset alone moved by more than four of its deviations."""
    moves = {}
    for asset, (series, field) in SPIKES.items():
        level = view.observations(series, field).reindex(close.index)
        level = level.where(level > 0)
        change = level.diff() if asset == "UST10Y" else np.log(level).diff()
        moves[asset] = change / change.rolling(63, min_periods=50).std().shift()
    z = pd.DataFrame(moves).abs()
    calm = (close.pct_change().abs() < 0.01) & _near(close)
    alone = (z > 4).sum(axis=1).eq(1) & (z > 2.5).sum(axis=1).eq(1)
    for first, day in _days(alone & calm, close.index):
        yield Control(first, day, str(z.loc[day].idxmax()))
