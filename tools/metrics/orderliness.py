"""Whether a market trades in an orderly way: ranges, gaps, and the mean rank of such signs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level, positive, ratio

WEEK = 5
MONTH = 21
QUARTER = 63
LEAST_PARTS = 3


def range_ratio(
    high: pd.Series,
    low: pd.Series,
    close: pd.Series,
    short: int = WEEK,
    long: int = QUARTER,
) -> pd.Series:
    """Return the size of recent daily ranges against the ranges before them.

    Parameters
    ----------
    high, low, close : pd.Series
        Prices of the index by session.
    short, long : int
        Sessions of the recent mean, today's included, and of the mean that ends before it.

    Returns
    -------
    pd.Series
        A plain number by session, 1 when ranges are as they were; NaN until both windows are full.

    Notes
    -----
    Mean true range of the last week over that of the 63 sessions before. The true range is the
    day's range extended to the close before, as a share of that close.

    References
    ----------
    Wilder, J. (1978). New concepts in technical trading systems. Trend Research (true range).
    """
    prices = {"high": high, "low": low, "close": close}
    bars = pd.DataFrame({name: positive(x) for name, x in prices.items()}).dropna()
    before = bars["close"].shift(1)
    top = np.maximum(bars["high"], before)
    bottom = np.minimum(bars["low"], before)
    size = ((top - bottom) / before).dropna()
    return ratio(size.rolling(short).mean(), size.shift(short).rolling(long).mean())


def gap_share(
    open_: pd.Series, close: pd.Series, adjusted: pd.Series, window: int = MONTH
) -> pd.Series:
    """Return how much of the price's path was covered overnight.

    Parameters
    ----------
    open_, close : pd.Series
        Prices of a fund by session; an index's printed open is often stale.
    adjusted : pd.Series
        Its dividend-adjusted close, so that a dividend is no gap.
    window : int
        Sessions, today's included.

    Returns
    -------
    pd.Series
        Sum of absolute log moves from close to open over the sum of those and of the absolute log
        moves from open to close; a ratio in [0, 1]. NaN until the window is full.

    References
    ----------
    Lou, D., Polk, C. and Skouras, S. (2019). A tug of war: overnight versus intraday expected
    returns. Journal of Financial Economics 134(1), 192-213 (the split of a day's return).
    """
    prices = {"open": open_, "close": close, "adjusted": adjusted}
    bars = pd.DataFrame({name: positive(x) for name, x in prices.items()}).dropna()
    within = _log(bars["close"] / bars["open"])
    overnight = _log(bars["adjusted"] / bars["adjusted"].shift(1)) - within
    total = (overnight.abs() + within.abs()).dropna().rolling(window).sum()
    return ratio(overnight.abs().dropna().rolling(window).sum(), total)


def orderliness(*ranks: pd.Series) -> pd.Series:
    """Return how orderly the market trades by the ranks of the signs of disorder.

    Parameters
    ----------
    *ranks : pd.Series
        Percentiles in [0, 1] by session, each high in disorder.

    Returns
    -------
    pd.Series
        One less their mean, in [0, 1] by session: high is orderly. NaN where fewer than three
        parts are available; the mean is over those that are.
    """
    parts = pd.DataFrame({i: level(rank) for i, rank in enumerate(ranks)})
    enough = parts.notna().sum(axis=1) >= LEAST_PARTS
    return (1.0 - parts.mean(axis=1)).where(enough)


def _log(values: pd.Series) -> pd.Series:
    return pd.Series(np.log(values.to_numpy(dtype=float)), index=values.index)
