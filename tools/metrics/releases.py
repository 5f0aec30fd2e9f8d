"""Trends in monthly reports on jobs, prices and unemployment."""

from __future__ import annotations

import pandas as pd

from tools.metrics.levels import level, positive
from tools.metrics.months import months_before

TREND = 3
YEAR = 12


def monthly_change(series: pd.Series, months: int = TREND, scale: float = 1.0) -> pd.Series:
    """Return the mean monthly change of a figure over the last months.

    Parameters
    ----------
    series : pd.Series
        A level by month, such as the number of jobs.
    months : int
        How many monthly changes go into the mean.
    scale : float
        What one unit of the series counts for; 1,000 for a level in thousands.

    Returns
    -------
    pd.Series
        Change per month by month of observation, positive for a rise; NaN where the level of
        ``months`` before is missing.
    """
    levels = level(series).dropna()
    change: pd.Series = scale * (levels - months_before(levels, months)) / months
    return change


def annualised_growth(series: pd.Series, months: int = TREND) -> pd.Series:
    """Return the growth of an index over the last months, at a yearly rate.

    Parameters
    ----------
    series : pd.Series
        A positive, seasonally adjusted index by month, such as consumer prices.
    months : int
        Over how many months.

    Returns
    -------
    pd.Series
        ``(x_t / x_{t-k})^(12/k) - 1`` as a ratio by month of observation; NaN where the figure of
        ``months`` before is missing.
    """
    levels = positive(series)
    growth: pd.Series = (levels / months_before(levels, months)) ** (YEAR / months) - 1.0
    return growth


def sahm_gap(unemployment: pd.Series) -> pd.Series:
    """Return how far unemployment has risen above its low of the last year.

    Parameters
    ----------
    unemployment : pd.Series
        The unemployment rate in percent by month.

    Returns
    -------
    pd.Series
        Percentage points by month of observation; a rise of 0.5 came early in each US recession
        since 1970. NaN for the first fourteen months; a month without a figure is no observation.

    Notes
    -----
    The mean of the last three months less the lowest such mean of the twelve months before. On
    revised rates it can differ from what was computed at the time by about a tenth.

    References
    ----------
    Sahm, C. (2019). Direct stimulus payments to individuals. In Boushey, H., Nunn, R. and
    Shambaugh, J. (eds.), Recession Ready, The Hamilton Project and Washington Center for Equitable
    Growth, 67-92.
    """
    mean = level(unemployment).dropna().rolling(TREND).mean()
    gap: pd.Series = mean - mean.shift(1).rolling(YEAR).min()
    return gap
