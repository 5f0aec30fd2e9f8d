"""Twelve-minus-one momentum: decile portfolios from a stock panel, and what they have lost.

Every function that takes a panel expects adjusted closes of present, former and future members
(sessions by tickers) and a boolean frame of who was a member on which date.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.metrics.crossasset import extension
from tools.metrics.drawdown import series_drawdown
from tools.metrics.hedge import market_residual, rolling_deviation
from tools.metrics.panel import (
    Flags,
    Floats,
    by_ticker,
    log_returns,
    mean_where,
    membership,
    rolling_count,
    traded,
)
from tools.metrics.returns import cumulate, simple_returns

LOOKBACK = 252
SKIP = 21
MOST_MISSING = 12
LEAST_STOCKS = 30
TARGET = 0.10
LEVERAGE = 3.0
YEAR = 252


@dataclass(frozen=True, slots=True)
class Formation:
    """Who is held on each session; arrays are tickers by sessions.

    Attributes
    ----------
    returns : ndarray
        Clean daily log returns of every ticker.
    ends : list of int
        Rows of the month ends at which portfolios were formed; each is held from the row after.
    universe, winners, losers : ndarray of bool
        All stocks that were sorted at the last month end before the session, and the top and the
        bottom tenth of them.
    """

    returns: Floats
    ends: list[int]
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
    held = Formation(returns, [], *(np.zeros(shape, dtype=bool) for _ in range(3)))
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


def leg_returns(prices: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the daily returns of winners, losers and all ranked stocks, equally weighted.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.

    Returns
    -------
    pd.DataFrame
        Columns ``winners``, ``losers``, ``universe``: simple daily returns by session, NaN where
        there is no portfolio.

    Notes
    -----
    The mean of the held stocks' simple returns on each day; a stock without a return on a day is
    left out of that day's mean.
    """
    held = form(prices, members)
    simple = np.expm1(held.returns)
    legs = {
        "winners": mean_where(simple, held.winners),
        "losers": mean_where(simple, held.losers),
        "universe": mean_where(simple, held.universe),
    }
    return pd.DataFrame(legs, index=prices.index)


def winners_minus_losers(legs: pd.DataFrame) -> pd.Series:
    """Return the daily return of the winners less that of the losers, from ``leg_returns``."""
    return legs["winners"] - legs["losers"]


def neutral(raw: pd.Series, market: pd.Series) -> pd.Series:
    """Return winners minus losers hedged against the market and scaled to constant volatility.

    Parameters
    ----------
    raw : pd.Series
        Daily simple returns of winners minus losers.
    market : pd.Series
        Daily simple returns of the market.

    Returns
    -------
    pd.Series
        Simple daily returns of the managed series; NaN until both windows of 126 are full.

    Notes
    -----
    ``u_t = raw_t - beta_(t-1) * m_t``, then ``u_t * min(3, 0.10 / (sd_(t-1) * sqrt(252)))`` with
    ``sd`` the sample standard deviation of the last 126 ``u``. Both estimates are a day old, so
    the series could have been held.

    References
    ----------
    Barroso, P. and Santa-Clara, P. (2015). Momentum has its moments. Journal of Financial
    Economics 116(1), 111-120. Daniel, K. and Moskowitz, T. (2016). Momentum crashes. Journal of
    Financial Economics 122(2), 221-247.
    """
    unscaled = market_residual(raw, market).dropna()
    annual = rolling_deviation(unscaled).shift(1) * np.sqrt(YEAR)
    managed: pd.Series = unscaled * (TARGET / annual).clip(upper=LEVERAGE)
    return managed


def raw_drawdown(
    prices: pd.DataFrame, members: pd.DataFrame, window: int | None = SKIP
) -> pd.Series:
    """Return the drawdown of winners minus losers, cumulated daily, from its trailing peak.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    window : int, optional
        Sessions to look back on, today's included.

    Returns
    -------
    pd.Series
        A ratio <= 0 by session; NaN until the window is full.
    """
    legs = leg_returns(prices, members)
    return series_drawdown(winners_minus_losers(legs), window)


def _managed(prices: pd.DataFrame, members: pd.DataFrame, market_close: pd.Series) -> pd.Series:
    """Return the daily returns of the managed series from a panel and the index's closes."""
    raw = winners_minus_losers(leg_returns(prices, members))
    return neutral(raw, simple_returns(market_close))


def neutral_drawdown(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    market_close: pd.Series,
    window: int | None = SKIP,
) -> pd.Series:
    """Return the drawdown of market-neutral, volatility-scaled momentum from its trailing peak.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    market_close : pd.Series
        Index closes.
    window : int, optional
        Sessions to look back on, today's included; without it the peak is the highest so far.

    Returns
    -------
    pd.Series
        A ratio <= 0 by session; NaN until the windows are full.
    """
    managed = _managed(prices, members, market_close)
    return series_drawdown(managed, window).reindex(prices.index)


def raw_index(prices: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    """Return the level that winners minus losers have compounded to, 100 at the start.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.

    Returns
    -------
    pd.Series
        Level by session, NaN before the first portfolios.
    """
    return 100.0 * cumulate(winners_minus_losers(leg_returns(prices, members)))


def neutral_index(
    prices: pd.DataFrame, members: pd.DataFrame, market_close: pd.Series
) -> pd.Series:
    """Return the level that market-neutral, volatility-scaled momentum has compounded to.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    market_close : pd.Series
        Index closes.

    Returns
    -------
    pd.Series
        Level by session, 100 before the first return; NaN until the windows are full.
    """
    return 100.0 * cumulate(_managed(prices, members, market_close))


def neutral_extension(
    prices: pd.DataFrame, members: pd.DataFrame, market_close: pd.Series
) -> pd.Series:
    """Return how far market-neutral momentum stands above its own 200-day average.

    Parameters
    ----------
    prices, members, market_close
        As in ``neutral_index``.

    Returns
    -------
    pd.Series
        ``level / average - 1`` as a ratio, positive above the average.
    """
    return extension(neutral_index(prices, members, market_close))
