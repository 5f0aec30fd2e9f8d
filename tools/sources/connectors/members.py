"""Today's S&P 500 members and their sectors, from the daily mirror of Wikipedia's list."""

from __future__ import annotations

import pandas as pd

from tools.market.columns import days
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import rows_of
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.sessions import new_york_day

KEY = "constituents"
_NAMES = {"Symbol": "ticker", "GICS Sector": "sector", "GICS Sub-Industry": "industry"}
_ADDED = "Date added"
# 500 companies, a few with two classes of shares; a list of another length is not whole.
FEWEST, MOST = 490, 515
_TICKER = r"[A-Z]{1,5}(?:\.[A-Z])?"
SECTORS = frozenset(
    {
        "Communication Services",
        "Consumer Discretionary",
        "Consumer Staples",
        "Energy",
        "Financials",
        "Health Care",
        "Industrials",
        "Information Technology",
        "Materials",
        "Real Estate",
        "Utilities",
    }
)


def ask(standing: Standing) -> Ask:
    """Ask for the list as it is today."""
    yield Request(key=KEY, path="/data/constituents.csv", form="csv")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return ``sectors`` and ``members_seen``.

    ``members_seen`` has a row a member: ``asof`` (the day it was fetched), ``ticker`` and
    ``added``; with :func:`tools.sources.roster.membership_table` the lists of many days say who
    entered and left.
    """
    frame = rows_of(payload, [*_NAMES, _ADDED], report)
    rows = frame[[*_NAMES, _ADDED]].rename(columns=_NAMES)
    odd = ~rows["ticker"].str.fullmatch(_TICKER).fillna(value=False).astype(bool)
    report.refuse("no ticker in the S&P's spelling", rows.index[odd])
    unknown = ~odd & ~rows["sector"].isin(SECTORS)
    report.refuse("no GICS sector", rows.index[unknown])
    rows = rows[~odd & ~unknown]
    twice = rows["ticker"].duplicated()
    report.refuse("ticker stands there twice", rows.index[twice])
    rows = rows[~twice].sort_values("ticker")
    if not FEWEST <= len(rows) <= MOST:
        raise Failure(
            "changed",
            f"{payload.name}: {len(rows)} members that can be read, {FEWEST} to {MOST} expected: "
            "the list is not whole or has changed its layout",
        )
    today = pd.Timestamp(new_york_day(payload.fetched))
    added = days(rows[_ADDED], payload.name)
    bad = (rows[_ADDED].notna() & added.isna()) | (added > today)
    report.warn(rows.index[bad], "date of entry that cannot be was left out")
    seen = pd.DataFrame(
        {
            "asof": pd.Series(today, index=rows.index).astype("datetime64[us]"),
            "ticker": rows["ticker"],
            "added": added.mask(bad),
        }
    )
    report.rows = len(rows)
    report.what = f"{len(rows)} members"
    sectors = rows[["ticker", "sector", "industry"]]
    tables = {"sectors": sectors, "members_seen": seen}
    return Dataset(tables={name: table.reset_index(drop=True) for name, table in tables.items()})


CONNECTOR = Connector(ask, read)
