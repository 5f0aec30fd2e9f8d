"""What supplies a series on each session: the rule of the as-of view, for all sessions at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.market.lags import known_dates
from tools.market.view import Market


def vendor_by_session(market: Market, series: str) -> npt.NDArray[np.int8]:
    """Return the number of a series' vendor on each session of a market, -1 before it begins.

    Notes
    -----
    Vendors are counted in the order of ``Market.vendors``; the rule is that of
    ``MarketView.vendor``: the first whose last visible observation is the latest.
    """
    sessions = market.sessions.as_unit("us").to_numpy()
    vendors = market.vendors(series)
    last = np.full((len(vendors) + 1, len(sessions)), np.iinfo(np.int64).min)
    for row, vendor in enumerate(vendors, start=1):
        numbers = _editions(market, series, vendor)
        for number in np.unique(numbers):
            there = np.flatnonzero(numbers == number)
            frame = market.series_frame(series, vendor, market.sessions[there[-1]].date())
            if frame.empty:
                continue
            index = pd.DatetimeIndex(frame.index)
            known = known_dates(index, market.catalogue[series].lag).as_unit("us").to_numpy()
            at = np.searchsorted(known, sessions[there], side="right") - 1
            observed = index.as_unit("us").asi8
            last[row, there] = np.where(at >= 0, observed[np.maximum(at, 0)], last[0, there])
    chosen: npt.NDArray[np.int8] = last.argmax(axis=0).astype(np.int8) - 1
    return chosen


def edition_by_session(market: Market, series: str) -> npt.NDArray[np.int64]:
    """Return which edition of its vendor supplies a series on each session, counted from 0."""
    chosen = vendor_by_session(market, series)
    out = np.zeros(len(market.sessions), dtype=np.int64)
    for number, vendor in enumerate(market.vendors(series)):
        out = np.where(chosen == number, _editions(market, series, vendor), out)
    return out


def _editions(market: Market, series: str, vendor: str) -> npt.NDArray[np.int64]:
    begins = market.editions(series, vendor).as_unit("us").to_numpy()
    sessions = market.sessions.as_unit("us").to_numpy()
    return np.asarray(np.searchsorted(begins, sessions, "right"))
