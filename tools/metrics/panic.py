"""The two settings in which momentum breaks: a panic after a bear market, and a bull's own top.

After two years of loss and in high volatility the losers rebound and the short side breaks; in an
up market it is the winners that are sold, and the long side breaks. A drawdown of momentum has
either name, and what follows differs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.formation import SKIP
from tools.metrics.levels import log_returns, positive
from tools.metrics.momentum import leg_returns, winners_minus_losers
from tools.metrics.momentum_legs import move_in_sigmas
from tools.metrics.ranks import LEAST, expanding_percentile
from tools.metrics.returns import compounded
from tools.metrics.windows import trailing_rows

TWO_YEARS = 504
HALF_YEAR = 126
YEAR = 252
HIGH = 0.80


def market_return(close: pd.Series, sessions: int = TWO_YEARS) -> pd.Series:
    """Return what the index has gained over a trailing window.

    Parameters
    ----------
    close : pd.Series
        Index closes.
    sessions : int
        Sessions between the two closes; 504 stand for 24 months.

    Returns
    -------
    pd.Series
        A simple return, dividends left out, by date of ``close``. Missing and non-positive closes
        are no sessions; NaN until the window is full.

    References
    ----------
    Cooper, M., Gutierrez, R. and Hameed, A. (2004). Market states and momentum. Journal of Finance
    59(3), 1345-1365.
    """
    prices = positive(close)
    return (prices / prices.shift(sessions) - 1.0).reindex(close.index)


def market_volatility(close: pd.Series, window: int = HALF_YEAR) -> pd.Series:
    """Return the index's volatility about its mean over half a year.

    Parameters
    ----------
    close : pd.Series
        Index closes.
    window : int
        Daily log returns.

    Returns
    -------
    pd.Series
        Sample standard deviation (ddof 1) in annualised points; NaN until the window is full.
    """
    returns = log_returns(close)
    sd = trailing_rows(returns.to_numpy(), window).std(axis=1, ddof=1)
    return pd.Series(100.0 * np.sqrt(YEAR) * sd, index=returns.index).reindex(close.index)


def panic_state(close: pd.Series, least: int = LEAST["daily"]) -> pd.Series:
    """Return whether the market is in the state in which momentum crashes.

    Parameters
    ----------
    close : pd.Series
        Index closes.
    least : int
        Values of the volatility that its percentile needs.

    Returns
    -------
    pd.Series
        1.0 where the index stands below its close of 24 months ago *and* its 126-day volatility is
        above the 80th percentile of its own history so far, else 0.0. NaN until both are known.

    Notes
    -----
    The published state multiplies a bear-market dummy by the market's variance; the percentile
    turns the product into a yes or no that depends on nothing later. Dividends are left out, so
    that the figure needs nothing but the index; a two-year loss smaller than the dividends counts.

    References
    ----------
    Daniel, K. and Moskowitz, T. (2016). Momentum crashes. Journal of Financial Economics 122(2),
    221-247.
    """
    fallen = market_return(close)
    rank = expanding_percentile(market_volatility(close), least)
    state = (fallen < 0.0) & (rank > HIGH)
    return state.astype(float).where(fallen.notna() & rank.notna())


def winners_led_down(
    prices: pd.DataFrame, members: pd.DataFrame, close: pd.Series, sessions: int = SKIP
) -> pd.Series:
    """Return whether momentum lost through falling winners while the market was up on two years.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    close : pd.Series
        Index closes.
    sessions : int
        Length of the window over which momentum lost.

    Returns
    -------
    pd.Series
        By session 1.0 where winners minus losers lost at least one standard deviation over the
        window (see ``momentum_legs.move_in_sigmas``), the winners fell, they fell behind the
        average ranked stock by more than the losers ran ahead of it, and the index stands above its
        close of 24 months ago; else 0.0. NaN until every part is known.

    Notes
    -----
    The opposite of ``panic_state``, in which a rebound of the losers does the damage. Without the
    least loss one day in ten would count, most of them over next to nothing.

    References
    ----------
    Daniel, K. and Moskowitz, T. (2016). Momentum crashes. Journal of Financial Economics 122(2),
    221-247 (crashes come from the losers' side). Cooper, M., Gutierrez, R. and Hameed, A. (2004).
    Market states and momentum. Journal of Finance 59(3), 1345-1365.
    """
    daily = leg_returns(prices, members)
    lost = move_in_sigmas(winners_minus_losers(daily), sessions).reindex(daily.index)
    legs = daily.apply(compounded, sessions=sessions)
    behind = legs["universe"] - legs["winners"]
    ahead = legs["losers"] - legs["universe"]
    up = market_return(close).reindex(legs.index)
    led = (lost <= -1.0) & (behind > ahead) & (legs["winners"] < 0.0) & (up > 0.0)
    known = lost.notna() & behind.notna() & ahead.notna() & up.notna()
    return led.astype(float).where(known)
