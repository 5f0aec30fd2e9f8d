"""What trading costs: price impact of a dollar traded, and the spread hidden in daily prices."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level, positive, ratio
from tools.metrics.panel import Floats, by_ticker, log_returns, membership, traded
from tools.metrics.regression import rolling_lines
from tools.metrics.volatility import realised_volatility
from tools.metrics.windows import trailing_rows

MONTH = 21
YEAR = 252
RESIDUAL_WINDOW = 504
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


def spread_estimate(
    open_: pd.Series,
    high: pd.Series,
    low: pd.Series,
    close: pd.Series,
    window: int = MONTH,
    signed: bool = False,
) -> pd.Series:
    """Return the bid-ask spread that a month of open, high, low and close prices implies.

    Parameters
    ----------
    open_, high, low, close : pd.Series
        Prices of one instrument by session.
    window : int
        Sessions, today's included; the first only supplies the previous day's prices.
    signed : bool
        Give a negative estimate of the squared spread as a negative spread, for averages and
        regressions; otherwise it is zero.

    Returns
    -------
    pd.Series
        Spread in bp of the price; NaN until the window is full. Zero says that the estimator found
        no spread beyond its own noise.

    Notes
    -----
    EDGE: trades at the bid or the ask make neighbouring returns between opens, closes and the
    middle of the day's range covary by minus a quarter of the squared spread, corrected for how
    often open and close are themselves the high or the low. Two moment conditions are combined with
    weights from their variances. Over a month of one liquid fund the estimate is mostly noise
    that grows with volatility; it is read against its own history, not as a quoted spread. Sessions
    that lack one of the four prices do not count.

    References
    ----------
    Ardia, D., Guidotti, E. and Kroencke, T. (2024). Efficient estimation of bid-ask spreads from
    open, high, low, and close prices. Journal of Financial Economics 161, 103916.
    """
    prices = (positive(x) for x in (open_, high, low, close))
    bars = pd.DataFrame(dict(enumerate(prices))).dropna()
    out = np.full(len(bars), np.nan)
    if len(bars) >= window > 2:
        out[window - 1 :] = _edge(np.log(bars.to_numpy(dtype=float)), window)
    if not signed:
        out = np.where(out < 0.0, 0.0, out)
    return pd.Series(1e4 * out, index=bars.index)


def _edge(logs: Floats, window: int) -> Floats:
    """Return the signed EDGE spread of every full window of log open, high, low and close."""
    o, h, low = logs[1:, 0], logs[1:, 1], logs[1:, 2]
    h1, l1, c1 = logs[:-1, 1], logs[:-1, 2], logs[:-1, 3]
    m, m1 = (h + low) / 2.0, (h1 + l1) / 2.0

    def windows(values: Floats) -> Floats:
        return trailing_rows(values.astype(float), window - 1)[window - 2 :]

    def mean(values: Floats) -> Floats:
        average: Floats = values.mean(axis=1)
        return average[:, None]

    moved = (h != low) | (low != c1)
    active = windows(moved)
    at_open = mean(windows(moved & (o != h))) + mean(windows(moved & (o != low)))
    at_close = mean(windows(moved & (c1 != h1))) + mean(windows(moved & (c1 != l1)))
    sound = (active.sum(axis=1)[:, None] >= 2) & (at_open > 0) & (at_close > 0)
    share = np.where(sound, mean(active), 1.0)
    at_open, at_close = np.where(sound, at_open, 1.0), np.where(sound, at_close, 1.0)

    def centred(values: Floats) -> Floats:
        block = windows(values)
        return block - mean(block) / share * active

    r2, r4, r5 = windows(o - m1), windows(c1 - m1), windows(o - c1)
    d1, d3, d5 = centred(m - o), centred(m - c1), centred(o - c1)
    x1 = -4.0 / at_open * d1 * r2 - 4.0 / at_close * d3 * r4
    x2 = -4.0 / at_open * d1 * r5 - 4.0 / at_close * d5 * r4
    e1, e2 = mean(x1), mean(x2)
    v1, v2 = mean((x1 - e1) ** 2), mean((x2 - e2) ** 2)
    total = v1 + v2
    squared = (e1 + e2) / 2.0
    np.divide(v2 * e1 + v1 * e2, total, out=squared, where=total > 0)
    root: Floats = np.where(sound, np.sign(squared) * np.sqrt(np.abs(squared)), np.nan)
    return root.ravel()


def volatility_residual(
    cost: pd.Series, close: pd.Series, window: int = RESIDUAL_WINDOW
) -> pd.Series:
    """Return how much dearer trading is than volatility alone would have it.

    Parameters
    ----------
    cost : pd.Series
        A measure of illiquidity by session.
    close : pd.Series
        Closes of the market whose volatility is meant.
    window : int
        Earlier observations of the regression.

    Returns
    -------
    pd.Series
        Standard deviations, positive where trading is dearer; on the dates that both inputs have,
        NaN until the window is full and where the regression is degenerate.

    Notes
    -----
    Residual of ``cost`` on the 21-day realised volatility, with slope and intercept from the last
    504 observations before the day, over the regression's residual standard deviation (ddof 2).
    Every measure of illiquidity rises with volatility; what matters is the rest.

    References
    ----------
    Chordia, T., Sarkar, A. and Subrahmanyam, A. (2005). An empirical analysis of stock and bond
    market liquidity. Review of Financial Studies 18(1), 85-129.
    """
    y, x = level(cost).dropna().align(realised_volatility(close).dropna(), join="inner")
    ys, xs = y.to_numpy(dtype=float), x.to_numpy(dtype=float)
    lines = rolling_lines(xs, ys, window)
    out = np.full(len(ys), np.nan)
    expected = lines.intercept[:-1] + lines.slope[:-1] * xs[1:]
    out[1:] = (ys[1:] - expected) / lines.deviation[:-1]
    return pd.Series(out, index=y.index)


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


def spread_residual(
    open_: pd.Series, high: pd.Series, low: pd.Series, close: pd.Series
) -> pd.Series:
    """Return the estimated bid-ask spread beyond what volatility explains.

    Parameters
    ----------
    open_, high, low, close : pd.Series
        Prices of one instrument by session.

    Returns
    -------
    pd.Series
        Standard deviations; the signed estimate by ``volatility_residual``.
    """
    return volatility_residual(spread_estimate(open_, high, low, close, signed=True), close)
