"""What is wrong with a stock panel: missing members, quotes of other firms, impossible moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.metrics.formation import LOOKBACK, form
from tools.metrics.panel import Flags, by_ticker, log_returns, membership, rolling_count, traded

LARGE = 0.60
FAINT = 0.02
LEAST_RETURNS = 63


@dataclass(frozen=True, slots=True)
class Defects:
    """Counts of what a stock panel holds that should not be believed.

    Attributes
    ----------
    dropped_moves : int
        One-session moves by more than a factor of four, which count as missing everywhere.
    large_moves : int
        Other one-session moves by more than 60 %, which are kept: most of them happened.
    untraded_rows : int
        Prices of members on sessions on which nothing was traded.
    still : tuple of str
        Symbols of members with at least a quarter of a year's returns of which more than a quarter
        were exactly zero; they are left out while that is so.
    faint : tuple of str
        Symbols of members of whose trading the median day is less than a fiftieth of the median
        member's: quotes of another firm that was given the symbol later, as a rule.
    """

    dropped_moves: int
    large_moves: int
    untraded_rows: int
    still: tuple[str, ...]
    faint: tuple[str, ...]


def panel_defects(prices: pd.DataFrame, volumes: pd.DataFrame, members: pd.DataFrame) -> Defects:
    """Count the defects of a stock panel.

    Parameters
    ----------
    prices, volumes, members : pd.DataFrame
        Adjusted closes, shares traded and membership flags, sessions by tickers.

    Returns
    -------
    Defects
        Over the whole panel, so for a report on the data and never for a reading.

    Notes
    -----
    Dollars traded are adjusted closes times volume. Later dividends lower them a little in the
    past, which does not matter for a fiftieth.
    """
    closes = by_ticker(prices)
    inside = membership(members, prices) & (closes > 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        moves = closes[:, 1:] / closes[:, :-1] - 1.0
    returns = log_returns(prices)
    dropped = np.isfinite(moves) & np.isnan(returns[:, 1:])
    large = (np.abs(np.nan_to_num(moves)) > LARGE) & ~dropped
    shares = by_ticker(volumes.reindex_like(prices))
    dollars = np.where(inside, closes * shares, np.nan)
    typical = pd.DataFrame(dollars).median(axis=1)
    enough = rolling_count(~np.isnan(returns), LOOKBACK) >= LEAST_RETURNS
    still = np.asarray((inside & enough & ~traded(returns, LOOKBACK)).any(axis=1))
    faint = (typical < FAINT * typical.median()).to_numpy()
    return Defects(
        dropped_moves=int(dropped.sum()),
        large_moves=int(large.sum()),
        untraded_rows=int((inside & (shares == 0.0)).sum()),
        still=_names(prices, still),
        faint=_names(prices, faint),
    )


def _names(prices: pd.DataFrame, chosen: Flags) -> tuple[str, ...]:
    return tuple(str(name) for name, use in zip(prices.columns, chosen, strict=True) if use)


def ranked_share(prices: pd.DataFrame, members: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """Return the share of the index's members that momentum could be ranked on.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    spans : pd.DataFrame
        Every member's ``start_date`` and ``end_date`` (open: missing), in the panel or not.

    Returns
    -------
    pd.Series
        Stocks ranked at the last month end over the index's members on that day, a ratio; NaN
        without portfolios.

    Notes
    -----
    A panel that was downloaded later lacks the members that failed or were bought meanwhile. What
    is left is biased towards survivors: past losers that recovered are there and those that went
    under are not, so that the loser book looks better and momentum worse than it was.

    References
    ----------
    Shumway, T. (1997). The delisting bias in CRSP data. Journal of Finance 52(1), 327-340.
    """
    held = form(prices, members)
    share = pd.Series(np.nan, index=prices.index)
    for end in held.ends:
        day = prices.index[end]
        left = spans["end_date"] <= day
        count = int(((spans["start_date"] <= day) & ~left).sum())
        share.iloc[end + 1 :] = held.universe[:, end + 1].sum() / count if count else np.nan
    return share
