"""European option values and sensitivities under Black, Scholes and Merton, vectorised."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = float | Array

_LOWEST, _STEPS, _TOLERANCE = 0.01, 60, 1e-8
_ROOT = float(np.sqrt(2.0 * np.pi))


def normal_cdf(x: Array) -> Array:
    """Return the standard normal distribution function at ``x``, elementwise."""
    from scipy.special import ndtr  # here, since it is slow to import and seldom needed

    below: Array = ndtr(x)
    return below


def normal_quantile(share: Array) -> Array:
    """Return the ``x`` below which the standard normal distribution has ``share``, elementwise."""
    from scipy.special import ndtri

    x: Array = ndtri(share)
    return x


def gamma(
    spot: Numbers,
    strike: Numbers,
    years: Numbers,
    sigma: Numbers,
    rate: Numbers = 0.0,
    dividend: Numbers = 0.0,
) -> Array:
    """Return the change of an option's delta per unit of the spot.

    Parameters
    ----------
    spot, strike : float or ndarray
        In one currency; they broadcast.
    years : float or ndarray
        Time to expiry.
    sigma : float or ndarray
        Volatility a year as a decimal.
    rate, dividend : float or ndarray
        Continuous rates a year as decimals.

    Returns
    -------
    ndarray
        Gamma of one option on one unit, the same for a call and a put; >= 0. NaN where an input is
        missing or where spot, strike, time or volatility is not positive.

    Notes
    -----
    ``exp(-qT) phi(d1) / (S sigma sqrt(T))``.

    References
    ----------
    Haug, E. G. (1998). The complete guide to option pricing formulas. McGraw-Hill.
    """
    first, width, s, q = _first(spot, strike, years, sigma, rate, dividend)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        result: Array = np.exp(-q - 0.5 * first * first) / (_ROOT * s * width)
    return result


def delta(
    spot: Numbers,
    strike: Numbers,
    years: Numbers,
    sigma: Numbers,
    call: bool | Flags,
    rate: Numbers = 0.0,
    dividend: Numbers = 0.0,
) -> Array:
    """Return the change of an option's value per unit of the spot.

    Parameters
    ----------
    spot, strike, years, sigma, rate, dividend
        See ``gamma``.
    call : bool or ndarray of bool
        Call or put.

    Returns
    -------
    ndarray
        In [0, 1] for calls and [-1, 0] for puts; NaN as in ``gamma``.

    Notes
    -----
    ``exp(-qT) N(d1)`` for a call, ``exp(-qT) (N(d1) - 1)`` for a put.

    References
    ----------
    As ``gamma``.
    """
    first, _, _, q = _first(spot, strike, years, sigma, rate, dividend)
    result: Array = np.exp(-q) * np.where(call, normal_cdf(first), -normal_cdf(-first))
    return result


def forward_price(
    forward: Numbers, strike: Numbers, years: Numbers, sigma: Numbers, call: bool | Flags
) -> Array:
    """Return an option's value at expiry, undiscounted, from the forward of its underlying.

    Parameters
    ----------
    forward, strike, years, sigma
        As in ``gamma``, with the forward for the spot.
    call : bool or ndarray of bool
        Call or put.

    Returns
    -------
    ndarray
        Value in the currency of the strike; NaN as in ``gamma``.

    Notes
    -----
    ``F N(d1) - K N(d2)`` for a call, the mirror image for a put.

    References
    ----------
    Black, F. (1976). The pricing of commodity contracts. Journal of Financial Economics 3,
    167-179.
    """
    first, width, f, _ = _first(forward, strike, years, sigma, 0.0, 0.0)
    side = np.where(call, 1.0, -1.0)
    value: Array = side * (
        f * normal_cdf(side * first) - strike * normal_cdf(side * (first - width))
    )
    return value


def implied_volatility(
    price: Array, forward: Array, strike: Array, years: Array, call: Flags
) -> Array:
    """Return the volatility at which a forward option has the given value.

    Parameters
    ----------
    price : ndarray
        Undiscounted values.
    forward, strike, years, call : ndarray
        As in ``forward_price``, one entry a price.

    Returns
    -------
    ndarray
        Volatility a year as a decimal. NaN where the price is not strictly between the option's
        intrinsic value and its upper bound, or too close to either for a volatility to matter.

    Notes
    -----
    Newton's method from ``sqrt(2 |ln(F/K)| / T)``, where vega is largest; from there it approaches
    the root from one side and cannot run away.

    References
    ----------
    Manaster, S. and Koehler, G. (1982). The calculation of implied variances from the
    Black-Scholes model. Journal of Finance 37(1), 227-230.
    """
    side = np.where(call, 1.0, -1.0)
    inside = (price > np.maximum(side * (forward - strike), 0.0)) & (years > 0)
    inside &= price < np.where(call, forward, strike)
    result = np.full(len(price), np.nan)
    rows = np.flatnonzero(inside)
    away = np.abs(np.log(forward[rows]) - np.log(strike[rows]))
    sigma = np.maximum(np.sqrt(2.0 * away / years[rows]), _LOWEST)
    for _ in range(_STEPS):
        if not len(rows):
            break
        p, f, k, t = price[rows], forward[rows], strike[rows], years[rows]
        miss = forward_price(f, k, t, sigma, call[rows]) - p
        found = np.abs(miss) <= _TOLERANCE * p
        result[rows[found]] = sigma[found]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            sigma = sigma - miss / (np.square(f) * t * sigma * gamma(f, k, t, sigma))
        left = ~found & np.isfinite(sigma) & (sigma > 0)
        rows, sigma = rows[left], sigma[left]
    return result


def _first(
    spot: Numbers, strike: Numbers, years: Numbers, sigma: Numbers, rate: Numbers, dividend: Numbers
) -> tuple[Array, Array, Array, Array]:
    """Return d1, sigma sqrt(T), the spot and qT, NaN where the formula has no meaning."""
    s, k, t, v = (np.asarray(x, dtype=float) for x in (spot, strike, years, sigma))
    least = np.minimum(np.minimum(s, k), np.minimum(t, v))
    most = np.maximum(np.maximum(s, k), np.maximum(t, v))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        width = v * np.sqrt(t)
        paid = dividend * t
        first = (np.log(s / k) + np.asarray(rate, dtype=float) * t - paid) / width + 0.5 * width
    return np.where((least > 0) & (most < np.inf), first, np.nan), width, s, paid
