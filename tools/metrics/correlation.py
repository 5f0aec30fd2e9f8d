"""How much stocks move together: average correlation and dispersion of an index's members."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.panel import (
    Flags,
    Floats,
    log_returns,
    mean_where,
    membership,
    rolling_count,
    sum_where,
    traded,
)
from tools.metrics.windows import trailing_rows

WINDOW = 63
MONTH = 21
YEAR = 252
LEAST_STOCKS = 20
_ROUNDING = 1e-10  # returns that vary by less are arithmetic noise


def standardised_total(returns: Floats, chosen: Flags, window: int) -> tuple[Floats, Floats]:
    """Sum the standardised returns of the chosen tickers over each trailing window.

    Parameters
    ----------
    returns : ndarray
        Tickers by sessions.
    chosen : ndarray of bool
        Tickers by sessions; where True the ticker's whole window is known.
    window : int
        Sessions in a window, today's included.

    Returns
    -------
    total : ndarray, shape (sessions, window)
        For each session and each day of its window the sum over tickers of the return less its
        mean, divided by its length, so that each ticker's squares sum to one.
    count : ndarray, shape (sessions,)
        How many tickers went into it; those whose returns do not vary are left out.
    """
    days = returns.shape[1]
    total, count = np.zeros((days, window)), np.zeros(days)
    for row, choice in zip(returns, chosen, strict=True):
        at = np.flatnonzero(choice)
        if not len(at):
            continue
        block = trailing_rows(row, window)[at]
        block = block - block.mean(axis=1)[:, None]
        length = np.sqrt((block * block).sum(axis=1))
        varied = length > _ROUNDING
        at = at[varied]
        total[at] += block[varied] / length[varied, None]
        count[at] += 1
    return total, count


def mean_correlation(
    prices: pd.DataFrame, members: pd.DataFrame, window: int = WINDOW, least: int = LEAST_STOCKS
) -> pd.Series:
    """Return the average correlation between any two members of the index.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers; prices from before a stock joined
        are used.
    window : int
        Daily log returns, today's included.
    least : int
        Fewest members to average over.

    Returns
    -------
    pd.Series
        Mean off-diagonal correlation by session, in [-1/(n-1), 1]; NaN where too few members have
        a full window.

    Notes
    -----
    With ``z`` the returns standardised over the window, the correlations of ``n`` stocks add up to
    the variance of their sum: ``mean = (var(sum z) - n) / (n (n - 1))``. This is exact and needs no
    matrix. Members of today with every return of the window count; those whose price hardly moves
    (``panel.traded``) do not. A higher figure may come from higher market volatility alone.

    References
    ----------
    Pollet, J. and Wilson, M. (2010). Average correlation and stock market returns. Journal of
    Financial Economics 96(3), 364-380. Forbes, K. and Rigobon, R. (2002). No contagion, only
    interdependence. Journal of Finance 57(5), 2223-2261.
    """
    returns = log_returns(prices)
    known = rolling_count(~np.isnan(returns), window) == window
    chosen = membership(members, prices) & known & traded(returns, window)
    total, n = standardised_total(returns, chosen, window)
    mean = np.full(len(n), np.nan)
    np.divide((total * total).sum(axis=1) - n, n * (n - 1.0), out=mean, where=n >= max(least, 2))
    return pd.Series(mean, index=prices.index)


def dispersion(
    prices: pd.DataFrame, members: pd.DataFrame, window: int = MONTH, least: int = LEAST_STOCKS
) -> pd.Series:
    """Return how far members' daily returns spread around their mean, as annualised volatility.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    window : int
        Sessions averaged over, today's included.
    least : int
        Fewest members on each day.

    Returns
    -------
    pd.Series
        Volatility points by session; NaN where a day of the window has too few members.

    Notes
    -----
    ``100 sqrt(252 / window * sum of the daily cross-sectional variances)``, equally weighted over
    the members of each day, of log returns. In these units an index's variance is what the average
    stock's variance leaves after dispersion.

    References
    ----------
    Solnik, B. and Roulet, J. (2000). Dispersion as cross-sectional correlation. Financial Analysts
    Journal 56(1), 54-61.
    """
    returns = log_returns(prices)
    chosen = membership(members, prices) & ~np.isnan(returns) & traded(returns, WINDOW)
    n = chosen.sum(axis=0)
    mean = mean_where(returns, chosen, max(least, 2))
    squares = sum_where(np.square(returns - mean), chosen & ~np.isnan(mean))
    variance = np.full(len(n), np.nan)
    np.divide(squares, n - 1, out=variance, where=~np.isnan(mean))
    spread = trailing_rows(variance, window).mean(axis=1)
    return pd.Series(100.0 * np.sqrt(YEAR * spread), index=prices.index)
