"""The move of one risk family: from its own trailing extreme, and over five and ten days.

Each family is measured on its own calendar against its own volatility, so that bitcoin, copper and
a credit spread can be set side by side. What hurts by rising (oil, yields, the dollar, the yen's
value, implied volatility) is measured from its trailing low.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.legs import EXTREME_WINDOW, trailing_extreme
from tools.metrics.levels import positive
from tools.metrics.scaling import (
    SIGMA_WINDOW,
    Scale,
    additive,
    position_at,
    trailing_sd,
    value_at,
    window_z,
)

Hurts = Literal["down", "up"]
SHORT_WINDOWS = (5, 10)


def relative_price(asset: pd.Series, benchmark: pd.Series) -> pd.Series:
    """Return an asset's price in units of a benchmark: long the one, short the other.

    Parameters
    ----------
    asset, benchmark : pd.Series
        Prices, adjusted for dividends where they are funds'.

    Returns
    -------
    pd.Series
        Ratio of the two on the dates that both have; its log change is the difference of the two
        log returns.
    """
    numerator, denominator = positive(asset).align(positive(benchmark), join="inner")
    return numerator / denominator


def family_moves(
    series: pd.Series,
    scale: Scale = "log",
    hurts: Hurts = "down",
    window: int = EXTREME_WINDOW,
    sigma_window: int = SIGMA_WINDOW,
) -> pd.DataFrame:
    """Return a family's move from its trailing extreme, for every date.

    Parameters
    ----------
    series : pd.Series
        Prices, or yields and spreads in percent, on their own calendar.
    scale : {"log", "bp"}
        ``log`` for prices, ``bp`` for yields and spreads.
    hurts : {"down", "up"}
        The direction that hurts: a move starts at the highest value of the window if a fall does,
        at the lowest if a rise does.
    window : int
        Observations in which the extreme is sought, the date itself included.
    sigma_window : int
        Daily changes in the volatility.

    Returns
    -------
    pd.DataFrame
        By date: ``peak`` (the extreme's date), ``sessions`` (observations since), ``move`` (simple
        return for prices, basis points for yields and spreads), ``z``, ``z5`` and ``z10``. Signs
        are the series' own: a falling price has a negative z, a rising yield a positive one.

    Notes
    -----
    ``z`` is the log or basis-point move over ``s sqrt(h)``, s being the sample standard deviation
    of the last ``sigma_window`` daily changes up to the extreme and h the observations since; it is
    0 on the day of the extreme, when nothing has moved yet. ``z5`` and ``z10`` scale the last five
    and ten observations by the volatility before them. Non-positive prices and missing values are
    no observations. NaN until the window is full and the volatility exists.
    """
    levels = additive(series, scale)
    values = levels.to_numpy()
    dates = pd.DatetimeIndex(levels.index)
    peak = trailing_extreme(levels, window, "max" if hurts == "down" else "min")
    start = position_at(dates, pd.DatetimeIndex(peak))
    sessions = np.where(start >= 0, np.arange(len(values)) - start, np.nan)
    move = values - value_at(levels, pd.DatetimeIndex(peak))
    distinct, where = np.unique(start, return_inverse=True)
    sd = trailing_sd(np.diff(values, prepend=np.nan), distinct, sigma_window)[where]
    z = move / (sd * np.sqrt(np.maximum(sessions, 1.0)))
    return pd.DataFrame(
        {
            "peak": peak,
            "sessions": sessions,
            "move": np.expm1(move) if scale == "log" else move,
            "z": z,
            **{f"z{n}": window_z(series, n, scale, sigma_window) for n in SHORT_WINDOWS},
        },
        index=dates,
    )


def adverse_z(moves: pd.DataFrame, hurts: Hurts = "down") -> pd.DataFrame:
    """Return a family's three z with the sign turned so that a negative one always hurts.

    Parameters
    ----------
    moves : pd.DataFrame
        The result of ``family_moves``.
    hurts : {"down", "up"}
        The direction that hurts.

    Returns
    -------
    pd.DataFrame
        ``z``, ``z5`` and ``z10`` by date; negative when the family moved the bad way.
    """
    z = moves[["z", *(f"z{n}" for n in SHORT_WINDOWS)]]
    return z if hurts == "down" else -z
