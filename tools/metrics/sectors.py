"""How evenly a fall is spread: the best and the worst of several groups since the peak."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd


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
