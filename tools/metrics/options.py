"""The smile of an option chain at a constant tenor: its skew and the slope of its puts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from tools.metrics.black_scholes import Array, delta
from tools.metrics.chains import Chain, UsableChain, by_quote_date

TENOR_DAYS = 30
ROOT_YEAR = float(np.sqrt(252))
SHORTEST, LONGEST = 7, 92  # days to expiry between which a smile may be interpolated


class Smile(NamedTuple):
    """Volatilities of one tenor as decimals: 25-delta put and call, and at the forward."""

    put: float
    call: float
    at_the_money: float


def smile(chain: UsableChain) -> Smile | None:
    """Return the volatilities of 30 days at a delta of 25 on either side and at the forward.

    Parameters
    ----------
    chain : UsableChain
        From ``chains.usable``.

    Returns
    -------
    Smile or None
        None as in ``volatilities``.
    """
    found = volatilities(chain, (-0.25, 0.25))
    return None if found is None else Smile(*found.tolist())


def daily_deviation(chain: UsableChain) -> float:
    """Return one daily standard deviation of the index as a ratio, by the 30-day volatility.

    Parameters
    ----------
    chain : UsableChain
        From ``chains.usable``.

    Returns
    -------
    float
        The volatility at the forward over sqrt(252); NaN where the chain has no 30-day smile.
    """
    found = smile(chain)
    return np.nan if found is None else found.at_the_money / ROOT_YEAR


def volatilities(
    chain: UsableChain, deltas: Sequence[float], days: int = TENOR_DAYS
) -> Array | None:
    """Return the volatilities of a constant tenor at some deltas, and last at the forward.

    Parameters
    ----------
    chain : UsableChain
        From ``chains.usable``.
    deltas : sequence of float
        Negative for a put's, positive for a call's.
    days : int
        Calendar days of the tenor.

    Returns
    -------
    ndarray or None
        Decimals a year; None where no two expiries between 7 and 92 days bracket the tenor with
        quotes on both sides of every delta.

    Notes
    -----
    Within an expiry the volatility is linear in delta between bid contracts out of the money, at
    the forward linear in strike; between the two expiries total variance is linear in time.
    """
    tenor = days / 365.0
    expiries = np.unique(chain.years[chain.quoted])
    expiries = expiries[(expiries * 365 >= SHORTEST) & (expiries * 365 <= LONGEST)]
    near = _first_smile(chain, expiries[expiries <= tenor][::-1], deltas)
    far = _first_smile(chain, expiries[expiries >= tenor], deltas)
    if near is None or far is None:
        return None
    (t0, low), (t1, high) = near, far
    weight = 0.0 if t1 == t0 else (tenor - t0) / (t1 - t0)
    total = (1.0 - weight) * np.square(low) * t0 + weight * np.square(high) * t1
    result: Array = np.sqrt(total / tenor)
    return result


def skew_25d(chains: Sequence[Chain], relative: bool = False) -> pd.Series:
    """Return how much dearer 25-delta puts are than 25-delta calls, at 30 days.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    relative : bool
        Divide by the volatility at the forward, since a rising level lifts the plain difference.

    Returns
    -------
    pd.Series
        ``100 * (sigma_put - sigma_call)`` in annualised points by quote date, or a plain ratio;
        positive where protection costs more. NaN where the chain does not bracket the tenor.

    Notes
    -----
    See ``volatilities``.

    References
    ----------
    Bates, D. (1991). The crash of '87: was it expected? Journal of Finance 46(3), 1009-1044.
    Xing, Y., Zhang, X. and Zhao, R. (2010). What does the individual option volatility smirk tell
    us about future equity returns? Journal of Financial and Quantitative Analysis 45(3), 641-662.
    """
    return _difference(chains, (-0.25, 0.25), relative)


def put_slope(chains: Sequence[Chain], relative: bool = False) -> pd.Series:
    """Return how much dearer 10-delta puts are than 25-delta puts, at 30 days.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    relative : bool
        Divide by the volatility at the forward.

    Returns
    -------
    pd.Series
        ``100 * (sigma_10 - sigma_25)`` in annualised points by quote date, or a plain ratio; a
        high one means that crash protection is dear beside ordinary protection. NaN where the chain
        does not bracket the tenor or has no quote beyond either delta.

    Notes
    -----
    See ``volatilities``; both puts are of the same two expiries.

    References
    ----------
    Bollen, N. and Whaley, R. (2004). Does net buying pressure affect the shape of implied
    volatility functions? Journal of Finance 59(2), 711-753.
    """
    return _difference(chains, (-0.10, -0.25), relative)


def _difference(chains: Sequence[Chain], deltas: tuple[float, float], relative: bool) -> pd.Series:
    def one(chain: UsableChain) -> float:
        found = volatilities(chain, deltas)
        if found is None:
            return np.nan
        first, second, middle = map(float, found)
        return (first - second) / middle if relative else 100.0 * (first - second)

    return by_quote_date(chains, one)


def _first_smile(
    chain: UsableChain, expiries: Array, deltas: Sequence[float]
) -> tuple[float, Array] | None:
    """Return the first expiry whose quotes reach all of the deltas, with its volatilities."""
    for years in expiries:
        rows = chain.quoted & (chain.years == years)
        k, v, c = chain.strike[rows], chain.sigma[rows], chain.call[rows]
        own = delta(chain.spot, k, years, v, c, chain.rate[rows], chain.dividend[rows])
        wings = [_interpolate(at, own[c == (at > 0)], v[c == (at > 0)]) for at in deltas]
        middle = _interpolate(float(chain.forward[rows][0]), k, v)
        found = np.array([*wings, middle])
        if np.isfinite(found).all():
            return float(years), found
    return None


def _interpolate(at: float, x: Array, y: Array) -> float:
    """Return y at a point between the given x, NaN outside of them."""
    if not len(x) or not x.min() <= at <= x.max():
        return np.nan
    order = np.argsort(x, kind="stable")
    return float(np.interp(at, x[order], y[order]))
