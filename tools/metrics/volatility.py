"""Implied against realised volatility of the index: levels, surprises and the premium."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import level, log_returns
from tools.metrics.regression import rolling_lines
from tools.metrics.windows import trailing_rows

YEAR = 252
WEEK, MONTH = 5, 22  # trading days, as in the heterogeneous autoregressive model
DOWN_DAYS = 504


def realised_volatility(close: pd.Series, window: int = 21) -> pd.Series:
    """Return the annualised root mean square of the log returns.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    window : int
        Sessions, today's included.

    Returns
    -------
    pd.Series
        Volatility in annualised points by date of ``close``.

    Notes
    -----
    ``100 * sqrt(252 / window * sum(r^2))`` with log returns and no mean, as variance swaps settle.
    Missing prices are skipped; NaN until ``window`` returns exist, and on a date without a price.
    """
    returns = log_returns(close)
    sums = np.square(trailing_rows(returns.to_numpy(), window)).sum(axis=1)
    volatility = 100.0 * np.sqrt(YEAR / window * sums)
    return pd.Series(volatility, index=returns.index).reindex(close.index)


def vix_minus_realised(vix: pd.Series, close: pd.Series, window: int = 21) -> pd.Series:
    """Return how far implied volatility stands above what has been realised.

    Parameters
    ----------
    vix : pd.Series
        VIX close in points.
    close : pd.Series
        S&P 500 close.
    window : int
        Sessions of the realised volatility.

    Returns
    -------
    pd.Series
        Annualised points on the dates that both have; negative where the index has moved more
        than options price.

    Notes
    -----
    See ``realised_volatility``. The window looks back, so right after a shock the difference
    compares a forecast with a past that is only partly stressed.
    """
    implied, realised = level(vix).align(realised_volatility(close, window), join="inner")
    return implied - realised


def vix_overshoot_today(vix: pd.Series, close: pd.Series, window: int = DOWN_DAYS) -> pd.Series:
    """Return how far the day's VIX change exceeds what the index's return explains.

    Parameters
    ----------
    vix : pd.Series
        VIX close in points.
    close : pd.Series
        S&P 500 close.
    window : int
        Earlier days with a negative return that the regression is fitted on.

    Returns
    -------
    pd.Series
        Residual standard deviations on the dates that both series have; positive where the VIX
        rose more than such a return usually brings.

    Notes
    -----
    Ordinary least squares with an intercept of the change in points on the simple return, over the
    last ``window`` days before today whose return was negative; today's residual over the fit's
    residual standard deviation (ddof 2). Changes run between dates that have both closes. NaN
    until so many earlier down days exist, and where the fit leaves no residual.

    References
    ----------
    Whaley, R. E. (2009). Understanding the VIX. Journal of Portfolio Management 35(3), 98-105
    (asymmetric response of the VIX to the index's return).
    """
    return _overshoots(vix, close, window)[0]


def vix_overshoot(
    vix: pd.Series, close: pd.Series, peak: pd.Series, window: int = DOWN_DAYS
) -> pd.DataFrame:
    """Return the largest overshoot of a down day since the peak of the leg, and its date.

    Parameters
    ----------
    vix : pd.Series
        VIX close in points.
    close : pd.Series
        S&P 500 close.
    peak : pd.Series
        For each session the date of its leg's peak.
    window : int
        See ``vix_overshoot_today``.

    Returns
    -------
    pd.DataFrame
        ``value`` in residual standard deviations and ``at``, the day it was reached, on the
        sessions that have both closes.

    Notes
    -----
    The maximum of ``vix_overshoot_today`` over the sessions after the peak, today included, whose
    index return was negative. NaN while the leg has had no such session. Of equal values the
    first day is named.

    References
    ----------
    As ``vix_overshoot_today``.
    """
    today, down = _overshoots(vix, close, window)
    candidates = np.where(down & today.notna(), today, -np.inf)
    dates = pd.DatetimeIndex(today.index)
    sessions = dates[dates.isin(peak.index)]
    legs = pd.DatetimeIndex(peak.reindex(sessions))
    start, end = dates.searchsorted(legs, side="right"), dates.get_indexer(sessions)
    inside = legs.notna() & (start <= end)
    best = np.full(len(sessions), -1)
    for first in np.unique(start[inside]):
        rows = np.flatnonzero(inside & (start == first))
        running = _running_argmax(candidates[first : end[rows[-1]] + 1])
        best[rows] = first + running[end[rows] - first]
    found = (best >= 0) & np.isfinite(candidates[best])
    return pd.DataFrame(
        {
            "value": np.where(found, candidates[best], np.nan),
            "at": pd.Series(dates[best], index=sessions).where(found),
        },
        index=sessions,
    )


def variance_premium(vix: pd.Series, close: pd.Series, least: int = DOWN_DAYS) -> pd.Series:
    """Return the variance that options price above a forecast of what will be realised.

    Parameters
    ----------
    vix : pd.Series
        VIX close in points.
    close : pd.Series
        S&P 500 close.
    least : int
        Completed months-ahead targets that a forecast needs.

    Returns
    -------
    pd.Series
        Squared percent a month on the dates that both have; positive where insurance costs more
        than the variance expected.

    Notes
    -----
    ``VIX^2 / 12 - E[RV]``. RV is the sum of the next 22 squared daily log returns in percent; its
    forecast is a heterogeneous autoregression on the day's, the week's and the month's realised
    variance, refitted each day on every target that was complete by then. A forecast outside the
    range of the targets seen so far is set to the nearer end of it. Daily returns stand in for
    the intraday ones of the papers. NaN before ``least`` targets are complete.

    References
    ----------
    Bollerslev, T., Tauchen, G. and Zhou, H. (2009). Expected stock returns and variance risk
    premia. Review of Financial Studies 22(11), 4463-4492.
    Corsi, F. (2009). A simple approximate long-memory model of realized volatility. Journal of
    Financial Econometrics 7(2), 174-196.
    """
    returns = log_returns(close)
    expected = pd.Series(_har_forecast(np.square(100.0 * returns.to_numpy()), least), returns.index)
    implied, forecast = level(vix).align(expected.reindex(close.index), join="inner")
    return implied**2 / 12.0 - forecast


def _overshoots(
    vix: pd.Series, close: pd.Series, window: int
) -> tuple[pd.Series, npt.NDArray[np.bool_]]:
    """Return the day's overshoot on the shared dates, and whether the index fell on it."""
    implied, prices = level(vix).align(level(close), join="inner")
    out = pd.Series(np.nan, index=implied.index)
    fell = np.zeros(len(out), dtype=bool)
    both = np.flatnonzero(implied.notna() & (prices > 0))
    if len(both) < 2:
        return out, fell
    change = np.diff(implied.to_numpy()[both])
    index = prices.to_numpy()[both]
    simple = index[1:] / index[:-1] - 1.0
    down = simple < 0
    fell[both[1:]] = down
    if not down.any():
        return out, fell
    lines = rolling_lines(simple[down], change[down], window)
    last = np.cumsum(down) - down - 1  # the down day before today, whose window is the fit
    row = np.where(last >= 0, last, 0)
    expected = lines.intercept[row] + lines.slope[row] * simple
    overshoot = (change - expected) / lines.deviation[row]
    values = np.full(len(out), np.nan)
    values[both[1:]] = np.where(last >= 0, overshoot, np.nan)
    return pd.Series(values, index=out.index), fell


def _har_forecast(squares: npt.NDArray[np.float64], least: int) -> npt.NDArray[np.float64]:
    """Return for each day the forecast of the next month's sum of squared returns."""
    out = np.full(len(squares), np.nan)
    month = trailing_rows(squares, MONTH).sum(axis=1)
    week = trailing_rows(squares, WEEK).sum(axis=1) * (MONTH / WEEK)
    x = np.column_stack([np.ones(len(squares)), squares * MONTH, week, month])[MONTH - 1 :]
    target = month[2 * MONTH - 1 :]
    complete = len(target)
    if complete == 0:
        return out
    past = x[:complete]
    gram = np.cumsum(past[:, :, None] * past[:, None, :], axis=0)
    cross = np.cumsum(past * target[:, None], axis=0)
    extremes = np.linalg.eigvalsh(gram)
    ready = (np.arange(1, complete + 1) >= least) & (extremes[:, 0] > 1e-12 * extremes[:, -1])
    weights = np.linalg.solve(gram[ready], cross[ready][:, :, None])[:, :, 0]
    forecast = (x[MONTH:][ready] * weights).sum(axis=1)
    seen = np.minimum.accumulate(target)[ready], np.maximum.accumulate(target)[ready]
    out[2 * MONTH - 1 :][ready] = np.clip(forecast, *seen)
    return out


def _running_argmax(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return for each place the first position of the largest value up to it."""
    largest = np.maximum.accumulate(values)
    rises = np.r_[True, largest[1:] > largest[:-1]]
    return np.maximum.accumulate(np.where(rises, np.arange(len(values)), 0))
