"""The two books of a momentum portfolio: which of them moved, and whether both lost."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.hedge import market_residual, rolling_deviation
from tools.metrics.momentum import SKIP, leg_returns
from tools.metrics.returns import compounded

Leg = Literal["winners", "losers"]


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
    moves = []
    for leg in ("winners", "losers"):
        left = market_residual(legs[leg], legs["universe"]).dropna()
        scale = rolling_deviation(left).shift(sessions) * np.sqrt(sessions)
        moves.append(left.rolling(sessions).sum() / scale)
    both: pd.Series = np.minimum(-moves[0], moves[1])
    return both.reindex(legs.index)
