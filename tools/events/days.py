"""Days of a move: what was dated on them, and what each asset did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from tools.events.assets import BOUND, INDEX, Path, paths
from tools.events.dated import Held, held
from tools.market.view import MarketView
from tools.records import NotMeasured
from tools.timeline import AssetDay, DatedEvent, Timing, WorstDay

WORST = 3
YEAR = 252  # observations among which a move may be the largest
_TIMINGS: tuple[Timing, ...] = ("before", "with", "after")


class Days:
    """The days of a market, each with its events and with what every asset did on it.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    peak : date
        The move's peak, up to which volatility is measured.
    found : Held, optional
        The market's dated events, where they are at hand.
    tracks : mapping, optional
        The assets' paths, where they are at hand.
    """

    def __init__(
        self,
        view: MarketView,
        peak: date,
        found: Held | None = None,
        tracks: Mapping[str, Path | str] | None = None,
    ) -> None:
        close = view.observations(INDEX)
        self._returns = close / close.shift(1) - 1.0
        self._peak = pd.Timestamp(peak)
        self._sessions = view.sessions
        self._found = found or held(view)
        self._events = self._found.by_session(view.sessions)
        self._tracks = tracks or paths(view, self._peak)
        self._yields = _yield_changes(view)

    def _yield_change(self, day: pd.Timestamp) -> float | None:
        return float(self._yields[day]) if day in self._yields.index else None

    def worst(self, count: int = WORST) -> tuple[WorstDay, ...]:
        """Return the days since the peak that fell the most, by date."""
        daily = self._returns[self._returns.index > self._peak]
        worst = daily[daily < 0].nsmallest(count).sort_index()
        return tuple(self.on(day) for day in pd.DatetimeIndex(worst.index))

    def on(self, day: pd.Timestamp) -> WorstDay:
        """Return one session."""
        eve = self._sessions[int(self._sessions.searchsorted(day)) - 1]
        measured = [own for own in self._tracks.values() if isinstance(own, Path)]
        index = self._tracks[INDEX]
        assets = {own.asset.asset: done for own in measured if (done := _asset(own, day))}
        assets.pop(INDEX, None)
        return WorstDay(
            day.date(),
            float(self._returns.loc[day]),
            self._yield_change(day),
            self._dated(day),
            z=_z(index, day),
            eve=self._dated(eve),
            eve_z=_z(index, eve),
            uncovered=self._found.uncovered(day.date()),
            assets=tuple(sorted(assets.values(), key=lambda a: -abs(a.z))),
        )

    def _dated(self, day: pd.Timestamp) -> tuple[DatedEvent, ...]:
        return tuple(self._events.get(day, ()))


def worst_days(view: MarketView, peak: date, count: int = WORST) -> tuple[WorstDay, ...]:
    """Return the worst sessions after the peak, by date, with what was scheduled on them.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    peak : date
        The move's peak; only sessions after it count.
    count : int
        How many days at most; sessions that rose never count.

    Returns
    -------
    tuple of WorstDay
        Simple S&P returns, in order of time. An event is listed on its own session, or on the next
        one where it fell on a day without trading: evidence for news on that day, not proof of a
        cause. Each asset's change is that of its own observation of the date, over the standard
        deviation of its 504 changes up to the peak, the largest first; one without an observation
        of that date is not there. Its ``timing`` looks one own observation back and, where that is
        known, one ahead.
    """
    return Days(view, peak).worst(count)


def _z(index: Path | str, day: pd.Timestamp) -> float | None:
    """Return the index's change on a session in daily volatility, None where that is unknown."""
    return None if isinstance(index, str) else float(index.z[index.dates.searchsorted(day)])


def _asset(own: Path, day: pd.Timestamp) -> AssetDay | None:
    """Return what an asset did on a day, None where it has no observation of that date."""
    at = int(own.dates.searchsorted(day))
    if not 0 < at < len(own.dates) or own.dates[at] != day:
        return None
    near = own.adverse[at - 1 : at + 2]
    timing = _TIMINGS[int(near.argmin())] if near.min() <= -BOUND else None
    kind, z = own.asset, float(own.z[at])
    year = np.abs(own.changes[max(1, at - YEAR + 1) : at + 1])
    largest = bool(abs(z) >= BOUND and len(year) == YEAR and year[-1] >= np.nanmax(year))
    change = own.change(at)
    return AssetDay(kind.asset, kind.group, kind.label, change, kind.unit, z, timing, largest)


def _yield_changes(view: MarketView) -> pd.Series:
    """Return the 10-year yield's change on each day, in bp, where it was known."""
    try:
        return 100.0 * view.observations("DGS10").diff().dropna()
    except NotMeasured:
        return pd.Series(dtype=np.float64)
