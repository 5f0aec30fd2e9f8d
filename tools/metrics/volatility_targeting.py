"""Funds that hold their volatility at a target: the weight they keep, and its range by method."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import log_returns
from tools.metrics.since_peak import change_from_peak
from tools.metrics.windows import trailing_rows

TARGET = 0.10
LEVERAGE_CAP = 1.5
WINDOWS = (21, 63)
DECAY = 0.94
LEAST_EWMA = 63
EXECUTION = (1, 2, 3)
YEAR = 252

Side = Literal["low", "high"]
_Floats = npt.NDArray[np.float64]


def vol_target_leverage(
    close: pd.Series, window: int = 21, target: float = TARGET, cap: float = LEVERAGE_CAP
) -> pd.Series:
    """Return the equity weight of a fund that holds its volatility at a target.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    window : int
        Log returns in the volatility estimate.
    target : float
        Annualised volatility aimed at, as a decimal.
    cap : float
        Largest weight.

    Returns
    -------
    pd.Series
        Weight as a multiple of capital, in (0, cap].

    Notes
    -----
    ``min(cap, target / (sd * sqrt(252)))`` with the sample standard deviation (ddof 1). Missing
    prices are skipped; NaN until ``window`` returns exist, and where prices do not move.

    References
    ----------
    Moreira, A. and Muir, T. (2017). Volatility-managed portfolios. Journal of Finance 72(4),
    1611-1644.
    Harvey, C. R. et al. (2018). The impact of volatility targeting. Journal of Portfolio
    Management 45(1), 14-33.
    """
    returns = log_returns(close)
    weights = leverage(trailing_rows(returns.to_numpy(), window), target, cap)
    return pd.Series(weights, index=returns.index).reindex(close.index)


def vol_target_ewma(
    close: pd.Series, decay: float = DECAY, target: float = TARGET, cap: float = LEVERAGE_CAP
) -> pd.Series:
    """Return the volatility targeter's weight when recent days count for more.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    decay : float
        Weight of yesterday's variance in today's.
    target, cap
        See ``vol_target_leverage``.

    Returns
    -------
    pd.Series
        Weight as a multiple of capital, in (0, cap].

    Notes
    -----
    Exponential mean of squared log returns without a mean. NaN before 63 returns, by when the
    first ones hardly count, and where prices do not move.

    References
    ----------
    J.P. Morgan/Reuters (1996). RiskMetrics technical document, 4th edition.
    """
    returns = log_returns(close)
    variance = exponential_variance(returns, decay)
    weights = leverage_of(variance, target, cap)
    return pd.Series(weights, index=returns.index).reindex(close.index)


def vol_target_bound(close: pd.Series, side: Side) -> pd.Series:
    """Return the lowest or the highest weight over the ways in which such funds are run.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    side : {"low", "high"}
        Which end of the range.

    Returns
    -------
    pd.Series
        Weight as a multiple of capital, in (0, 1.5].

    Notes
    -----
    Over twelve funds: the volatility of 21 returns, of 63, the larger of the two and the
    exponential one with decay 0.94, each executed in equal parts over one, two or three closes, the
    first being the close at which the weight was set. NaN where any of them has none.

    References
    ----------
    As ``vol_target_leverage`` and ``vol_target_ewma``.
    """
    return _bound(_weights(close), side, close)


def vol_target_since_peak(close: pd.Series, peak: pd.Series, side: Side) -> pd.Series:
    """Return the most or the least that such funds have sold since the peak of the leg.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    peak : pd.Series
        By session the date of its leg's peak.
    side : {"low", "high"}
        ``low`` for the fund that sold most, ``high`` for the one that sold least or bought.

    Returns
    -------
    pd.Series
        Change of one fund's weight from the peak, as a multiple of capital: negative where it has
        sold.

    Notes
    -----
    Each of the twelve funds of ``vol_target_bound`` is compared with itself, so the bounds are not
    the differences of that function's.

    References
    ----------
    As ``vol_target_bound``.
    """
    weights = _weights(close)
    changes = {name: change_from_peak(weights[name], peak) for name in weights}
    return _bound(pd.DataFrame(changes, index=peak.index), side, peak)


def targets(returns: pd.Series) -> tuple[_Floats, ...]:
    """Return the weights aimed at on 21 returns, on 63, on the larger volatility and the decayed.

    Parameters
    ----------
    returns : pd.Series
        Daily log returns without gaps.

    Returns
    -------
    tuple of ndarray, shape (n,)
        Four weights a date; NaN where the volatility is not known.
    """
    short, long = (leverage(trailing_rows(returns.to_numpy(), w)) for w in WINDOWS)
    return short, long, np.minimum(short, long), leverage_of(exponential_variance(returns))


def executed(aims: _Floats, days: int) -> _Floats:
    """Return the weight held when each change of a target is traded in equal daily parts.

    Parameters
    ----------
    aims : ndarray, shape (n,)
        Weights aimed at, by session.
    days : int
        Closes over which a change is traded, the first being its own.

    Returns
    -------
    ndarray, shape (n,)
        The mean of the last ``days`` targets; NaN where one of them is missing.
    """
    held: _Floats = trailing_rows(aims, days).mean(axis=1)
    return held


def exponential_variance(returns: pd.Series, decay: float = DECAY) -> _Floats:
    """Return the exponential mean of squared returns, NaN before 63 of them."""
    mean = np.square(returns).ewm(alpha=1.0 - decay, min_periods=LEAST_EWMA).mean()
    variance: _Floats = mean.to_numpy(np.float64)
    return variance


def leverage_of(variance: _Floats, target: float = TARGET, cap: float = LEVERAGE_CAP) -> _Floats:
    """Return ``min(cap, target / annualised sd)`` for daily variances, NaN where one is zero."""
    positive = np.where(variance > 0, variance, np.nan)
    weights: _Floats = np.minimum(cap, target / np.sqrt(positive * YEAR))
    return weights


def leverage(rows: _Floats, target: float = TARGET, cap: float = LEVERAGE_CAP) -> _Floats:
    """Return ``min(cap, target / annualised sd)`` for each row of daily returns."""
    weights: _Floats = np.minimum(cap, target / (sample_sd(rows) * np.sqrt(YEAR)))
    return weights


def sample_sd(rows: _Floats) -> _Floats:
    """Return each row's standard deviation (ddof 1), NaN where the row does not vary."""
    sd: _Floats = rows.std(axis=1, ddof=1)
    sd[~(sd > 1e-12)] = np.nan  # rounding alone leaves about 1e-17
    return sd


def _weights(close: pd.Series) -> pd.DataFrame:
    """Return the weights that the twelve funds hold, one column each, by date of return."""
    returns = log_returns(close)
    held = [executed(target, days) for target in targets(returns) for days in EXECUTION]
    return pd.DataFrame(dict(enumerate(held)), index=returns.index)


def _bound(funds: pd.DataFrame, side: Side, like: pd.Series) -> pd.Series:
    values = funds.min(axis=1, skipna=False) if side == "low" else funds.max(axis=1, skipna=False)
    return values.reindex(like.index)
