"""The two books of a momentum portfolio: which of them moved, and whether both lost."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.formation import SKIP
from tools.metrics.hedge import market_residual, rolling_deviation
from tools.metrics.levels import level
from tools.metrics.momentum import leg_returns
from tools.metrics.returns import compounded

Leg = Literal["winners", "losers"]
LEGS: tuple[Leg, Leg] = ("winners", "losers")


def move_in_sigmas(returns: pd.Series, sessions: int) -> pd.Series:
    """Return the sum of daily returns over a window in units of the volatility before it.

    Parameters
    ----------
    returns : pd.Series
        Daily returns; missing ones are left out.
    sessions : int
        Length of the window.

    Returns
    -------
    pd.Series
        ``sum / (sd * sqrt(sessions))`` on the dates that have a return, ``sd`` over the 126 returns
        before the window; NaN until both are full and where nothing varied.
    """
    known = level(returns).dropna()
    scale = rolling_deviation(known).shift(sessions) * np.sqrt(sessions)
    moved: pd.Series = known.rolling(sessions).sum() / scale
    return moved


def relative_return(
    prices: pd.DataFrame, members: pd.DataFrame, leg: Leg, sessions: int = SKIP
) -> pd.Series:
    """Return how a leg has done against the average ranked stock.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    leg : {"winners", "losers"}
        Which tenth.
    sessions : int
        Length of the window.

    Returns
    -------
    pd.Series
        Compounded return of the leg less that of all ranked stocks, equally weighted; a ratio.
        NaN until the window is full.
    """
    legs = leg_returns(prices, members)
    return compounded(legs[leg], sessions) - compounded(legs["universe"], sessions)


def factor_loss(factor: pd.Series, market: pd.Series, sessions: int = 5) -> pd.Series:
    """Return what a published factor lost beyond its beta to the market.

    Parameters
    ----------
    factor, market : pd.Series
        Simple daily returns.
    sessions : int
        Length of the window.

    Returns
    -------
    pd.Series
        Standard deviations, positive for a loss, on the dates that both have: minus the sum of the
        factor's returns after yesterday's 126-day beta, see ``move_in_sigmas``.

    References
    ----------
    Khandani, A. and Lo, A. (2007). What happened to the quants in August 2007? Journal of
    Investment Management 5(4), 5-54.
    """
    return -move_in_sigmas(market_residual(factor, market), sessions)


def degrossing(prices: pd.DataFrame, members: pd.DataFrame, sessions: int = 5) -> pd.Series:
    """Return how far both books of a momentum portfolio have moved against their holder.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    sessions : int
        Length of the window.

    Returns
    -------
    pd.Series
        Standard deviations. Positive only where winners fell *and* losers rose against the
        average ranked stock; the larger of two adverse moves cannot make up for the other.

    Notes
    -----
    Each leg's daily return is hedged with its 126-day beta to the mean of all ranked stocks
    (yesterday's beta), summed over the window and divided by ``sd * sqrt(sessions)``, with ``sd``
    over the 126 days before the window. The reading is the smaller of the winners' loss and the
    losers' gain. A macro shock or a change of leadership moves one leg; books being closed moves
    both. Sectors are not taken out: there is no history of who belonged to which.

    References
    ----------
    Khandani, A. and Lo, A. (2011). What happened to the quants in August 2007? Evidence from
    factors and transactions data. Journal of Financial Markets 14(1), 1-46.
    """
    legs = leg_returns(prices, members)
    winners, losers = (market_residual(legs[leg], legs["universe"]) for leg in LEGS)
    return both_lost(winners, losers, sessions).reindex(legs.index)


def both_lost(winners: pd.Series, losers: pd.Series, sessions: int) -> pd.Series:
    """Return the smaller of what the long and the short book of momentum lost over a window.

    Parameters
    ----------
    winners, losers : pd.Series
        Daily returns of the long book and of the stocks sold short, on the same dates.
    sessions : int
        Length of the window.

    Returns
    -------
    pd.Series
        Standard deviations (see ``move_in_sigmas``): positive only if winners fell and losers rose.
    """
    fell, rose = -move_in_sigmas(winners, sessions), move_in_sigmas(losers, sessions)
    return pd.DataFrame({"fell": fell, "rose": rose}).min(axis=1, skipna=False)
