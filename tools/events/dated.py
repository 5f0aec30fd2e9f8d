"""Dated events that a market holds, by kind, and which kinds it holds no dates of."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import compress, pairwise

import pandas as pd

from tools.events.expiry import expiries
from tools.events.fed import KIND as FED
from tools.events.fed import communications
from tools.events.fomc import decisions
from tools.events.releases import consumer_prices, payrolls
from tools.formatting import day as written
from tools.market.view import MarketView
from tools.timeline import DatedEvent

KINDS: Mapping[str, str] = {
    "fomc": "FOMC",
    "payrolls": "payroll",
    "cpi": "CPI",
    FED: "Fed speech and minutes",
    "expiry": "option expiry",
}
# Calendar days that lie between two events of a kind at most; a longer silence is a gap.
_RARELY: Mapping[str, int] = {"fomc": 60, "payrolls": 40, "cpi": 40, FED: 60}
_QUARTER = 3  # months


@dataclass(frozen=True, slots=True)
class Held:
    """The dated events that a market holds, as they were known, and what they cover."""

    events: tuple[DatedEvent, ...]
    session: date
    simulated: bool

    def of(self, kind: str) -> list[date]:
        """Return the dates of one kind, in order."""
        return [event.date for event in self.events if event.kind == kind]

    def covers(self, kind: str, day: date) -> bool:
        """Tell whether the market would hold an event of a kind, had there been one on a day.

        It would not where the neighbours of the day lie further apart than the kind's rhythm, as
        before the first and long after the last that it holds.
        """
        if kind not in _RARELY:
            return True
        dates = self.of(kind)
        at = bisect(dates, day)
        if not at:
            return False
        later = dates[at] if at < len(dates) else day
        return (later - dates[at - 1]).days <= _RARELY[kind]

    def uncovered(self, day: date) -> tuple[str, ...]:
        """Return the kinds of which the market holds no dates around a day."""
        return tuple(kind for kind in KINDS if not self.covers(kind, day))

    def coverage(self) -> dict[str, str]:
        """Return for each kind what dates the market holds, in words."""
        return {kind: self._covered(kind) for kind in KINDS}

    def _covered(self, kind: str) -> str:
        if kind == "expiry":
            return "option expiry follows from a rule and is always known"
        dates, name = self.of(kind), KINDS[kind]
        if not dates:
            return f"no {name} dates in this market by {written(self.session)}"
        text = f"{name} dates since {written(dates[0])}"
        if not self.covers(kind, self.session):
            return f"{text}, none after {written(dates[-1])}"
        gap = _last_gap(dates, _RARELY[kind])
        return f"{text}, none between {written(gap[0])} and {written(gap[1])}" if gap else text

    def by_session(self, sessions: pd.DatetimeIndex) -> dict[pd.Timestamp, list[DatedEvent]]:
        """Return events by the first session that could trade on them."""
        at = sessions.searchsorted(pd.DatetimeIndex([event.date for event in self.events]))
        out: dict[pd.Timestamp, list[DatedEvent]] = {}
        traded = at < len(sessions)
        for day, event in zip(sessions[at[traded]], compress(self.events, traded), strict=True):
            out.setdefault(day, []).append(event)
        return out


def held(view: MarketView) -> Held:
    """Return every dated event that was known, of each kind in order of time."""
    simulated = view.ref.simulated
    events = [*decisions(view, not simulated), *payrolls(view), *consumer_prices(view)]
    events += communications(view)
    events += [
        DatedEvent(d, "expiry", f"{_how_often(d)} option expiry") for d in expiries(view.sessions)
    ]
    return Held(tuple(events), view.session, simulated)


def _how_often(day: date) -> str:
    return "monthly" if day.month % _QUARTER else "quarterly"


def _last_gap(dates: list[date], most: int) -> tuple[date, date] | None:
    """Return the latest pair of neighbours that lie further apart than a kind's rhythm."""
    gaps = [(a, b) for a, b in pairwise(dates) if (b - a).days > most]
    return gaps[-1] if gaps else None
