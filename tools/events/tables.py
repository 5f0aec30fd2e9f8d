"""Reading the tables of dates of a market through its wall."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tools.market.view import MarketView
from tools.records import NotMeasured


def rows(view: MarketView, table: str) -> pd.DataFrame | None:
    """Return a table's rows that were known, None where the market has none yet."""
    try:
        return view.table(table)
    except NotMeasured:
        return None


def dates(view: MarketView, table: str) -> list[date]:
    """Return the dates of a table's rows, none where there is no such table."""
    found = rows(view, table)
    return [] if found is None else [d.date() for d in pd.DatetimeIndex(found["date"])]
