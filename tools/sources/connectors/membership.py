"""When each ticker entered and left the S&P 500 since 1996, from fja05680/sp500."""

from __future__ import annotations

import pandas as pd

from tools.market.columns import days
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import rows_of
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.roster import COLUMNS
from tools.sources.sessions import new_york_day

KEY = "sp500_ticker_start_end"
FEWEST, MOST = 480, 520  # open spans; the file's own counts are off by a few
_TICKER = r"[A-Z]{1,5}(?:\.[A-Z])?"


def ask(standing: Standing) -> Ask:
    """Ask for the whole file."""
    yield Request(key=KEY, path=f"/{KEY}.csv", form="csv")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return ``membership_spans``: ``ticker, start_date, end_date``, the last NaT while it lasts.

    Several rows of a ticker are several spans; one that begins before its last has ended, ends
    before it begins or lies in the future is refused.
    """
    frame = rows_of(payload, list(COLUMNS), report)[list(COLUMNS)]
    odd = ~frame["ticker"].str.fullmatch(_TICKER).fillna(value=False).astype(bool)
    report.refuse("no ticker", frame.index[odd])
    start, end = (days(frame[c], payload.name) for c in ("start_date", "end_date"))
    bad = start.isna() | (frame["end_date"].notna() & end.isna())
    report.refuse("bad date", frame.index[bad & ~odd])
    today = pd.Timestamp(new_york_day(payload.fetched))
    ahead = (start > today) | (end > today)
    report.refuse("date lies in the future", frame.index[ahead & ~odd])
    turned = end <= start
    report.refuse("ends before it begins", frame.index[turned & ~odd & ~ahead])
    rows = frame.assign(start_date=start, end_date=end)[~(odd | bad | ahead | turned)]
    rows = rows.sort_values(["ticker", "start_date"], kind="stable")
    before = rows.groupby("ticker")[["start_date", "end_date"]].shift()
    again = before["start_date"].notna() & ~(before["end_date"] <= rows["start_date"])
    report.refuse("begins before its last span has ended", rows.index[again])
    rows = rows[~again].reset_index(drop=True)
    still = int(rows["end_date"].isna().sum())
    if not FEWEST <= still <= MOST:
        raise Failure(
            "changed",
            f"{payload.name}: {still} members whose span is open, {FEWEST} to {MOST} expected: "
            "the file is not whole or has changed its layout",
        )
    report.rows = len(rows)
    changed = rows[["start_date", "end_date"]].max().max()
    report.what = f"{len(rows)} spans, last change {changed:%Y-%m-%d}"
    return Dataset(tables={"membership_spans": rows})


CONNECTOR = Connector(ask, read)
