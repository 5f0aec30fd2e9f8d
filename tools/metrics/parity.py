"""The forward and the riskless rate that an option chain's own quotes imply, expiry by expiry."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tools.metrics.black_scholes import Array, normal_quantile

Places = npt.NDArray[np.intp]

CLOSEST = 5  # pairs whose median gives an expiry's forward
NEAR = 0.10  # distance from the forward within which pairs count for the rate
FEWEST_PAIRS, SHORTEST_YEARS = 20, 30 / 365  # for a rate of an expiry's own
RATES = (-0.02, 0.15)
CARRY, CARRY_A_YEAR = 0.05, 0.10  # how far a forward may credibly lie from the spot, in logs
MIDDLE = 0.3  # distance from a delta of one half within which a vendor's delta is precise


def carry_and_rates(
    spot: float, years: Array, expiry: Places, strike: Array, mids: Array
) -> tuple[Array, Array]:
    """Return each expiry's forward over the spot, in logs, and its riskless rate.

    Parameters
    ----------
    spot : float
        Index level.
    years : ndarray
        Time to expiry of each expiry.
    expiry, strike : ndarray
        One entry a strike of an expiry, in order of both: the expiry's place in ``years``.
    mids : ndarray
        Mid quotes of the put (first row) and the call (second row) at each strike, NaN for none.

    Returns
    -------
    carry : ndarray
        ``ln(F / S)`` by expiry; all NaN where no expiry has a pair that is credible.
    rate : ndarray
        Continuous rate a year as a decimal by expiry; 0 where no expiry has pairs enough.

    Notes
    -----
    Put-call parity, ``C - P = D (F - K)``. The forward is the median of ``K + (C - P) / D`` over
    the five strikes where call and put are closest in price, which makes it robust to a stale pair
    and all but independent of ``D``. The discount factor is minus the median slope of ``C - P`` in
    the strike between the lower and the upper half of the strikes within 10 % of the forward
    (Theil's incomplete method), read only where 20 pairs and 30 days allow it and the rate lies in
    [-2 %, 15 %]; it is interpolated in time, flat beyond the ends, as is the carry of an expiry
    without a pair.

    References
    ----------
    Cboe (2023). Volatility Index methodology (the forward from parity at the closest strike).
    van Binsbergen, J., Diamond, W. and Grotteria, M. (2022). Risk-free interest rates. Journal of
    Financial Economics 143(1), 1-29 (the rate from the slope of parity, by medians).
    Theil, H. (1950). A rank-invariant method of linear and polynomial regression analysis.
    """
    gaps = mids[1] - mids[0]
    paired = np.isfinite(gaps) & (np.abs(strike - spot) < 0.5 * spot)
    pairs = [np.flatnonzero(paired & (expiry == e)) for e in range(len(years))]
    own = [_rate(t, strike[at], gaps[at]) for t, at in zip(years, pairs, strict=True)]
    rate = _filled(np.array(own, dtype=float), years)
    rate = np.where(np.isfinite(rate), rate, 0.0)
    growth = np.exp(rate * years)
    levels = [_level(strike[at], gaps[at] * g) for at, g in zip(pairs, growth, strict=True)]
    return _filled(_credible(np.array(levels, dtype=float), spot, years), years), rate


def carry_of_deltas(
    spot: float, years: Array, expiry: Places, strike: Array, sigma: Array, deltas: Array
) -> Array:
    """Return each expiry's forward over the spot, in logs, that a vendor's deltas imply.

    Parameters
    ----------
    spot, years, expiry, strike
        As in ``carry_and_rates``.
    sigma, deltas : ndarray
        The vendor's volatilities and deltas of the put (first row) and the call (second row).

    Returns
    -------
    ndarray
        ``ln(F / S)`` by expiry; all NaN where no delta can be turned round.

    Notes
    -----
    ``ln F = ln K + d1 w - w^2 / 2`` with ``w = sigma sqrt(T)`` and ``d1`` the normal quantile of
    the call's delta, or of one plus the put's; the median over deltas between 0.2 and 0.8.
    """
    of_call = np.stack([1.0 + deltas[0], deltas[1]])
    usable = (np.abs(of_call - 0.5) < MIDDLE) & (sigma > 0) & np.isfinite(sigma)
    width = np.where(usable, sigma, np.nan) * np.sqrt(years[expiry])
    first = normal_quantile(np.where(usable, of_call, np.nan))
    levels = strike * np.exp(np.clip(first * width - 0.5 * np.square(width), -1.0, 1.0))
    found = [_middle(levels[usable & (expiry == e)]) for e in range(len(years))]
    return _filled(_credible(np.array(found, dtype=float), spot, years), years)


def _rate(years: float, strike: Array, gap: Array) -> float:
    """Return the rate that the slope of parity implies, NaN where it cannot be read."""
    if years < SHORTEST_YEARS or len(strike) < FEWEST_PAIRS:
        return np.nan
    near = np.abs(strike - _level(strike, gap)) <= NEAR * strike
    k, g, half = strike[near], gap[near], int(near.sum()) // 2
    if len(k) < FEWEST_PAIRS:
        return np.nan
    discount = -_middle((g[-half:] - g[:half]) / (k[-half:] - k[:half]))
    found = -np.log(discount) / years if discount > 0 else np.nan
    return float(found) if RATES[0] <= found <= RATES[1] else np.nan


def _level(strike: Array, gap: Array) -> float:
    closest = np.argsort(np.abs(gap), kind="stable")[:CLOSEST]
    return _middle(strike[closest] + gap[closest])


def _middle(values: Array) -> float:
    """Return the median, NaN of nothing; a tenth of the time that numpy's takes for a few."""
    if not len(values):
        return np.nan
    ordered, half = np.sort(values), len(values) // 2
    return float(0.5 * (ordered[half] + ordered[-1 - half]))


def _credible(forward: Array, spot: float, years: Array) -> Array:
    """Return the carry of forwards that are not too far from the spot, NaN of others."""
    carry = np.log(np.where(forward > 0, forward, np.nan)) - np.log(spot)
    return np.where(np.abs(carry) <= CARRY + CARRY_A_YEAR * years, carry, np.nan)


def _filled(values: Array, years: Array) -> Array:
    """Return values by expiry, missing ones interpolated in time from the others."""
    known = np.isfinite(values)
    if not known.any():
        return values
    return np.interp(years, years[known], values[known])
