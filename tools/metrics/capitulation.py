"""Signs of selling without regard to price: heavy down days, volume, and how many agree."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.levels import level, positive, ratio
from tools.metrics.panel import Flags, Floats, by_ticker, log_returns, membership, sum_where

WEEK = 5
MONTH = 21
QUARTER = 63
LEAST_STOCKS = 20
LEAST_SIGNS = 3
HEAVY = 0.9
EXTREME = 0.05
Side = Literal["down", "up"]


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


def heavy_days(
    prices: pd.DataFrame,
    volumes: pd.DataFrame,
    members: pd.DataFrame,
    side: Side = "down",
    share: float = HEAVY,
    least: int = LEAST_STOCKS,
) -> pd.Series:
    """Return which sessions were 90 % down or 90 % up days.

    Parameters
    ----------
    prices, volumes, members : pd.DataFrame
        Adjusted closes, shares traded and membership flags, sessions by tickers.
    side : {"down", "up"}
        Which of the two.
    share : float
        What both shares must reach.
    least : int
        Fewest members that moved on a day.

    Returns
    -------
    pd.Series
        1.0 or 0.0 by session; NaN where too few members moved.

    Notes
    -----
    On such a day at least 90 % of the dollars traded were in falling (rising) members and at least
    90 % of all ground covered was lost (gained), measured by absolute returns rather than by
    points, which later splits restate. A decline often has several down days; the first is no sign
    of a low.

    References
    ----------
    Desmond, P. (2002). Identifying bear market bottoms and new bull markets. Journal of Technical
    Analysis 57, 38-42.
    """
    returns = log_returns(prices)
    dollars = by_ticker(prices) * by_ticker(volumes.reindex_like(prices))
    moved = _moved(returns, dollars, members, prices)
    turned = returns if side == "down" else -returns
    volume = _falling(dollars, turned, moved, least)
    ground = _falling(np.abs(np.expm1(returns)), turned, moved, least)
    lower = np.minimum(volume, ground)
    return pd.Series(np.where(np.isnan(lower), np.nan, lower >= share), index=prices.index)


def heavy_day_count(
    prices: pd.DataFrame,
    volumes: pd.DataFrame,
    members: pd.DataFrame,
    window: int = MONTH,
    side: Side = "down",
) -> pd.Series:
    """Return how many of the last sessions were 90 % days.

    Parameters
    ----------
    prices, volumes, members, side
        As in ``heavy_days``.
    window : int
        Sessions counted, today's included.

    Returns
    -------
    pd.Series
        A count by session; NaN until the window is full.
    """
    return heavy_days(prices, volumes, members, side).rolling(window).sum()


def sessions_since_heavy_day(
    prices: pd.DataFrame, volumes: pd.DataFrame, members: pd.DataFrame, side: Side = "down"
) -> pd.DataFrame:
    """Return how many sessions ago the last 90 % day was, and its date.

    Parameters
    ----------
    prices, volumes, members, side
        As in ``heavy_days``.

    Returns
    -------
    pd.DataFrame
        By session ``value``, a whole number, 0 on the day itself, and ``at``, its date; NaN before
        the first such day and where today cannot be judged.
    """
    heavy = heavy_days(prices, volumes, members, side)
    rows = np.arange(len(heavy))
    last = np.maximum.accumulate(np.where(heavy == 1.0, rows, -1))
    seen = heavy.notna().to_numpy() & (last >= 0)
    dates = pd.DatetimeIndex(heavy.index).append(pd.DatetimeIndex([pd.NaT]))
    value = np.where(seen, (rows - last).astype(float), np.nan)
    at = dates[np.where(seen, last, -1)]
    return pd.DataFrame({"value": value, "at": at}, index=heavy.index)


def capitulation_signs(
    prices: pd.DataFrame,
    volumes: pd.DataFrame,
    members: pd.DataFrame,
    vix: pd.Series,
    vix3m: pd.Series,
    sentiment_rank: pd.Series,
    put_call_rank: pd.Series,
    premium_rank: pd.Series,
) -> pd.Series:
    """Return the share of the measured signs of capitulation that are present.

    Parameters
    ----------
    prices, volumes, members : pd.DataFrame
        As in ``heavy_days``.
    vix, vix3m : pd.Series
        One- and three-month implied volatility.
    sentiment_rank, put_call_rank, premium_rank : pd.Series
        Percentiles in [0, 1] by session: of private investors' bulls less bears, of the put/call
        ratio, and of implied over realised volatility.

    Returns
    -------
    pd.Series
        A ratio in [0, 1] on the sessions of the ranks; NaN where fewer than three of the five can
        be judged.

    Notes
    -----
    The signs: a 90 % down day within five sessions, sentiment in its lowest twentieth, put/call and
    implied less realised volatility in their highest, and an inverted curve of implied volatility.
    All come from closing data, which show how far prices and surveys went but not who sold or
    whether anybody had to. Several lows had none of them, and several declines had all and went on.

    References
    ----------
    Desmond, P. (2002). Identifying bear market bottoms and new bull markets. Journal of Technical
    Analysis 57, 38-42. Baker, M. and Wurgler, J. (2006). Investor sentiment and the cross-section
    of stock returns. Journal of Finance 61(4), 1645-1680.
    """
    recent = heavy_day_count(prices, volumes, members, WEEK)
    curve = ratio(vix, vix3m)
    low, puts, premium = (level(r) for r in (sentiment_rank, put_call_rank, premium_rank))
    signs = pd.DataFrame(
        {
            "heavy": (recent > 0).astype(float).where(recent.notna()),
            "curve": (curve > 1.0).astype(float).where(curve.notna()),
            "sentiment": (low <= EXTREME).astype(float).where(low.notna()),
            "put_call": (puts >= 1.0 - EXTREME).astype(float).where(puts.notna()),
            "premium": (premium >= 1.0 - EXTREME).astype(float).where(premium.notna()),
        }
    ).reindex(low.index)
    return signs.mean(axis=1).where(signs.notna().sum(axis=1) >= LEAST_SIGNS)


def volume_ratio(volume: pd.Series, window: int = QUARTER) -> pd.Series:
    """Return the day's volume as a multiple of what was normal before it.

    Parameters
    ----------
    volume : pd.Series
        Shares traded by session; a day without any does not count.
    window : int
        Sessions of the mean, ending the day before.

    Returns
    -------
    pd.Series
        A plain number, 1 on an ordinary day; NaN until the window is full.

    References
    ----------
    Karpoff, J. (1987). The relation between price changes and trading volume: a survey. Journal of
    Financial and Quantitative Analysis 22(1), 109-126.
    """
    traded = positive(volume)
    return ratio(traded, traded.rolling(window).mean().shift(1))


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
