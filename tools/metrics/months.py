"""Monthly figures, looked up by calendar month."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def months_before(values: pd.Series, months: int) -> npt.NDArray[np.float64]:
    """Return the value of the month that lies so many months before each.

    Parameters
    ----------
    values : pd.Series
        Figures by any date of their month; of several in one month the first counts.
    months : int
        How many calendar months back.

    Returns
    -------
    ndarray
        In the unit of ``values``; NaN where that month has no figure.
    """
    period = pd.DatetimeIndex(values.index).to_period("M")
    by_month = values.set_axis(period)[~period.duplicated()]
    return by_month.reindex(period - months).to_numpy(dtype=float)
