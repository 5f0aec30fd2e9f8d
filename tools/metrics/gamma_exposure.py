"""What hedgers of a book of options must trade when the index moves, as a function of its level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from tools.metrics.black_scholes import Array, Numbers
from tools.metrics.chains import UsableChain

_ROOT = float(np.sqrt(2.0 * np.pi))
Rule = Literal["calls_minus_puts", "by_strike", "customers_long"]
RULES: tuple[Rule, ...] = ("calls_minus_puts", "by_strike", "customers_long")


def exposure_by_level(
    strike: Array,
    years: Array,
    sigma: Array,
    contracts: Array,
    rate: Numbers = 0.0,
    dividend: Numbers = 0.0,
) -> Callable[[float], float]:
    """Return what hedgers of a book must trade at a move of one percent, by index level.

    Parameters
    ----------
    strike, years, sigma : ndarray
        One entry a contract, as in ``black_scholes.gamma``.
    contracts : ndarray
        Open interest with the sign of the hedger's position.
    rate, dividend : float or ndarray
        Continuous rates a year as decimals.

    Returns
    -------
    callable
        From an index level S to USD per 1 %: positive where hedging leans against the move,
        negative where it adds to it.

    Notes
    -----
    ``sum(contracts * Gamma(S)) * 100 * S^2 * 0.01``. What does not depend on the level is computed
    once, so that a level costs one exponential a contract; memory is a few arrays of the book's
    length, whatever the number of levels. NaN where any gamma is missing.

    References
    ----------
    Barbon, A. and Buraschi, A. (2021). Gamma fragility. University of St. Gallen working paper.
    """
    least = np.minimum(np.minimum(strike, years), sigma)
    width = np.where(least > 0, sigma * np.sqrt(np.abs(years)), np.nan)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        start = ((rate - np.asarray(dividend)) * years - np.log(strike)) / width + 0.5 * width
        # The contract's multiplier of 100 times the move of 0.01 is one.
        scale = contracts * np.exp(-np.asarray(dividend) * years) / (_ROOT * width)
    slope = 1.0 / width

    def exposure(level: float) -> float:
        first = start + np.log(level) * slope
        # Not a dot product: its threads stall where other processes hold the cores.
        return level * float((scale * np.exp(-0.5 * first * first)).sum())

    return exposure


def signed_contracts(chain: UsableChain, rule: Rule) -> Array:
    """Return open interest with the sign that a rule gives the dealers' side.

    Parameters
    ----------
    chain : UsableChain
        From ``chains.usable``.
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


def chain_exposure(
    chain: UsableChain,
    rule: Rule = "calls_minus_puts",
    sigma_at: Callable[[float], Array] | None = None,
) -> Callable[[float], float]:
    """Return a chain's gamma exposure as a function of the index level.

    Parameters
    ----------
    chain : UsableChain
        From ``chains.usable``.
    rule : str
        Sign rule of ``signed_contracts``.
    sigma_at : callable, optional
        Gives each contract's volatility at a level; by default each keeps its own.

    Returns
    -------
    callable
        As ``exposure_by_level``.
    """
    signed = signed_contracts(chain, rule)
    held = signed != 0
    strike, years, sigma, rate, dividend, signed = (
        a[held]
        for a in (chain.strike, chain.years, chain.sigma, chain.rate, chain.dividend, signed)
    )
    if sigma_at is None:
        return exposure_by_level(strike, years, sigma, signed, rate, dividend)

    def exposure(level: float) -> float:
        moved = sigma_at(level)[held]
        return exposure_by_level(strike, years, moved, signed, rate, dividend)(level)

    return exposure
