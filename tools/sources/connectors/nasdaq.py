"""Nasdaq's historical quotes of the S&P and sector funds, unadjusted: the second choice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.bars import (
    PRICES,
    Clock,
    Quoted,
    check_scale,
    check_some,
    clean_bars,
    wanting,
)
from tools.sources.csvs import one_day
from tools.sources.nested import clipped, parsed, records, walked
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.table import sources

VENDOR = "nasdaq"
FUNDS: dict[str, Clock] = dict.fromkeys(sources()[VENDOR].gives, "session")
_QUOTED = Quoted("", 0.5, 10_000)
_FIELDS = (*PRICES, "volume")
# Neither the S&P nor a sector of it ever moved by a third in a day; a split does.
SPLIT = np.log(1.4)


def ask(standing: Standing) -> Ask:
    """Ask for each fund's quotes since its last stored one."""
    for fund, begin in wanting(standing, VENDOR, FUNDS):
        yield Request(
            key=fund,
            path=f"/api/quote/{fund}/historical",
            form="json",
            query={
                "assetclass": "etf",
                "fromdate": begin.isoformat(),
                "todate": standing.session.isoformat(),
                "limit": "9999",
            },
            headers={"Accept": "application/json"},
        )


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return one fund; its adjusted close is the close, since dividends are not in these quotes.

    Quotes before a split are in other shares and are left out.
    """
    body = parsed(payload)
    status = walked(payload, body, "status", "rCode")
    if status != 200:
        raise Failure("gone", f"{payload.name}: Nasdaq answers {clipped(status)} for this fund")
    if walked(payload, body, "data") is None:
        raise Failure("empty", f"{payload.name}: no quotes for these dates: ask again later")
    symbol = walked(payload, body, "data", "symbol")
    if symbol != payload.key or payload.key not in FUNDS:
        raise Failure("changed", f"{payload.name}: quotes of {clipped(symbol)}, not of this fund")
    table = walked(payload, body, "data", "tradesTable")
    frame = records(payload, walked(payload, table, "rows"), ("date", *_FIELDS), "quotes")
    total = walked(payload, body, "data", "totalRecords")
    if isinstance(total, int) and total > len(frame):
        report.warnings.append(f"{len(frame)} of {total} quotes came")
    days = one_day(frame["date"].astype("str"), ["%m/%d/%Y"])
    texts = {f: frame[f].astype("str").str.strip().str.removeprefix("$") for f in _FIELDS}
    cells = pd.DataFrame({f: text.map(_plain) for f, text in texts.items()})
    bars = clean_bars(cells, days, report, payload.fetched, _QUOTED)
    check_some(payload, bars, report)
    check_scale(payload, bars["close"], _QUOTED)
    jumps = bars["close"].apply(np.log).diff().abs() > SPLIT
    if jumps.any():
        start = bars.index[jumps][-1]
        report.warnings.append(f"quotes before the split of {start:%Y-%m-%d} were left out")
        report.rows -= int((bars.index < start).sum())
        bars = bars[bars.index >= start]
    bars = bars.assign(adj_close=bars["close"])
    report.what = f"{len(bars)} quotes to {bars.index[-1]:%Y-%m-%d}"
    return Dataset(series={(payload.key, VENDOR): bars})


def _plain(text: str) -> str | None:
    """Return a number without the commas between its thousands; N/A is None."""
    if text in ("", "N/A", "None", "nan", "--"):
        return None
    head, *groups = text.split(".")[0].split(",")
    if groups and not (1 <= len(head) <= 3 and all(len(g) == 3 for g in groups)):
        return text  # commas elsewhere make no number, and it is refused
    return text.replace(",", "")


CONNECTOR = Connector(ask, read)
