"""The stretch at the end of a long leg in which most of its fall came."""

from __future__ import annotations

import numpy as np
import pandas as pd

LONG = 21  # sessions of a leg, from which its end may be told apart from its whole
SHARE = 2 / 3  # of the leg's log return that is most of it
LEAST, MOST = 3, 15  # sessions of a stretch: one or two are the worst days
PART = 4  # the leg has at least this many times the sessions of the stretch


def fastest(closes: pd.Series) -> tuple[int, float] | None:
    """Return the fewest last sessions that made most of a fall, and their return.

    Parameters
    ----------
    closes : pd.Series
        The closes of a leg, from that of its peak to the last one.

    Returns
    -------
    tuple of int and float, or None
        Sessions and simple return, below zero. None where the leg is short or no fall, where a
        close is missing or not above zero, and where the fall was spread over the leg.
    """
    prices = closes.to_numpy(dtype=float)
    sessions = len(prices) - 1
    if sessions < LONG or not np.all(prices > 0.0) or prices[-1] >= prices[0]:
        return None
    logs = np.log(prices)
    fell = logs[-1] - logs[0]
    for n in range(LEAST, min(MOST, sessions // PART) + 1):
        last = logs[-1] - logs[-1 - n]
        if last <= SHARE * fell:
            return n, float(np.expm1(last))
    return None
