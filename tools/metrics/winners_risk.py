"""What kind of stock the winners are, and which of them a loss of momentum came from."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.formation import LOOKBACK, SKIP, Formation, form
from tools.metrics.panel import Flags, Floats, mean_where
from tools.metrics.returns import cumulate
from tools.metrics.scaling import value_at
from tools.metrics.windows import trailing_rows

LEAST_LOSS = 0.02

Rows = npt.NDArray[np.intp]
Trait = Literal["beta", "volatility", "share"]


def risky(held: Formation) -> Flags:
    """Return which stocks were in the top third both by beta and by volatility.

    Parameters
    ----------
    held : Formation
        Who was ranked and held.

    Returns
    -------
    ndarray of bool
        Tickers by sessions; a month end's sort holds until the next one.

    Notes
    -----
    Beta to the mean of all ranked stocks and volatility are those of the 252 sessions up to the
    month end; days without a return count as zero.
    """
    out = np.zeros(held.returns.shape, dtype=bool)
    for end in held.ends:
        ranked, beta, volatility = _exposures(held, end)
        out[:, end + 1 :] = False
        out[ranked[_top_third(beta) & _top_third(volatility)], end + 1 :] = True
    return out


def winners_trait(prices: pd.DataFrame, members: pd.DataFrame, trait: Trait) -> pd.Series:
    """Return how risky the winners are, beside all ranked stocks.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    trait : {"beta", "volatility", "share"}
        Mean beta of the winners over the mean beta of all ranked stocks; mean volatility likewise;
        or the share of the winners that are in the top third both by beta and by volatility.

    Returns
    -------
    pd.Series
        A ratio, or a share in [0, 1]; one figure a month on the first session that holds the new
        portfolios, NaN on the others and where the stocks did not move.

    Notes
    -----
    Betas and volatilities as in ``risky``. If return had nothing to do with risk a ninth of the
    winners would be in both top thirds, or a third if the two sorts were the same. After a rise of
    the market the winners are the stocks of high beta, and their holders own more of the market
    than they may think.

    References
    ----------
    Grundy, B. and Martin, J. (2001). Understanding the nature of the risks and the source of the
    rewards to momentum investing. Review of Financial Studies 14(1), 29-78.
    """
    held = form(prices, members)
    out = np.full(len(prices), np.nan)
    for end in held.ends:
        ranked, beta, volatility = _exposures(held, end)
        won = held.winners[ranked, end + 1]
        if trait == "share":
            top = _top_third(beta) & _top_third(volatility)
            moved = volatility.max() > 0.0
            out[end + 1] = top[won].mean() if moved else np.nan
            continue
        of = beta if trait == "beta" else volatility
        everyone = of.mean()
        out[end + 1] = of[won].mean() / everyone if everyone > 0.0 else np.nan
    return pd.Series(out, index=prices.index)


def winners_trait_at_peak(
    prices: pd.DataFrame, members: pd.DataFrame, peak: pd.Series, trait: Trait
) -> pd.Series:
    """Return how risky the winners were that were held at the index's peak.

    Parameters
    ----------
    prices, members, trait
        As in ``winners_trait``.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.Series
        The last figure up to the peak, by session.
    """
    monthly = winners_trait(prices, members, trait).dropna()
    then = value_at(monthly, pd.DatetimeIndex(peak))
    return pd.Series(then, index=peak.index)


def risky_share_of_drawdown(
    prices: pd.DataFrame, members: pd.DataFrame, window: int = SKIP
) -> pd.Series:
    """Return which part of momentum's drawdown came from the high-beta, high-volatility winners.

    Parameters
    ----------
    prices, members : pd.DataFrame
        Adjusted closes and membership flags, sessions by tickers.
    window : int
        Sessions in which the peak of winners minus losers is sought, today's included.

    Returns
    -------
    pd.Series
        A share by session: 1 if those winners lost all that momentum lost, above 1 if the rest
        gained, negative if they gained themselves. NaN where winners minus losers stand less than
        2 % below their peak, for a share of next to nothing says nothing.

    Notes
    -----
    On each day winners minus losers are the sum of three parts, each against the average ranked
    stock and weighted by its number: the winners in the top third by beta and by volatility, the
    other winners, and minus the losers. The parts are added up from the day after the peak of
    cumulated winners minus losers; the share is the first part over their sum.

    References
    ----------
    Grundy, B. and Martin, J. (2001). Understanding the nature of the risks and the source of the
    rewards to momentum investing. Review of Financial Studies 14(1), 29-78.
    """
    held = form(prices, members)
    simple = np.expm1(held.returns)
    known = ~np.isnan(simple)
    chosen = held.winners & risky(held) & known
    winners, losers, everyone = (
        mean_where(simple, group) for group in (held.winners, held.losers, held.universe)
    )
    count = (held.winners & known).sum(axis=0)
    weight = np.divide(chosen.sum(axis=0), count, out=np.zeros(len(prices)), where=count > 0)
    part = np.where(weight > 0.0, weight * (mean_where(simple, chosen) - everyone), 0.0)
    whole = winners - losers
    depth, since = _since_peak(pd.Series(whole, index=prices.index), window)
    lost = _sums_after(whole, since, window)
    share = np.full(len(prices), np.nan)
    counted = (depth <= -LEAST_LOSS) & (lost < 0.0)
    np.divide(_sums_after(part, since, window), lost, out=share, where=counted)
    return pd.Series(share, index=prices.index)


def _since_peak(returns: pd.Series, window: int) -> tuple[Floats, Rows]:
    """Return the drawdown from a trailing peak, and the sessions since that peak."""
    levels = trailing_rows(cumulate(returns).to_numpy(), window)
    whole = ~np.isnan(levels).any(axis=1)
    at = np.where(whole, np.nan_to_num(levels).argmax(axis=1), window - 1)
    top = levels[np.arange(len(levels)), at]
    depth = np.divide(levels[:, -1], top, out=np.full(len(top), np.nan), where=whole & (top > 0.0))
    return depth - 1.0, window - 1 - at


def _sums_after(values: Floats, since: Rows, window: int) -> Floats:
    """Return the sum of the last ``since`` values at each row."""
    rows = trailing_rows(values, window)
    age = np.arange(window)[::-1]
    return np.asarray(np.where(age < since[:, None], rows, 0.0).sum(axis=1))


def _exposures(held: Formation, end: int) -> tuple[Rows, Floats, Floats]:
    """Return who was ranked at a month end, their betas and their volatilities."""
    ranked = np.flatnonzero(held.universe[:, end + 1])
    days = np.nan_to_num(held.returns[ranked, end - LOOKBACK + 1 : end + 1])
    market = mean_where(days, np.ones(days.shape, dtype=bool))
    x = market - market.mean()
    y = days - days.mean(axis=1)[:, None]
    spread = (x * x).sum()
    beta = (y * x).sum(axis=1) / spread if spread > 0.0 else np.zeros(len(ranked))
    return ranked, beta, np.sqrt((y * y).sum(axis=1) / (LOOKBACK - 1))


def _top_third(values: Floats) -> Flags:
    place = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(place >= len(values) - len(values) // 3)
