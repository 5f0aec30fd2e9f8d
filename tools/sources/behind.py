"""Whether what a source gave is as new as it should be by now: an answer may be an old one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from tools.market.contents import Entry
from tools.market.lags import known_dates
from tools.market.store import Store
from tools.sources.sessions import sessions
from tools.sources.table import Source

LATE = 1  # sessions beyond its own spacing that a source may take
_BACK = pd.Timedelta(days=400)


def behind(store: Store, source: Source, session: date) -> int:
    """Return how many sessions the newest figure of a source lacks, 0 where it is in time.

    Parameters
    ----------
    store : Store
        The market.
    source : Source
        The source; its tables and chains do not count.
    session : date
        The last session that has closed.

    Returns
    -------
    int
        Sessions between its last observation and the last one that its lag lets it have, of the
        series of which it has most; up to the series' own spacing and one more they are none.
    """
    held, rows = store.manifest, store.catalogue
    found: list[int] = []
    for part in source.gives:
        if part == "panel":
            found += [_lacking(entry, "0d", session) for entry in held.panels.values()]
        elif entry := held.series.get(part, {}).get(source.id):
            found.append(_lacking(entry, rows[part].lag, session))
    return min(found, default=0)


def _lacking(entry: Entry, lag: str, session: date) -> int:
    first, last = (pd.Timestamp(entry[name]) for name in ("first", "last"))
    days = sessions(max(last, pd.Timestamp(session) - _BACK).date(), session)
    if days.empty:
        return 0
    known = known_dates(days.as_unit("us"), lag)
    due = days[np.asarray(known <= pd.Timestamp(session))]
    lacking = int((due > last).sum())
    spacing = round((last - first).days * 5 / 7 / max(entry["rows"] - 1, 1))
    return lacking if lacking > max(spacing, 1) + LATE else 0
