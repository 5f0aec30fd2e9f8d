"""What rule-following traders would still buy or sell if the index took an assumed path.

Two horizons: the next session, in which the index moves by a number of daily standard deviations,
and the next five, over which it moves by a number of standard deviations of a five-session return.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import log_returns, positive
from tools.metrics.trend_following import TARGET, cta_forecast
from tools.metrics.trend_state import held, next_mean, trend_of
from tools.metrics.volatility_targeting import (
    DECAY,
    EXECUTION,
    LEVERAGE_CAP,
    WINDOWS,
    Side,
    executed,
    exponential_variance,
    leverage,
    leverage_of,
    sample_sd,
    targets,
)
from tools.metrics.windows import trailing_rows

SHOCK_WINDOW = 21
WEEK = 5
RIPPLE = np.array([1.0, -1.0, 0.0, -1.0, 1.0])

_Floats = npt.NDArray[np.float64]


def cta_change(close: pd.Series, sigmas: float) -> pd.Series:
    """Return how the trend forecast would change over the next session.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    sigmas : float
        The next session's log return in standard deviations of the last 21.

    Returns
    -------
    pd.Series
        Change of ``cta_forecast``; negative where trend followers would sell.

    Notes
    -----
    The averages and the standard deviation are carried one price forward in closed form, so the
    figure equals the forecast of a series with that price appended, less today's.

    References
    ----------
    As ``trend_following.cta_forecast``.
    """
    prices = positive(close)
    trend = trend_of(prices)
    after = trend.after(trend.price * np.exp(sigmas * _recent_sd(prices)))
    return trend.series(after.forecast()).reindex(close.index) - cta_forecast(close)


def cta_week(close: pd.Series, sigmas: float, target: float = TARGET) -> pd.Series:
    """Return what the trend model would buy or sell over the next five sessions.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    sigmas : float
        The five sessions' log return in standard deviations of such a return.
    target : float
        See ``trend_following.cta_notional``.

    Returns
    -------
    pd.Series
        Change of ``cta_notional`` as a multiple of capital: negative where trend followers would
        sell.

    Notes
    -----
    The path is that of ``week_path``; the rule is carried along it in closed form, so the figure
    equals the notional of a series with those five prices appended, less today's.

    References
    ----------
    As ``trend_following.cta_notional``.
    """
    prices = positive(close)
    now = after = trend_of(prices)
    for step in week_path(_recent_sd(prices), sigmas).T:
        after = after.after(after.price * np.exp(step))
    return now.series(held(after, target) - held(now, target)).reindex(close.index)


def vol_target_change(
    close: pd.Series,
    sigmas: float,
    window: int = 21,
    target: float = 0.10,
    cap: float = LEVERAGE_CAP,
) -> pd.Series:
    """Return how the volatility targeter's weight would change over the next session.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    sigmas : float
        The next session's log return in standard deviations of the last 21.
    window, target, cap
        See ``volatility_targeting.vol_target_leverage``.

    Returns
    -------
    pd.Series
        Change of the weight as a multiple of capital; negative where the fund would sell.

    Notes
    -----
    The oldest return leaves the window and the assumed one enters it.

    References
    ----------
    As ``volatility_targeting.vol_target_leverage``.
    """
    returns = log_returns(close)
    shock = sigmas * _recent_sd(positive(close))[1:]
    now = trailing_rows(returns.to_numpy(), window)
    after = np.column_stack([now[:, 1:], shock])
    change = leverage(after, target, cap) - leverage(now, target, cap)
    return pd.Series(change, index=returns.index).reindex(close.index)


def vol_target_week(close: pd.Series, sigmas: float, side: Side) -> pd.Series:
    """Return the most or the least that volatility targeters would sell over five sessions.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    sigmas : float
        The five sessions' log return in standard deviations of such a return.
    side : {"low", "high"}
        ``low`` for the fund that would sell most, ``high`` for the one that would sell least.

    Returns
    -------
    pd.Series
        Change of one fund's weight as a multiple of capital: negative where it would sell.

    Notes
    -----
    The twelve funds of ``volatility_targeting.vol_target_bound`` on the path of ``week_path``. What
    a fund that trades over several days still has to do today is part of it. NaN where any of them
    has no weight.

    References
    ----------
    As ``volatility_targeting.vol_target_bound``.
    """
    returns = log_returns(close)
    path = week_path(_recent_sd(positive(close))[1:], sigmas)
    last = range(WEEK - max(EXECUTION) + 1, WEEK + 1)  # the targets still in execution by then
    short, long, decayed = [], [], []
    rows = np.hstack([trailing_rows(returns.to_numpy(), max(WINDOWS)), path])
    variance, seen = exponential_variance(returns), np.arange(1.0, len(returns) + 1.0)
    for day in range(1, WEEK + 1):
        variance = next_mean(variance, path[:, day - 1] ** 2, seen + day - 1, DECAY)
        if day in last:
            end = max(WINDOWS) + day
            short.append(leverage(np.ascontiguousarray(rows[:, end - WINDOWS[0] : end])))
            long.append(leverage(np.ascontiguousarray(rows[:, end - WINDOWS[1] : end])))
            decayed.append(leverage_of(variance))
    smaller = [np.minimum(a, b) for a, b in zip(short, long, strict=True)]
    later = [np.column_stack(aims) for aims in (short, long, smaller, decayed)]
    changes = [
        np.ascontiguousarray(then[:, -days:]).mean(axis=1) - executed(now, days)
        for now, then in zip(targets(returns), later, strict=True)
        for days in EXECUTION
    ]
    pick = np.min if side == "low" else np.max
    return pd.Series(pick(changes, axis=0), index=returns.index).reindex(close.index)


def week_path(sd: _Floats, sigmas: float) -> _Floats:
    """Return five daily log returns that add up to a given move and are as large as it implies.

    Parameters
    ----------
    sd : ndarray, shape (n,)
        Standard deviation of daily log returns.
    sigmas : float
        The move over the five sessions in standard deviations of a five-session return.

    Returns
    -------
    ndarray, shape (n, 5)
        ``sd * (sigmas / sqrt(5) + ripple)``.

    Notes
    -----
    Five even steps would lower the volatility and so make rules buy into a fall. In a random walk
    that moves by R over n sessions the squared returns add up to ``R^2 / n + (n - 1) sd^2`` on
    average; the ripple of plus, minus, none, minus, plus one standard deviation gives just that.
    """
    path: _Floats = sd[:, None] * (sigmas / np.sqrt(WEEK) + RIPPLE)
    return path


def _recent_sd(prices: pd.Series) -> _Floats:
    """Return the standard deviation of the last 21 daily log returns at each price."""
    returns = log_returns(prices).to_numpy()
    sd = sample_sd(trailing_rows(returns, SHOCK_WINDOW))
    return np.concatenate([np.full(min(1, len(prices)), np.nan), sd])
