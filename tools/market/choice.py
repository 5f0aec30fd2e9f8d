"""Which vendor supplies a series on each session: the rule of the as-of view, for all at once."""

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
        index = pd.DatetimeIndex(market.series_frame(series, vendor).index)
        known = known_dates(index, market.catalogue[series].lag).as_unit("us").to_numpy()
        at = np.searchsorted(known, sessions, side="right") - 1
        observed = index.as_unit("us").asi8
        last[row] = np.where(at >= 0, observed[np.maximum(at, 0)], last[0])
    chosen: npt.NDArray[np.int8] = last.argmax(axis=0).astype(np.int8) - 1
    return chosen
