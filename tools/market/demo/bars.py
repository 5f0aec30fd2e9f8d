"""Daily bars round a given path of closes: open, high, low and volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.market.demo.noise import Floats, ar1

OVERNIGHT = 0.28  # share of a day's variance that falls between close and open


@dataclass(frozen=True, slots=True)
class Bars:
    """Open, high and low beside a path of closes, all of the closes' shape."""

    open: Floats
    high: Floats
    low: Floats


def draw_bars(rng: np.random.Generator, close: Floats, returns: Floats, volatility: Floats) -> Bars:
    """Draw the day's open, high and low given its close and the close before.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the draws.
    close : ndarray, shape (days,) or (days, assets)
        Closing prices; NaN stays NaN.
    returns : ndarray, same shape
        Simple price returns that lead to the closes.
    volatility : ndarray, broadcastable to that shape
        The day's standard deviation.

    Returns
    -------
    Bars
        With high >= max(open, close) and low <= min(open, close).

    Notes
    -----
    Given its two ends the log price is a Brownian bridge; its maximum above the start has the
    distribution P(M > m) = exp(-2 m (m - c) / s^2), inverted here exactly. Range-based estimators
    (Parkinson 1980, Corwin and Schultz 2012) therefore find the volatility that was put in.
    """
    move = np.log1p(returns)
    gap = OVERNIGHT * move
    gap = gap + np.sqrt(OVERNIGHT * (1 - OVERNIGHT)) * volatility * rng.standard_normal(close.shape)
    session = move - gap
    variance = (1 - OVERNIGHT) * volatility**2
    up = _bridge_maximum(rng, session, variance)
    down = _bridge_maximum(rng, -session, variance)
    start = close * np.exp(-session)
    return Bars(start, start * np.exp(up), start * np.exp(-down))


def draw_volume(
    rng: np.random.Generator, base: Floats | float, surprise: Floats, heat: Floats
) -> Floats:
    """Draw share volume that rises with volatility and with the size of the day's move.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the draws.
    base : float or ndarray, shape (assets,)
        Ordinary day's volume.
    surprise : ndarray, shape (days,) or (days, assets)
        Return over its standard deviation.
    heat : ndarray, shape (days,)
        Log of volatility over its norm.

    Returns
    -------
    ndarray, shape of ``surprise``
        Whole shares.

    References
    ----------
    Karpoff (1987), JFQA 22; Cont (2001), Quantitative Finance 1, fact 10.
    """
    days = len(surprise)
    tide = 0.45 * heat + 0.10 * ar1(rng, days, 25.0)
    if surprise.ndim == 2:
        tide = tide[:, None]
    move = np.minimum(np.abs(surprise), 6.0)
    log_volume = (
        np.log(base)
        + tide
        + 0.22 * (move - 0.75)
        + 0.05 * (surprise < 0)
        + 0.17 * rng.standard_normal(surprise.shape)
    )
    return np.asarray(np.round(np.exp(log_volume)), dtype=np.float64)


def ending_at(last: float, returns: Floats) -> Floats:
    """Turn simple returns into prices that end at ``last``."""
    log_price = np.cumsum(np.log1p(returns))
    return np.asarray(last * np.exp(log_price - log_price[-1]), dtype=np.float64)


def _bridge_maximum(rng: np.random.Generator, end: Floats, variance: Floats) -> Floats:
    """Draw the maximum, at least max(0, end), of a Brownian bridge from zero to ``end``."""
    uniform = 1 - rng.random(end.shape)
    return (end + np.sqrt(end**2 - 2 * variance * np.log(uniform))) / 2
