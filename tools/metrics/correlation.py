"""How much stocks move together: average correlation and dispersion of an index's members."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.as_known import moved_since_peak
from tools.metrics.levels import level, positive
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
from tools.metrics.residuals import RESIDUAL_WINDOW, line_residual
from tools.metrics.volatility import realised_volatility
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


def correlation_residual(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    close: pd.Series,
    window: int = WINDOW,
    fit: int = RESIDUAL_WINDOW,
) -> pd.Series:
    """Return how much more stocks move together than the market's volatility alone would have it.

    Parameters
    ----------
    prices, members : pd.DataFrame
        See ``mean_correlation``.
    close : pd.Series
        Index closes.
    window : int
        Sessions of the correlation and of the volatility.
    fit : int
        Earlier sessions of the regression.

    Returns
    -------
    pd.Series
        Residual standard deviations, positive where correlation is higher than its volatility
        explains; NaN until both windows are full and where the mean correlation is not positive.

    Notes
    -----
    ``line_residual`` of ``ln(rho / (1 - rho))`` on the log of the index's realised volatility. With
    one common factor and unchanged stock-specific variance, ``rho / (1 - rho)`` is proportional to
    the factor's variance, which is the bias that Forbes and Rigobon correct for; the slope is
    fitted rather than set to two because stock-specific variance rises as well. ``fit`` sessions
    hold ``fit / window`` independent windows only.

    References
    ----------
    Forbes, K. and Rigobon, R. (2002). No contagion, only interdependence. Journal of Finance 57(5),
    2223-2261.
    """
    rho = mean_correlation(prices, members, window)
    rho = rho.where((rho > 0) & (rho < 1))
    odds = pd.Series(np.log((rho / (1.0 - rho)).to_numpy()), index=rho.index)
    volatility = positive(realised_volatility(close, window))
    scale = pd.Series(np.log(volatility.to_numpy()), index=volatility.index)
    return line_residual(odds, scale, fit).reindex(prices.index)


def correlation_change(
    prices: pd.DataFrame, members: pd.DataFrame, peak: pd.Series, window: int = WINDOW
) -> pd.Series:
    """Return how much the average correlation has changed since the index's peak.

    Parameters
    ----------
    prices, members : pd.DataFrame
        See ``mean_correlation``.
    peak : pd.Series
        By session the date of the current leg's peak.
    window : int
        Daily log returns in each of the two correlations.

    Returns
    -------
    pd.Series
        Difference of two correlations by session, positive where stocks move together more; 0 on
        the day of the peak. NaN where either is missing or more than five sessions old.

    Notes
    -----
    Until ``window`` sessions after the peak the two windows share days, so that a short fall shows
    only in part.
    """
    return moved_since_peak(mean_correlation(prices, members, window), peak)


def implied_minus_realised(
    implied: pd.Series, prices: pd.DataFrame, members: pd.DataFrame, window: int = MONTH
) -> pd.Series:
    """Return how far the correlation that options price stands above the realised one.

    Parameters
    ----------
    implied : pd.Series
        Implied correlation in percent by date.
    prices, members : pd.DataFrame
        See ``mean_correlation``.
    window : int
        Sessions of the realised correlation, as long as the options run.

    Returns
    -------
    pd.Series
        Percentage points on the dates that both have, positive where options price more
        correlation than there was; NaN until the window is full.

    References
    ----------
    Driessen, J., Maenhout, P. and Vilkov, G. (2009). The price of correlation risk: evidence from
    equity options. Journal of Finance 64(3), 1377-1406.
    """
    priced, seen = level(implied).align(mean_correlation(prices, members, window), join="inner")
    return priced - 100.0 * seen


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
