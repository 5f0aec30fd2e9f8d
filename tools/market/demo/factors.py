"""The market's return and variance, and the correlated shocks of every other driver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.market.demo.noise import Floats, ar1, skewed_student, stream, student
from tools.market.demo.scenario import Window

LONG_RUN_VARIANCE = 0.148**2 / 252
LEAST_VARIANCE = 0.050**2 / 252
ARCH, ASYMMETRY, PERSISTENCE = 0.015, 0.150, 0.979
DRIFT = 0.00062

LATENT = ("market", "rates", "front", "dollar", "metal", "energy", "crypto", "credit")
# What each driver's standardised shock is made of; its own noise fills up to unit variance.
LOADINGS: dict[str, tuple[float, ...]] = {
    "y10": (0.00, 0.95, 0.10, 0.00, 0.00, 0.00, 0.00, 0.00),
    "y2": (0.00, 0.68, 0.70, 0.00, 0.00, 0.00, 0.00, 0.00),
    "breakeven": (0.28, 0.32, 0.00, -0.10, 0.00, 0.25, 0.00, 0.00),
    "hy": (-0.62, -0.22, 0.00, 0.15, 0.00, -0.15, 0.00, 0.58),
    "ig": (-0.42, -0.16, 0.00, 0.15, 0.00, -0.05, 0.00, 0.74),
    "dollar": (-0.10, 0.10, 0.18, 0.95, 0.00, 0.00, 0.00, 0.00),
    "yen": (0.08, 0.45, 0.10, 0.35, 0.00, 0.00, 0.00, 0.00),
    "aussie": (0.32, 0.00, 0.00, -0.55, 0.15, 0.10, 0.00, 0.00),
    "gold": (0.02, -0.28, 0.00, -0.38, 0.86, 0.00, 0.00, 0.00),
    "silver": (0.13, -0.20, 0.00, -0.34, 0.70, 0.04, 0.00, 0.00),
    "copper": (0.27, 0.06, 0.00, -0.20, 0.24, 0.14, 0.00, 0.00),
    "oil": (0.26, 0.08, 0.00, -0.05, 0.00, 0.93, 0.00, 0.00),
    "btc": (0.27, 0.00, 0.00, -0.06, 0.05, 0.00, 0.93, 0.00),
    "eth": (0.29, 0.00, 0.00, -0.08, 0.04, 0.00, 0.74, 0.00),
}


@dataclass(frozen=True, slots=True)
class Factors:
    """The drivers that everything else is built on.

    Attributes
    ----------
    sessions : DatetimeIndex, shape (n,)
        The market's days.
    plan : tuple of Window
        The script laid on them.
    market : ndarray, shape (n,)
        Total return of the stock market, simple.
    variance : ndarray, shape (n,)
        Its conditional variance a day, as forecast from the day before.
    ahead : ndarray, shape (n,)
        Mean variance a day expected over the next 21 sessions, as of the day's close.
    surprise : ndarray, shape (n,)
        The market's return in units of its conditional standard deviation.
    shocks : dict
        Driver to standardised correlated shock, each of shape (n,).
    heat : ndarray, shape (n,)
        Log of market volatility over its long-run level; what other volatilities respond to.
    """

    sessions: pd.DatetimeIndex
    plan: tuple[Window, ...]
    market: Floats
    variance: Floats
    ahead: Floats
    surprise: Floats
    shocks: dict[str, Floats]
    heat: Floats


def simulate_factors(sessions: pd.DatetimeIndex, plan: tuple[Window, ...]) -> Factors:
    """Draw the market and the shocks of every driver.

    Parameters
    ----------
    sessions : DatetimeIndex, shape (n,)
        Days to simulate.
    plan : tuple of Window
        The script.

    Returns
    -------
    Factors
        All of it, causal by construction.

    Notes
    -----
    The market follows a GJR-GARCH with two-piece Student t innovations whose long-run level itself
    moves slowly, over a floor: sigma_t^2 = c + tau_t g_t. Inside a scripted phase the innovations
    are centred, so that the script decides where it ends and chance how.

    References
    ----------
    Glosten, Jagannathan and Runkle (1993), JF 48; Engle, Ghysels and Sohn (2013), REStat 95.
    """
    size = len(sessions)
    rng = stream("market")
    innovations = skewed_student(rng, size, dof=6.0, skew=0.93)
    level = LONG_RUN_VARIANCE * np.exp(0.70 * ar1(rng, size, 320.0) - 0.46)
    scripted = np.full(size, DRIFT)
    calm = np.ones(size)
    for window in plan:
        if "market" in window.phase.moves:
            innovations[window.rows] -= innovations[window.rows].mean()
            scripted[window.rows] = window.phase.moves["market"] * window.market_weights
            calm[window.rows] = window.phase.calm
    market, variance, ahead = _recursion(innovations, level, scripted, calm)
    heat = 0.5 * np.log(variance / LONG_RUN_VARIANCE)
    surprise = market / np.sqrt(variance)
    return Factors(
        sessions, plan, market, variance, ahead, surprise, _shocks(surprise, sessions), heat
    )


def _recursion(
    innovations: Floats, level: Floats, scripted: Floats, calm: Floats
) -> tuple[Floats, Floats, Floats]:
    """Run the GJR-GARCH: returns, conditional variances, and their 21-day forecast at the close."""
    size = len(innovations)
    market, variance, ahead = np.empty(size), np.empty(size), np.empty(size)
    garch = PERSISTENCE - ARCH - ASYMMETRY / 2
    # The mean of a geometric decay towards one over the 21 sessions that an option index spans.
    decay = (1 - PERSISTENCE**21) / (21 * (1 - PERSISTENCE))
    ratio = 1.0
    for t in range(size):
        variance[t] = LEAST_VARIANCE + level[t] * ratio
        market[t] = scripted[t] + calm[t] * variance[t] ** 0.5 * innovations[t]
        scaled = market[t] ** 2 / level[t]
        slope = ARCH + (ASYMMETRY if market[t] < 0 else 0.0)
        ratio = min((1 - PERSISTENCE) + slope * scaled + garch * ratio, 40.0)
        ahead[t] = LEAST_VARIANCE + level[t] * (1 + (ratio - 1) * decay)
    return market, variance, ahead


def _shocks(surprise: Floats, sessions: pd.DatetimeIndex) -> dict[str, Floats]:
    """Mix latent and own Student t shocks into one standardised shock a driver."""
    size = len(surprise)
    rng = stream("latent")
    latent = np.column_stack(
        [np.clip(surprise, -6, 6), *(student(rng, size, 5.0) for _ in LATENT[1:])]
    )
    shocks = {}
    for driver, loading in LOADINGS.items():
        own = np.sqrt(max(1 - sum(x * x for x in loading), 0.0))
        shocks[driver] = latent @ np.array(loading) + own * student(rng, size, 5.0)
    # Yields fell with stocks for most of the history; while policy tightened they rose as
    # stocks fell, so the loading on the market moves slowly and changes its sign once.
    tilt = _stock_yield_loading(sessions)
    for driver, share in (("y10", 1.0), ("y2", 0.6)):
        loading_t = share * tilt
        shocks[driver] = loading_t * latent[:, 0] + np.sqrt(1 - loading_t**2) * shocks[driver]
    return shocks


def _stock_yield_loading(sessions: pd.DatetimeIndex) -> Floats:
    """Interpolate the loading of yields on the market between dated knots."""
    knots = {
        "2010-01-04": 0.36,
        "2013-06-03": 0.20,
        "2016-01-04": 0.32,
        "2020-12-01": 0.34,
        "2022-03-01": -0.02,
        "2023-06-01": -0.10,
        "2024-12-02": 0.08,
        "2026-05-29": 0.16,
    }
    dates = pd.DatetimeIndex(list(knots)).asi8
    return np.interp(sessions.asi8, dates, list(knots.values()))
