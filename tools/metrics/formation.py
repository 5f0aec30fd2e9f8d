"""Who is held in a twelve-minus-one momentum portfolio on each session, and who was ranked.

Every function that takes a panel expects adjusted closes of present, former and future members
(sessions by tickers) and a boolean frame of who was a member on which date.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.metrics.panel import (
    Flags,
    Floats,
    by_ticker,
    log_returns,
    membership,
    rolling_count,
    traded,
)

LOOKBACK = 252
SKIP = 21
MOST_MISSING = 12
LEAST_STOCKS = 30


@dataclass(frozen=True, slots=True)
class Formation:
    """Who is held on each session; arrays are tickers by sessions.

    Attributes
    ----------
    returns : ndarray
        Clean daily log returns of every ticker.
    ends : list of int
        Rows of the month ends at which portfolios were formed; each is held from the row after.
    stops : list of int
        For each of them the row after the last one on which it is held.
    universe, winners, losers : ndarray of bool
        All stocks that were sorted at the last month end before the session, and the top and the
        bottom tenth of them.
    """

    returns: Floats
    ends: list[int]
    stops: list[int]
    universe: Flags
    winners: Flags
    losers: Flags


def form(prices: pd.DataFrame, members: pd.DataFrame) -> Formation:
    """Sort the index's members on 12-1 momentum at every month end.

    Parameters
    ----------
    prices : pd.DataFrame
        Adjusted closes, sessions by tickers.
    members : pd.DataFrame
        Membership flags, sessions by tickers.

    Returns
    -------
    Formation
        Holdings by session; nobody is held before the first full formation window.

    Notes
    -----
    At the last session ``t`` of a month a member is ranked on its return from the close of
    ``t - 252`` to that of ``t - 21``, the last month being left out for its reversal. It needs a
    price at ``t`` and at both ends, at most 12 missing returns in between, and must have traded
    (see ``panel.traded``). Winners are the best tenth, losers the worst (rounded down; ties by the
    panel's order of tickers). They are held from the next session to the last of the next month. A
    stock that leaves the index meanwhile stays while it has prices. The last row of a panel is
    treated as a month end only once the next month has begun, so nothing depends on later rows.
    Months with fewer than 30 ranked stocks have no portfolios.

    References
    ----------
    Jegadeesh, N. and Titman, S. (1993). Returns to buying winners and selling losers. Journal of
    Finance 48(1), 65-91.
    """
    returns = log_returns(prices)
    shape = returns.shape
    held = Formation(returns, [], [], *(np.zeros(shape, dtype=bool) for _ in range(3)))
    missing = np.isnan(returns)
    path = np.cumsum(np.where(missing, 0.0, returns), axis=1)
    priced = by_ticker(prices) > 0.0
    eligible = membership(members, prices) & priced & traded(returns, LOOKBACK)
    eligible &= rolling_count(missing, LOOKBACK) <= MOST_MISSING
    for end, stop in _months(pd.DatetimeIndex(prices.index)):
        both_ends = priced[:, end - LOOKBACK] & priced[:, end - SKIP]
        ranked = np.flatnonzero(eligible[:, end] & both_ends)
        if len(ranked) < LEAST_STOCKS:
            continue
        score = path[ranked, end - SKIP] - path[ranked, end - LOOKBACK]
        order = ranked[np.argsort(score, kind="stable")]
        tenth = len(order) // 10
        days = slice(end + 1, stop)
        held.ends.append(end)
        held.stops.append(stop)
        held.universe[ranked, days] = True
        held.losers[order[:tenth], days] = True
        held.winners[order[-tenth:], days] = True
    return held


def _months(index: pd.DatetimeIndex) -> list[tuple[int, int]]:
    """Return each usable month end's row and the row after the next one (or after the last)."""
    month = index.year.to_numpy() * 12 + index.month.to_numpy()
    ends = np.flatnonzero(month[1:] != month[:-1])
    stops = np.append(ends[1:] + 1, len(index))[: len(ends)]
    pairs = zip(ends.tolist(), stops.tolist(), strict=True)
    return [(end, stop) for end, stop in pairs if end >= LOOKBACK]
