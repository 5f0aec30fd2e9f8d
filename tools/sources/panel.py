"""One stock panel out of many members' columns, and how much of the index it covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from tools.market.dataset import Dataset


def stacked(parts: Iterable[Dataset]) -> dict[str, pd.DataFrame]:
    """Return the panels of several bodies side by side, field to dates by tickers.

    Of two bodies of one ticker the later counts.
    """
    columns: dict[str, dict[str, pd.Series]] = {}
    for part in parts:
        for field, frame in part.panels.items():
            columns.setdefault(field, {}).update({str(t): frame[t] for t in frame})
    return {
        field: pd.concat(found, axis=1).sort_index().rename_axis(index="date")
        for field, found in columns.items()
    }


def coverage(close: pd.DataFrame, members: Sequence[str], session: date) -> str:
    """Return how many members have a close at a session, naming some that lack one."""
    row = close.reindex(index=[pd.Timestamp(session)], columns=list(members)).iloc[0]
    lacking = list(row.index[row.isna()])
    text = f"{len(members) - len(lacking)} of {len(members)} members"
    if lacking:
        text += f"; none of {', '.join(lacking[:5])}{' and others' if len(lacking) > 5 else ''}"
    return text
