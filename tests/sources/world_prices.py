"""Charts, quotes and candles in the layouts of their sources, made from a market's frames."""

from __future__ import annotations

import json
import zlib
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tests.sources.loopback import Query
from tests.sources.world_past import Past
from tools.sources.bars import last_bar
from tools.sources.chart import yahoo_name
from tools.sources.connectors.kraken import PAIRS
from tools.sources.connectors.yahoo import QUOTED
from tools.sources.sessions import NEW_YORK, calendar

_BY_SYMBOL = {quoted.symbol: name for name, quoted in QUOTED.items()}
# Where a symbol's exchange is, and when its bar begins there.
_PLACES = {
    "session": ("America/New_York", timedelta(hours=9, minutes=30)),
    "futures": ("America/New_York", timedelta()),
    "currency": ("Europe/London", timedelta()),
    "crypto": ("UTC", timedelta()),
}
_RUNNING = 1.01  # a bar that still runs shows another price than it will end with
_NOISE = 5e-6  # vendors' adjusted closes are rounded


def chart(past: Past, path: str, query: Query) -> bytes | None:
    """Answer Yahoo's chart call for a series or a member, the running bar included."""
    symbol = unquote(path.rsplit("/", 1)[-1])
    sid = _BY_SYMBOL.get(symbol)
    if sid:
        quoted = QUOTED[sid]
        zone, begins = _PLACES[quoted.clock]
        today = past.at.astimezone(ZoneInfo(zone)).date()
        if not past.holds(sid):
            return None
        bars = past.running(sid, "yahoo", today)
        running = today > last_bar(past.at, quoted.clock)
        currency, adjusted = quoted.currency, quoted.adjusted
    else:
        ticker = next((t for t in past.members() if yahoo_name(t) == symbol), None)
        if ticker is None:
            return None
        (zone, begins), currency, adjusted = _PLACES["session"], "USD", True
        bars, today = past.stock(ticker), past.day
        running = today > past.session
    if zone == "America/New_York" and begins and not _has_opened(past.at):
        bars = bars[bars.index <= pd.Timestamp(past.session)]
    starts = (pd.DatetimeIndex(bars.index) + begins).tz_localize(zone, nonexistent="shift_forward")
    stamps = starts.as_unit("s").asi8
    first, last = (int(query[name][0]) for name in ("period1", "period2"))
    inside = (stamps >= first) & (stamps <= last)
    values = bars.assign(stamp=stamps)
    if running and len(bars) and bars.index[-1].date() == today:
        values.iloc[-1, values.columns.get_loc("close")] *= _RUNNING
    paid = _dividends(bars) if adjusted else {}
    return _chart(symbol, values[inside], paid, zone, currency, adjusted)


def _has_opened(at: datetime) -> bool:
    today = pd.Timestamp(at.astimezone(NEW_YORK).date())
    opens = calendar(today.year + 1).opens
    return today not in opens.index or opens[today] <= pd.Timestamp(at)


def _dividends(bars: pd.DataFrame) -> dict[pd.Timestamp, float]:
    """Return what must have been paid on each ex-day for the adjusted close to be as it is."""
    if "adj_close" not in bars or bars["adj_close"].isna().all():
        return {}
    close = bars["close"].to_numpy()
    ratio = (bars["adj_close"] / bars["close"]).ffill().bfill().to_numpy()
    days = pd.DatetimeIndex(bars.index)
    out: dict[pd.Timestamp, float] = {}
    level = ratio[0]
    for place in np.flatnonzero(np.abs(np.diff(ratio)) > _NOISE * ratio[1:]) + 1:
        if ratio[place] > level * (1 + _NOISE):
            out[days[place]] = float(close[place - 1] * (1.0 - level / ratio[place]))
            level = ratio[place]
    return out


def _chart(
    symbol: str,
    bars: pd.DataFrame,
    paid: dict[pd.Timestamp, float],
    zone: str,
    currency: str,
    adjusted: bool,
) -> bytes:
    quote = {
        f: _cells(bars[f] if f in bars else pd.Series(np.nan, bars.index))
        for f in ("open", "high", "low", "close", "volume")
    }
    stamps = bars["stamp"].tolist()
    by_day = dict(zip(bars.index, stamps, strict=True))
    events = {
        str(by_day[day]): {"date": by_day[day], "amount": amount}
        for day, amount in paid.items()
        if day in by_day
    }
    indicators: dict[str, Any] = {"quote": [quote]}
    if adjusted and "adj_close" in bars:
        indicators["adjclose"] = [{"adjclose": _cells(bars["adj_close"])}]
    result = {
        "meta": {
            "currency": currency,
            "symbol": symbol,
            "exchangeTimezoneName": zone,
            "dataGranularity": "1d",
            "regularMarketPrice": None,
        },
        "timestamp": stamps,
        "events": {"dividends": events} if events else {},
        "indicators": indicators,
    }
    return json.dumps({"chart": {"result": [result], "error": None}}).encode()


def _cells(values: pd.Series) -> list[float | None]:
    return [None if v != v else v for v in values.tolist()]


def nasdaq(past: Past, path: str, query: Query) -> bytes:
    """Answer Nasdaq's call for a fund's quotes: texts with commas, newest first."""
    fund = path.split("/")[-2]
    bars = past.series(fund).loc[query["fromdate"][0] : query["todate"][0]].iloc[::-1]
    rows = [
        {
            "date": f"{day:%m/%d/%Y}",
            "close": f"{row['close']:.4f}",
            "volume": f"{row['volume']:,.0f}",
            **{f: f"{row[f]:.4f}" for f in ("open", "high", "low")},
        }
        for day, row in bars.iterrows()
    ]
    table = {"asOf": None, "rows": rows}
    data = {"symbol": fund, "totalRecords": len(rows), "tradesTable": table}
    status = {"rCode": 200, "bCodeMessage": None}
    return json.dumps({"data": data, "message": None, "status": status}).encode()


def tiingo(past: Past, path: str, query: Query) -> bytes:
    """Answer Tiingo's call for a fund's prices, dividends beside them."""
    fund = path.split("/")[-2].upper()
    whole = past.series(fund)
    paid = _dividends(whole)
    bars = whole.loc[query["startDate"][0] : query["endDate"][0]]
    rows = [
        {
            "date": f"{day:%Y-%m-%d}T00:00:00.000Z",
            **{f: row[f] for f in ("open", "high", "low", "close", "volume")},
            "divCash": paid.get(day, 0.0),
            "splitFactor": 1.0,
        }
        for day, row in bars.iterrows()
    ]
    return json.dumps(rows).encode()


def _coin_days(past: Past, sid: str) -> pd.DataFrame:
    """Return a coin's days, the one that still runs with another price."""
    bars = past.running(sid, "yahoo", past.at.date())
    # An exchange has had ether for longer than a market may have.
    bars = bars.reindex(pd.date_range("2015-01-01", bars.index[-1], name="date")).bfill()
    if len(bars) and bars.index[-1].date() > last_bar(past.at, "crypto"):
        bars.iloc[-1, bars.columns.get_loc("high")] *= _RUNNING
    return bars.assign(stamp=pd.DatetimeIndex(bars.index).tz_localize("UTC").as_unit("s").asi8)


def coinbase(past: Past, path: str, query: Query) -> bytes:
    """Answer Coinbase's call for candles, newest first, 300 at most."""
    sid = "BTC" if "BTC" in path else "ETH"
    begin, end = (date.fromisoformat(query[n][0][:10]) for n in ("start", "end"))
    bars = _coin_days(past, sid).loc[str(begin) : str(end)].iloc[::-1][:300]
    columns = bars[["stamp", "low", "high", "open", "close", "volume"]]
    return json.dumps([[int(r[0]), *r[1:]] for r in columns.to_numpy().tolist()]).encode()


def kraken(past: Past, path: str, query: Query) -> bytes:
    """Answer Kraken's call for candles: the last 720 days, whatever is asked."""
    pair = query["pair"][0]
    sid = next(name for name, quoted in PAIRS.items() if quoted.symbol == pair)
    bars = _coin_days(past, sid).iloc[-720:]
    settled = bars["stamp"][bars.index <= pd.Timestamp(last_bar(past.at, "crypto"))]
    rows = [
        [int(r["stamp"]), *(str(r[f]) for f in ("open", "high", "low", "close")), "0.0", "1.0", 1]
        for _, r in bars.iterrows()
    ]
    result = {f"X{pair[:3]}Z{pair[3:]}": rows, "last": int(settled.iloc[-1])}
    return json.dumps({"error": [], "result": result}).encode()


def sizes(past: Past, path: str, query: Query) -> bytes:
    """Answer Yahoo's quote call with sizes made up from names."""
    found = [
        {"symbol": s, "marketCap": 1e9 + zlib.crc32(s.encode())}
        for s in query["symbols"][0].split(",")
    ]
    return json.dumps({"quoteResponse": {"result": found, "error": None}}).encode()


def estimates(past: Past, path: str, query: Query) -> bytes:
    """Answer Yahoo's earnings call: two members in three were raised within the month."""
    seed = zlib.crc32(path.rsplit("/", 1)[-1].encode())
    now = 1.0 + seed % 1000 / 100.0
    before = now - 0.1 if seed % 3 else now + 0.1
    cells = {"current": now, "7daysAgo": now, "30daysAgo": before, "60daysAgo": before}
    trend = {name: {"raw": value} for name, value in {**cells, "90daysAgo": before}.items()}
    year = {"period": "+1y", "endDate": f"{past.day.year + 1}-12-31", "epsTrend": trend}
    found = {"earningsTrend": {"trend": [{"period": "0q"}, year]}}
    return json.dumps({"quoteSummary": {"result": [found], "error": None}}).encode()
