"""What momentum books lost beyond the market and sectors, and how still the index was meanwhile.

A desk that holds winners and is short of losers takes out the market and the sectors. What it loses
beyond them while the index hardly moves is the mark of other such books being closed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.crowding import mean_of
from tools.metrics.formation import LOOKBACK, form
from tools.metrics.momentum_legs import LEGS, both_lost, move_in_sigmas
from tools.metrics.panel import GAP_SESSIONS, Flags, Floats
from tools.metrics.ranks import LEAST, expanding_percentile
from tools.metrics.returns import simple_returns

WEEK = 5
LEAST_DAYS = 189
QUIET = 1.0
RARE = 0.95


def book_residuals(
    prices: pd.DataFrame, members: pd.DataFrame, sectors: pd.DataFrame
) -> pd.DataFrame:
    """Return the daily returns of winners and losers beyond the market and the sectors.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    sectors : pd.DataFrame
        Prices of sector funds, dividends included, dates by funds.

    Returns
    -------
    pd.DataFrame
        Columns ``winners`` and ``losers``: simple daily returns by session, NaN without portfolios
        or where a fund has no price.

    Notes
    -----
    At each month end the mean return of the stocks then chosen is regressed, over the 252 sessions
    up to it and with an intercept, on the mean of all ranked stocks and on the sector funds; these
    slopes hold until the next month end. What the portfolio held is regressed and not what earlier
    ones did, so that a change of sectors is known at once. The intercept stays in the residual. The
    sectors are the funds' own history, so no map of today's members to sectors is needed.

    References
    ----------
    Khandani, A. and Lo, A. (2011). What happened to the quants in August 2007? Evidence from
    factors and transactions data. Journal of Financial Markets 14(1), 1-46. Grundy, B. and Martin,
    J. (2001). Understanding the nature of the risks and the source of the rewards to momentum
    investing. Review of Financial Studies 14(1), 29-78.
    """
    held = form(prices, members)
    simple = np.expm1(held.returns)
    funds = _fund_returns(sectors, pd.DatetimeIndex(prices.index))
    out = {leg: np.full(len(prices), np.nan) for leg in LEGS}
    for end, stop in zip(held.ends, held.stops, strict=True):
        past, ahead = slice(end - LOOKBACK + 1, end + 1), slice(end + 1, stop)
        everyone = held.universe[:, end + 1]
        known = _factors(simple, everyone, funds, past)
        coming = _factors(simple, everyone, funds, ahead)
        for leg, chosen in zip(LEGS, (held.winners, held.losers), strict=True):
            book = chosen[:, end + 1]
            slopes = _slopes(mean_of(simple[:, past], book), known)
            explained = (slopes[:, None] * coming).sum(axis=0)
            out[leg][ahead] = mean_of(simple[:, ahead], book) - explained
    return pd.DataFrame(out, index=prices.index)


def book_loss(
    prices: pd.DataFrame, members: pd.DataFrame, sectors: pd.DataFrame, sessions: int = WEEK
) -> pd.Series:
    """Return what winners minus losers lost beyond the market and the sectors.

    Parameters
    ----------
    prices, members, sectors
        As in ``book_residuals``.
    sessions : int
        Length of the window.

    Returns
    -------
    pd.Series
        Standard deviations, positive for a loss: minus the sum of the residual returns of winners
        minus losers, scaled as in ``momentum_legs.move_in_sigmas``.

    References
    ----------
    Khandani, A. and Lo, A. (2011). What happened to the quants in August 2007? Evidence from
    factors and transactions data. Journal of Financial Markets 14(1), 1-46.
    """
    return _lost(book_residuals(prices, members, sectors), sessions)


def sector_degrossing(
    prices: pd.DataFrame, members: pd.DataFrame, sectors: pd.DataFrame, sessions: int = WEEK
) -> pd.Series:
    """Return how far both books moved against their holder beyond the market and the sectors.

    Parameters
    ----------
    prices, members, sectors, sessions
        As in ``book_loss``.

    Returns
    -------
    pd.Series
        Standard deviations: the smaller of the winners' loss and the losers' gain. Positive only if
        the long book fell *and* the short book rose.

    References
    ----------
    Khandani, A. and Lo, A. (2011). What happened to the quants in August 2007? Evidence from
    factors and transactions data. Journal of Financial Markets 14(1), 1-46.
    """
    books = book_residuals(prices, members, sectors)
    return both_lost(books["winners"], books["losers"], sessions).reindex(books.index)


def quiet_index_loss(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    sectors: pd.DataFrame,
    close: pd.Series,
    sessions: int = WEEK,
) -> pd.Series:
    """Return by how much more the books lost than the index moved, each in its own volatility.

    Parameters
    ----------
    prices, members, sectors, sessions
        As in ``book_loss``.
    close : pd.Series
        Index closes.

    Returns
    -------
    pd.Series
        ``book_loss`` less the size of the index's move over the same sessions, in standard
        deviations: high where the books lost much and the index stood still.

    Notes
    -----
    A difference and not a quotient, which would be largest wherever the index happened to end a
    week unchanged.

    References
    ----------
    Khandani, A. and Lo, A. (2011). What happened to the quants in August 2007? Evidence from
    factors and transactions data. Journal of Financial Markets 14(1), 1-46.
    """
    loss = book_loss(prices, members, sectors, sessions)
    return loss - _index_move(close, sessions, loss)


def quiet_index_unwind(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    sectors: pd.DataFrame,
    close: pd.Series,
    sessions: int = WEEK,
    least: int = LEAST["daily"],
) -> pd.Series:
    """Return whether both books lost as seldom before while the index hardly moved.

    Parameters
    ----------
    prices, members, sectors, close, sessions
        As in ``quiet_index_loss``.
    least : int
        Values that the percentile needs.

    Returns
    -------
    pd.Series
        By session 1.0 where ``book_loss`` is above the 95th percentile of its own history so far,
        ``sector_degrossing`` is positive and the index moved by less than one standard deviation;
        else 0.0. NaN before the percentile.

    References
    ----------
    Khandani, A. and Lo, A. (2011). What happened to the quants in August 2007? Evidence from
    factors and transactions data. Journal of Financial Markets 14(1), 1-46.
    """
    books = book_residuals(prices, members, sectors)
    loss = _lost(books, sessions)
    rank = expanding_percentile(loss, least)
    index = _index_move(close, sessions, loss)
    both = both_lost(books["winners"], books["losers"], sessions).reindex(books.index)
    unwound = (rank > RARE) & (both > 0.0) & (index < QUIET)
    return unwound.astype(float).where(rank.notna() & both.notna() & index.notna())


def _lost(books: pd.DataFrame, sessions: int) -> pd.Series:
    difference = books["winners"] - books["losers"]
    return -move_in_sigmas(difference, sessions).reindex(books.index)


def _index_move(close: pd.Series, sessions: int, like: pd.Series) -> pd.Series:
    """Return the size of the index's move in its own volatility on the dates of another series."""
    return move_in_sigmas(simple_returns(close), sessions).abs().reindex(like.index)


def _fund_returns(sectors: pd.DataFrame, sessions: pd.DatetimeIndex) -> Floats:
    """Return the funds' simple daily returns, funds by sessions; a short gap is bridged."""
    usable = sectors.where(np.isfinite(sectors) & (sectors > 0.0))
    prices = usable.reindex(sessions).ffill(limit=GAP_SESSIONS)
    return (prices / prices.shift(1) - 1.0).to_numpy(dtype=np.float64).T


def _factors(simple: Floats, everyone: Flags, funds: Floats, days: slice) -> Floats:
    """Return the mean of all ranked stocks and the funds' returns, factors by sessions."""
    return np.vstack([mean_of(simple[:, days], everyone), funds[:, days]])


def _slopes(book: Floats, factors: Floats) -> Floats:
    """Return least squares slopes with an intercept; NaN with too few common sessions."""
    known = ~np.isnan(book) & ~np.isnan(factors).any(axis=0)
    if known.sum() < LEAST_DAYS:
        return np.full(len(factors), np.nan)
    y, x = book[known], np.array(factors[:, known].T, order="C")
    slopes, *_ = np.linalg.lstsq(x - x.mean(axis=0), y - y.mean(), rcond=None)
    return np.asarray(slopes, dtype=np.float64)
