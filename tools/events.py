"""The move's worst days beside the calendar: FOMC, payrolls, consumer prices, option expiry."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from tools.market.view import MarketView
from tools.records import DatedEvent, NotMeasured, WorstDay

WORST = 3


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
        cause.
    """
    close = view.observations("SPX")
    daily = (close / close.shift(1) - 1.0)[close.index > pd.Timestamp(peak)]
    worst = daily[daily < 0].nsmallest(count).sort_index()
    yields = _yield_changes(view)
    events = _by_session(_calendar(view, pd.Timestamp(peak)), view.sessions)
    return tuple(
        WorstDay(day.date(), float(fall), yields.get(day), tuple(events.get(day, ())))
        for day, fall in zip(pd.DatetimeIndex(worst.index), worst, strict=True)
    )


def _by_session(
    events: list[DatedEvent], sessions: pd.DatetimeIndex
) -> dict[pd.Timestamp, list[DatedEvent]]:
    """Return events by the first session that could trade on them."""
    at = sessions.searchsorted(pd.DatetimeIndex([event.date for event in events]))
    out: dict[pd.Timestamp, list[DatedEvent]] = {}
    for place, event in zip(at, events, strict=True):
        if place < len(sessions):
            out.setdefault(sessions[int(place)], []).append(event)
    return out


def _yield_changes(view: MarketView) -> dict[pd.Timestamp, float]:
    """Return the 10-year yield's change on each day, in bp, where it was known."""
    try:
        changes = 100.0 * view.observations("DGS10").diff().dropna()
    except NotMeasured:
        return {}
    return dict(zip(pd.DatetimeIndex(changes.index), changes.astype(float), strict=True))


def _calendar(view: MarketView, since: pd.Timestamp) -> list[DatedEvent]:
    """Return every dated event after a day that was known, expiries among them."""
    events = _fomc(view, since)
    payrolls = {*_dates(view, "payrolls", since), *_releases(view, "Nonfarm Payrolls", since)}
    events += [DatedEvent(d, "payrolls", "payrolls") for d in sorted(payrolls)]
    prices = _releases(view, "CPI", since)
    events += [DatedEvent(d, "cpi", "consumer prices") for d in sorted(prices)]
    past = expiries(view.sessions[view.sessions >= since])
    events += [DatedEvent(d, "expiry", "monthly option expiry") for d in past]
    return events


def _rows(view: MarketView, table: str, since: pd.Timestamp) -> pd.DataFrame | None:
    """Return a table's rows after a day, None where the market has no such table yet."""
    try:
        frame = view.table(table)
    except NotMeasured:
        return None
    return frame[frame["date"] > since]


def _dates(view: MarketView, table: str, since: pd.Timestamp) -> set[date]:
    rows = _rows(view, table, since)
    return set() if rows is None else {d.date() for d in pd.DatetimeIndex(rows["date"])}


def _fomc(view: MarketView, since: pd.Timestamp) -> list[DatedEvent]:
    """Return FOMC decisions and other measured policy news, with the surprise where there is one.

    The surprise is the change in the current-meeting rate over thirty minutes (Kuttner 2001,
    Journal of Monetary Economics; Gürkaynak, Sack and Swanson 2005), in bp.
    """
    events = {d: DatedEvent(d, "fomc", "FOMC", None, "bp") for d in _dates(view, "fomc", since)}
    shocks = _rows(view, "fomc_shocks", since)
    if shocks is not None:
        days = [d.date() for d in pd.DatetimeIndex(shocks["date"])]
        decided = shocks["description"].str.startswith("FOMC")
        for day, fomc, move in zip(days, decided, shocks["mp1"].to_numpy(), strict=True):
            surprise = 100.0 * float(move) if np.isfinite(move) else None
            kind, label = ("fomc", "FOMC") if fomc else ("policy", "monetary policy news")
            events[day] = DatedEvent(day, kind, label, surprise, "bp")
    return [events[day] for day in sorted(events)]


def _releases(view: MarketView, event: str, since: pd.Timestamp) -> set[date]:
    """Return the dates of a US release in the economic calendar, where the market holds one."""
    rows = _rows(view, "econ_calendar", since)
    if rows is None:
        return set()
    rows = rows[(rows["country"] == "United States") & (rows["event"] == event)]
    return {d.date() for d in pd.DatetimeIndex(rows["date"])}


def expiries(sessions: pd.DatetimeIndex) -> list[date]:
    """Return the monthly option expiries: the third Friday, or the session before a holiday."""
    months = pd.DatetimeIndex(sessions.to_period("M").unique().to_timestamp())
    fridays = months + pd.to_timedelta((4 - months.day_of_week) % 7 + 14, unit="D")
    fridays = fridays[fridays <= sessions[-1]]
    at = sessions.searchsorted(fridays, side="right") - 1
    return [sessions[int(i)].date() for i in at if i >= 0]
