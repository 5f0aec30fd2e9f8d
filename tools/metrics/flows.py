"""Flows into funds and money borrowed to hold stocks."""

from __future__ import annotations

import pandas as pd

from tools.metrics.levels import level, positive

MONTH = 21
YEAR_OF_MONTHS = 12
LONGEST_YEAR = 380  # days between a month's end and the one a year before, with some slack


def fund_flow(flow: pd.Series, assets: pd.Series, window: int = MONTH) -> pd.Series:
    """Return what flowed into a fund over a window as a share of what it held.

    Parameters
    ----------
    flow : pd.Series
        Creations less redemptions a day, in dollars.
    assets : pd.Series
        Assets under management, in dollars.
    window : int
        Days with both figures, today's included.

    Returns
    -------
    pd.Series
        Sum of the flows over the mean of the assets, a ratio: positive when money came in. NaN
        until the window is full and where the mean is not positive.

    Notes
    -----
    The mean of the assets, and not those before the window, so that a fund's first weeks give no
    ratios far above one, and so that assets dated a day late do not matter.

    References
    ----------
    Frazzini, A. and Lamont, O. (2008). Dumb money: mutual fund flows and the cross-section of
    stock returns. Journal of Financial Economics 88(2), 299-322.
    """
    both = pd.DataFrame({"flow": level(flow), "assets": level(assets)}).dropna()
    total, mean = both["flow"].rolling(window).sum(), both["assets"].rolling(window).mean()
    return total / mean.where(mean > 0)


def growth_over_year(balance: pd.Series, months: int = YEAR_OF_MONTHS) -> pd.Series:
    """Return the growth of a monthly balance over a year.

    Parameters
    ----------
    balance : pd.Series
        A positive balance by month's end.
    months : int
        Observations that make a year.

    Returns
    -------
    pd.Series
        ``balance / balance a year before - 1`` as a ratio; NaN for the first year and where months
        are missing, so that the balance so many rows before is older than a year.
    """
    known = positive(balance)
    dates = pd.Series(known.index, index=known.index)
    year = (dates - dates.shift(months)).dt.days <= LONGEST_YEAR
    return (known / known.shift(months) - 1.0).where(year).reindex(balance.index)
