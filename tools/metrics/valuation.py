"""What the index costs against the earnings of the past."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level, positive
from tools.metrics.months import months_before

CPI_YEARS = 10


def excess_cape_yield(
    cape: pd.Series, long_rate: pd.Series, cpi: pd.Series, years: int = CPI_YEARS
) -> pd.Series:
    """Return the cyclically adjusted earnings yield less the real ten-year yield.

    Parameters
    ----------
    cape : pd.Series
        Cyclically adjusted price/earnings ratio by month.
    long_rate : pd.Series
        Ten-year Treasury yield in percent by month.
    cpi : pd.Series
        Consumer price index by month.
    years : int
        Over how many years inflation is taken.

    Returns
    -------
    pd.Series
        A ratio by month, positive where stocks are cheap against bonds. NaN where an input is
        missing or consumer prices of ``years`` before are.

    Notes
    -----
    ``1 / CAPE - (y - inflation)``, with inflation the annual rate of the last ``years``.

    References
    ----------
    Shiller, R., Black, L. and Jivraj, F. (2020). CAPE and the COVID-19 pandemic effect. SSRN
    3714737.
    """
    ratio = positive(cape)
    prices = positive(cpi)
    growth = prices / months_before(prices, 12 * years)
    inflation = growth.reindex(ratio.index).to_numpy() ** (1.0 / years) - 1.0
    nominal = level(long_rate).reindex(ratio.index).to_numpy() / 100.0
    return pd.Series(1.0 / ratio.to_numpy() - (nominal - inflation), index=ratio.index)


def earnings_growth(earnings: pd.Series) -> pd.Series:
    """Return the growth of trailing twelve-month earnings over a year.

    Parameters
    ----------
    earnings : pd.Series
        Earnings per share of the last twelve months, by month.

    Returns
    -------
    pd.Series
        A ratio by month; NaN where the figure of a year before is missing or not positive.
    """
    now = level(earnings).dropna()
    before = months_before(now, 12)
    return pd.Series(now.to_numpy() / np.where(before > 0, before, np.nan) - 1.0, index=now.index)
