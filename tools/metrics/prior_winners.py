"""What became of the winners that were held at the index's peak: whether they find a floor.

The momentum portfolio changes every month, so that after a fall its winners are other stocks than
those whose holders were hurt. These readings follow the old ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.crowding import mean_of
from tools.metrics.formation import form
from tools.metrics.panel import Floats
from tools.metrics.peaks import peak_rows
from tools.metrics.returns import compounded
from tools.metrics.scaling import date_at

WEEK = 5

Rows = npt.NDArray[np.intp]


def prior_winners(
    prices: pd.DataFrame, members: pd.DataFrame, peak: pd.Series, sessions: int = WEEK
) -> pd.Series:
    """Return how the winners held at the index's peak have done lately against the average stock.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    peak : pd.Series
        By session the date of the current leg's peak.
    sessions : int
        Length of the window, today's return included.

    Returns
    -------
    pd.Series
        Compounded return of the winners held on the day of the peak less that of all stocks ranked
        with them, a ratio by session; above zero when they hold their own. NaN where no portfolio
        was held at the peak.

    Notes
    -----
    Equal weights; who was a winner at the peak stays one until the next peak, whatever the sorts of
    later months say. Before a fall the peak is today or a few days ago, and the reading that of the
    present winners.

    References
    ----------
    Brunnermeier, M. and Pedersen, L. (2005). Predatory trading. Journal of Finance 60(4), 1825-1863
    (prices of what is being liquidated overshoot, and come back when the selling ends).
    """
    out = np.full(len(prices), np.nan)
    for group in _groups(prices, members, peak, sessions):
        books = (pd.Series(book) for book in (group.winners, group.everyone))
        ahead, average = (compounded(book, sessions).to_numpy() for book in books)
        out[group.rows] = (ahead - average)[group.rows - group.start]
    return pd.Series(out, index=prices.index)


def prior_winners_off_low(
    prices: pd.DataFrame, members: pd.DataFrame, peak: pd.Series
) -> pd.DataFrame:
    """Return how far the winners held at the index's peak have come back from their low since then.

    Parameters
    ----------
    prices, members, peak
        As in ``prior_winners``.

    Returns
    -------
    pd.DataFrame
        ``value`` by session: what the prior winners, measured against the average stock, have
        gained since the lowest point after the peak; 0 on a day that makes a new low, and on the
        day of the peak. ``at`` is the day of that low.

    Notes
    -----
    The path is the compounded return of the prior winners over that of all stocks ranked with
    them, 1 at the close of the peak.

    References
    ----------
    Brunnermeier, M. and Pedersen, L. (2005). Predatory trading. Journal of Finance 60(4), 1825-1863
    (prices of what is being liquidated come back when the selling ends).
    """
    value = np.full(len(prices), np.nan)
    low = np.full(len(prices), -1, dtype=np.intp)
    for group in _groups(prices, members, peak, 0):
        for top in np.unique(group.tops):
            rows = group.rows[group.tops == top]
            after = slice(top + 1 - group.start, rows[-1] + 1 - group.start)
            growth = (1.0 + group.winners[after]) / (1.0 + group.everyone[after])
            path = np.concatenate([[1.0], np.cumprod(growth)])
            lowest = np.minimum.accumulate(path)
            fresh = np.where(path <= lowest, np.arange(len(path)), 0)
            value[rows] = (path / lowest - 1.0)[rows - top]
            low[rows] = np.maximum.accumulate(fresh)[rows - top] + top
    out = pd.DataFrame({"value": value}, index=prices.index)
    out["at"] = date_at(pd.DatetimeIndex(prices.index), np.where(np.isnan(value), -1, low))
    return out


class _Group(NamedTuple):
    """Sessions whose peak fell into one month: who was held then, and what they earned since.

    ``rows`` are the sessions' positions and ``tops`` those of their peaks; ``winners`` and
    ``everyone`` are simple daily returns from position ``start`` to the last of ``rows``.
    """

    rows: Rows
    tops: Rows
    start: int
    winners: Floats
    everyone: Floats


def _groups(
    prices: pd.DataFrame, members: pd.DataFrame, peak: pd.Series, before: int
) -> Iterator[_Group]:
    """Yield the sessions of one portfolio after another, with ``before`` more days of returns."""
    held = form(prices, members)
    simple = np.expm1(held.returns)
    tops = peak_rows(prices.index, peak)
    for end, stop in zip(held.ends, held.stops, strict=True):
        rows = np.flatnonzero((tops > end) & (tops < stop))  # on month ends the old book is held
        if not len(rows):
            continue
        start = int(max(tops[rows].min() - before, 0))
        days = simple[:, start : rows[-1] + 1]
        books = (held.winners[:, end + 1], held.universe[:, end + 1])
        yield _Group(rows, tops[rows], start, *(mean_of(days, book) for book in books))
