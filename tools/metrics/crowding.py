"""How crowded a momentum portfolio is: do its stocks move as one beyond what all stocks share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tools.metrics.formation import SKIP, form
from tools.metrics.panel import GAP_SESSIONS, Flags, Floats, mean_where
from tools.metrics.returns import compounded
from tools.metrics.scaling import additive
from tools.metrics.winners_risk import risky

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
    correlated pair by pair. The published measure also takes out size and value: see
    ``comomentum_given``. NaN where a tenth has fewer than three stocks with a full year.

    References
    ----------
    Lou, D. and Polk, C. (2022). Comomentum: inferring arbitrage activity from return correlations.
    Review of Financial Studies 35(7), 3272-3302.
    """
    return comomentum_given(prices, members, pd.DataFrame(index=prices.index))


def comomentum_given(
    prices: pd.DataFrame, members: pd.DataFrame, factors: pd.DataFrame
) -> pd.Series:
    """Return comomentum beyond the average stock and further factors.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    factors : pd.DataFrame
        Daily returns of the factors to take out besides the mean of all ranked stocks, dates by
        factors.

    Returns
    -------
    pd.Series
        As ``comomentum``; NaN where a factor lacks one of the 260 sessions.

    References
    ----------
    Lou, D. and Polk, C. (2022). Comomentum: inferring arbitrage activity from return correlations.
    Review of Financial Studies 35(7), 3272-3302.
    """
    held = form(prices, members)
    others = factors.reindex(prices.index).to_numpy(dtype=np.float64, na_value=np.nan).T
    span = WEEK * WEEKS
    out = np.full(len(prices), np.nan)
    for end in held.ends:
        if end < span:
            continue
        days = slice(end - span + 1, end + 1)
        weeks = _weekly(held.returns[:, days])
        full = ~np.isnan(weeks).any(axis=1)
        market = mean_of(weeks, full & held.universe[:, end + 1])
        controls = [market, *_weekly(others[:, days])]
        legs = (held.winners, held.losers)
        out[end + 1] = np.mean(
            [mean_partial_correlation(weeks[full & leg[:, end + 1]], controls) for leg in legs]
        )
    return pd.Series(out, index=prices.index)


def comomentum_style(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    small: pd.Series,
    large: pd.Series,
    value: pd.Series,
    growth: pd.Series,
) -> pd.Series:
    """Return comomentum beyond the market, size and value as traded funds have them.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    small, large, value, growth : pd.Series
        Prices of four funds, dividends included. Size is the log return of ``small`` less that of
        ``large``, value that of ``value`` less that of ``growth``.

    Returns
    -------
    pd.Series
        As ``comomentum``; NaN where a fund lacks a price for more than five sessions.

    Notes
    -----
    The published measure controls for the three Fama-French factors, which come out one to two
    months late; the funds are known at each close.

    References
    ----------
    Lou, D. and Polk, C. (2022). Comomentum: inferring arbitrage activity from return correlations.
    Review of Financial Studies 35(7), 3272-3302.
    """
    funds = pd.DataFrame({"s": small, "l": large, "v": value, "g": growth})
    known = {name: additive(fund, "log") for name, fund in funds.items()}
    moves = pd.DataFrame(known).reindex(prices.index).ffill(limit=GAP_SESSIONS).diff()
    factors = pd.DataFrame({"size": moves["s"] - moves["l"], "value": moves["v"] - moves["g"]})
    return comomentum_given(prices, members, factors)


def comomentum_change(prices: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    """Return how much comomentum has changed from one month's portfolios to the next.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.

    Returns
    -------
    pd.Series
        Difference of two correlations, positive when holders crowd in; dated as ``comomentum``.
        Eleven twelfths of the two windows are the same.
    """
    monthly = comomentum(prices, members).dropna()
    return monthly.diff().reindex(prices.index)


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
    simple, top = np.expm1(held.returns), risky(held)
    groups = (held.winners & top, held.winners & ~top)
    daily = [mean_where(simple, group, LEAST_STOCKS) for group in groups]
    ahead, rest = (compounded(pd.Series(r, index=prices.index), sessions) for r in daily)
    return ahead - rest


def _weekly(daily: Floats) -> Floats:
    """Return the sums of five neighbouring columns each."""
    weeks: Floats = daily.reshape(len(daily), WEEKS, WEEK).sum(axis=2)
    return weeks


def mean_of(values: Floats, chosen: Flags) -> Floats:
    """Return the equal-weight mean of chosen rows that have a value, column by column."""
    rows = values[chosen]
    return mean_where(rows, np.ones(rows.shape, dtype=bool))


def mean_partial_correlation(values: Floats, controls: Sequence[Floats]) -> float:
    """Return the mean pairwise correlation of rows, each less its fit on the controls.

    Parameters
    ----------
    values : ndarray
        Stocks by periods, without gaps.
    controls : sequence of ndarray
        One series of periods each. The fit has an intercept.

    Returns
    -------
    float
        NaN with fewer than three stocks, and where a control has gaps or adds nothing to those
        before it.
    """
    if len(values) < LEAST_STOCKS:
        return np.nan
    left = values - values.mean(axis=1)[:, None]
    taken: list[tuple[Floats, float]] = []
    for control in controls:
        x = control - control.mean()
        whole = (x * x).sum()
        for other, size in taken:
            x = x - (x * other).sum() / size * other
        size = (x * x).sum()
        if not size > max(_TINY, 1e-10 * whole):
            return np.nan
        left = left - ((left * x).sum(axis=1) / size)[:, None] * x
        taken.append((x, size))
    length = np.sqrt((left * left).sum(axis=1))
    left = left[length > _TINY] / length[length > _TINY, None]
    n = len(left)
    total = np.zeros(values.shape[1])
    for row in left:
        total += row
    return float(((total * total).sum() - n) / (n * (n - 1.0))) if n >= LEAST_STOCKS else np.nan
