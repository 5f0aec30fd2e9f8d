"""Yields, policy rate, inflation compensation and credit spreads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.market.demo import clock
from tools.market.demo.factors import Factors
from tools.market.demo.noise import Floats, ar1, stream
from tools.market.demo.scenario import steer

# Where levels are pulled to, in percent: date, 2-year yield, 10-year yield.
ANCHORS = (
    ("2010-01-04", 1.00, 3.40),
    ("2012-06-01", 0.55, 2.10),
    ("2014-06-02", 1.10, 2.80),
    ("2016-12-01", 1.70, 2.40),
    ("2019-06-03", 2.60, 2.90),
    ("2020-08-03", 1.90, 2.20),
    ("2021-06-01", 0.60, 1.60),
    ("2022-05-02", 2.00, 2.80),
    ("2023-06-01", 4.40, 4.00),
    ("2026-05-29", 3.75, 4.20),
)
EFFECTIVE = 0.08  # of the effective policy rate over the lower end of its target range


@dataclass(frozen=True, slots=True)
class Rates:
    """Levels in percent, each of shape (sessions,)."""

    y2: Floats
    y5: Floats
    y10: Floats
    y30: Floats
    breakeven: Floats
    breakeven5: Floats
    hy: Floats
    ig: Floats
    policy: Floats


def simulate_rates(factors: Factors) -> Rates:
    """Draw the yield curve and the spreads.

    Parameters
    ----------
    factors : Factors
        The market and the correlated shocks.

    Returns
    -------
    Rates
        Two- and ten-year yields, breakeven and spreads follow slowly mean-reverting paths with
        stochastic volatility; the policy rate follows the two-year yield in quarter points.
    """
    days = factors.sessions.asi8
    dates = pd.DatetimeIndex([a[0] for a in ANCHORS]).asi8
    anchor2 = np.interp(days, dates, [a[1] for a in ANCHORS])
    anchor10 = np.interp(days, dates, [a[2] for a in ANCHORS])
    rng = stream("rates")
    size = len(days)
    stir = np.exp(0.28 * ar1(rng, size, 90.0) + 0.15 * factors.heat - 0.04)
    stress = np.exp(0.75 * factors.heat)
    y2 = _pulled(factors, "y2", 0.038 * stir * np.clip(anchor2, 0.7, 2.0) ** 0.4, anchor2, 90, 0.08)
    y10 = _pulled(factors, "y10", 0.047 * stir, anchor10, 130, 0.45)
    breakeven = _pulled(factors, "breakeven", 0.030 * stir, np.full(size, 2.15), 130, 0.3)
    hy = _pulled(factors, "hy", 0.080 * stress, np.full(size, 4.40), 130, 2.4)
    ig = _pulled(factors, "ig", 0.0185 * stress, np.full(size, 1.30), 130, 0.70)
    y5 = 0.42 * y2 + 0.58 * y10 - 0.12 + 0.06 * ar1(rng, size, 120.0)
    y30 = y10 + 0.45 - 0.12 * (y2 - 1.5) + 0.10 * ar1(rng, size, 200.0)
    breakeven5 = breakeven - 0.10 + 0.14 * ar1(rng, size, 120.0)
    policy = _policy(factors.sessions, y2)
    return Rates(y2, np.maximum(y5, 0.1), y10, y30, breakeven, breakeven5, hy, ig, policy)


def rate_frames(
    sessions: pd.DatetimeIndex, rates: Rates, dollar: Floats
) -> dict[str, pd.DataFrame]:
    """Lay the levels out under their FRED codes, in percent; the broad dollar is an index."""
    size = len(sessions)
    month_end = np.append(np.diff(sessions.month) != 0, True)
    secured = rates.policy + 0.02 * ar1(stream("sofr"), size, 5.0) + 0.05 * month_end
    broad = 118 * np.exp(0.75 * (dollar - dollar[-1]) + 0.004 * ar1(stream("broad"), size, 20.0))
    levels = {
        "DGS2": rates.y2,
        "DGS5": rates.y5,
        "DGS10": rates.y10,
        "DGS30": rates.y30,
        "T10YIE": rates.breakeven,
        "T5YIE": rates.breakeven5,
        "BAMLH0A0HYM2": rates.hy,
        "BAMLC0A0CM": rates.ig,
        "T10Y2Y": rates.y10.round(2) - rates.y2.round(2),
        "DFEDTARL": rates.policy - EFFECTIVE,
        "DFEDTARU": rates.policy - EFFECTIVE + 0.25,
        "DFF": rates.policy,
        "EFFR": rates.policy,
        "SOFR": np.maximum(secured, 0.01),
    }
    frames = {
        code: pd.DataFrame({"close": np.round(level, 2)}, index=sessions)
        for code, level in levels.items()
    }
    frames["DTWEXBGS"] = pd.DataFrame({"close": np.round(broad, 4)}, index=sessions)
    return frames


def _pulled(
    factors: Factors, driver: str, scale: Floats, anchor: Floats, half_life: float, floor: float
) -> Floats:
    """Accumulate a driver's changes, pulled to its anchor wherever the script does not rule."""
    changes = steer(scale * factors.shocks[driver], driver, factors.plan)
    pull = np.full(len(changes), 1 - 0.5 ** (1 / half_life))
    for window in factors.plan:
        if driver in window.phase.moves:
            pull[window.rows] = 0.0
    level = np.empty(len(changes))
    now = float(anchor[0])
    for t, change in enumerate(changes):
        now = max(now + pull[t] * (anchor[t] - now) + change, floor)
        level[t] = now
    return level


def _policy(sessions: pd.DatetimeIndex, y2: Floats) -> Floats:
    """Move the policy rate by quarter points at meetings, after the two-year yield."""
    rate = round(float(y2[0]) * 4) / 4
    path = np.empty(len(sessions))
    rows = sessions.searchsorted(clock.meetings())
    begin = 0
    for row in rows:
        path[begin:row] = rate
        gap = float(y2[max(row - 10, 0) : max(row, 1)].mean()) - rate
        rate = max(rate + 0.25 * np.clip(round((abs(gap) - 0.12) / 0.25), 0, 3) * np.sign(gap), 0.0)
        begin = int(row)
    path[begin:] = rate
    return np.asarray(path + EFFECTIVE, dtype=np.float64)
