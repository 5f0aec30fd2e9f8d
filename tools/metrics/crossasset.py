"""Other assets beside the index: extension, stocks against bonds, and a joint cut in risk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tools.metrics.as_known import at_sessions, moved_since_peak
from tools.metrics.comovement import window_correlation
from tools.metrics.levels import positive
from tools.metrics.scaling import SIGMA_WINDOW, additive, value_at, window_z
from tools.metrics.windows import trailing_rows

AVERAGE_WINDOW = 200
CORRELATION_WINDOW = 63
BUDGET_WINDOW = 21
RISK_LOSS = -1.0
CALM = 1.0


def extension(close: pd.Series, window: int = AVERAGE_WINDOW) -> pd.Series:
    """Return how far a price stands above its moving average.

    Parameters
    ----------
    close : pd.Series
        Prices on their own calendar.
    window : int
        Observations in the average, the date's own included.

    Returns
    -------
    pd.Series
        ``price / average - 1`` as a ratio, positive above the average. Missing and non-positive
        prices are no observations; NaN until the window is full.

    References
    ----------
    Brock, W., Lakonishok, J. and LeBaron, B. (1992). Simple technical trading rules and the
    stochastic properties of stock returns. Journal of Finance 47(5), 1731-1764.
    """
    prices = positive(close)
    average = trailing_rows(prices.to_numpy(), window).mean(axis=1)
    above: pd.Series = prices / average - 1.0
    return above


def stock_bond_correlation(
    close: pd.Series, yields: pd.Series, window: int = CORRELATION_WINDOW
) -> pd.Series:
    """Return the correlation of stock returns with the returns of a Treasury note.

    Parameters
    ----------
    close : pd.Series
        Prices of the stock index.
    yields : pd.Series
        A Treasury yield in percent.
    window : int
        Joint daily observations.

    Returns
    -------
    pd.Series
        Correlation in [-1, 1] by joint date. Positive: bonds fell when stocks did and gave no
        shelter; negative: they hedged. NaN until the window is full and where either is constant.

    Notes
    -----
    The note's return is taken as minus the change in its yield, to which it is proportional at a
    constant duration. Both changes run between the same neighbouring joint dates.

    References
    ----------
    Campbell, J., Sunderam, A. and Viceira, L. (2017). Inflation bets or deflation hedges? The
    changing risks of nominal bonds. Critical Finance Review 6(2), 263-301.
    """
    stocks, bonds = additive(close, "log").align(-additive(yields, "bp"), join="inner")
    x, y = stocks.diff().to_numpy(), bonds.diff().to_numpy()
    return pd.Series(window_correlation(x, y, window), index=stocks.index)


def stock_bond_correlation_since_peak(
    close: pd.Series, yields: pd.Series, peak: pd.Series
) -> pd.Series:
    """Return how much the stock-bond correlation has changed since the index's peak.

    Parameters
    ----------
    close, yields
        As in ``stock_bond_correlation``.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.Series
        Difference of two correlations by session, positive where bonds shelter less than they did;
        see ``moved_since_peak``.
    """
    return moved_since_peak(stock_bond_correlation(close, yields), peak)


def rates_beta_flipped(
    close: pd.Series,
    ten_year: pd.Series,
    peak: pd.Series,
    before: int = SIGMA_WINDOW,
    recent: int = CORRELATION_WINDOW,
) -> pd.Series:
    """Return whether stocks react to the ten-year yield the other way than before the peak.

    Parameters
    ----------
    close : pd.Series
        Closing prices of the index.
    ten_year : pd.Series
        Treasury yield in percent.
    peak : pd.Series
        By session the date of the current leg's peak.
    before, recent : int
        Daily observations in the correlation up to the peak, and in the one up to the session.

    Returns
    -------
    pd.Series
        1.0 where the two correlations have opposite signs, and shares built on the older betas are
        not to be trusted; else 0.0. NaN where either is missing.
    """
    dates = pd.DatetimeIndex(peak.index)
    old = value_at(stock_bond_correlation(close, ten_year, before), pd.DatetimeIndex(peak))
    new = value_at(stock_bond_correlation(close, ten_year, recent), dates)
    product = pd.Series(old * new, index=dates)
    return (product < 0).astype(float).where(product.notna())


def risk_budget_margin(
    peak: pd.Series,
    ig_known: pd.DataFrame,
    ig: pd.Series,
    two_year: pd.Series,
    ten_year: pd.Series,
    dollar: pd.Series,
    *risk_assets: pd.Series,
) -> pd.Series:
    """Return by how much the weakest condition of a risk-budget reset is met.

    Parameters
    ----------
    peak : pd.Series
        Any series by session: its index is the calendar of the result.
    ig_known : pd.DataFrame
        By session ``observed``, the date of the last investment-grade spread known.
    ig, two_year, ten_year : pd.Series
        Investment-grade spread, two- and ten-year yields in percent.
    dollar : pd.Series
        Dollar index.
    *risk_assets : pd.Series
        Prices of what investors hold for return: the index, bitcoin, gold, copper.

    Returns
    -------
    pd.Series
        Sigmas by session: ``min(-1 - max z(risk assets), 1 - max |z|(dollar, 2y, 10y, spread))``,
        every z over 21 observations. Above zero all conditions hold: each risk asset lost more
        than one sigma while rates, the dollar and credit stayed within one. NaN where any input
        is missing or more than five sessions old.

    Notes
    -----
    Losses shared by assets with little else in common, while the macro prices stand still, point
    to portfolios being cut to a risk limit and not to news about any one of them.

    References
    ----------
    Kyle, A. and Xiong, W. (2001). Contagion as a wealth effect. Journal of Finance 56(4),
    1401-1440.
    """
    sessions = pd.DatetimeIndex(peak.index)
    risky = [at_sessions(window_z(p, BUDGET_WINDOW), sessions) for p in risk_assets]
    calm = [
        at_sessions(window_z(dollar, BUDGET_WINDOW), sessions),
        at_sessions(window_z(two_year, BUDGET_WINDOW, "bp"), sessions),
        at_sessions(window_z(ten_year, BUDGET_WINDOW, "bp"), sessions),
        at_sessions(window_z(ig, BUDGET_WINDOW, "bp"), sessions, ig_known),
    ]
    loss = RISK_LOSS - _widest(risky, sessions)
    quiet = CALM - _widest([z.abs() for z in calm], sessions)
    return loss.where(loss <= quiet, quiet).where(loss.notna() & quiet.notna())


def risk_budget_reset(
    peak: pd.Series,
    ig_known: pd.DataFrame,
    ig: pd.Series,
    two_year: pd.Series,
    ten_year: pd.Series,
    dollar: pd.Series,
    *risk_assets: pd.Series,
) -> pd.Series:
    """Return whether risk assets fell together while macro prices stood still.

    Parameters
    ----------
    peak, ig_known, ig, two_year, ten_year, dollar, *risk_assets
        As in ``risk_budget_margin``.

    Returns
    -------
    pd.Series
        1.0 where every condition holds, 0.0 where one does not, NaN where one cannot be judged;
        by session.
    """
    margin = risk_budget_margin(peak, ig_known, ig, two_year, ten_year, dollar, *risk_assets)
    return (margin > 0).astype(float).where(margin.notna())


def _widest(zs: Sequence[pd.Series], sessions: pd.DatetimeIndex) -> pd.Series:
    """Return the largest of several series at each session, NaN where any is missing."""
    if not zs:
        return pd.Series(np.nan, index=sessions)
    return pd.concat(zs, axis=1).max(axis=1, skipna=False)
