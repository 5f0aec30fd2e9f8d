"""FOMC decisions and other policy news, with what they did to the rates that were expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from tools.events.meetings import scheduled
from tools.events.tables import dates, rows
from tools.market.view import MarketView
from tools.timeline import DatedEvent

LEAST = 20  # earlier surprises that a standard deviation is taken from
_SPLIT = 1.0  # bp that the expected path has to move by, to have a sign
_MEETING = "FOMC Rate Decision"
_FIGURES = ("surprise", "z", "path", "stocks")


def decisions(view: MarketView, real: bool) -> list[DatedEvent]:
    """Return FOMC decisions and other measured policy news, in order of time.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    real : bool
        Whether the market is a real one, which the published schedule describes.

    Returns
    -------
    list of DatedEvent
        Of kind *fomc* for decisions and statements, *policy* for other news; one a day.

        ``surprise`` is the change in the current meeting's rate, from fed funds futures over thirty
        minutes (Kuttner 2001, Journal of Monetary Economics 47(3), 523-544; Gürkaynak, Sack and
        Swanson 2005, International Journal of Central Banking 1(1), 55-93), in bp, positive for a
        rate above what was priced; None where futures did not trade. ``surprise_z`` divides it by
        the sample standard deviation of the surprises of earlier decisions, 20 of them at least.

        ``path_bp`` is the change in the rate three months ahead over the same minutes. ``news`` is
        the split by signs of Jarociński and Karadi (2020, American Economic Journal: Macroeconomics
        12(2), 1-43) in its simple form: rates and stocks that move apart are a *monetary policy*
        shock, those that move together *central bank information*. None below one basis point. The
        published median split is estimated over the whole sample and so looks ahead; this one does
        not. Bauer and Swanson (2023) read the second kind as the Fed's response to known news.

    Notes
    -----
    A surprise in the current rate is blind to what was said of later ones, as at the zero bound. A
    decision is *unscheduled* when the published schedule does not hold it, beyond its years when
    the announcement says so; in a simulated market, which no schedule describes, that is unknown.
    """
    events = {d: _event(d, _MEETING, real) for d in dates(view, "fomc")}
    shocks = rows(view, "fomc_shocks")
    if shocks is not None:
        largest = _largest(shocks)
        figures = zip(*(largest[name].to_numpy() for name in _FIGURES), strict=True)
        said = zip(pd.DatetimeIndex(largest["date"]), largest["description"], figures, strict=True)
        for day, description, (surprise, z, path, stocks) in said:
            event = _event(day.date(), description, real)
            events[event.date] = _measured(event, surprise, z, path, stocks)
    return [events[day] for day in sorted(events)]


def _event(day: date, description: str, real: bool) -> DatedEvent:
    """Return a day's news: a decision, a statement of the committee, or other policy news."""
    if not description.startswith("FOMC"):
        return DatedEvent(day, "policy", "monetary policy news")
    listed = scheduled(day) if real else None
    if real and listed is None and "cheduled)" in description:
        listed = "(Scheduled)" in description
    return DatedEvent(
        day, "fomc", "unscheduled FOMC" if listed is False else "FOMC", scheduled=listed
    )


def _measured(
    event: DatedEvent, surprise: float, z: float, path: float, stocks: float
) -> DatedEvent:
    return replace(
        event,
        surprise=_known(surprise),
        unit=None if np.isnan(surprise) else "bp",
        surprise_z=_known(z),
        path_bp=_known(path),
        news=_news(path, stocks),
    )


def _news(path: float, stocks: float) -> str | None:
    """Return what the signs of the expected path and of stocks make of an announcement."""
    if not (abs(path) >= _SPLIT and abs(stocks) > 0.0):
        return None
    return "central bank information" if path * stocks > 0 else "monetary policy"


def _largest(shocks: pd.DataFrame) -> pd.DataFrame:
    """Return one announcement a day, a decision before other news, then the largest surprise.

    Columns ``description``, ``surprise`` and ``path`` in bp, ``stocks`` in percent, and ``z``, the
    surprise over the standard deviation of those of earlier decisions.
    """
    frame = pd.DataFrame(
        {
            "date": shocks["date"],
            "description": shocks["description"],
            "surprise": 100.0 * shocks["mp1"],
            "path": 100.0 * shocks["ff4"] if "ff4" in shocks else np.nan,
            "stocks": shocks["sp500"] if "sp500" in shocks else np.nan,
        }
    )
    decided = frame["description"].str.startswith("FOMC")
    frame = frame.assign(decided=decided, size=frame["surprise"].abs().fillna(-1.0))
    frame = frame.sort_values(["date", "decided", "size"]).groupby("date").tail(1)
    own = frame["surprise"].where(frame["decided"])
    spread = own.expanding(min_periods=LEAST).std().shift(1)
    return frame.assign(z=frame["surprise"] / spread)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
