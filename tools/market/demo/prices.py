"""Futures, currencies, coins and the bond and commodity funds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.signal import lfilter

from tools.market.demo import clock
from tools.market.demo.bars import ending_at
from tools.market.demo.factors import Factors
from tools.market.demo.noise import Floats, ar1, stream, student
from tools.market.demo.rates import Rates
from tools.market.demo.scenario import Window, steer

# Driver: id, last price, yearly drift and volatility, decimals, how strongly it feels market heat.
TRADED: dict[str, tuple[str, float, float, float, int, float]] = {
    "gold": ("GOLD_FUT", 4120.0, 0.032, 0.145, 1, 0.15),
    "silver": ("SILVER_FUT", 58.40, -0.065, 0.265, 3, 0.20),
    "copper": ("COPPER_FUT", 5.35, -0.045, 0.195, 4, 0.30),
    "oil": ("WTI_FUT", 71.30, -0.040, 0.320, 2, 0.40),
    "dollar": ("DXY", 99.60, 0.000, 0.066, 3, 0.10),
    "yen": ("USDJPY", 148.20, 0.010, 0.085, 3, 0.15),
    "aussie": ("AUDUSD", 0.6620, -0.005, 0.098, 5, 0.30),
}
# Driver: id, first day, last price, drift, volatility at the first and at the last day.
COINS: dict[str, tuple[str, str, float, float, float, float]] = {
    "btc": ("BTC", "2012-01-02", 79_500.0, 0.52, 0.80, 0.40),
    "eth": ("ETH", "2015-08-10", 2_650.0, 0.02, 1.00, 0.56),
}
FUNDS_OF_FUTURES = {
    "GLD": ("gold", 378.0, 0.004),
    "SLV": ("silver", 52.9, 0.005),
    "USO": ("oil", 79.0, 0.008),
}


def simulate_traded(factors: Factors) -> dict[str, Floats]:
    """Draw the log prices of futures and currencies, ending at zero.

    Parameters
    ----------
    factors : Factors
        The correlated shocks.

    Returns
    -------
    dict
        Driver to log price relative to its last, shape (n,). Currencies revert slowly.
    """
    paths = {}
    for driver, (_, _, drift, volatility, _, warmth) in TRADED.items():
        rng = stream(f"traded {driver}")
        size = len(factors.sessions)
        stir = np.exp(0.16 * ar1(rng, size, 60.0) + warmth * factors.heat - 0.02)
        changes = drift / 252 + volatility / np.sqrt(252) * stir * factors.shocks[driver]
        if driver in ("dollar", "yen", "aussie"):
            changes = np.diff(lfilter([1.0], [1.0, -0.9982], changes), prepend=0.0)
        path = np.cumsum(steer(np.clip(changes, -0.30, 0.30), driver, factors.plan))
        paths[driver] = path - path[-1]
    return paths


def traded_frames(factors: Factors, paths: dict[str, Floats]) -> dict[str, pd.DataFrame]:
    """Price the futures, currencies and the funds that hold futures: close and adj_close."""
    frames = {}
    for driver, (name, last, _, _, decimals, _) in TRADED.items():
        frames[name] = _priced(factors.sessions, last * np.exp(paths[driver]), decimals)
    years = (np.arange(len(factors.sessions)) - len(factors.sessions) + 1) / 252
    for name, (driver, last, fee) in FUNDS_OF_FUTURES.items():
        rng = stream(f"fund {name}")
        tracking = 0.0006 * rng.standard_normal(len(years))
        log_price = paths[driver] - fee * years + tracking - tracking[-1]
        frames[name] = _priced(factors.sessions, last * np.exp(log_price), 2)
        frames[name]["volume"] = np.round(2.2e7 * np.exp(0.4 * rng.standard_normal(len(years))))
    return frames


def coin_frames(factors: Factors) -> dict[str, pd.DataFrame]:
    """Price the coins on every calendar day.

    Parameters
    ----------
    factors : Factors
        On exchange sessions coins share the market's shocks; between sessions they move alone.

    Returns
    -------
    dict
        Id to a frame with ``close``, ``adj_close`` (equal) and ``volume`` in USD.
    """
    days = clock.days()
    rows = days.searchsorted(factors.sessions)
    plan = _on_days(factors.plan, rows, len(days))
    # One stir for both coins: their turmoil is shared.
    stir = np.exp(0.33 * ar1(stream("coins"), len(days), 30.0) - 0.05)
    away = student(stream("coins away"), len(days), 4.0)
    frames = {}
    for driver, (name, first, last, drift, early, late) in COINS.items():
        rng = stream(name)
        shocks = 0.80 * away + 0.45 * student(rng, len(days), 4.0)
        shocks[rows] = 1.08 * factors.shocks[driver]
        age = np.clip(
            (days - pd.Timestamp(first)).days / (days[-1] - pd.Timestamp(first)).days, 0, 1
        )
        volatility = (early + (late - early) * np.asarray(age)) / np.sqrt(365)
        changes = drift * (1.6 - 1.2 * np.asarray(age)) / 365 + volatility * stir * shocks
        log_price = np.cumsum(steer(np.clip(changes, -0.40, 0.40), driver, plan))
        frame = _priced(days, last * np.exp(log_price - log_price[-1]), 2)
        frame["volume"] = np.round(2.4e10 * np.exp(0.35 * rng.standard_normal(len(days))))
        frames[name] = frame[pd.Timestamp(first) :]
    return frames


def bond_frames(factors: Factors, rates: Rates) -> dict[str, pd.DataFrame]:
    """Price the bond funds from yields and spreads, with monthly distributions.

    Parameters
    ----------
    factors : Factors
        For the days.
    rates : Rates
        Levels in percent.

    Returns
    -------
    dict
        Id to a frame with ``close``, ``adj_close`` and ``volume``. The total return is carry minus
        duration times the change in yield plus half the convexity, and some equity beta.
    """
    curve5 = 0.3 * rates.y5 + 0.7 * rates.y10
    legs = {
        "TLT": (0.3 * rates.y10 + 0.7 * rates.y30, 16.5, 0.00, 88.0, 3.2e7),
        "IEF": (curve5, 7.4, 0.00, 95.5, 7.0e6),
        "LQD": (0.6 * rates.y10 + 0.4 * rates.y30 + rates.ig, 8.3, 0.02, 110.2, 2.2e7),
        "HYG": (0.5 * rates.y2 + 0.5 * rates.y5 + rates.hy, 3.4, 0.14, 80.1, 3.6e7),
    }
    frames = {}
    for name, (level, duration, beta, last, volume) in legs.items():
        rng = stream(f"fund {name}")
        change = np.diff(level, prepend=level[0]) / 100
        total = np.append(level[0], level[:-1]) / 25_200 - duration * change
        total += 0.5 * (duration * 1.3) ** 2 * change**2 + beta * (
            factors.market - factors.market.mean()
        )
        total += 0.0004 * rng.standard_normal(len(level))
        month_start = np.diff(factors.sessions.month, prepend=factors.sessions.month[0]) != 0
        payout = np.where(month_start, level / 1200, 0.0)
        frame = pd.DataFrame(index=factors.sessions)
        frame["close"] = np.round(ending_at(last, total - payout), 2)
        frame["adj_close"] = np.round(ending_at(last, total), 4)
        surge = 0.5 * factors.heat + 0.3 * rng.standard_normal(len(level))
        frame["volume"] = np.round(volume * np.exp(surge))
        frames[name] = frame
    return frames


def _priced(index: pd.DatetimeIndex, price: Floats, decimals: int) -> pd.DataFrame:
    """Return a frame whose close and adj_close are the rounded price."""
    rounded = np.round(price, decimals)
    return pd.DataFrame({"close": rounded, "adj_close": rounded}, index=index)


def _on_days(plan: tuple[Window, ...], rows: npt.NDArray[np.intp], size: int) -> tuple[Window, ...]:
    """Lay the script on calendar days: from its first session to its last, weight on sessions."""
    laid = []
    for window in plan:
        weights = np.zeros(size)
        weights[rows[window.rows]] = window.weights
        span = slice(int(rows[window.rows.start]), int(rows[window.rows.stop - 1]) + 1)
        laid.append(Window(window.phase, span, weights[span]))
    return tuple(laid)
