"""Demand for protection against a crash, as the mean rank of its signs."""

from __future__ import annotations

import pandas as pd

from tools.metrics.levels import level

LEAST_PARTS = 2


def tail_hedging(*ranks: pd.Series) -> pd.Series:
    """Return how much is paid for protection against a crash.

    Parameters
    ----------
    *ranks : pd.Series
        Percentiles in [0, 1] by session, each high when protection is in demand.

    Returns
    -------
    pd.Series
        Their mean, in [0, 1] by session. NaN where fewer than two parts are available; the mean is
        over those that are.

    References
    ----------
    Park, Y.-H. (2015). Volatility-of-volatility and tail risk hedging returns. Journal of
    Financial Markets 26, 38-63 (the VVIX as the price of tail risk).
    Pan, J. and Poteshman, A. M. (2006). The information in option volume for future stock prices.
    Review of Financial Studies 19(3), 871-908 (put/call volume).
    """
    parts = pd.DataFrame({i: level(rank) for i, rank in enumerate(ranks)})
    return parts.mean(axis=1).where(parts.notna().sum(axis=1) >= LEAST_PARTS)
