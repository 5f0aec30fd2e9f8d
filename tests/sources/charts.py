"""Bodies of Yahoo's chart call, built from prices."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo


def epoch(day: date, zone: str, hour: int = 0, minute: int = 0) -> int:
    return int(datetime.combine(day, time(hour, minute), ZoneInfo(zone)).timestamp())


def chart(
    symbol: str,
    days: Sequence[date],
    close: Sequence[float | None],
    *,
    zone: str = "America/New_York",
    at: tuple[int, int] = (9, 30),
    currency: str = "USD",
    dividends: Mapping[date, float] | None = None,
    gains: Mapping[date, float] | None = None,
    splits: Mapping[date, tuple[float, float]] | None = None,
    adjclose: Sequence[float | None] | None = None,
    change: Callable[[dict[str, Any]], None] = lambda result: None,
) -> bytes:
    """Return a chart body; ``change`` alters its result before it is written."""
    stamps = [epoch(day, zone, *at) for day in days]

    def event(day: date, **more: float) -> tuple[str, dict[str, float]]:
        stamp = epoch(day, zone, *at)
        return str(stamp), {"date": stamp, **more}

    result: dict[str, Any] = {
        "meta": {
            "currency": currency,
            "symbol": symbol,
            "exchangeTimezoneName": zone,
            "dataGranularity": "1d",
        },
        "timestamp": stamps,
        "events": {
            "dividends": dict(event(d, amount=x) for d, x in (dividends or {}).items()),
            "capitalGains": dict(event(d, amount=x) for d, x in (gains or {}).items()),
            "splits": dict(
                event(d, numerator=n, denominator=m) for d, (n, m) in (splits or {}).items()
            ),
        },
        "indicators": {
            "quote": [
                {
                    "close": list(close),
                    "open": list(close),
                    "high": list(close),
                    "low": list(close),
                    "volume": [None if c is None else 1_000_000 for c in close],
                }
            ],
        },
    }
    if adjclose is not None:
        result["indicators"]["adjclose"] = [{"adjclose": list(adjclose)}]
    change(result)
    return json.dumps({"chart": {"result": [result], "error": None}}).encode()
