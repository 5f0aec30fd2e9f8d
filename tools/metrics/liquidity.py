"""What a dollar traded moves: price impact, with and without what volatility explains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import ratio
from tools.metrics.panel import by_ticker, log_returns, membership, traded
from tools.metrics.residuals import volatility_residual
from tools.metrics.windows import trailing_rows

MONTH = 21
YEAR = 252
LEAST_STOCKS = 20


def amihud(
    prices: pd.DataFrame,
    volumes: pd.DataFrame,
    members: pd.DataFrame,
    window: int = MONTH,
    base: int = YEAR,
    least: int = LEAST_STOCKS,
) -> pd.Series:
    """Return the price impact of a dollar traded against its normal of the past year.

    Parameters
    ----------
    prices, volumes, members : pd.DataFrame
        Adjusted closes, shares traded and membership flags, sessions by tickers.
    window : int
        Sessions averaged over, today's included.
    base : int
        Sessions whose median is normal, today's included.
    least : int
        Fewest members on a day.

    Returns
    -------
    pd.Series
        A plain number by session, 1 in normal times; NaN until both windows are full.

    Notes
    -----
    A stock's illiquidity on a day is ``|return| / dollars traded``. Of the day's members the median
    is taken, which a few thin stocks cannot move; the month's mean of that over the median of the
    same mean in the last year is the reading. Days without volume do not count. Dollars are
    adjusted close times volume: past splits cancel, past dividends shift the level slowly.

    References
    ----------
    Amihud, Y. (2002). Illiquidity and stock returns: cross-section and time-series effects.
    Journal of Financial Markets 5(1), 31-56.
    """
    returns = log_returns(prices)
    dollars = by_ticker(prices) * by_ticker(volumes.reindex_like(prices))
    used = membership(members, prices) & traded(returns, MONTH) & (np.nan_to_num(dollars) > 0)
    used &= ~np.isnan(returns)
    impact = np.full(returns.shape, np.nan)
    np.divide(np.abs(np.expm1(returns)), dollars, out=impact, where=used)
    day = np.full(len(prices), np.nan)
    enough = used.sum(axis=0) >= max(least, 1)
    day[enough] = np.nanmedian(impact[:, enough], axis=0)
    known = pd.Series(day, index=prices.index).dropna()
    month = pd.Series(trailing_rows(known.to_numpy(), window).mean(axis=1), index=known.index)
    normal = month.rolling(base).median()
    return ratio(month, normal).reindex(prices.index)


def amihud_residual(
    prices: pd.DataFrame, volumes: pd.DataFrame, members: pd.DataFrame, close: pd.Series
) -> pd.Series:
    """Return price impact beyond what the market's volatility explains.

    Parameters
    ----------
    prices, volumes, members : pd.DataFrame
        See ``amihud``.
    close : pd.Series
        Index closes.

    Returns
    -------
    pd.Series
        Standard deviations; see ``volatility_residual``.
    """
    return volatility_residual(amihud(prices, volumes, members), close)
