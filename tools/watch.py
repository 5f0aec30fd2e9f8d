"""The watch list: thresholds, how far off they are and how often they were crossed before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.ranks import LEAST
from tools.pillars.registry import specs
from tools.records import NotMeasured, Reading, Watch
from tools.weights import WatchRow, weights


def watch_list(
    view: MarketView, histories: Histories, readings: Mapping[str, Reading]
) -> tuple[Watch, ...]:
    """Return the table's items at the view's session.

    An item whose reading is missing keeps its threshold where that is a level, and has neither
    value nor outcome. ``fired_share`` is the share of the reading's own history, up to the as-of
    date, that stood beyond the threshold.
    """
    return tuple(_item(row, view, histories, readings[row.reading]) for row in weights().watch)


def _item(row: WatchRow, view: MarketView, histories: Histories, reading: Reading) -> Watch:
    try:
        past = histories.frame(specs()[row.reading], view)["value"]
    except NotMeasured:
        past = pd.Series(dtype=float)
    limit = row.level
    if row.percentile is not None and len(past) >= LEAST["daily"]:
        limit = float(np.quantile(past, row.percentile))
    value = reading.value
    beyond = past > limit if row.side == "above" else past < limit
    fired = None
    if value is not None and limit is not None:
        fired = value > limit if row.side == "above" else value < limit
    return Watch(
        reading=row.reading,
        above=limit if row.side == "above" else None,
        below=limit if row.side == "below" else None,
        value=value,
        fired=fired,
        fired_share=float(beyond.mean()) if limit is not None and len(past) else None,
        why=row.why,
    )
