"""Option chains of the index: an arbitrage-free smile that agrees with the day's VIX."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from tools.market.demo import clock
from tools.market.demo.noise import Floats, stream

YIELD = 0.013
CORRELATION = -0.72
PER_CONTRACT = 100
NODES = np.linspace(-6.0, 6.0, 481)  # standard deviations, for the variance integral
TYPICAL_INTEREST = 600.0


def quote_days(sessions: pd.DatetimeIndex, count: int = 30) -> pd.DatetimeIndex:
    """List the days that have a chain: the last session and the month ends before it."""
    ends = sessions[np.append(np.diff(sessions.month) != 0, True)]
    return ends[-count:]


def simulate_chain(
    day: pd.Timestamp, spot: float, vix: tuple[float, float, float], skew: float, rate: float,
    flip: float,
) -> pd.DataFrame:  # fmt: skip
    """Quote one day's chain.

    Parameters
    ----------
    day : Timestamp
        Quote date.
    spot : float
        Index close.
    vix : tuple of float
        The 9-day, 30-day and 3-month implied volatility indices, points.
    skew : float
        The skew index; steepens the smile.
    rate : float
        Riskless rate, decimal.
    flip : float
        How far below spot, as a share of it, gamma with calls plus and puts minus turns negative;
        open interest of puts is scaled so that it does.

    Returns
    -------
    DataFrame
        Columns spot, type, expiration, strike, bid, ask, volume, iv, delta, gamma, open_interest.

    Notes
    -----
    The surface is SSVI, w(k) = theta/2 (1 + rho phi k + sqrt((phi k + rho)^2 + 1 - rho^2)) with
    phi = eta / sqrt(theta); eta (1 + |rho|) <= 2 rules out butterfly arbitrage and theta rises
    with maturity. Theta is set so that the variance swap of each maturity meets the term
    structure of the volatility indices.

    References
    ----------
    Gatheral and Jacquier (2014), "Arbitrage-free SVI volatility surfaces", QF 14(1).
    """
    rng = stream(f"chain {day.date()}")
    expirations = _expirations(day)
    years = (expirations - day).days.to_numpy() / 365
    eta = float(np.clip(0.72 + 0.012 * (skew - 130), 0.55, 1.12))
    swap = np.interp(np.sqrt(years), np.sqrt(np.array([9, 30, 93]) / 365), np.array(vix) / 100)
    # Total variance has to rise with maturity, or calendars could be bought for nothing.
    total = np.maximum.accumulate(swap**2 * years)
    theta = _at_the_money(total, eta)
    strikes = _strikes(spot)
    grid_t, grid_k = np.meshgrid(np.arange(len(years)), strikes, indexing="ij")
    index, strike = grid_t.ravel(), grid_k.ravel()
    tenor = years[index]
    forward = spot * np.exp((rate - YIELD) * tenor)
    moneyness = np.log(strike / forward)
    implied = np.sqrt(_total_variance(moneyness, theta[index], eta) / tenor)
    near = np.abs(moneyness) < 5.5 * np.sqrt(theta[index]) + 0.02
    index, strike, tenor, implied = index[near], strike[near], tenor[near], implied[near]

    greeks = _black_scholes(spot, strike, tenor, implied, rate)
    weight = _interest(strike / spot, tenor, strike)
    interest = {
        side: TYPICAL_INTEREST * w * np.exp(0.45 * rng.standard_normal(len(strike)))
        for side, w in weight.items()
    }
    at_flip = _black_scholes(spot * (1 - flip), strike, tenor, implied, rate)["gamma"]
    scale = float((at_flip * interest["C"]).sum() / (at_flip * interest["P"]).sum())
    interest["P"] = interest["P"] * scale
    sides = []
    for side in ("C", "P"):
        price = greeks[side]
        half = np.maximum(0.05, np.round(0.006 * price / 0.05) * 0.05)
        contracts = np.round(interest[side])
        sides.append(
            pd.DataFrame(
                {
                    "spot": spot,
                    "type": side,
                    "expiration": expirations[index],
                    "strike": strike,
                    "bid": np.maximum(np.round(price - half, 2), 0.0),
                    "ask": np.round(price + half, 2),
                    "volume": np.round(contracts * rng.exponential(0.18, len(strike))),
                    "iv": np.round(implied, 4),
                    "delta": np.round(greeks[f"delta_{side}"], 4),
                    "gamma": np.round(greeks["gamma"], 6),
                    "open_interest": contracts,
                }
            )
        )
    chain = pd.concat(sides, ignore_index=True)
    return chain.sort_values(["expiration", "type", "strike"], ignore_index=True)


def _expirations(day: pd.Timestamp) -> pd.DatetimeIndex:
    """List three weeks of Mondays, Wednesdays and Fridays, two months of Fridays, monthlies."""
    ahead = pd.date_range(day + pd.Timedelta(days=1), day + pd.Timedelta(days=120))
    distance = np.asarray((ahead - day).days)
    third = (ahead.day_of_week == 4) & (ahead.day >= 15) & (ahead.day <= 21)
    listed = (
        ((distance <= 21) & ahead.day_of_week.isin([0, 2, 4]))
        | ((distance <= 60) & (ahead.day_of_week == 4))
        | third
    )
    expiring = ahead[listed]
    # What would expire on a holiday does so the day before.
    moved = expiring.where(~expiring.isin(clock.closed()), expiring - pd.Timedelta(days=1))
    return moved[moved > day].unique()


def _strikes(spot: float) -> Floats:
    """List strikes from 30 % below to 15 % above spot, in steps of about 0.35 %, rounded to 5."""
    step = max(5.0, 5.0 * round(0.0036 * spot / 5))
    low, high = np.ceil(0.70 * spot / step), np.floor(1.15 * spot / step)
    return np.asarray(np.arange(low, high + 1) * step, dtype=np.float64)


def _total_variance(k: Floats, theta: Floats, eta: float) -> Floats:
    """Evaluate SSVI at log-moneyness ``k``."""
    phi = eta / np.sqrt(theta)
    root = np.sqrt((phi * k + CORRELATION) ** 2 + 1 - CORRELATION**2)
    return np.asarray(theta / 2 * (1 + CORRELATION * phi * k + root), dtype=np.float64)


def _at_the_money(total: Floats, eta: float) -> Floats:
    """Find the at-the-money variance whose smile integrates to the given swap variance.

    With z = d2(k) normal under the pricing measure, the log contract is worth the mean of w over
    z (Gatheral 2006, The Volatility Surface, chapter 11).
    """
    ratio = np.full_like(total, 0.8)
    for _ in range(6):
        theta = ratio * total
        k = NODES[None, :] * np.sqrt(theta)[:, None] * 1.6
        w = _total_variance(k, theta[:, None], eta)
        z = -k / np.sqrt(w) - np.sqrt(w) / 2
        density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
        mass = (density + np.roll(density, -1, axis=1))[:, :-1] / 2 * -np.diff(z, axis=1)
        mean = ((w + np.roll(w, -1, axis=1))[:, :-1] / 2 * mass).sum(axis=1) / mass.sum(axis=1)
        ratio = ratio * total / mean
    return np.asarray(ratio * total, dtype=np.float64)


def _black_scholes(
    spot: float, strike: Floats, tenor: Floats, implied: Floats, rate: float
) -> dict[str, Floats]:
    """Price calls and puts with a dividend yield; return prices, deltas and gamma."""
    deviation = implied * np.sqrt(tenor)
    d1 = (np.log(spot / strike) + (rate - YIELD) * tenor) / deviation + deviation / 2
    d2 = d1 - deviation
    carry, discount = np.exp(-YIELD * tenor), np.exp(-rate * tenor)
    call = spot * carry * ndtr(d1) - strike * discount * ndtr(d2)
    return {
        "C": call,
        "P": call - spot * carry + strike * discount,
        "delta_C": carry * ndtr(d1),
        "delta_P": carry * (ndtr(d1) - 1),
        "gamma": carry * np.exp(-(d1**2) / 2) / np.sqrt(2 * np.pi) / (spot * deviation),
    }


def _interest(ratio: Floats, tenor: Floats, strike: Floats) -> dict[str, Floats]:
    """Shape open interest: calls above, puts below, round strikes and monthlies favoured."""
    round_strike = np.where(strike % 100 == 0, 2.4, np.where(strike % 50 == 0, 1.3, 0.6))
    spread = 0.035 + 0.16 * np.sqrt(tenor)
    horizon = 0.35 + 1.3 * np.exp(-(((tenor * 365 - 25) / 30) ** 2))
    call = np.exp(-(((ratio - 1 - 0.35 * spread) / spread) ** 2))
    put = np.exp(-(((ratio - 1 + 0.75 * spread) / (1.5 * spread)) ** 2))
    return {"C": call * round_strike * horizon, "P": put * round_strike * horizon}
