"""Whether a geopolitical shock made a fall worse that had begun without it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.levels import level
from tools.metrics.rates import change_before_peak_z

HIGH = 0.90
CLEARLY = 0.03
LED = 1.0
SPELL = 63

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def geopolitical_accelerant(
    rank: pd.Series,
    close: pd.Series,
    peak: pd.Series,
    oil_known: pd.DataFrame,
    oil: pd.Series,
    gold_known: pd.DataFrame,
    gold: pd.Series,
) -> pd.Series:
    """Return whether geopolitical risk came on top of a fall that was already under way.

    Parameters
    ----------
    rank : pd.Series
        By session the percentile of the geopolitical risk index in its own past, in [0, 1].
    close : pd.Series
        Closing prices of the index.
    peak : pd.Series
        By session the date of the current leg's peak.
    oil_known, gold_known : pd.DataFrame
        By session ``value``, the last price known, and ``observed``.
    oil, gold : pd.Series
        Prices on their own calendars.

    Returns
    -------
    pd.Series
        1 by session where all three conditions hold, 0 where one fails; NaN where none is known to
        fail but one cannot be told.

    Notes
    -----
    1. Risk is high: its percentile is above .90.
    2. The fall came first: on the session before the spell of high risk began the index already
       stood 3 % or more below the peak of today's leg. Days of high risk less than 63 sessions
       apart belong to one spell: an index that hovers about its 90th percentile brings no news
       each time that it crosses it.
    3. Oil and gold did not lead: neither rose by more than one sigma over the 21 sessions up to
       that peak (``change_before_peak_z`` in logs). A market that saw the event coming would have
       bought both first, and the risk would then be a cause.

    References
    ----------
    Caldara, D. and Iacoviello, M. (2022). Measuring geopolitical risk. American Economic Review
    112(4), 1194-1225 (the index).
    """
    sessions = pd.DatetimeIndex(peak.index)
    percentile = level(rank).reindex(sessions).to_numpy()
    high = percentile > HIGH
    led = [
        change_before_peak_z(known, prices, peak, "log").to_numpy()
        for known, prices in ((oil_known, oil), (gold_known, gold))
    ]
    conditions = [
        np.where(np.isnan(percentile), np.nan, high),
        _fallen_before(high, level(close).reindex(sessions), peak),
        *(np.where(np.isnan(z), np.nan, z <= LED) for z in led),
    ]
    met = np.stack(conditions)
    return pd.Series(np.where((met == 0.0).any(axis=0), 0.0, met.min(axis=0)), index=sessions)


def _fallen_before(high: Flags, close: pd.Series, peak: pd.Series) -> Floats:
    """Return 1 where the index had clearly fallen before the spell of risk began, else 0."""
    rows = np.arange(len(high))
    last = np.maximum.accumulate(np.where(high, rows, -SPELL))
    earlier = np.concatenate([[-SPELL], last[:-1]])
    onset = np.maximum.accumulate(np.where(high & (rows - earlier >= SPELL), rows, -1))
    before = np.maximum(onset - 1, 0)
    begin = pd.DatetimeIndex(peak)
    fall = close.to_numpy()[before] / close.reindex(begin).to_numpy() - 1.0
    later = np.asarray(close.index[before] >= begin)
    fallen = np.where(np.isnan(fall), np.nan, later & (fall <= -CLEARLY))
    return np.where((onset >= 1) & begin.notna(), fallen, np.nan)
