"""Whether rates held still: the real yield's move in sigmas, and the largest of four such moves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level
from tools.metrics.rates import change_since_peak_z, known_spread
from tools.metrics.scaling import SIGMA_WINDOW


def spread_since_peak_z(
    first_known: pd.DataFrame,
    first: pd.Series,
    second_known: pd.DataFrame,
    second: pd.Series,
    peak: pd.Series,
    window: int = SIGMA_WINDOW,
) -> pd.Series:
    """Return the change since the peak of a difference of yields in units of its own volatility.

    Parameters
    ----------
    first_known, second_known : pd.DataFrame
        By session ``value`` in percent and ``observed``.
    first, second : pd.Series
        The yields in percent on their own calendars.
    peak : pd.Series
        By session the date of the current leg's peak.
    window : int
        Daily changes in the volatility.

    Returns
    -------
    pd.Series
        z of ``first - second`` by session, as ``change_since_peak_z`` gives it for one yield;
        nominal less breakeven is the real yield.
    """
    known = known_spread(first_known, second_known)
    return change_since_peak_z(known, level(first) - level(second), peak, "bp", window)


def largest_rates_z(
    two_known: pd.DataFrame,
    two: pd.Series,
    ten_known: pd.DataFrame,
    ten: pd.Series,
    breakeven_known: pd.DataFrame,
    breakeven: pd.Series,
    peak: pd.Series,
    window: int = SIGMA_WINDOW,
) -> pd.Series:
    """Return the largest of four rates' moves since the peak, in sigmas and with its sign.

    Parameters
    ----------
    two_known, ten_known, breakeven_known : pd.DataFrame
        By session ``value`` in percent and ``observed``.
    two, ten, breakeven : pd.Series
        Two-year yield, ten-year yield and ten-year breakeven inflation in percent.
    peak : pd.Series
        By session the date of the current leg's peak.
    window : int
        Daily changes in each volatility.

    Returns
    -------
    pd.Series
        By session the z of largest size among the two-year yield, the ten-year yield, the ten-year
        real yield and breakeven inflation. Rates were stable where its size is at most 1. NaN
        where one of the four is missing: a move that was not measured may be the largest.

    Notes
    -----
    Of four independent moves without a cause the largest exceeds 1 in four of five cases, so a
    figure a little above 1 is no news; these four are correlated and do so less often.
    """
    parts = [
        change_since_peak_z(two_known, two, peak, "bp", window),
        change_since_peak_z(ten_known, ten, peak, "bp", window),
        spread_since_peak_z(ten_known, ten, breakeven_known, breakeven, peak, window),
        change_since_peak_z(breakeven_known, breakeven, peak, "bp", window),
    ]
    z = np.column_stack([part.to_numpy() for part in parts])
    whole = ~np.isnan(z).any(axis=1)
    largest = np.abs(np.where(whole[:, None], z, 0.0)).argmax(axis=1)
    picked = z[np.arange(len(z)), largest]
    return pd.Series(np.where(whole, picked, np.nan), index=peak.index)
