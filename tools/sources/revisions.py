"""The breadth of earnings revisions, from estimates of large members as they were seen."""

from __future__ import annotations

import pandas as pd

FEWEST = 60  # members with an estimate, below which their breadth is not the index's


def revision_breadth(trends: pd.DataFrame, fewest: int = FEWEST) -> pd.DataFrame:
    """Return the share of members whose estimate rose less the share whose estimate fell.

    Parameters
    ----------
    trends : DataFrame
        ``asof``, ``ticker``, ``current`` and ``ago_30``: earnings per share expected for the next
        fiscal year, on the day and 30 days before. Of two rows of a ticker on a day the later
        counts.
    fewest : int
        A day with fewer members that have both is left out.

    Returns
    -------
    DataFrame
        ``close`` by day, from -1 (all cut) to 1 (all raised); an unchanged estimate counts in the
        number of members alone.
    """
    rows = trends.drop_duplicates(["asof", "ticker"], keep="last")
    rows = rows.dropna(subset=["current", "ago_30"])
    change = rows["current"] - rows["ago_30"]
    sign = (change > 0).astype("float64") - (change < 0)
    days = sign.groupby(rows["asof"])
    out = days.mean()[days.size() >= fewest]
    index = pd.DatetimeIndex(out.index, name="date").as_unit("us")
    return pd.DataFrame({"close": out.to_numpy()}, index=index)
