"""Coinbase's daily candles of bitcoin and ether."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.bars import Quoted, begin_from, wanted_bar
from tools.sources.coins import candles
from tools.sources.nested import clipped, parsed
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing

VENDOR = "coinbase"
PAGE = 300  # candles a call, at most
# Bitcoin's first full day there, and ether's.
PRODUCTS = {
    "BTC": (Quoted("BTC-USD", 100, 10_000_000, "crypto"), date(2015, 7, 21)),
    "ETH": (Quoted("ETH-USD", 5, 1_000_000, "crypto"), date(2016, 5, 19)),
}
_COLUMNS = ("time", "low", "high", "open", "close", "volume")


def ask(standing: Standing) -> Ask:
    """Ask for the candles since the last stored day, page by page, to the last day wanted."""
    for name, (quoted, first) in PRODUCTS.items():
        end = wanted_bar(standing, "crypto")
        last = standing.last(name, VENDOR)
        if last is not None and last >= end:
            continue
        start = max(first, begin_from(last, standing.since, first))
        while start <= end:
            stop = min(end, start + timedelta(days=PAGE - 1))
            yield Request(
                key=f"{name} {start}",
                path=f"/products/{quoted.symbol}/candles",
                form="json",
                query={
                    "granularity": "86400",
                    "start": f"{start}T00:00:00Z",
                    "end": f"{stop}T00:00:00Z",
                },
                headers={"Accept": "application/json"},
            )
            start = stop + timedelta(days=1)


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return the candles of one page; its key is the series' id and the page's first day.

    Volumes are this exchange's, in coins, and are left out: the catalogue's are in dollars and of
    all exchanges.
    """
    name = payload.key.split(" ")[0]
    if name not in PRODUCTS:
        raise Failure("changed", f"{payload.name}: no coin of that name is asked of Coinbase")
    rows = parsed(payload)
    if not isinstance(rows, list):
        said = rows.get("message", rows) if isinstance(rows, dict) else rows
        raise Failure("changed", f"{payload.name}: no candles but {clipped(said)}")
    if not rows:
        raise Failure("empty", f"{payload.name}: no candles for these days: ask again later")
    if any(not isinstance(row, list) or len(row) != len(_COLUMNS) for row in rows):
        raise Failure(
            "changed", f"{payload.name}: a candle has not {len(_COLUMNS)} figures any more"
        )
    frame = pd.DataFrame({c: pd.Series([r[i] for r in rows]) for i, c in enumerate(_COLUMNS)})
    return candles(payload, frame, report, name, VENDOR, PRODUCTS[name][0])


CONNECTOR = Connector(ask, read, runs=True)
