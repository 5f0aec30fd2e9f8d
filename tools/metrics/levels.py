"""Levels, spreads and ratios of published series, on the dates that the inputs share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.legs import finite


def level(series: pd.Series) -> pd.Series:
    """Return a published series as it stands.

    Parameters
    ----------
    series : pd.Series
        Figures by observation date, in the publisher's unit.

    Returns
    -------
    pd.Series
        The same figures as floats; NaN where the publisher gives no finite number.
    """
    return pd.Series(finite(series), index=series.index)


def positive(prices: pd.Series) -> pd.Series:
    """Return the prices that can carry a return: those that are finite and above zero.

    Parameters
    ----------
    prices : pd.Series
        Prices by date.

    Returns
    -------
    pd.Series
        The same prices without the dates that have none, so that a return over a gap runs from
        the last price before it.
    """
    values = level(prices)
    return values[values > 0]


def log_returns(close: pd.Series) -> pd.Series:
    """Return the log change of each price on the one before it.

    Parameters
    ----------
    close : pd.Series
        Prices by date; missing and non-positive ones are left out.

    Returns
    -------
    pd.Series
        Log returns as decimals by date of the remaining prices, from the second one on.
    """
    prices = positive(close)
    logs = np.log(prices.to_numpy())
    return pd.Series(np.diff(logs), index=prices.index[1:])


def spread(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return the first series less the second.

    Parameters
    ----------
    first, second : pd.Series
        Figures by observation date, in one unit.

    Returns
    -------
    pd.Series
        ``first - second`` in that unit on the dates that both have; NaN where either lacks one.
    """
    left, right = level(first).align(level(second), join="inner")
    return left - right


def ratio(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return one series as a multiple of another.

    Parameters
    ----------
    numerator, denominator : pd.Series
        Figures by observation date, in one unit.

    Returns
    -------
    pd.Series
        The quotient, a plain number, on the dates that both have; NaN where either is missing or
        the denominator is not positive.
    """
    top, bottom = level(numerator).align(level(denominator), join="inner")
    return top / bottom.where(bottom > 0)
