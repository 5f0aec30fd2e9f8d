"""What the Federal Reserve said outside its decisions: speeches of the chair, minutes, symposium.

Read from the market's economic calendar; which of its events count stands in ``fed.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from tools.events.tables import rows
from tools.market.view import MarketView
from tools.strict import Document, Row
from tools.timeline import DatedEvent

KIND = "fed"
_COUNTRY = "United States"


@dataclass(frozen=True, slots=True)
class FedRow:
    """One row of the table: the names that it takes in, what they are called and why they count."""

    pattern: str
    label: str
    reason: str


@cache
def fed_rows() -> tuple[FedRow, ...]:
    """Return the published table's rows, in order."""
    return load_fed_rows()


def load_fed_rows(path: Path | None = None) -> tuple[FedRow, ...]:
    """Return the rows of a file, the published ones without a path.

    Raises
    ------
    UnwindError
        At the first fault of the file: a key or a value that is none, a pattern that cannot be
        read, a label that stands there twice.
    """
    return Document("tools.events", "fed.toml", ("event",), path).rows(
        "event", "label", _row, "label"
    )


def _row(row: Row) -> FedRow:
    found = row.make(FedRow)
    try:
        re.compile(found.pattern)
    except re.error as error:
        raise row.fault(f"pattern is no regular expression: {error}") from None
    return found


@cache
def label_of(event: str) -> str | None:
    """Return what an event of the economic calendar is called, None where it does not count."""
    found = (r for r in fed_rows() if re.fullmatch(r.pattern, event.strip(), re.IGNORECASE))
    return next((row.label for row in found), None)


def communications(view: MarketView) -> list[DatedEvent]:
    """Return what the Fed said outside its decisions, one event of a name a day.

    Parameters
    ----------
    view : MarketView
        The as-of market. A row of its calendar is known from its date on.

    Returns
    -------
    list of DatedEvent
        Of kind *fed*, in order of time and on a day in that of the table; without a surprise, as
        none is measured. Empty where the market has no economic calendar.
    """
    table = rows(view, "econ_calendar")
    if table is None:
        return []
    names = table.loc[table["country"] == _COUNTRY, ["date", "event"]]
    order = [row.label for row in fed_rows()]
    found = {
        (pd.Timestamp(day).date(), order.index(label))
        for day, event in zip(names["date"], names["event"], strict=True)
        if (label := label_of(str(event))) is not None
    }
    return [DatedEvent(day, KIND, order[at]) for day, at in sorted(found)]
