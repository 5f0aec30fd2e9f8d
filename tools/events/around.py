"""The calendar around the session: what was last, what is known to be next, what is held."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tools.events.dated import KINDS, Held
from tools.events.expiry import next_expiry, next_quarter_end
from tools.events.meetings import next_meeting
from tools.market.view import MarketView
from tools.timeline import Calendar, LastEvent, NextEvent

RELEASES = {"payrolls": "payrolls", "cpi": "consumer prices"}


def calendar(view: MarketView, found: Held) -> Calendar:
    """Return the calendar around the view's session.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    found : Held
        Its dated events.

    Returns
    -------
    Calendar
        ``last``: the latest event of each kind that the market holds around the session, in
        sessions before it. ``ahead``: calendar days to the next scheduled FOMC decision by the
        Federal Reserve's published schedule, to the next monthly option expiry and to the quarter's
        last session, both by rule. Dates of releases to come are in no table here, and a simulated
        market has no schedule of meetings: these have a reason instead. ``coverage``: which dates
        of each kind the market holds.

    Notes
    -----
    Nothing here reads a row of the market that lies ahead of the session.
    """
    today, last = view.session, []
    for kind in KINDS:
        known = [event for event in found.events if event.kind == kind]
        if known and found.covers(kind, today):
            event = known[-1]
            at = view.sessions.searchsorted(pd.Timestamp(event.date), side="right")
            last.append(LastEvent(kind, event.label, event.date, len(view.sessions) - int(at)))
    meeting = None if found.simulated else next_meeting(today)
    why = "no schedule of meetings for this market and year"
    ahead = [
        _ahead("expiry", "monthly option expiry", today, next_expiry(today)),
        _ahead("fomc", "FOMC", today, meeting, why),
        _ahead("quarter_end", "quarter end", today, next_quarter_end(today)),
    ]
    ahead += [
        NextEvent(kind, label, None, "no schedule of releases in this market")
        for kind, label in RELEASES.items()
    ]
    order = sorted(ahead, key=lambda e: (e.days is None, e.days or 0))
    return Calendar(tuple(last), tuple(order), found.coverage())


def _ahead(kind: str, label: str, today: date, due: date | None, why: str = "") -> NextEvent:
    if due is None:
        return NextEvent(kind, label, None, why)
    return NextEvent(kind, label, (due - today).days)
