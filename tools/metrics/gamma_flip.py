"""The index level at which dealers' gamma changes its sign, and how far away it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.black_scholes import Array
from tools.metrics.chains import Chain, UsableChain, by_quote_date
from tools.metrics.gamma_exposure import chain_exposure
from tools.metrics.options import daily_deviation

FLIP_RANGE, FLIP_STEP = 0.20, 0.01
Sticky = Literal["strike", "delta"]


def gamma_flip(spot: float, exposure: Callable[[float], float]) -> float:
    """Return the index level nearest to spot at which a gamma exposure changes its sign.

    Parameters
    ----------
    spot : float
        Index level.
    exposure : callable
        Gamma exposure as a function of the index level.

    Returns
    -------
    float
        Index level; NaN where the sign is the same within 20 % on either side.

    Notes
    -----
    Searched in steps of 1 % of spot and then solved by Brent's method.
    """
    from scipy.optimize import brentq  # here, since it is slow to import and seldom needed

    steps = round(FLIP_RANGE / FLIP_STEP)
    levels = spot * (1.0 + FLIP_STEP * np.arange(-steps, steps + 1))
    signs = np.sign([exposure(float(level)) for level in levels])
    crossings = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    roots = [
        *levels[signs == 0],
        *(brentq(exposure, levels[i], levels[i + 1], xtol=1e-6) for i in crossings),
    ]
    if not roots or not signs.any():
        return np.nan
    return float(min(roots, key=lambda root: abs(root - spot)))


def gamma_flip_level(chains: Sequence[Chain], sticky: Sticky = "strike") -> pd.Series:
    """Return the index level at which dealers' gamma changes its sign.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    sticky : {"strike", "delta"}
        Whether each strike keeps its volatility when the index moves, or each ratio of strike to
        index.

    Returns
    -------
    pd.Series
        Index points by quote date.

    Notes
    -----
    The exposure of ``dealer_gamma.dealer_gamma``, calls minus puts, taken again at each level. Of
    several levels the nearest to the index. NaN where the sign does not change within 20 %.

    References
    ----------
    Baltussen, G., Da, Z., Lammers, S. and Martens, M. (2021). Hedging demand and market intraday
    momentum. Journal of Financial Economics 142(1), 377-403 (calls minus puts).
    Derman, E. (1999). Regimes of volatility. Risk 12(4), 55-59 (sticky strike, sticky delta).
    """
    return by_quote_date(chains, lambda chain: _flip(chain, sticky))


def gamma_flip_distance(chains: Sequence[Chain], sticky: Sticky = "strike") -> pd.Series:
    """Return how far the index stands above the level where dealers' gamma changes its sign.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    sticky : {"strike", "delta"}
        As in ``gamma_flip_level``.

    Returns
    -------
    pd.Series
        ``(S - flip)`` in daily standard deviations by quote date; positive above the flip, within
        one either way close to it.

    Notes
    -----
    One standard deviation is ``options.daily_deviation`` of the index. NaN where there is no
    flip within 20 %, or the chain has no 30-day volatility.

    References
    ----------
    As ``gamma_flip_level``.
    """

    def one(chain: UsableChain) -> float:
        deviation = daily_deviation(chain)
        if np.isnan(deviation):
            return np.nan
        return (chain.spot - _flip(chain, sticky)) / (chain.spot * deviation)

    return by_quote_date(chains, one)


def _flip(chain: UsableChain, sticky: Sticky) -> float:
    if not chain.open_interest.any():
        return np.nan
    sigma_at = _moving_smile(chain) if sticky == "delta" else None
    return gamma_flip(chain.spot, chain_exposure(chain, sigma_at=sigma_at))


def _moving_smile(chain: UsableChain) -> Callable[[float], Array]:
    """Return each contract's volatility when its expiry's smile moves along with the index."""
    expiry = np.unique(chain.years, return_inverse=True)[1]
    money = np.log(chain.strike / chain.spot)
    apart = 2.0 * (np.abs(money).max() + 1.0)  # keeps the expiries from overlapping on one axis
    axis, first = np.unique(expiry * apart + money, return_index=True)
    values = chain.sigma[first]
    ends = pd.Series(money).groupby(expiry).agg(["min", "max"]).to_numpy()[expiry]

    def sigma_at(level: float) -> Array:
        moved = np.clip(money - np.log(level / chain.spot), ends[:, 0], ends[:, 1])
        result: Array = np.interp(expiry * apart + moved, axis, values)
        return result

    return sigma_at
