"""Whether a move was about the price of long-dated earnings: stocks' returns across their duration.

A stock's empirical duration is what a rise in yields has cost it beyond what it cost the market.
Discount rates alone would make a fall deepest where duration is longest.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import positive
from tools.metrics.panel import (
    Flags,
    Floats,
    log_returns,
    mean_where,
    membership,
    sum_where,
    traded,
)
from tools.metrics.scaling import additive, position_at

WINDOW = 504
LEAST_SHARE = 0.8
LEAST_STOCKS = 50
CAP = 3.0
FILL = 5
_AT_ONCE = 200  # stocks, to keep the windows' sums small
_SINGULAR = 1e-6  # one less the squared correlation of the market with yields

Rows = npt.NDArray[np.intp]


def duration_slope(
    prices: pd.DataFrame,
    members: pd.DataFrame,
    close: pd.Series,
    ten_year: pd.Series,
    peak: pd.Series,
    window: int = WINDOW,
    least: int = LEAST_STOCKS,
) -> pd.Series:
    """Return how stocks' returns since the peak rose or fell with their duration.

    Parameters
    ----------
    prices : pd.DataFrame
        Adjusted closes, sessions by tickers; former and future members included.
    members : pd.DataFrame
        Was the ticker in the index on that date.
    close : pd.Series
        Closing prices of the index.
    ten_year : pd.Series
        Ten-year Treasury yield in percent.
    peak : pd.Series
        By session the date of the current leg's peak.
    window : int
        Daily returns before the peak from which betas and durations are estimated.
    least : int
        Stocks that a cross-section must have.

    Returns
    -------
    pd.Series
        By session the log return, beyond the market's, per cross-sectional standard deviation of
        duration. Negative where long-duration stocks fell more than their market beta explains.
        NaN on the day of the peak, before the window is full, with fewer than ``least`` stocks and
        where yields or durations do not vary.

    Notes
    -----
    For each member at the session, ordinary least squares with an intercept of its daily log
    returns on the index's and on the change in the ten-year yield over the ``window`` sessions up
    to the peak, of which it must have four in five: b on the market, and minus the slope on yields
    is its duration. Durations are standardised over the stocks of the session and clipped at three
    standard deviations. The slope is that of ``r_i - b_i r_m``, both since the peak, on them.

    References
    ----------
    Weber, M. (2018). Cash flow duration and the term structure of equity returns. Journal of
    Financial Economics 128(3), 486-503. Gormsen, N. and Lazarus, E. (2023). Duration-driven
    returns. Journal of Finance 78(3), 1393-1447.
    """
    sessions = pd.DatetimeIndex(prices.index)
    returns = log_returns(prices)
    market, tens = _factors(close, ten_year, sessions)
    start = position_at(sessions, pd.DatetimeIndex(peak.reindex(sessions)))
    rows = np.arange(len(sessions))
    moving = (start >= 0) & (start < rows)
    parts = np.array_split(returns, max(len(returns) // _AT_ONCE, 1))
    exposures = [_exposures(part, market, tens, start, window) for part in parts]
    beta, duration = (np.concatenate(x) for x in zip(*exposures, strict=True))
    since, fallen = _cumulated(returns, start), _cumulated(market[None, :], start)
    beyond = since - beta * fallen
    chosen = membership(members, prices) & traded(returns, window) & moving
    chosen &= np.isfinite(beyond) & np.isfinite(duration)
    slope = _slopes(beyond, _standardised(duration, chosen), chosen, least)
    return pd.Series(slope, index=sessions).reindex(peak.index)


def _factors(
    close: pd.Series, ten_year: pd.Series, sessions: pd.DatetimeIndex
) -> tuple[Floats, Floats]:
    """Return the index's log returns and the yield's changes in bp by session of the panel."""
    logs = np.log(positive(close).reindex(sessions).to_numpy(dtype=float))
    tens = additive(ten_year, "bp").reindex(sessions, method="ffill", limit=FILL).to_numpy()
    return np.diff(logs, prepend=np.nan), np.diff(tens, prepend=np.nan)


def _exposures(
    returns: Floats, market: Floats, tens: Floats, start: Rows, window: int
) -> tuple[Floats, Floats]:
    """Return each stock's market beta and duration at each session's peak, NaN where unknown."""
    used = np.isfinite(returns) & np.isfinite(market) & np.isfinite(tens)
    r, m, d = (np.where(used, x, 0.0) for x in (returns, market, tens))

    def total(values: Floats) -> Floats:
        sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
        first = np.maximum(start + 1 - window, 0)
        return np.where(start + 1 >= window, sums[:, start + 1] - sums[:, first], 0.0)

    count = total(used.astype(float))
    enough = count >= LEAST_SHARE * window
    n = np.where(enough, count, 1.0)
    mean_r, mean_m, mean_d = total(r) / n, total(m) / n, total(d) / n
    mm = total(m * m) / n - mean_m * mean_m
    dd = total(d * d) / n - mean_d * mean_d
    md = total(m * d) / n - mean_m * mean_d
    rm = total(r * m) / n - mean_r * mean_m
    rd = total(r * d) / n - mean_r * mean_d
    inner = mm * dd - md * md
    sound = enough & (inner > _SINGULAR * mm * dd)
    inner = np.where(sound, inner, 1.0)
    beta = np.where(sound, (rm * dd - rd * md) / inner, np.nan)
    return beta, np.where(sound, -(rd * mm - rm * md) / inner, np.nan)


def _cumulated(returns: Floats, start: Rows) -> Floats:
    """Return the log return since each session's peak; a missing day adds nothing."""
    level = np.cumsum(np.nan_to_num(returns), axis=1)
    return level - level[:, np.maximum(start, 0)]


def _standardised(values: Floats, chosen: Flags) -> Floats:
    """Return values over the chosen stocks' mean and standard deviation, clipped."""
    centred = values - mean_where(values, chosen)
    spread = np.sqrt(mean_where(np.square(centred), chosen))
    spread[~(spread > 0.0)] = np.nan
    clipped: Floats = np.clip(centred / spread, -CAP, CAP)
    return clipped


def _slopes(values: Floats, on: Floats, chosen: Flags, least: int) -> Floats:
    """Return each session's slope of the values on ``on`` over the chosen stocks."""
    used = chosen & np.isfinite(on)
    x = on - mean_where(on, used)
    y = values - mean_where(values, used)
    square = sum_where(x * x, used)
    slope = np.full(values.shape[1], np.nan)
    np.divide(sum_where(x * y, used), square, out=slope, where=square > 0.0)
    slope[used.sum(axis=0) < least] = np.nan
    return slope
