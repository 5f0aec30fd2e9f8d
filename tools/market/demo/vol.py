"""Implied volatility: VIX and the indices that move with it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.demo.factors import Factors
from tools.market.demo.noise import Floats, ar1, ewma, stream, student
from tools.market.demo.scenario import Window, unwind_window

PREMIUM = 1.13  # implied over expected volatility
VIX_AT_PEAK, VIX_AT_END = 14.3, 20.9


def simulate_vix(factors: Factors) -> Floats:
    """Draw the 30-day implied volatility index.

    Parameters
    ----------
    factors : Factors
        The market, its variance and what variance is expected.

    Returns
    -------
    ndarray, shape (n,)
        Annualised points, on the sessions.

    Notes
    -----
    The log moves against the day's return, more in calm than in turmoil, reverts to the volatility
    expected over 21 sessions plus a premium, and has noise of its own.

    References
    ----------
    Whaley (2000), JPM 26; Bollerslev, Tauchen and Zhou (2009), RFS 22 (the premium).
    """
    rng = stream("vix")
    size = len(factors.market)
    fair = np.log(100 * PREMIUM * np.sqrt(252 * factors.ahead) + 1.6)
    noise = 0.030 * student(rng, size, 4.5)
    panic = rng.exponential(size=size)
    jumps = _jumps(factors.plan, factors.market)
    log_vix = np.empty(size)
    level = float(fair[0])
    for t in range(size):
        calm = np.sqrt(17.0 / np.exp(level))
        fall = max(-factors.surprise[t] - 1.0, 0.0)
        level += (
            0.09 * (fair[t] - level)
            - 4.8 * calm * (factors.market[t] - 0.0004)
            + (0.010 + 0.030 * panic[t]) * min(fall, 4.0)
            + noise[t]
        )
        level = max(level, np.log(9.5))
        level = np.log(np.exp(level) + jumps[t])
        log_vix[t] = level
    return np.exp(_bend(log_vix, factors))


def simulate_vol_indices(factors: Factors, vix: Floats) -> dict[str, Floats]:
    """Draw the term structure, the volatility of volatility, skew, correlation and the others.

    Parameters
    ----------
    factors : Factors
        The market and the shocks of rates and oil.
    vix : ndarray, shape (n,)
        From ``simulate_vix``.

    Returns
    -------
    dict
        Series id to values, each of shape (n,). Implied correlation, dispersion and single-stock
        volatility agree with each other: rho = (VIX / VIXEQ)^2 and the dispersion index is what
        is left of single-stock variance.
    """
    rng = stream("vol indices")
    size = len(vix)
    late = _ramp(factors.plan, size)
    log_vix = np.log(vix)
    gap = log_vix - ewma(log_vix, 42.0)
    nine = -0.055 + 0.42 * gap - 0.055 * ar1(rng, size, 2.0) - 0.09 * late
    three = 0.115 - 0.36 * gap + 0.020 * ar1(rng, size, 4.0) + 0.02 * late
    vvix = 4.52 + 0.62 * gap + 0.10 * ar1(rng, size, 60.0) + 0.08 * late
    skew = 128 + 6 * ar1(rng, size, 40.0) + 3 * ar1(rng, size, 2.0) + 15 * late
    skew += np.linspace(-3, 8, size)
    crowded = np.clip((np.arange(size) - size + 280) / 250, 0, 1)
    idiosyncratic = 22 * np.exp(
        0.40 * factors.heat + 0.13 * ar1(rng, size, 40.0) + 0.25 * crowded + 0.06 * late
    )
    single = np.sqrt(vix**2 + idiosyncratic**2)
    nasdaq = vix * (1.17 + 0.05 * ar1(rng, size, 90.0) + 0.02 * ar1(rng, size, 1.0))
    move = 68 * np.exp(
        0.22 * ar1(rng, size, 120.0)
        + 0.5 * _turbulence(factors.shocks["y10"])
        + 0.20 * gap
        + 0.04 * ar1(rng, size, 8.0)
    )
    oil = 33 * np.exp(
        0.22 * ar1(rng, size, 150.0)
        + 0.7 * _turbulence(factors.shocks["oil"])
        + 0.40 * gap
        + 0.05 * ar1(rng, size, 8.0)
    )
    return {
        "VIX": vix,
        "VIX9D": vix * np.exp(nine),
        "VIX3M": vix * np.exp(three),
        "VVIX": np.exp(vvix),
        "SKEW": np.maximum(skew, 104),
        "COR1M": 100 * vix**2 / single**2,
        "DSPX": idiosyncratic,
        "VIXEQ": single,
        "VXN": nasdaq,
        "MOVE": move,
        "OVX": oil,
    }


def vol_index_frames(
    sessions: pd.DatetimeIndex, indices: dict[str, Floats]
) -> dict[str, pd.DataFrame]:
    """Turn the indices into one-column frames, rounded as published."""
    return {
        name: pd.DataFrame({"close": np.round(values, 2)}, index=sessions)
        for name, values in indices.items()
    }


def _jumps(plan: tuple[Window, ...], market: Floats) -> Floats:
    """Place each phase's scripted jump on its worst day."""
    jumps = np.zeros(len(market))
    for window in plan:
        if "vix_jump" in window.phase.moves:
            worst = window.rows.start + int(market[window.rows].argmin())
            jumps[worst] = window.phase.moves["vix_jump"]
    return jumps


def _bend(log_vix: Floats, factors: Factors) -> Floats:
    """Bring the index to its scripted levels at peak and end; in the unwind it follows returns."""
    bent = log_vix.copy()
    market = factors.market
    unwind = unwind_window(factors.plan)
    peak, end = unwind.rows.start - 1, unwind.rows.stop - 1
    lead = 90
    bent[peak - lead : peak + 1] += np.linspace(0, 1, lead + 1) * (np.log(VIX_AT_PEAK) - bent[peak])
    returns = market[unwind.rows]
    falls = np.maximum(-returns, 0.0) ** 3
    share = np.cumsum(falls) / falls.sum()
    reaction = np.cumsum(-3.0 * (returns - returns.mean()))
    bent[peak + 1 : end + 1] = bent[peak] + share * np.log(VIX_AT_END / VIX_AT_PEAK) + reaction
    return bent


def _ramp(plan: tuple[Window, ...], size: int) -> Floats:
    """Return zero until the unwind begins, then its cumulated share."""
    ramp = np.zeros(size)
    unwind = unwind_window(plan)
    ramp[unwind.rows] = np.cumsum(unwind.weights)
    return ramp


def _turbulence(shocks: Floats) -> Floats:
    """Log of a market's recent volatility over its norm of one."""
    return 0.5 * np.log(ewma(shocks**2, 15.0))
