"""Economic releases: employment reports and consumer prices, with what was expected of them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tools.events.tables import dates, rows
from tools.market.view import MarketView
from tools.timeline import DatedEvent

_REPEATED = 15  # days; an employment report so soon after another is a correction of it
_SCALES = {"%": 1.0, "K": 1.0, "M": 1e3}  # to percentage points, and to thousands of jobs


def payrolls(view: MarketView) -> list[DatedEvent]:
    """Return employment reports, with the jobs beyond consensus in thousands where it is known.

    Corrections that follow a report within days, which a list of vintages holds too, are left out.
    """
    found = _surprises(view, "Nonfarm Payrolls")
    kept: list[date] = []
    for day in sorted({*dates(view, "payrolls"), *found}):
        if not kept or (day - kept[-1]).days > _REPEATED:
            kept.append(day)
    return [_event(day, "payrolls", "payrolls", found.get(day), "k") for day in kept]


def consumer_prices(view: MarketView) -> list[DatedEvent]:
    """Return consumer price releases, with the yearly rate beyond consensus in points."""
    found = _surprises(view, "CPI")
    return [_event(day, "cpi", "consumer prices", found[day], "points") for day in sorted(found)]


def _event(day: date, kind: str, label: str, surprise: float | None, unit: str) -> DatedEvent:
    return DatedEvent(day, kind, label, surprise, None if surprise is None else unit)


def _surprises(view: MarketView, event: str) -> dict[date, float | None]:
    """Return actual less consensus of a US release by date, None where either is not given.

    Of the rows of one day, which share the event's name, the one with the largest figure counts:
    for prices the change over a year.
    """
    table = rows(view, "econ_calendar")
    if table is None:
        return {}
    table = table[(table["country"] == "United States") & (table["event"] == event)]
    actual, expected = _numbers(table["actual"]), _numbers(table["consensus"])
    size = actual.abs().fillna(-1.0)
    frame = pd.DataFrame({"date": table["date"], "gap": actual - expected, "size": size})
    largest = frame.sort_values("size").groupby("date").last()
    return {
        pd.Timestamp(day).date(): None if pd.isna(gap) else round(float(gap), 9)
        for day, gap in zip(largest.index, largest["gap"], strict=True)
    }


def _numbers(texts: pd.Series) -> pd.Series:
    """Return figures such as ``8.6%`` and ``390K`` as numbers, NaN where there is none."""
    parts = texts.str.extract(r"^(-?[\d.,]+)([%KM])$")
    values = pd.to_numeric(parts[0].str.replace(",", ""), errors="coerce")
    return values * parts[1].map(_SCALES).astype(float)
