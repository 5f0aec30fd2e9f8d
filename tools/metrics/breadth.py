"""How many stocks take part: above an average, down since the peak, and against the largest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import level, positive
from tools.metrics.panel import (
    Flags,
    Floats,
    by_ticker,
    log_returns,
    mean_where,
    membership,
    traded,
)
from tools.metrics.peaks import columns_at, peak_rows

MONTH = 21
QUARTER = 63
AVERAGE = 200
LEAST_STOCKS = 20
HEALTHY = 0.5


def above_average(
    prices: pd.DataFrame, members: pd.DataFrame, window: int = 50, least: int = LEAST_STOCKS
) -> pd.Series:
    """Return the share of the index's members that stand above their own moving average.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers; prices from before a stock joined
        are used.
    window : int
        Sessions in the average, today's included.
    least : int
        Fewest members to count over.

    Returns
    -------
    pd.Series
        A ratio in [0, 1] by session; NaN where too few members have a full window.

    Notes
    -----
    Dividends put back into past prices lower them, so with adjusted closes a few more stocks stand
    above their average than on a chart of plain ones (about two in a hundred at 200 days).

    References
    ----------
    Zakamulin, V. (2017). Market timing with moving averages. Palgrave Macmillan.
    """
    known = prices.where(prices > 0)
    average = by_ticker(known.rolling(window).mean())
    closes = by_ticker(known)
    counted = membership(members, prices) & ~np.isnan(average)
    counted &= traded(log_returns(prices), window)
    above = np.where(closes > average, 1.0, 0.0)
    return pd.Series(mean_where(above, counted, least), index=prices.index)


def share_of_percent(percent: pd.Series) -> pd.Series:
    """Return a published percentage as a ratio, by observation date."""
    return level(percent) / 100.0


def equal_minus_cap(
    equal_weight: pd.Series, cap_weight: pd.Series, sessions: int = MONTH
) -> pd.Series:
    """Return how far the average stock has done better than the index.

    Parameters
    ----------
    equal_weight, cap_weight : pd.Series
        Prices of an equal-weight and of a capitalisation-weight fund, dividends included.
    sessions : int
        Sessions of the window, counted on the dates that both have.

    Returns
    -------
    pd.Series
        Simple return of the first less that of the second; NaN until the window is full.
    """
    equal, cap = positive(equal_weight).align(positive(cap_weight), join="inner")
    return equal / equal.shift(sessions) - cap / cap.shift(sessions)


def healthy_breadth(
    above: pd.Series,
    equal_weight: pd.Series,
    cap_weight: pd.Series,
    sessions: int = MONTH,
) -> pd.Series:
    """Return whether most stocks stand above their average and the average stock leads the index.

    Parameters
    ----------
    above : pd.Series
        Percent of members above their 200-day average.
    equal_weight, cap_weight : pd.Series
        Prices of an equal-weight and of a capitalisation-weight fund, dividends included.
    sessions : int
        Sessions of the comparison.

    Returns
    -------
    pd.Series
        1.0 where more than half stand above and ``equal_minus_cap`` is positive, 0.0 where either
        fails; on the dates that all three have, NaN until the window is full.

    Notes
    -----
    When the largest stocks lead a fall, equal weight does better by arithmetic: the second
    condition alone is no sign of health, which is why the first one is asked for.
    """
    share, lead = share_of_percent(above).align(
        equal_minus_cap(equal_weight, cap_weight, sessions), join="inner"
    )
    healthy = ((share > HEALTHY) & (lead > 0)).astype(float)
    return healthy.where(share.notna() & lead.notna())


def down_since_peak(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    peak: pd.Series,
    least: int = LEAST_STOCKS,
) -> pd.Series:
    """Return the share of the index's members that stand lower than on the day of its peak.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    peak : pd.Series
        By session the date of the current leg's peak.
    least : int
        Fewest members to count over.

    Returns
    -------
    pd.Series
        A ratio in [0, 1] by session of ``prices``, 0 on the day of the peak; NaN where too few
        members have a price on both days.
    """
    levels = by_ticker(prices.where(prices > 0))
    start = peak_rows(prices.index, peak)
    then = columns_at(levels, start)
    counted = membership(members, prices) & traded(log_returns(prices), QUARTER)
    counted &= ~np.isnan(levels) & ~np.isnan(then)
    fell = np.where(levels < then, 1.0, 0.0)
    return pd.Series(mean_where(fell, counted, least), index=prices.index)


def excess_compression(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    peak: pd.Series,
    window: int = AVERAGE,
    least: int = LEAST_STOCKS,
) -> pd.Series:
    """Return whether the stocks that stood furthest above their average have fallen the most.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers; prices from before a stock joined
        are used.
    peak : pd.Series
        By session the date of the current leg's peak.
    window : int
        Sessions of the average, ending with the peak.
    least : int
        Fewest members to compare.

    Returns
    -------
    pd.Series
        Rank correlation in [-1, 1] across today's members of their extension above the average on
        the day of the peak with their return since: negative where what had run furthest is sold
        most. NaN on the day of the peak and where too few members have both.

    Notes
    -----
    Spearman's coefficient, mid-ranks for ties. Differences in market beta are not taken out.

    References
    ----------
    De Bondt, W. and Thaler, R. (1985). Does the stock market overreact? Journal of Finance 40(3),
    793-805.
    """
    known = prices.where(prices > 0)
    levels, average = by_ticker(known), by_ticker(known.rolling(window).mean())
    start = peak_rows(prices.index, peak)
    stretched = columns_at(levels / average - 1.0, start)
    since = levels / columns_at(levels, start) - 1.0
    used = membership(members, prices) & traded(log_returns(prices), window)
    used &= ~np.isnan(stretched) & ~np.isnan(since)
    used &= (start < np.arange(levels.shape[1]))[None, :]
    x, y = (_centred_ranks(v, used) for v in (stretched, since))
    top = (x * y).sum(axis=0)
    bottom = np.sqrt((x * x).sum(axis=0) * (y * y).sum(axis=0))
    out = np.full(len(top), np.nan)
    np.divide(top, bottom, out=out, where=(used.sum(axis=0) >= max(least, 3)) & (bottom > 0))
    return pd.Series(out, index=prices.index)


def _centred_ranks(values: Floats, used: Flags) -> Floats:
    """Return mid-ranks down each column among the used entries, less their mean; 0 elsewhere."""
    ranks = pd.DataFrame(np.where(used, values, np.nan)).rank(axis=0).to_numpy()
    middle = (used.sum(axis=0) + 1.0) / 2.0
    return np.where(used, ranks - middle, 0.0)
