"""Daily candles of an exchange for coins, by the day in UTC."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.columns import numbers
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.bars import PRICES, Quoted, check_scale, check_some, clean_bars
from tools.sources.request import Failure, Payload

_DAY = 86_400
_LAST = 4_102_444_800  # 2100; milliseconds would lie beyond


def candles(
    payload: Payload,
    frame: pd.DataFrame,
    report: FileReport,
    series: str,
    vendor: str,
    quoted: Quoted,
) -> Dataset:
    """Return candles as a series; ``frame`` has ``time`` (epoch seconds) and the four prices.

    A low above the open or close, or a high below them, says that the order of the figures has
    changed, so most rows of it are a Failure "changed".
    """
    seconds = numbers(frame["time"])
    known = np.isfinite(seconds) & (seconds >= 0) & (seconds < _LAST)
    if not known.any() or (seconds[known] % _DAY != 0).any():
        raise Failure(
            "changed", f"{payload.name}: times that are no midnights in UTC: not daily candles"
        )
    days = pd.to_datetime(seconds.where(known), unit="s").astype("datetime64[us]")
    bars = clean_bars(frame[list(PRICES)], days, report, payload.fetched, quoted)
    check_some(payload, bars, report)
    body = bars[["open", "close"]]
    wrong = (bars["low"] > body.min(axis=1)) | (bars["high"] < body.max(axis=1))
    if wrong.mean() > 0.5:
        raise Failure("changed", f"{payload.name}: highs below lows: the order has changed")
    check_scale(payload, bars["close"], quoted)
    out = bars[["close", "open", "high", "low"]].assign(adj_close=bars["close"])
    report.what = f"{len(out)} days to {out.index[-1]:%Y-%m-%d}"
    return Dataset(series={(series, vendor): out})
