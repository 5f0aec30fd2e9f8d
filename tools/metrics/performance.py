"""What a price has returned: over a window, since the peak, in the year so far, and relatively."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import positive
from tools.metrics.scaling import value_at
from tools.metrics.sectors import returns_since_peak

MONTH = 21
YEAR = 252


def trailing_return(price: pd.Series, sessions: int = MONTH) -> pd.Series:
    """Return what a price has returned over a trailing window.

    Parameters
    ----------
    price : pd.Series
        Prices by date, adjusted for dividends where they are a fund's.
    sessions : int
        Observations that the return spans.

    Returns
    -------
    pd.Series
        A simple return by date; NaN until the window is full. Missing and non-positive prices are
        no observations.
    """
    known = positive(price)
    return known / known.shift(sessions) - 1.0


def run_up(price: pd.Series, peak: pd.Series, sessions: int = YEAR) -> pd.Series:
    """Return what a price had returned over the window that ended at the peak of the leg.

    Parameters
    ----------
    price : pd.Series
        Prices by date.
    peak : pd.Series
        ``datetime64`` by session, the date of its leg's peak.
    sessions : int
        Observations that the return spans.

    Returns
    -------
    pd.Series
        A simple return by session of ``peak``, one figure a leg; NaN where the window up to the
        peak was not full.
    """
    grown = trailing_return(price, sessions)
    then = value_at(grown, pd.DatetimeIndex(peak))
    return pd.Series(then, index=peak.index)


def year_to_date(price: pd.Series) -> pd.Series:
    """Return what a price has returned since the last close of the year before.

    Parameters
    ----------
    price : pd.Series
        Prices by date.

    Returns
    -------
    pd.Series
        A simple return by date; NaN in the first calendar year of the series.
    """
    known = positive(price)
    years = pd.DatetimeIndex(known.index).year.to_numpy()
    first = np.searchsorted(years, years, side="left")
    base = np.append(known.to_numpy(), np.nan)[first - 1]  # -1 is the NaN that was appended
    return pd.Series(known.to_numpy() / base - 1.0, index=known.index)


def return_since_peak(price: pd.Series, peak: pd.Series) -> pd.Series:
    """Return what a price has returned since the peak of the index's current leg.

    Parameters
    ----------
    price : pd.Series
        Prices adjusted for dividends.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.Series
        A simple return by session, 0 on the day of the peak; NaN without a price on either date.
    """
    return returns_since_peak(price.to_frame(), peak).iloc[:, 0]


def relative_since_peak(price: pd.Series, benchmark: pd.Series, peak: pd.Series) -> pd.Series:
    """Return what a price has returned since the peak beyond what a benchmark has.

    Parameters
    ----------
    price, benchmark : pd.Series
        Prices adjusted for dividends.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.Series
        Difference of two simple returns by session, positive where the price has done better; NaN
        without one of the four prices.
    """
    return return_since_peak(price, peak) - return_since_peak(benchmark, peak)
