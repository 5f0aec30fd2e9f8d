"""Dealers' gamma from a chain's open interest, under stated assumptions about who holds what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from tools.metrics.black_scholes import Array, delta, gamma
from tools.metrics.chains import Chain, UsableChain, by_quote_date
from tools.metrics.gamma_exposure import Rule, chain_exposure
from tools.metrics.options import daily_deviation

# Contracts whose vendor's gamma is compared with ours: near the money, a week to a quarter out.
CHECK_DELTAS, CHECK_DAYS, CHECK_LEAST = (0.15, 0.85), (7, 92), 20


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
        Sign rules of ``gamma_exposure.signed_contracts``.
    pick : callable
        Which of the rules' figures to report: ``min`` or ``max``.
    move : float
        Simple return of the index at which gamma is taken, each strike keeping its volatility.
    sigmas : float
        A further move in daily standard deviations of ``options.daily_deviation``.

    Returns
    -------
    pd.Series
        USD per 1 % move of the index by quote date; negative where hedging adds to a move.

    Notes
    -----
    The sum over contracts of signed open interest times ``Gamma(S) * 100 * S^2 * 0.01``, gamma by
    Black, Scholes and Merton at each contract's own volatility and its expiry's forward and rate,
    both from put-call parity. Contracts that are malformed, expired, crossed or without a
    volatility are left out and counted: see ``chains.usable``. NaN where no other is held open.

    References
    ----------
    Baltussen, G., Da, Z., Lammers, S. and Martens, M. (2021). Hedging demand and market intraday
    momentum. Journal of Financial Economics 142(1), 377-403. The other rules: see
    ``gamma_exposure.signed_contracts``.
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
