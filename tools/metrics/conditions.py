"""Financial conditions without equities in them, and indices of uncertainty against their past."""

from __future__ import annotations

import pandas as pd

from tools.metrics.levels import level, spread
from tools.metrics.rates import known_spread
from tools.metrics.scaling import SIGMA_WINDOW, Scale, window_z

CHANGE_WINDOW = 21
TICK = 1.0  # bp
PERCENT = 100.0  # bp
WEEK = 7
YEAR = 365


def _known_z(
    known: pd.DataFrame, window: int, scale: Scale = "bp", floor: float = 0.0
) -> pd.Series:
    """Return the z of the change in what was known, by session."""
    z = window_z(known["value"], window, scale, SIGMA_WINDOW, floor)
    return z.reindex(known.index)


def funding_z(
    fed_funds: pd.DataFrame, ceiling: pd.DataFrame, window: int = CHANGE_WINDOW
) -> pd.Series:
    """Return the change in the overnight funding spread in units of its own volatility.

    Parameters
    ----------
    fed_funds, ceiling : pd.DataFrame
        Effective federal funds rate and upper limit of its target range: by session ``value`` in
        percent and ``observed``.
    window : int
        Sessions that the change spans.

    Returns
    -------
    pd.Series
        z by session, positive when overnight funding became dearer against the policy rate.

    Notes
    -----
    The spread is federal funds less the ceiling of the target range, which takes policy moves out
    of the rate. Since 2021 it stays within a basis point for months; a daily volatility under one
    basis point, the tick in which the rate is published, counts as one.

    References
    ----------
    Afonso, G., Kovner, A. and Schoar, A. (2011). Stressed, not frozen: the federal funds market in
    the financial crisis. Journal of Finance 66(4), 1109-1139.
    """
    return _known_z(known_spread(fed_funds, ceiling), window, "bp", TICK)


def funding_spread(rate: pd.Series, ceiling: pd.Series) -> pd.Series:
    """Return how far an overnight rate stands above the central bank's target range.

    Parameters
    ----------
    rate : pd.Series
        An overnight funding rate in percent.
    ceiling : pd.Series
        Upper limit of the target range for the federal funds rate in percent.

    Returns
    -------
    pd.Series
        Basis points on the dates that both have; above zero lenders of cash could name their
        price.

    References
    ----------
    Afonso, G., Cipriani, M., Copeland, A., Kovner, A., La Spada, G. and Martin, A. (2020). The
    market events of mid-September 2019. Federal Reserve Bank of New York Staff Report 918.
    """
    return PERCENT * spread(rate, ceiling)


def disorderly_tightening(month_rank: pd.Series, week_rank: pd.Series) -> pd.Series:
    """Return the smaller rank of a month's and of a week's tightening of conditions.

    Parameters
    ----------
    month_rank, week_rank : pd.Series
        Percentiles in [0, 1] by session of ``conditions_ex_equity`` over 21 and over 5 sessions.

    Returns
    -------
    pd.Series
        In [0, 1] by session; conditions tighten in a disorderly way where it is above .95, which
        takes both a fast week and a large month. NaN where either rank is missing.
    """
    both = pd.concat([level(month_rank), level(week_rank)], axis=1, join="inner")
    return both.min(axis=1, skipna=False)


def conditions_ex_equity(
    nominal: pd.DataFrame,
    breakeven: pd.DataFrame,
    ig: pd.DataFrame,
    dollar: pd.DataFrame,
    fed_funds: pd.DataFrame,
    ceiling: pd.DataFrame,
    window: int = CHANGE_WINDOW,
) -> pd.Series:
    """Return how much financial conditions tightened, measured without stocks or volatility.

    Parameters
    ----------
    nominal, breakeven : pd.DataFrame
        Ten-year yield and ten-year breakeven inflation.
    ig : pd.DataFrame
        Investment-grade option-adjusted spread.
    dollar : pd.DataFrame
        Broad dollar index.
    fed_funds, ceiling : pd.DataFrame
        As in ``funding_z``. Every frame has by session ``value`` (percent, or an index for the
        dollar) and ``observed``.
    window : int
        Sessions that the changes span.

    Returns
    -------
    pd.Series
        Mean of four z by session, positive when conditions tightened. NaN where one of the four is
        missing.

    Notes
    -----
    The four are the changes in the ten-year real yield, the investment-grade spread, the dollar and
    the funding spread over ``window`` sessions, each over the standard deviation of its 504 daily
    changes before the window times the root of the window. Published indices of financial
    conditions contain stock prices and volatility, and so are no separate witness to why stocks
    fell.

    References
    ----------
    Hatzius, J., Hooper, P., Mishkin, F., Schoenholtz, K. and Watson, M. (2010). Financial
    conditions indexes: a fresh look after the financial crisis. NBER Working Paper 16150.
    """
    return (
        _known_z(known_spread(nominal, breakeven), window)
        + _known_z(ig, window)
        + _known_z(dollar, window, "log")
        + funding_z(fed_funds, ceiling, window)
    ) / 4.0


def change_over(series: pd.Series, observations: int) -> pd.Series:
    """Return the change of a series over a number of its own observations.

    Parameters
    ----------
    series : pd.Series
        Figures on their own calendar.
    observations : int
        How many observations back; four for four weeks of a weekly index.

    Returns
    -------
    pd.Series
        Difference in the series' unit by observation date; missing values are no observations,
        NaN for the first ``observations``.
    """
    change: pd.Series = level(series).dropna().diff(observations)
    return change


def mean_change(series: pd.Series, observations: int) -> pd.Series:
    """Return the growth of the mean of some observations over the mean of those before them.

    Parameters
    ----------
    series : pd.Series
        A positive figure on its own calendar, such as weekly claims.
    observations : int
        How many go into each of the two means.

    Returns
    -------
    pd.Series
        ``mean / mean before - 1`` as a ratio by observation date; missing values are no
        observations, NaN until both means are full and where the earlier one is not positive.
    """
    mean = trailing_mean(series, observations)
    before = mean.shift(observations)
    change: pd.Series = mean / before.where(before > 0) - 1.0
    return change


def trailing_mean(series: pd.Series, window: int = WEEK) -> pd.Series:
    """Return the mean of the last observations of a noisy daily index.

    Parameters
    ----------
    series : pd.Series
        Figures on their own calendar, which has every calendar day.
    window : int
        Observations, the date's own included.

    Returns
    -------
    pd.Series
        Mean in the series' unit; missing values are no observations, NaN until the window is full.
    """
    mean: pd.Series = level(series).dropna().rolling(window).mean()
    return mean


def over_trailing_year(series: pd.Series, window: int = WEEK, year: int = YEAR) -> pd.Series:
    """Return a week's mean of an index as a multiple of its mean over the trailing year.

    Parameters
    ----------
    series : pd.Series
        A positive index on every calendar day.
    window, year : int
        Observations in the numerator and the denominator, the date's own included in both.

    Returns
    -------
    pd.Series
        A plain number, above 1 when the index stands above its year; NaN until the year is full
        and where the year's mean is not positive.

    References
    ----------
    Baker, S., Bloom, N. and Davis, S. (2016). Measuring economic policy uncertainty. Quarterly
    Journal of Economics 131(4), 1593-1636 (the index).
    """
    usual = trailing_mean(series, year)
    ratio: pd.Series = trailing_mean(series, window) / usual.where(usual > 0)
    return ratio
