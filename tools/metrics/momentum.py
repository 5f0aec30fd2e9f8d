"""Twelve-minus-one momentum: decile portfolios from a stock panel, and what they have lost.

Every function that takes a panel expects adjusted closes of present, former and future members
(sessions by tickers) and a boolean frame of who was a member on which date.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.crossasset import extension
from tools.metrics.drawdown import series_drawdown
from tools.metrics.formation import SKIP, form
from tools.metrics.hedge import market_residual, rolling_deviation
from tools.metrics.panel import mean_where
from tools.metrics.returns import cumulate, simple_returns

TARGET = 0.10
LEVERAGE = 3.0
YEAR = 252


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
    return 100.0 * cumulate(_managed(prices, members, market_close)).reindex(prices.index)


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
