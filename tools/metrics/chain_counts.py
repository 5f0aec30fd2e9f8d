"""How much of an option chain enters the figures made from it, and why the rest does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tools.metrics.chains import Chain, UsableChain, by_quote_date


def contracts_used(chains: Sequence[Chain]) -> pd.Series:
    """Return how many contracts of each chain enter the figures made from it.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.

    Returns
    -------
    pd.Series
        Contracts by quote date.

    Notes
    -----
    See ``chains.usable``.
    """
    return by_quote_date(chains, lambda chain: float(len(chain.strike)))


def contracts_dropped(chains: Sequence[Chain], reason: str | None = None) -> pd.Series:
    """Return how many contracts of each chain were left out.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    reason : str, optional
        ``malformed``, ``expired``, ``crossed`` or ``no volatility``; all of them by default.

    Returns
    -------
    pd.Series
        Contracts by quote date.

    Notes
    -----
    Malformed: no type, strike, expiry or open interest, or refused at import (twice in the file,
    below zero, not a number). Expired by the time of the quote. Crossed: bid above ask. No
    volatility: neither a quote nor the vendor gives one between 0.5 % and 1,000 %. A contract
    counts under the first that holds, in this order.
    """

    def one(chain: UsableChain) -> float:
        return float(chain.dropped[reason] if reason else sum(chain.dropped.values()))

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

    def one(chain: UsableChain) -> float:
        return float(chain.open_interest.sum()) / chain.listed if chain.listed else np.nan

    return by_quote_date(chains, one)
