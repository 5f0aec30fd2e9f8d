"""A stock panel as it stood on the day of the index's peak."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.panel import Floats
from tools.metrics.scaling import position_at


def peak_rows(index: pd.Index, peak: pd.Series) -> npt.NDArray[np.intp]:
    """Return for each date of an index the position in it of that session's peak.

    Parameters
    ----------
    index : pd.Index
        Sessions of a panel.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    ndarray of int
        -1 where the session has no peak or the peak lies before the panel.
    """
    dates = pd.DatetimeIndex(index)
    return position_at(dates, pd.DatetimeIndex(peak.reindex(dates)))


def columns_at(values: Floats, rows: npt.NDArray[np.intp]) -> Floats:
    """Return tickers by sessions: each ticker's value on the given positions, NaN for -1."""
    if not values.shape[1]:
        return values.copy()
    return np.where(rows >= 0, values[:, rows], np.nan)
