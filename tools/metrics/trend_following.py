"""Trend followers: the position that a rule of moving averages takes at today's close."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.levels import positive
from tools.metrics.scaling import value_at
from tools.metrics.since_peak import change_from_peak
from tools.metrics.trend_state import SPEEDS, Speeds, held, trend_of

TARGET = 0.10
YEAR = 252
MONTH = 21
LEAST_MARKETS = 4
STALE_SESSIONS = 5


def cta_forecast(close: pd.Series, speeds: Speeds = SPEEDS) -> pd.Series:
    """Return the combined trend forecast of crossovers of moving averages.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    speeds : tuple of (int, int, float)
        Spans of the fast and the slow average and the scalar of each crossover.

    Returns
    -------
    pd.Series
        Forecast in [-2, 2]: 1 an average long position, 2 the cap, negative a short one.

    Notes
    -----
    Mean over the speeds 16/64, 32/128 and 64/256 of the fast less the slow exponential average,
    over the exponential standard deviation (span 35) of daily price changes, times the speed's
    scalar (3.75, 2.65, 1.87) over 10, each clipped to 2 either way. Missing prices are skipped;
    NaN before the slowest span is full, and where prices do not move.

    References
    ----------
    Carver, R. (2015). Systematic Trading. Harriman House (crossover rule and forecast scalars).
    Moskowitz, T., Ooi, Y. H. and Pedersen, L. H. (2012). Time series momentum. Journal of
    Financial Economics 104(2), 228-250.
    """
    trend = trend_of(positive(close), speeds)
    return trend.series(trend.forecast()).reindex(close.index)


def cta_notional(close: pd.Series, target: float = TARGET) -> pd.Series:
    """Return the position that the trend forecast asks for at a volatility target.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    target : float
        Annualised volatility of an average long position, as a decimal.

    Returns
    -------
    pd.Series
        Multiple of the capital set aside for this one market: positive long, negative short.

    Notes
    -----
    ``forecast * target / volatility``: ``cta_forecast`` times the target over the annualised
    standard deviation by which the forecast itself is scaled, in percent of the price. Without a
    cap on leverage, since a future needs none; a fund that trades many markets holds a part of it
    in each. NaN as ``cta_forecast``.

    References
    ----------
    As ``cta_forecast``; Hurst, B., Ooi, Y. H. and Pedersen, L. H. (2013). Demystifying managed
    futures. Journal of Investment Management 11(3), 42-58 (positions at equal volatility).
    """
    trend = trend_of(positive(close))
    return trend.series(held(trend, target)).reindex(close.index)


def cta_since_peak(close: pd.Series, peak: pd.Series, target: float = TARGET) -> pd.Series:
    """Return what the trend model has bought or sold since the peak of the leg.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    peak : pd.Series
        By session the date of its leg's peak.
    target : float
        See ``cta_notional``.

    Returns
    -------
    pd.Series
        Change of ``cta_notional`` from the close of the peak, as a multiple of capital by session:
        negative where the model has sold, zero on the day of the peak.

    References
    ----------
    As ``cta_notional``.
    """
    return change_from_peak(cta_notional(close, target), peak)


def twelve_month_sign(close: pd.Series, window: int = YEAR) -> pd.Series:
    """Return the sign of the last twelve months' return.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    window : int
        Sessions that make twelve months.

    Returns
    -------
    pd.Series
        1 after a rise, -1 after a fall, 0 where the price is unchanged.

    Notes
    -----
    Price return, not in excess of cash. Missing prices are skipped; NaN until ``window`` earlier
    prices exist.

    References
    ----------
    Moskowitz, T., Ooi, Y. H. and Pedersen, L. H. (2012). Time series momentum. Journal of
    Financial Economics 104(2), 228-250.
    """
    prices = positive(close)
    change = prices - prices.shift(window)
    return pd.Series(np.sign(change.to_numpy()), index=prices.index).reindex(close.index)


def trends_turned(*closes: pd.Series, window: int = MONTH) -> pd.Series:
    """Return in how many markets the fast trend signal has turned from long to short.

    Parameters
    ----------
    *closes : pd.Series
        Prices of one market each, the index first: its sessions are the calendar of the result.
    window : int
        Sessions over which the signal is compared.

    Returns
    -------
    pd.Series
        Share of the markets, in [0, 1], whose 16/64 forecast is below zero and was above zero
        ``window`` sessions before.

    Notes
    -----
    Each market is read at its last close on or before the session. One whose last forecast is more
    than five sessions old does not count; NaN where fewer than four count.

    References
    ----------
    As ``cta_forecast``.
    """
    sessions = pd.DatetimeIndex(positive(closes[0]).index)
    now = pd.DataFrame({i: _fast_sign(c, sessions) for i, c in enumerate(closes)}, index=sessions)
    before = now.shift(window)
    counted = now.notna() & before.notna()
    markets = counted.sum(axis=1)
    turned = ((now < 0) & (before > 0)).sum(axis=1)
    share: pd.Series = turned / markets.where(markets >= LEAST_MARKETS)
    return share.reindex(closes[0].index)


def _fast_sign(close: pd.Series, sessions: pd.DatetimeIndex) -> pd.Series:
    """Return the sign of the 16/64 forecast as it stood at each session, NaN once it is stale."""
    forecast = cta_forecast(close, SPEEDS[:1]).dropna()
    own = pd.DatetimeIndex(forecast.index)
    place = sessions.searchsorted(own)  # the session at which the forecast was first to be read
    at = pd.Series(place, index=own, dtype=float)
    age = np.arange(len(sessions)) - value_at(at, sessions)
    return pd.Series(np.sign(value_at(forecast, sessions)), index=sessions).where(
        age <= STALE_SESSIONS
    )
