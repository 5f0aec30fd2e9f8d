"""How many stocks take part: shares above an average, falling, at new lows, and sold heavily."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level, positive, ratio
from tools.metrics.panel import (
    Flags,
    Floats,
    by_ticker,
    log_returns,
    mean_where,
    membership,
    sum_where,
    traded,
)

MONTH = 21
LEAST_STOCKS = 20
HEAVY = 0.9


def above_average(
    prices: pd.DataFrame, members: pd.DataFrame, window: int = 50, least: int = LEAST_STOCKS
) -> pd.Series:
    """Return the share of the index's members that stand above their own moving average.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers; prices from before a stock joined
        are used.
    window : int
        Sessions in the average, today's included.
    least : int
        Fewest members to count over.

    Returns
    -------
    pd.Series
        A ratio in [0, 1] by session; NaN where too few members have a full window.

    Notes
    -----
    Dividends put back into past prices lower them, so with adjusted closes a few more stocks stand
    above their average than on a chart of plain ones (about two in a hundred at 200 days).

    References
    ----------
    Zakamulin, V. (2017). Market timing with moving averages. Palgrave Macmillan.
    """
    known = prices.where(prices > 0)
    average = by_ticker(known.rolling(window).mean())
    closes = by_ticker(known)
    counted = membership(members, prices) & ~np.isnan(average)
    counted &= traded(log_returns(prices), window)
    above = np.where(closes > average, 1.0, 0.0)
    return pd.Series(mean_where(above, counted, least), index=prices.index)


def decliners_share(declines: pd.Series, advances: pd.Series) -> pd.Series:
    """Return the share of falling stocks among those that moved.

    Parameters
    ----------
    declines, advances : pd.Series
        Numbers of issues by session.

    Returns
    -------
    pd.Series
        ``declines / (declines + advances)``, a ratio in [0, 1] on the dates that both have; NaN
        where nothing moved.
    """
    down, up = level(declines).align(level(advances), join="inner")
    return ratio(down, down + up)


def share_of_percent(percent: pd.Series) -> pd.Series:
    """Return a published percentage as a ratio, by observation date."""
    return level(percent) / 100.0


def new_lows_share(
    lows: pd.Series, advances: pd.Series, declines: pd.Series, unchanged: pd.Series
) -> pd.Series:
    """Return the share of all traded issues that made a new 52-week low.

    Parameters
    ----------
    lows, advances, declines, unchanged : pd.Series
        Numbers of issues by session; a figure below one stands for none.

    Returns
    -------
    pd.Series
        A ratio in [0, 1] on the dates that all four have.
    """
    counts = {"lows": lows, "up": advances, "down": declines, "same": unchanged}
    parts = pd.DataFrame({name: level(x) for name, x in counts.items()}).dropna()
    parts = parts.where(parts >= 1.0, 0.0)
    return ratio(parts["lows"], parts["up"] + parts["down"] + parts["same"]).clip(upper=1.0)


def equal_minus_cap(
    equal_weight: pd.Series, cap_weight: pd.Series, sessions: int = MONTH
) -> pd.Series:
    """Return how far the average stock has done better than the index.

    Parameters
    ----------
    equal_weight, cap_weight : pd.Series
        Prices of an equal-weight and of a capitalisation-weight fund, dividends included.
    sessions : int
        Sessions of the window, counted on the dates that both have.

    Returns
    -------
    pd.Series
        Simple return of the first less that of the second; NaN until the window is full.
    """
    equal, cap = positive(equal_weight).align(positive(cap_weight), join="inner")
    return equal / equal.shift(sessions) - cap / cap.shift(sessions)


def down_volume_share(
    prices: pd.DataFrame,
    volumes: pd.DataFrame,
    members: pd.DataFrame,
    least: int = LEAST_STOCKS,
) -> pd.Series:
    """Return the share of trading that took place in members which fell.

    Parameters
    ----------
    prices, volumes, members : pd.DataFrame
        Adjusted closes, shares traded and membership flags, sessions by tickers.
    least : int
        Fewest members that moved.

    Returns
    -------
    pd.Series
        Dollars traded in falling stocks over dollars traded in all that moved, in [0, 1].

    Notes
    -----
    Dollars (adjusted close times volume) and not shares: the vendor restates old share counts at
    every later split, which would let the future weigh the past, while dollars stay as they were.

    References
    ----------
    Desmond, P. (2002). Identifying bear market bottoms and new bull markets. Journal of Technical
    Analysis 57, 38-42 (down volume over up plus down volume).
    """
    returns = log_returns(prices)
    dollars = by_ticker(prices) * by_ticker(volumes.reindex_like(prices))
    moved = _moved(returns, dollars, members, prices)
    return pd.Series(_falling(dollars, returns, moved, least), index=prices.index)


def heavy_down_days(
    prices: pd.DataFrame,
    volumes: pd.DataFrame,
    members: pd.DataFrame,
    window: int = MONTH,
    share: float = HEAVY,
    least: int = LEAST_STOCKS,
) -> pd.Series:
    """Return how many of the last sessions were 90 % down days.

    Parameters
    ----------
    prices, volumes, members : pd.DataFrame
        Adjusted closes, shares traded and membership flags, sessions by tickers.
    window : int
        Sessions counted, today's included.
    share : float
        What both shares must reach.
    least : int
        Fewest members that moved on a day.

    Returns
    -------
    pd.Series
        A count by session; NaN until the window is full.

    Notes
    -----
    On such a day at least 90 % of the dollars traded were in falling members and at least 90 % of
    all ground covered was lost, measured by absolute returns rather than by points, which later
    splits restate. A decline often has several; the first is no sign of a low.

    References
    ----------
    Desmond, P. (2002). Identifying bear market bottoms and new bull markets. Journal of Technical
    Analysis 57, 38-42.
    """
    returns = log_returns(prices)
    dollars = by_ticker(prices) * by_ticker(volumes.reindex_like(prices))
    moved = _moved(returns, dollars, members, prices)
    volume = _falling(dollars, returns, moved, least)
    ground = _falling(np.abs(np.expm1(returns)), returns, moved, least)
    lower = np.minimum(volume, ground)
    heavy = np.where(np.isnan(lower), np.nan, lower >= share)
    return pd.Series(heavy, index=prices.index).rolling(window).sum()


def _moved(returns: Floats, dollars: Floats, members: pd.DataFrame, prices: pd.DataFrame) -> Flags:
    """Return which members traded and closed at another price than before."""
    changed = np.abs(np.nan_to_num(returns)) > 0
    return membership(members, prices) & changed & (np.nan_to_num(dollars) > 0)


def _falling(weights: Floats, returns: Floats, moved: Flags, least: int) -> Floats:
    """Return the falling stocks' share of a weight's sum over all that moved."""
    share = np.full(weights.shape[1], np.nan)
    whole = sum_where(weights, moved)
    part = sum_where(weights, moved & (np.nan_to_num(returns) < 0))
    np.divide(part, whole, out=share, where=moved.sum(axis=0) >= max(least, 1))
    return share
