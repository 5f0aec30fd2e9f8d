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
        Simple S&P returns, in order of time. An event is listed only on its own date: it is
        evidence for news on that day, not proof of a cause.
    """
    close = view.observations("SPX")
    daily = (close / close.shift(1) - 1.0)[close.index > pd.Timestamp(peak)]
    worst = daily[daily < 0].nsmallest(count).sort_index()
    calendar, yields = _calendar(view), _yield_changes(view)
    return tuple(
        WorstDay(
            day.date(),
            float(fall),
            yields.get(day),
            tuple(event for event in calendar if event.date == day.date()),
        )
        for day, fall in zip(pd.DatetimeIndex(worst.index), worst, strict=True)
    )


def _yield_changes(view: MarketView) -> dict[pd.Timestamp, float]:
    """Return the 10-year yield's change on each day, in bp, where it was known."""
    try:
        changes = 100.0 * view.observations("DGS10").diff().dropna()
    except NotMeasured:
        return {}
    return dict(zip(pd.DatetimeIndex(changes.index), changes.astype(float), strict=True))


def _calendar(view: MarketView) -> list[DatedEvent]:
    """Return every dated event of the market that was known, expiries among them."""
    events: list[DatedEvent] = []
    events += _fomc(view)
    payrolls = {*_dates(view, "payrolls"), *_releases(view, "Nonfarm Payrolls")}
    events += [DatedEvent(d, "payrolls", "payrolls") for d in sorted(payrolls)]
    events += [DatedEvent(d, "cpi", "consumer prices") for d in sorted(_releases(view, "CPI"))]
    events += [DatedEvent(d, "expiry", "monthly option expiry") for d in expiries(view.sessions)]
    return events


def _dates(view: MarketView, table: str) -> list[date]:
    try:
        return [d.date() for d in pd.DatetimeIndex(view.table(table)["date"])]
    except NotMeasured:
        return []


def _fomc(view: MarketView) -> list[DatedEvent]:
    """Return FOMC decisions, with the surprise in fed funds futures where it was measured.

    The surprise is the change in the current-meeting rate over thirty minutes (Kuttner 2001,
    Journal of Monetary Economics; Gürkaynak, Sack and Swanson 2005), in bp.
    """
    surprises: dict[date, float] = {}
    try:
        shocks = view.table("fomc_shocks")
        shocks = shocks[shocks["description"].str.startswith("FOMC")]
        for day, move in zip(pd.DatetimeIndex(shocks["date"]), shocks["mp1"], strict=True):
            if np.isfinite(move):
                surprises[day.date()] = 100.0 * float(move)
    except NotMeasured:
        pass
    days = sorted(set(_dates(view, "fomc")) | set(surprises))
    return [DatedEvent(d, "fomc", "FOMC", surprises.get(d), "bp") for d in days]


def _releases(view: MarketView, event: str) -> set[date]:
    """Return the dates of a US release in the economic calendar, where the market holds one."""
    try:
        table = view.table("econ_calendar")
    except NotMeasured:
        return set()
    rows = table[(table["country"] == "United States") & (table["event"] == event)]
    return {d.date() for d in pd.DatetimeIndex(rows["date"])}


def expiries(sessions: pd.DatetimeIndex) -> list[date]:
    """Return the monthly option expiries: the third Friday, or the session before a holiday."""
    months = pd.DatetimeIndex(sessions.to_period("M").unique().to_timestamp())
    fridays = months + pd.to_timedelta((4 - months.dayofweek) % 7 + 14, unit="D")
    fridays = fridays[fridays <= sessions[-1]]
    at = sessions.searchsorted(fridays, side="right") - 1
    return [sessions[int(i)].date() for i in at if i >= 0]
