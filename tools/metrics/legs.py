"""Where a move began: the peak of the current leg, or a trailing extreme.

The index is cut into legs that rise and fall, so that a fall is measured from the high it fell
from and not from an older one: a fixed look-back of a year would explain March 2023 from the high
of March 2022, two rallies earlier.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

TURN_UP = 0.10
TURN_DOWN = 0.05
EXTREME_WINDOW = 63
_ROUNDING = 1e-12  # a close of 95.00 after 100.00 stands 5 % below it, whatever binary says


def finite(series: pd.Series) -> npt.NDArray[np.float64]:
    """Return the values as floats with infinities turned into NaN."""
    values = series.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def _peak_positions(prices: list[float], turn_up: float, turn_down: float) -> list[int]:
    """Return for each price the position of the current leg's peak; prices are positive."""
    positions: list[int] = []
    rising, high_at = True, 0
    high = low = prices[0]
    for i, price in enumerate(prices):
        if rising:
            if price > high:
                high, high_at = price, i
            elif price / high - 1.0 <= -turn_down + _ROUNDING:
                rising, low = False, price
        elif price > high or price / low - 1.0 >= turn_up - _ROUNDING:
            rising, high, high_at = True, price, i
        else:
            low = min(low, price)
        positions.append(high_at)
    return positions


def leg_peaks(
    close: pd.Series, turn_up: float = TURN_UP, turn_down: float = TURN_DOWN
) -> pd.Series:
    """Return for each session the date of the peak of the leg that it belongs to.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    turn_up : float
        A falling leg ends when the close stands this far above the leg's low, or above its peak.
    turn_down : float
        A rising leg ends when the close stands this far below the leg's high.

    Returns
    -------
    pd.Series
        ``datetime64`` by session. In a rising leg the date of its highest close so far, which may
        be the session itself; in a falling leg the highest close of the rising leg before it.

    Notes
    -----
    The rule runs forward once and never looks ahead, so a peak can be replaced by a later one but
    never moved back. Of equal highs the first counts. The first price opens a rising leg. A
    missing, infinite or non-positive price leaves the state as it was; sessions before the first
    price have NaT.

    References
    ----------
    Lunde, A. and Timmermann, A. (2004). Duration dependence in stock prices. Journal of Business
    and Economic Statistics 22(3), 253-273 (asymmetric filter rule with separate thresholds).
    """
    index = pd.DatetimeIndex(close.index)
    out = pd.Series(pd.NaT, index=index, dtype=index.dtype, name="peak")
    prices = finite(close)
    usable = prices > 0
    if not usable.any():
        return out
    kept = index[usable]
    peaks = kept[_peak_positions(prices[usable].tolist(), turn_up, turn_down)]
    out.loc[usable] = peaks.to_numpy()
    return out.ffill()


def trailing_extreme(
    series: pd.Series,
    window: int = EXTREME_WINDOW,
    side: Literal["max", "min"] = "max",
) -> pd.Series:
    """Return for each date the date of the highest or lowest value of a trailing window.

    Parameters
    ----------
    series : pd.Series
        Levels on their own calendar.
    window : int
        Observations, the date itself included.
    side : {"max", "min"}
        ``max`` for what hurts by falling, ``min`` for what hurts by rising.

    Returns
    -------
    pd.Series
        ``datetime64`` by date of ``series``; NaT while fewer than ``window`` observations exist.

    Notes
    -----
    Missing and infinite values are no observations: windows run over those that remain, and a date
    without a value keeps the extreme of the date before. Of equal extremes the first counts.
    """
    index = pd.DatetimeIndex(series.index)
    out = pd.Series(pd.NaT, index=index, dtype=index.dtype, name="extreme")
    values = finite(series)
    usable = np.isfinite(values)
    values, kept = values[usable], index[usable]
    if window < 1 or len(values) < window:
        return out
    signed = values if side == "max" else -values
    first = sliding_window_view(signed, window).argmax(axis=1)
    found = kept[first + np.arange(len(first))]
    out.loc[kept[window - 1 :]] = found.to_numpy()
    return out.ffill()


def sessions_since(peak: pd.Series) -> pd.Series:
    """Return how many rows lie between each date's peak and the date itself.

    Parameters
    ----------
    peak : pd.Series
        ``datetime64`` by session, each value one of the index's dates at or before its row.

    Returns
    -------
    pd.Series
        Whole numbers as floats, 0 on the day of the peak; NaN where there is no peak.
    """
    index = pd.DatetimeIndex(peak.index)
    at = index.searchsorted(pd.DatetimeIndex(peak), side="right") - 1
    rows = np.arange(len(index), dtype=float) - at
    return pd.Series(np.where(peak.notna(), rows, np.nan), index=index, name="sessions")
