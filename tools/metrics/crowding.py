"""How crowded a momentum portfolio is: do its stocks move as one, and which of them carry it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.momentum import LOOKBACK, SKIP, Formation, form
from tools.metrics.panel import Flags, Floats, mean_where
from tools.metrics.returns import compounded

WEEK = 5
WEEKS = 52
LEAST_STOCKS = 3
_TINY = 1e-20


def comomentum(prices: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    """Return how much momentum stocks move together beyond the average stock.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.

    Returns
    -------
    pd.Series
        Mean pairwise partial correlation of the winners and of the losers, averaged; one figure a
        month on the first session that holds the new portfolios, NaN on the others.

    Notes
    -----
    Within each tenth, the 52 non-overlapping weekly log returns (five sessions) that end at the
    month end are regressed on those of the mean of all ranked stocks; the residuals are
    correlated pair by pair. The published measure also takes out size and value, which are not
    known in time. NaN where a tenth has fewer than three stocks with a full year.

    References
    ----------
    Lou, D. and Polk, C. (2022). Comomentum: inferring arbitrage activity from return correlations.
    Review of Financial Studies 35(7), 3272-3302.
    """
    held = form(prices, members)
    span = WEEK * WEEKS
    out = np.full(len(prices), np.nan)
    for end in held.ends:
        if end < span:
            continue
        days = held.returns[:, end - span + 1 : end + 1]
        weeks = days.reshape(len(days), WEEKS, WEEK).sum(axis=2)
        full = ~np.isnan(weeks).any(axis=1)
        market = _mean(weeks, full & held.universe[:, end + 1])
        legs = (held.winners, held.losers)
        out[end + 1] = np.mean([_partial(weeks[full & leg[:, end + 1]], market) for leg in legs])
    return pd.Series(out, index=prices.index)


def high_beta_winners(
    prices: pd.DataFrame, members: pd.DataFrame, sessions: int = SKIP
) -> pd.Series:
    """Return how the risky winners have done against the other winners.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    sessions : int
        Length of the window.

    Returns
    -------
    pd.Series
        Compounded return of the winners that are in the top third of all ranked stocks both by
        beta and by volatility, less that of the other winners; a ratio by session. NaN until the
        window is full or where either group has had fewer than three stocks.

    Notes
    -----
    Beta to the mean of all ranked stocks and volatility are those of the 252 sessions up to the
    month end. Equal weights; groups are formed with the portfolios, month by month.

    References
    ----------
    Grundy, B. and Martin, J. (2001). Understanding the nature of the risks and the source of the
    rewards to momentum investing. Review of Financial Studies 14(1), 29-78.
    """
    held = form(prices, members)
    risky = np.zeros(held.returns.shape, dtype=bool)
    for end in held.ends:
        risky[:, end + 1 :] = _risky(held, end)[:, None]
    simple = np.expm1(held.returns)
    groups = (held.winners & risky, held.winners & ~risky)
    daily = [mean_where(simple, group, LEAST_STOCKS) for group in groups]
    ahead, rest = (compounded(pd.Series(r, index=prices.index), sessions) for r in daily)
    return ahead - rest


def _mean(values: Floats, chosen: Flags) -> Floats:
    return mean_where(values, np.repeat(chosen[:, None], values.shape[1], axis=1))


def _partial(values: Floats, market: Floats) -> float:
    """Return the mean pairwise correlation of rows, each less its line on the market."""
    x = market - market.mean()
    size = (x * x).sum()
    if len(values) < LEAST_STOCKS or not size > _TINY:
        return np.nan
    y = values - values.mean(axis=1)[:, None]
    left = y - ((y * x).sum(axis=1) / size)[:, None] * x
    length = np.sqrt((left * left).sum(axis=1))
    left = left[length > _TINY] / length[length > _TINY, None]
    n = len(left)
    total = np.zeros(len(market))
    for row in left:
        total += row
    return float(((total * total).sum() - n) / (n * (n - 1.0))) if n >= LEAST_STOCKS else np.nan


def _risky(held: Formation, end: int) -> Flags:
    """Return which ranked stocks are in the top third by beta and by volatility at a month end."""
    out = np.zeros(len(held.returns), dtype=bool)
    ranked = np.flatnonzero(held.universe[:, end + 1])
    days = np.nan_to_num(held.returns[ranked, end - LOOKBACK + 1 : end + 1])
    market = _mean(days, np.ones(len(days), dtype=bool))
    x = market - market.mean()
    y = days - days.mean(axis=1)[:, None]
    beta, volatility = (y * x).sum(axis=1), (y * y).sum(axis=1)
    out[ranked] = _top_third(beta) & _top_third(volatility)
    return out


def _top_third(values: Floats) -> Flags:
    place = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(place >= len(values) - len(values) // 3)
