"""Values that a series is unlikely to have had: a jump that the next observation takes back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

LEAST_JUMP, JUMPS = 0.30, 12.0
LONG_JUMP, LONG = 1.0, 6
TAKEN_BACK = 0.25


def reverted_jumps(values: pd.Series) -> pd.Series:
    """Return the values of a price or index that a jump led to and another took back.

    Parameters
    ----------
    values : Series
        Levels by date of observation.

    Returns
    -------
    Series
        The first value after each such jump, by date. A jump is a log change beyond 30 % and twelve
        times the median absolute change of the series, of which at most a quarter stands at the
        next observation; one beyond 100 % may take up to six observations to be taken back.

    Notes
    -----
    A look at a whole file, for a report on it: a reading cannot know the next observation.
    """
    prices = values[np.isfinite(values.to_numpy(np.float64))]
    if len(prices) < 3 or prices.min() <= 0.0:  # what can be negative has no log change
        return pd.Series(dtype=np.float64)
    logs: npt.NDArray[np.float64] = np.log(prices.to_numpy(np.float64))
    steps = np.diff(logs)
    limit = max(LEAST_JUMP, JUMPS * float(np.median(np.abs(steps))))
    suspect = np.zeros(len(logs), dtype=bool)
    for later in range(1, min(LONG + 1, len(steps))):
        jump, rest = steps[: len(steps) - later], logs[1 + later :] - logs[: -1 - later]
        back = np.abs(rest) <= TAKEN_BACK * np.abs(jump)
        least = limit if later == 1 else max(limit, LONG_JUMP)
        suspect[1 : len(jump) + 1] |= back & (np.abs(jump) > least)
    return pd.Series(prices[suspect])
