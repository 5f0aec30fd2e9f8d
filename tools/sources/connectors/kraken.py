"""Kraken's daily candles of bitcoin and ether: the last 720 days, whatever is asked."""

from __future__ import annotations

import pandas as pd

from tools.formatting import plural
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.bars import Quoted, last_bar
from tools.sources.coins import candles
from tools.sources.nested import clipped, parsed, walked
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing

VENDOR = "kraken"
PAIRS = {
    "BTC": Quoted("XBTUSD", 100, 10_000_000, "crypto"),
    "ETH": Quoted("ETHUSD", 5, 1_000_000, "crypto"),
}
_ANSWERS = {"XBTUSD": ("XXBTZUSD", "XBTUSD"), "ETHUSD": ("XETHZUSD", "ETHUSD")}
_COLUMNS = ("time", "open", "high", "low", "close", "vwap", "volume", "count")


def ask(standing: Standing) -> Ask:
    """Ask for each pair that lacks the last whole day."""
    for name, quoted in PAIRS.items():
        last = standing.last(name, VENDOR)
        if last is None or last < last_bar(standing.now, "crypto"):
            query = {"pair": quoted.symbol, "interval": "1440"}
            yield Request(key=name, path="/0/public/OHLC", form="json", query=query)


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return a pair's candles without those that Kraken has not committed yet.

    Volumes are this exchange's, in coins, and are left out.
    """
    quoted = PAIRS.get(payload.key)
    if quoted is None:
        raise Failure("changed", f"{payload.name}: no coin of that name is asked of Kraken")
    body = parsed(payload)
    said = walked(payload, body, "error")
    if said:
        busy = "limit" in str(said).lower() or "many" in str(said).lower()
        raise Failure("busy" if busy else "gone", f"{payload.name}: Kraken answers {clipped(said)}")
    result = walked(payload, body, "result")
    name = next((n for n in _ANSWERS[quoted.symbol] if n in result), "")
    if not name:
        raise Failure("changed", f"{payload.name}: candles of {clipped(list(result))}")
    rows = result[name]
    if not isinstance(rows, list) or any(
        not isinstance(row, list) or len(row) != len(_COLUMNS) for row in rows
    ):
        raise Failure(
            "changed", f"{payload.name}: a candle has not {len(_COLUMNS)} figures any more"
        )
    last = walked(payload, result, "last")
    settled = [r for r in rows if isinstance(r[0], int | float) and r[0] <= last]
    if len(settled) < len(rows):
        running = plural(len(rows) - len(settled), "day")
        report.warnings.append(f"{running} still running: left out")
    if not settled:
        raise Failure("empty", f"{payload.name}: no whole day in it: ask again later")
    frame = pd.DataFrame({c: pd.Series([r[i] for r in settled]) for i, c in enumerate(_COLUMNS)})
    return candles(payload, frame, report, payload.key, VENDOR, quoted)


CONNECTOR = Connector(ask, read)
