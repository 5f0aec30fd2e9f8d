"""At which price a trend signal would turn, and how far away that is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import positive
from tools.metrics.trend_state import VOL_SPAN, decay_of, weight_sum

YEAR = 252


def trigger_level(close: pd.Series, fast: int = 16, slow: int = 64, sessions: int = 1) -> pd.Series:
    """Return the price at which a crossover of moving averages would come to stand at zero.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    fast, slow : int
        Spans of the two exponential averages.
    sessions : int
        How many of the next closes are taken to be at that price.

    Returns
    -------
    pd.Series
        A level in the unit of ``close``: with closes below it the rule would be short by then,
        with closes above it long.

    Notes
    -----
    The price at which the two averages would be equal after ``sessions`` closes there; both are
    linear in it. A slow average hardly feels one close, so that the level for a single session is
    often beyond any market move, while the one for a month is near to what desks quote. NaN before
    ``slow`` prices, where prices do not move, and where no positive price would do.

    References
    ----------
    Carver, R. (2015). Systematic Trading. Harriman House (the crossover rule).
    """
    level = _crossing(positive(close), fast, slow, sessions)
    return level.where(level > 0).reindex(close.index)


def cta_trigger(close: pd.Series, fast: int = 16, slow: int = 64, sessions: int = 1) -> pd.Series:
    """Return how far the index may move before a crossover changes its sign.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    fast, slow, sessions
        See ``trigger_level``.

    Returns
    -------
    pd.Series
        That price over today's close, less one. For one session it is negative while the rule is
        long, positive while it is short, and large where no single session would do. For more
        sessions a long rule with a positive figure turns short even if the index stands still.

    Notes
    -----
    NaN as ``trigger_level``, but below -1 and not missing where no positive price would do.

    References
    ----------
    As ``trigger_level``.
    """
    prices = positive(close)
    return (_crossing(prices, fast, slow, sessions) / prices - 1.0).reindex(close.index)


def twelve_month_level(close: pd.Series, window: int = YEAR) -> pd.Series:
    """Return the next close at which the twelve-month return would be zero.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    window : int
        Sessions that make twelve months.

    Returns
    -------
    pd.Series
        The close that will lie ``window`` sessions back tomorrow, in the unit of ``close``.

    Notes
    -----
    Missing prices are skipped; NaN until so many prices exist.

    References
    ----------
    Moskowitz, T., Ooi, Y. H. and Pedersen, L. H. (2012). Time series momentum. Journal of
    Financial Economics 104(2), 228-250.
    """
    return positive(close).shift(window - 1).reindex(close.index)


def twelve_month_trigger(close: pd.Series, window: int = YEAR) -> pd.Series:
    """Return how far the next close may move before the twelve-month return changes its sign.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    window : int
        Sessions that make twelve months.

    Returns
    -------
    pd.Series
        ``twelve_month_level`` over today's close, less one: negative after a rise.

    References
    ----------
    As ``twelve_month_level``.
    """
    prices = positive(close)
    return (twelve_month_level(prices, window) / prices - 1.0).reindex(close.index)


def _crossing(prices: pd.Series, fast: int, slow: int, sessions: int) -> pd.Series:
    """Return the price, of any sign, that would bring the two averages together."""
    count = np.arange(1.0, len(prices) + 1)
    past, weight, added = {}, {}, {}
    for span in (fast, slow):
        decay = decay_of(span)
        old = weight_sum(decay, count) * decay**sessions
        past[span] = prices.ewm(span=span).mean() * old
        added[span] = (1.0 - decay**sessions) / (1.0 - decay)
        weight[span] = old + added[span]
    crossing = (past[slow] * weight[fast] - past[fast] * weight[slow]) / (
        added[fast] * weight[slow] - added[slow] * weight[fast]
    )
    moving = prices.diff().ewm(span=VOL_SPAN).std() > 0
    return crossing.where(moving & (count >= slow))
