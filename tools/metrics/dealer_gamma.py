"""Dealers' gamma from a chain's open interest, under stated assumptions about who holds what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.black_scholes import Array, Numbers, gamma
from tools.metrics.options import Chain, UsableChain, by_quote_date, smile

MULTIPLIER = 100.0
_ROOT_YEAR = float(np.sqrt(252))
FLIP_RANGE, FLIP_STEP = 0.20, 0.01
Rule = Literal["calls_minus_puts", "by_strike", "customers_long"]
Sticky = Literal["strike", "delta"]
RULES: tuple[Rule, ...] = ("calls_minus_puts", "by_strike", "customers_long")


def gamma_exposure(
    spot: float,
    strike: Array,
    years: Array,
    sigma: Array,
    contracts: Array,
    rate: Numbers = 0.0,
    dividend: Numbers = 0.0,
) -> float:
    """Return what hedgers of a book must trade when the index moves by one percent.

    Parameters
    ----------
    spot : float
        Index level.
    strike, years, sigma : ndarray
        One entry a contract, as in ``black_scholes.gamma``.
    contracts : ndarray
        Open interest with the sign of the hedger's position.
    rate, dividend : float or ndarray
        Continuous rates a year as decimals.

    Returns
    -------
    float
        USD per 1 %: positive where hedging leans against the move, negative where it adds to it.

    Notes
    -----
    ``sum(contracts * Gamma(S)) * 100 * S^2 * 0.01``. NaN where any gamma is missing.

    References
    ----------
    Barbon, A. and Buraschi, A. (2021). Gamma fragility. University of St. Gallen working paper.
    """
    total = (contracts * gamma(spot, strike, years, sigma, rate, dividend)).sum()
    return float(total * MULTIPLIER * spot * spot * 0.01)


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


def signed_contracts(chain: UsableChain, rule: Rule) -> Array:
    """Return open interest with the sign that a rule gives the dealers' side.

    Parameters
    ----------
    chain : UsableChain
        From ``options.usable``.
    rule : str
        ``calls_minus_puts``: customers sell calls and buy puts, so dealers are long the first and
        short the second. ``by_strike``: customers buy protection below the spot and sell upside
        above it, with calls or with puts. ``customers_long``: customers are net buyers of every
        contract.

    Returns
    -------
    ndarray
        Contracts, positive where dealers are taken to be long.

    Notes
    -----
    Open interest does not say who is long. The rules are the common one, one that looks at the
    strike alone as parity suggests, and the worst case.

    References
    ----------
    Baltussen, G., Da, Z., Lammers, S. and Martens, M. (2021). Hedging demand and market intraday
    momentum. Journal of Financial Economics 142(1), 377-403 (calls minus puts).
    Bollen, N. and Whaley, R. (2004). Does net buying pressure affect the shape of implied
    volatility functions? Journal of Finance 59(2), 711-753 (demand for low index strikes).
    Garleanu, N., Pedersen, L. H. and Poteshman, A. (2009). Demand-based option pricing. Review of
    Financial Studies 22(10), 4259-4299 (end users are net long index options).
    """
    if rule == "calls_minus_puts":
        sign = np.where(chain.call, 1.0, -1.0)
    elif rule == "by_strike":
        sign = np.where(chain.strike >= chain.spot, 1.0, -1.0)
    else:
        sign = np.full(len(chain.strike), -1.0)
    return sign * chain.open_interest


def dealer_gamma(
    chains: Sequence[Chain],
    rules: Sequence[Rule] = ("calls_minus_puts",),
    pick: Callable[[list[float]], float] = min,
) -> pd.Series:
    """Return dealers' gamma exposure of each chain.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    rules : sequence of str
        Sign rules of ``signed_contracts``.
    pick : callable
        Which of the rules' figures to report: ``min`` or ``max``.

    Returns
    -------
    pd.Series
        USD per 1 % move of the index by quote date; negative where hedging adds to a move.

    Notes
    -----
    See ``gamma_exposure`` and ``options.usable``. NaN where no usable contract is held open.

    References
    ----------
    As ``signed_contracts``.
    """

    def one(chain: UsableChain) -> float:
        if not chain.open_interest.any():
            return np.nan
        return pick([_exposure(chain, rule)(chain.spot) for rule in rules])

    return by_quote_date(chains, one)


def gamma_flip_distance(chains: Sequence[Chain], sticky: Sticky = "strike") -> pd.Series:
    """Return how far the index stands above the level where dealers' gamma changes its sign.

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
        ``(S - flip)`` in daily standard deviations by quote date; positive above the flip, within
        one either way close to it.

    Notes
    -----
    Calls minus puts. The daily standard deviation is the 30-day volatility at the forward over
    sqrt(252). NaN where the sign does not change within 20 %, or the chain has no 30-day
    volatility.

    References
    ----------
    As ``signed_contracts``.
    Derman, E. (1999). Regimes of volatility. Risk 12(4), 55-59 (sticky strike, sticky delta).
    """

    def one(chain: UsableChain) -> float:
        found = smile(chain)
        if found is None:
            return np.nan
        sigma_at = _moving_smile(chain) if sticky == "delta" else None
        flip = gamma_flip(chain.spot, _exposure(chain, "calls_minus_puts", sigma_at))
        return (chain.spot - flip) / (chain.spot * found.at_the_money / _ROOT_YEAR)

    return by_quote_date(chains, one)


def open_interest_covered(chains: Sequence[Chain]) -> pd.Series:
    """Return the share of the chain's open interest that enters the gamma figure.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.

    Returns
    -------
    pd.Series
        Ratio in [0, 1] by quote date; what is missing was expired, malformed, crossed or without
        a volatility.

    Notes
    -----
    NaN where the chain has no open interest at all.
    """
    used = by_quote_date(chains, lambda chain: float(chain.open_interest.sum()))
    total = pd.Series(
        [float(c.contracts["open_interest"].clip(lower=0).sum()) for c in chains],
        index=pd.DatetimeIndex([pd.Timestamp(c.quoted) for c in chains]),
        dtype=float,
    ).sort_index()
    return used / total.where(total > 0)


def _exposure(
    chain: UsableChain, rule: Rule, sigma_at: Callable[[float], Array] | None = None
) -> Callable[[float], float]:
    """Return a chain's gamma exposure as a function of the index level."""
    signed = signed_contracts(chain, rule)
    held = signed != 0
    strike, years, sigma, signed = (
        a[held] for a in (chain.strike, chain.years, chain.sigma, signed)
    )
    dividend = chain.dividend[held]

    def exposure(level: float) -> float:
        v = sigma if sigma_at is None else sigma_at(level)[held]
        return gamma_exposure(level, strike, years, v, signed, 0.0, dividend)

    return exposure


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
