"""Models of traders that follow a rule: trend followers and volatility targeters.

Each model states the position that the rule takes at today's close; the ``*_change`` functions
state what the next session would add to it or take from it if the index moved by a given amount.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import log_returns, positive
from tools.metrics.windows import trailing_rows

SPEEDS = ((16, 64, 3.75), (32, 128, 2.65), (64, 256, 1.87))
VOL_SPAN = 35
CAP = 2.0
YEAR = 252
TARGET = 0.10
LEVERAGE_CAP = 1.5
SHOCK_WINDOW = 21


def cta_forecast(close: pd.Series) -> pd.Series:
    """Return the combined trend forecast of three crossovers of moving averages.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.

    Returns
    -------
    pd.Series
        Forecast in [-2, 2]: 1 an average long position, 2 the cap, negative a short one.

    Notes
    -----
    Mean over the speeds 16/64, 32/128 and 64/256 of the fast less the slow exponential average,
    over the exponential standard deviation (span 35) of daily price changes, times the speed's
    scalar (3.75, 2.65, 1.87) over 10, each clipped to 2 either way. Missing prices are skipped;
    NaN before 256 prices, and where prices do not move.

    References
    ----------
    Carver, R. (2015). Systematic Trading. Harriman House (crossover rule and forecast scalars).
    Moskowitz, T., Ooi, Y. H. and Pedersen, L. H. (2012). Time series momentum. Journal of
    Financial Economics 104(2), 228-250.
    """
    prices = positive(close)
    sd = prices.diff().ewm(span=VOL_SPAN).std()
    averages = {s: prices.ewm(span=s).mean() for pair in SPEEDS for s in pair[:2]}
    combined = _combine(averages, sd)
    return combined.reindex(close.index)


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
    As ``cta_forecast``.
    """
    prices = positive(close)
    shocked = prices * np.exp(sigmas * _recent_sd(prices))
    count = pd.Series(np.arange(1.0, len(prices) + 1), index=prices.index)
    averages = {
        s: _next_mean(prices.ewm(span=s).mean(), shocked, count, s)
        for pair in SPEEDS
        for s in pair[:2]
    }
    changes, step = prices.diff(), shocked - prices
    seen = count - 1
    mean = _next_mean(changes.ewm(span=VOL_SPAN).mean(), step, seen, VOL_SPAN)
    square = _next_mean(np.square(changes).ewm(span=VOL_SPAN).mean(), step**2, seen, VOL_SPAN)
    decay = _decay(VOL_SPAN)
    total = _weight(decay, seen + 1) ** 2
    unbiased = total / (total - _weight(decay**2, seen + 1))
    sd = ((square - mean**2).clip(lower=0.0) * unbiased) ** 0.5
    after = _combine(averages, sd)
    return after.reindex(close.index) - cta_forecast(close)


def cta_trigger(close: pd.Series, fast: int = 16, slow: int = 64) -> pd.Series:
    """Return how far the next close may move before a crossover changes its sign.

    Parameters
    ----------
    close : pd.Series
        Closing prices by session.
    fast, slow : int
        Spans of the two exponential averages.

    Returns
    -------
    pd.Series
        Trigger price over today's close, less one: negative while the rule is long, positive while
        it is short, and large where no single session would do.

    Notes
    -----
    The price at which the two averages would be equal after the next close; both are linear in
    it. NaN before ``slow`` prices and where the rule stands at zero for want of movement.

    References
    ----------
    As ``cta_forecast``.
    """
    prices = positive(close)
    count = pd.Series(np.arange(1.0, len(prices) + 1), index=prices.index)
    old_fast, old_slow = (_weight(_decay(s), count) * _decay(s) for s in (fast, slow))
    fast_sum = prices.ewm(span=fast).mean() * old_fast
    slow_sum = prices.ewm(span=slow).mean() * old_slow
    trigger = (slow_sum * (old_fast + 1) - fast_sum * (old_slow + 1)) / (old_slow - old_fast)
    moving = prices.diff().ewm(span=VOL_SPAN).std() > 0
    return (trigger / prices - 1.0).where(moving & (count >= slow)).reindex(close.index)


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
    weights = _leverage(trailing_rows(returns.to_numpy(), window), target, cap)
    return pd.Series(weights, index=returns.index).reindex(close.index)


def vol_target_change(
    close: pd.Series,
    sigmas: float,
    window: int = 21,
    target: float = TARGET,
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
        See ``vol_target_leverage``.

    Returns
    -------
    pd.Series
        Change of the weight as a multiple of capital; negative where the fund would sell.

    Notes
    -----
    The oldest return leaves the window and the assumed one enters it.

    References
    ----------
    As ``vol_target_leverage``.
    """
    returns = log_returns(close)
    shock = sigmas * _recent_sd(positive(close)).reindex(returns.index).to_numpy()
    now = trailing_rows(returns.to_numpy(), window)
    after = np.column_stack([now[:, 1:], shock])
    change = _leverage(after, target, cap) - _leverage(now, target, cap)
    return pd.Series(change, index=returns.index).reindex(close.index)


def vol_target_ewma(
    close: pd.Series, decay: float = 0.94, target: float = TARGET, cap: float = LEVERAGE_CAP
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
    variance = np.square(returns).ewm(alpha=1.0 - decay, min_periods=63).mean()
    weights: pd.Series = target / (variance.where(variance > 0) * YEAR) ** 0.5
    return weights.clip(upper=cap).reindex(close.index)


def _combine(averages: dict[int, pd.Series], sd: pd.Series) -> pd.Series:
    """Return the mean of the clipped crossover forecasts, NaN before the slowest window."""
    scale = sd.where(sd > 0)
    parts = [
        ((averages[fast] - averages[slow]) / scale * scalar / 10.0).clip(-CAP, CAP)
        for fast, slow, scalar in SPEEDS
    ]
    combined: pd.Series = sum(parts[1:], parts[0]) / len(parts)
    combined.iloc[: max(slow for _, slow, _ in SPEEDS) - 1] = np.nan
    return combined


def _decay(span: int) -> float:
    return 1.0 - 2.0 / (span + 1.0)


def _weight(decay: float, count: pd.Series) -> pd.Series:
    """Return the sum of the first ``count`` powers of ``decay``, from the zeroth on."""
    total: pd.Series = (1.0 - decay**count) / (1.0 - decay)
    return total


def _next_mean(mean: pd.Series, value: pd.Series, count: pd.Series, span: int) -> pd.Series:
    """Return an exponential mean after one more value."""
    old = _weight(_decay(span), count) * _decay(span)
    return (mean * old + value) / (old + 1.0)


def _sample_sd(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return each row's standard deviation (ddof 1), NaN where the row does not vary."""
    sd: npt.NDArray[np.float64] = rows.std(axis=1, ddof=1)
    sd[~(sd > 1e-12)] = np.nan  # rounding alone leaves about 1e-17
    return sd


def _recent_sd(prices: pd.Series) -> pd.Series:
    """Return the standard deviation of the last 21 daily log returns."""
    returns = log_returns(prices)
    sd = pd.Series(_sample_sd(trailing_rows(returns.to_numpy(), SHOCK_WINDOW)), index=returns.index)
    return sd.reindex(prices.index)


def _leverage(rows: npt.NDArray[np.float64], target: float, cap: float) -> npt.NDArray[np.float64]:
    """Return each row's ``min(cap, target / annualised sd)``."""
    weights: npt.NDArray[np.float64] = target / (_sample_sd(rows) * np.sqrt(YEAR))
    return np.minimum(cap, weights)
