"""Moves measured in units of the volatility that went before them."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import level

Scale = Literal["log", "bp"]
SIGMA_WINDOW = 504
_CHUNK = 2048
_ROUNDING = 1e-10  # a spread of changes this small against their size is arithmetic noise


def additive(series: pd.Series, scale: Scale) -> pd.Series:
    """Return the observations of a series in the unit in which its changes add up.

    Parameters
    ----------
    series : pd.Series
        Prices, or yields and spreads in percent.
    scale : {"log", "bp"}
        ``log`` for prices, ``bp`` for yields and spreads.

    Returns
    -------
    pd.Series
        Log prices, or basis points, on the dates that have a value. Missing and infinite values
        are dropped, and so are non-positive prices, which have no logarithm.
    """
    values = level(series).dropna()
    return np.log(values[values > 0]) if scale == "log" else values * 100.0


def value_at(series: pd.Series, dates: pd.DatetimeIndex) -> npt.NDArray[np.float64]:
    """Return the last value of a series at or before each date.

    Parameters
    ----------
    series : pd.Series
        Values by date, sorted.
    dates : pd.DatetimeIndex, shape (m,)
        Dates in any order; NaT stands for none.

    Returns
    -------
    ndarray, shape (m,)
        Values in the series' unit; NaN for NaT and before the first date of the series.
    """
    at = position_at(pd.DatetimeIndex(series.index), dates)
    padded = np.append(series.to_numpy(dtype=float), np.nan)
    return padded[at]


def position_at(calendar: pd.DatetimeIndex, dates: pd.DatetimeIndex) -> npt.NDArray[np.intp]:
    """Return the position of the last date of a calendar at or before each date, else -1."""
    return np.where(dates.isna(), -1, calendar.searchsorted(dates, side="right") - 1)


def date_at(calendar: pd.DatetimeIndex, position: npt.NDArray[np.intp]) -> pd.DatetimeIndex:
    """Return the dates at given positions of a calendar, NaT for -1."""
    return pd.DatetimeIndex(calendar.append(pd.DatetimeIndex([pd.NaT]))[position])


def trailing_sd(
    changes: npt.NDArray[np.float64], last: npt.NDArray[np.intp], window: int
) -> npt.NDArray[np.float64]:
    """Return the sample standard deviation of the changes that end at given positions.

    Parameters
    ----------
    changes : ndarray, shape (n,)
        Changes between neighbours: ``changes[i]`` leads from observation i - 1 to i, so the first
        one does not exist and is never used.
    last : ndarray of int, shape (m,)
        Positions of the last change of each window; a negative one stands for none.
    window : int
        How many changes.

    Returns
    -------
    ndarray, shape (m,)
        Standard deviation (ddof 1) in the unit of ``changes``. NaN where fewer than ``window``
        changes exist or where they do not vary.
    """
    out = np.full(len(last), np.nan)
    full = np.flatnonzero(last >= window)
    offsets = np.arange(1 - window, 1)
    for start in range(0, len(full), _CHUNK):
        rows = full[start : start + _CHUNK]
        block = changes[last[rows, None] + offsets]
        sd = block.std(axis=1, ddof=1)
        out[rows] = np.where(sd > _ROUNDING * np.abs(block).max(axis=1), sd, np.nan)
    return out


def window_z(
    series: pd.Series,
    window: int = 21,
    scale: Scale = "log",
    sigma_window: int = SIGMA_WINDOW,
    floor: float = 0.0,
) -> pd.Series:
    """Return the change over a trailing window in units of the volatility before that window.

    Parameters
    ----------
    series : pd.Series
        Prices, or yields and spreads in percent, on their own calendar.
    window : int
        Observations that the change spans.
    scale : {"log", "bp"}
        Log changes for prices, differences for yields and spreads.
    sigma_window : int
        Daily changes in the volatility.
    floor : float
        Least daily volatility, in log points or basis points, for rates that are all but pegged;
        one tick is a sensible choice. Zero for none.

    Returns
    -------
    pd.Series
        z by observation date, positive when the series rose. NaN until ``sigma_window + window``
        changes exist, and where the volatility is zero and has no floor.

    Notes
    -----
    ``z_t = (x_t - x_{t-k}) / (s_{t-k} sqrt(k))`` with s the sample standard deviation of the last
    ``sigma_window`` changes up to t - k. The volatility ends where the window begins: a crash that
    inflated its own yardstick would look smaller the larger it is.
    """
    levels = additive(series, scale)
    values = levels.to_numpy()
    z = np.full(len(values), np.nan)
    if len(values) > window:
        last = np.arange(len(values) - window)
        sd = trailing_sd(np.diff(values, prepend=np.nan), last, sigma_window)
        if floor > 0.0:
            sd = np.where(last >= sigma_window, np.fmax(sd, floor), np.nan)
        z[window:] = (values[window:] - values[:-window]) / (sd * np.sqrt(window))
    return pd.Series(z, index=levels.index)
