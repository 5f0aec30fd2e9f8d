"""Whether the winners move as one from day to day, beyond the market and beyond its volatility."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.crowding import LEAST_STOCKS, mean_of
from tools.metrics.formation import SKIP, form
from tools.metrics.panel import Floats
from tools.metrics.residuals import line_residual
from tools.metrics.volatility import realised_volatility
from tools.metrics.windows import trailing_rows

WINDOW = 63
PRIOR = 504
_TINY = 1e-20


def winners_residual_correlation(
    prices: pd.DataFrame, members: pd.DataFrame, window: int = WINDOW
) -> pd.Series:
    """Return how closely the winners move together beyond the average stock.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    window : int
        Daily returns, today's included.

    Returns
    -------
    pd.Series
        Mean pairwise correlation of residuals, in [-1, 1], by session; NaN without portfolios, and
        where fewer than three winners have a full window.

    Notes
    -----
    Over the window that ends today the daily log returns of each stock that is a winner *today*
    are regressed, with an intercept, on those of the mean of all stocks ranked with it; the
    residuals are correlated pair by pair. Residuals of stocks drawn at random would come to about
    zero. Winners from one sector correlate as well: shared news and shared owners look alike here.

    References
    ----------
    Lou, D. and Polk, C. (2022). Comomentum: inferring arbitrage activity from return correlations.
    Review of Financial Studies 35(7), 3272-3302. Khandani, A. and Lo, A. (2011). What happened to
    the quants in August 2007? Journal of Financial Markets 14(1), 1-46.
    """
    held = form(prices, members)
    out = np.full(len(prices), np.nan)
    for end, stop in zip(held.ends, held.stops, strict=True):
        days = slice(end + 2 - window, stop)
        winners = held.returns[held.winners[:, end + 1], days]
        market = mean_of(held.returns[:, days], held.universe[:, end + 1])
        out[end + 1 : stop] = _mean_correlations(winners, market, window)
    return pd.Series(out, index=prices.index)


def beyond_volatility(
    measure: pd.Series, close: pd.Series, window: int = WINDOW, prior: int = PRIOR
) -> pd.Series:
    """Return how far a correlation stands above what the market's volatility would have it be.

    Parameters
    ----------
    measure : pd.Series
        A correlation by session.
    close : pd.Series
        Index closes.
    window : int
        Daily returns in the index's volatility; that of the correlation.
    prior : int
        Earlier observations in the regression.

    Returns
    -------
    pd.Series
        Standard deviations by session; NaN until ``prior`` earlier observations exist and where
        the regression is degenerate.

    Notes
    -----
    Correlations rise in turmoil even where nothing binds the stocks together more than before. The
    measure is regressed, with an intercept, on the log of the index's realised volatility over the
    504 observations before the day; the reading is the day's residual over the regression's
    residual standard deviation (ddof 2).

    References
    ----------
    Forbes, K. and Rigobon, R. (2002). No contagion, only interdependence: measuring stock market
    comovements. Journal of Finance 57(5), 2223-2261.
    """
    volatility = realised_volatility(close, window)
    logs = np.log(volatility.where(volatility > 0.0)).dropna()
    return line_residual(measure, logs, prior)


def winners_correlation_beyond_volatility(
    prices: pd.DataFrame, members: pd.DataFrame, close: pd.Series
) -> pd.Series:
    """Return the winners' residual correlation beyond what the market's volatility explains.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    close : pd.Series
        Index closes.

    Returns
    -------
    pd.Series
        Standard deviations; see ``beyond_volatility``.
    """
    measure = winners_residual_correlation(prices, members)
    return beyond_volatility(measure, close).reindex(prices.index)


def winners_correlation_change(
    prices: pd.DataFrame, members: pd.DataFrame, sessions: int = SKIP
) -> pd.Series:
    """Return how much closer the winners move together than some sessions ago.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    sessions : int
        Sessions between the two figures.

    Returns
    -------
    pd.Series
        Difference of two correlations; positive when holders crowd in again.
    """
    now = winners_residual_correlation(prices, members)
    return now - now.shift(sessions)


def _mean_correlations(winners: Floats, market: Floats, window: int) -> Floats:
    """Return the mean pairwise residual correlation of rows, one figure a full window."""
    x = trailing_rows(market, window)[window - 1 :]
    x -= x.mean(axis=1)[:, None]
    spread = (x * x).sum(axis=1)
    total, count = np.zeros_like(x), np.zeros(len(x))
    for stock in winners:
        y = trailing_rows(stock, window)[window - 1 :]
        y -= y.mean(axis=1)[:, None]
        slope = np.full(len(x), np.nan)
        np.divide((x * y).sum(axis=1), spread, out=slope, where=spread > _TINY)
        left = y - slope[:, None] * x
        length = np.sqrt((left * left).sum(axis=1))
        used = length > _TINY
        total[used] += left[used] / length[used, None]
        count += used
    pairs = count * (count - 1.0)
    out = np.full(len(x), np.nan)
    np.divide((total * total).sum(axis=1) - count, pairs, out=out, where=count >= LEAST_STOCKS)
    return out
