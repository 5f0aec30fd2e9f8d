"""Groups of stocks since the peak: the best and the worst fund, and a group of members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.panel import by_ticker, mean_where, membership
from tools.metrics.peaks import columns_at, peak_rows

BANKS = ("Diversified Banks", "Regional Banks")
LEAST_MEMBERS = 5


def returns_since_peak(prices: pd.DataFrame, peak: pd.Series) -> pd.DataFrame:
    """Return what each group has returned since the peak of the index's current leg.

    Parameters
    ----------
    prices : pd.DataFrame
        Prices adjusted for dividends, dates by groups.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.DataFrame
        Simple returns, sessions by groups; 0 on the day of the peak. NaN for a group without a
        price on either date, and where a price is not positive.
    """
    clean = prices.where(np.isfinite(prices) & (prices > 0))
    now = clean.reindex(peak.index)
    start = clean.reindex(pd.DatetimeIndex(peak)).set_axis(peak.index)
    return now.div(start) - 1.0


def extreme_since_peak(
    prices: pd.DataFrame,
    peak: pd.Series,
    side: Literal["best", "worst"],
    least: int = 1,
) -> pd.Series:
    """Return the return of the best or the worst group since the peak.

    Parameters
    ----------
    prices, peak
        As in ``returns_since_peak``.
    side : {"best", "worst"}
        Which end.
    least : int
        Groups that must be measured; NaN with fewer.

    Returns
    -------
    pd.Series
        A simple return by session. When the best one is clearly negative nothing was spared.
    """
    moves = returns_since_peak(prices, peak)
    chosen = moves.max(axis=1) if side == "best" else moves.min(axis=1)
    return chosen.where(moves.notna().sum(axis=1) >= least)


def industry_since_peak(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    sectors: pd.DataFrame,
    peak: pd.Series,
    industries: Sequence[str] = BANKS,
    least: int = LEAST_MEMBERS,
) -> pd.Series:
    """Return what the members of some industries have returned since the index's peak.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    sectors : pd.DataFrame
        Columns ``ticker`` and ``industry``: the GICS sub-industry of today's index members.
    peak : pd.Series
        By session the date of the current leg's peak.
    industries : sequence of str
        Which sub-industries.
    least : int
        Fewest stocks to average over.

    Returns
    -------
    pd.Series
        Equal-weight mean of simple returns by session of ``prices``, of the stocks that were
        members on the day of the peak, 0 on that day; NaN where too few have a price on both days.

    Notes
    -----
    The map is today's and knows only firms that are still in the index: what failed or was bought
    since is not in the group, so that in an old crisis its losses look smaller than they were.
    """
    known = prices.where(np.isfinite(prices) & (prices > 0))
    wanted = sectors.loc[sectors["industry"].isin(industries), "ticker"]
    named = np.asarray(prices.columns.isin(wanted))[:, None]
    start = peak_rows(prices.index, peak)
    levels = by_ticker(known)
    moves = levels / columns_at(levels, start) - 1.0
    held = columns_at(membership(members, prices).astype(float), start) == 1.0
    chosen = held & named
    return pd.Series(mean_where(moves, chosen, least), index=prices.index)


def industry_relative_since_peak(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    sectors: pd.DataFrame,
    benchmark: pd.Series,
    peak: pd.Series,
    industries: Sequence[str] = BANKS,
) -> pd.Series:
    """Return what the members of some industries have returned since the peak beyond a benchmark.

    Parameters
    ----------
    prices, members, sectors, peak, industries
        As in ``industry_since_peak``.
    benchmark : pd.Series
        Prices adjusted for dividends.

    Returns
    -------
    pd.Series
        Difference of two simple returns by session, positive where the group has done better.
    """
    group = industry_since_peak(prices, members, sectors, peak, industries)
    market = returns_since_peak(benchmark.to_frame(), peak).iloc[:, 0]
    both, other = group.align(market, join="inner")
    return both - other
