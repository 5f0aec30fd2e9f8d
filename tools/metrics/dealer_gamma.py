"""Dealers' gamma from a chain's open interest, under stated assumptions about who holds what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from tools.metrics.black_scholes import Array, Numbers, delta, gamma
from tools.metrics.chains import Chain, UsableChain, by_quote_date
from tools.metrics.options import smile

_ROOT_YEAR = float(np.sqrt(252))
_ROOT = float(np.sqrt(2.0 * np.pi))
# Contracts whose vendor's gamma is compared with ours: near the money, a week to a quarter out.
CHECK_DELTAS, CHECK_DAYS, CHECK_LEAST = (0.15, 0.85), (7, 92), 20
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
    return np.nan if found is None else found.at_the_money / _ROOT_YEAR


def dealer_gamma(
    chains: Sequence[Chain],
    rules: Sequence[Rule] = ("calls_minus_puts",),
    pick: Callable[[list[float]], float] = min,
    move: float = 0.0,
    sigmas: float = 0.0,
) -> pd.Series:
    """Return dealers' gamma exposure of each chain, at the index or after a move of it.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    rules : sequence of str
        Sign rules of ``signed_contracts``.
    pick : callable
        Which of the rules' figures to report: ``min`` or ``max``.
    move : float
        Simple return of the index at which gamma is taken, each strike keeping its volatility.
    sigmas : float
        A further move in daily standard deviations of ``daily_deviation``.

    Returns
    -------
    pd.Series
        USD per 1 % move of the index by quote date; negative where hedging adds to a move.

    Notes
    -----
    See ``exposure_by_level`` and ``chains.usable``. NaN where no usable contract is held open.

    References
    ----------
    As ``signed_contracts``.
    """

    def one(chain: UsableChain) -> float:
        shift = move + (sigmas * daily_deviation(chain) if sigmas else 0.0)
        if not chain.open_interest.any() or not shift > -1.0:
            return np.nan
        level = chain.spot * (1.0 + shift)
        return pick([chain_exposure(chain, rule)(level) for rule in rules])

    return by_quote_date(chains, one)


def gamma_expiring(chains: Sequence[Chain], days: float = 7.0) -> pd.Series:
    """Return the share of the open contracts' gamma that expires soon.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    days : float
        Calendar days from the quote.

    Returns
    -------
    pd.Series
        Ratio in [0, 1] by quote date: gamma times open interest of contracts settled within the
        days, over that of all. NaN where there is none.

    Notes
    -----
    Calls and puts count alike, whoever is long: it says how much of the hedging will be gone.

    References
    ----------
    Ni, S. X., Pearson, N. D. and Poteshman, A. (2005). Stock price clustering on option expiration
    dates. Journal of Financial Economics 78(1), 49-87.
    """

    def one(chain: UsableChain) -> float:
        terms = _gammas(chain) * chain.open_interest
        total = float(terms.sum())
        return float(terms[chain.years * 365 <= days].sum()) / total if total else np.nan

    return by_quote_date(chains, one)


def vendor_gamma_gap(chains: Sequence[Chain]) -> pd.Series:
    """Return how far the vendor's own gammas lie from those computed here.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.

    Returns
    -------
    pd.Series
        Median over liquid contracts of ``|vendor's / ours - 1|``, a ratio >= 0, by quote date. NaN
        with fewer than 20 of them, and where the vendor gives no gamma.

    Notes
    -----
    A check: the vendor's gamma enters no other figure. Liquid are contracts held open, quoted out
    of the money, with a delta between 15 and 85, 7 to 92 days to expiry. A vendor's rounding to
    four decimals alone makes about 1 %.

    References
    ----------
    Haug, E. G. (1998). The complete guide to option pricing formulas. McGraw-Hill.
    """

    def one(chain: UsableChain) -> float:
        of_call = delta(
            chain.spot, chain.strike, chain.years, chain.sigma, True, chain.rate, chain.dividend
        )
        days = chain.years * 365
        liquid = chain.quoted & (chain.open_interest > 0) & (chain.vendor_gamma > 0)
        liquid &= (of_call >= CHECK_DELTAS[0]) & (of_call <= CHECK_DELTAS[1])
        liquid &= (days >= CHECK_DAYS[0]) & (days <= CHECK_DAYS[1])
        if liquid.sum() < CHECK_LEAST:
            return np.nan
        return float(np.median(np.abs(chain.vendor_gamma[liquid] / _gammas(chain)[liquid] - 1.0)))

    return by_quote_date(chains, one)


def _gammas(chain: UsableChain) -> Array:
    return gamma(chain.spot, chain.strike, chain.years, chain.sigma, chain.rate, chain.dividend)
