"""Prices of several markets on the sessions of one of them."""

from __future__ import annotations

import pandas as pd

from tools.metrics.scaling import additive

FILL = 5


def on_sessions(
    close: pd.Series, others: dict[str, pd.Series], sessions: pd.DatetimeIndex
) -> pd.DataFrame:
    """Return an index's log close beside other additive levels on the sessions that have all.

    Parameters
    ----------
    close : pd.Series
        Closing prices of the index.
    others : dict
        By name what stands beside it, already in a unit in which changes add up.
    sessions : pd.DatetimeIndex
        The index's sessions.

    Returns
    -------
    pd.DataFrame
        ``price``, the log close, then the others. A market without a session keeps its last value
        for up to five sessions; rows with a gap are left out.
    """
    columns = {"price": additive(close, "log").reindex(sessions)}
    for name, values in others.items():
        columns[name] = values.reindex(sessions, method="ffill", limit=FILL)
    return pd.DataFrame(columns).dropna()
