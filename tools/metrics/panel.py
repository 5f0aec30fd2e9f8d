"""A stock panel made ready for arithmetic: clean daily returns, membership, equal-weight means.

Arrays have one row a ticker and one column a session. A sum over tickers then runs through the
rows one after the other, so that a ticker which adds nothing does not change the last bit of it:
a figure stays the same when tickers are added to the panel later.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

IMPLAUSIBLE = float(np.log(4.0))
STALE_SHARE = 0.25
GAP_SESSIONS = 5


def by_ticker(frame: pd.DataFrame) -> Floats:
    """Return a dates-by-tickers frame as tickers by dates; what is no finite number is NaN."""
    values = np.array(frame.to_numpy(dtype=np.float64, na_value=np.nan).T, order="C")
    values[~np.isfinite(values)] = np.nan
    return values


def membership(members: pd.DataFrame, prices: pd.DataFrame) -> Flags:
    """Return tickers by sessions of ``prices``: was the ticker in the index on that date."""
    flags = members.reindex(index=prices.index, columns=prices.columns, fill_value=False)
    return np.array(flags.to_numpy(dtype=bool).T, order="C")


def log_returns(prices: pd.DataFrame) -> Floats:
    """Return daily log returns of a stock panel without gaps' and bad ticks' false moves.

    Parameters
    ----------
    prices : pd.DataFrame
        Adjusted closes, sessions by tickers; former and future members included.

    Returns
    -------
    ndarray
        Tickers by sessions; NaN where a ticker has no return on that session.

    Notes
    -----
    A price that is not positive and finite is missing. After a gap of up to five sessions the
    return runs from the last price before the gap, as its holder lived it; after a longer one the
    ticker starts anew. A move by more than a factor of four in one session, up or down, is taken
    for a split that was not adjusted or a bad tick, and is missing: no member of the index gained
    as much in a day, and the few that lost as much are bankruptcies. The rule looks at one move
    alone, since a rule that waits for the reversal would know the future.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(by_ticker(prices))
    logs[~np.isfinite(logs)] = np.nan
    before = np.full_like(logs, np.nan)
    before[:, 1:] = logs[:, :-1]
    for lag in range(2, GAP_SESSIONS + 2):
        hole = np.isnan(before[:, lag:])
        if not hole.any():
            break
        before[:, lag:][hole] = logs[:, :-lag][hole]
    moves = logs - before
    moves[np.abs(np.nan_to_num(moves)) > IMPLAUSIBLE] = np.nan
    return moves


def rolling_count(flags: Flags, window: int) -> npt.NDArray[np.int64]:
    """Return how many of the last ``window`` columns are true, today's included; exact."""
    total = np.cumsum(flags, axis=1, dtype=np.int64)
    out = total.copy()
    out[:, window:] -= total[:, :-window]
    return out


def traded(returns: Floats, window: int) -> Flags:
    """Return whether a ticker's price moved on enough of the last ``window`` sessions.

    Parameters
    ----------
    returns : ndarray
        Daily log returns, tickers by sessions.
    window : int
        Sessions, today's included.

    Returns
    -------
    ndarray of bool
        False where more than a quarter of the window's returns are exactly zero, or none exists.

    Notes
    -----
    A symbol that was given to another firm can carry that firm's quotes through the years in which
    the symbol stood for a member. Such a quote is often one that hardly trades. Unchanged closes
    are the oldest price-only sign of it; a real member of a large-cap index has them on well under
    a fifth of days.

    References
    ----------
    Lesmond, D., Ogden, J. and Trzcinka, C. (1999). A new estimate of transaction costs. Review of
    Financial Studies 12(5), 1113-1141 (the share of zero returns).
    """
    known = rolling_count(~np.isnan(returns), window)
    unchanged = rolling_count(returns == 0.0, window)
    return (known > 0) & (unchanged <= STALE_SHARE * known)


def sum_where(values: Floats, chosen: Flags) -> Floats:
    """Return each session's sum over the chosen tickers, which must have a value."""
    total = np.zeros(values.shape[1])
    for row, use in zip(values, chosen, strict=True):
        total[use] += row[use]
    return total


def mean_where(values: Floats, chosen: Flags, least: int = 1) -> Floats:
    """Return each session's equal-weight mean over the chosen tickers that have a value.

    Parameters
    ----------
    values : ndarray
        Tickers by sessions.
    chosen : ndarray of bool
        Which of them to average.
    least : int
        NaN where fewer tickers than this have a value.

    Returns
    -------
    ndarray
        One figure a session.
    """
    used = chosen & ~np.isnan(values)
    count = used.sum(axis=0)
    mean = np.full(values.shape[1], np.nan)
    np.divide(sum_where(values, used), count, out=mean, where=count >= max(least, 1))
    return mean
