"""Yahoo's chart call: what it is asked, and its bars with a level of total return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from tools.market.columns import LARGEST, numbers
from tools.market.report import FileReport
from tools.sources.adjust import total_return
from tools.sources.bars import Quoted, check_scale, check_some, clean_bars
from tools.sources.nested import clipped, column, parsed, walked
from tools.sources.request import Failure, Payload, Request

FIELDS = ("open", "high", "low", "close", "volume")
# Two adjusted closes of one day may part by so much before it is said; Yahoo leaves a dividend out
# now and then (yfinance pull request 1543) or counts a capital gain twice (its issue 2666).
ODD = 1e-3
# Splits are 20 for 1, now and then 50 for 1; a reverse one before a delisting may be 1 for 500.
LARGEST_SPLIT = 1000.0
# A split is in the closes before it the same day, but for a fault that lasts a few days (yfinance
# issue 1531); an old one is as it is.
FRESH_SPLIT = timedelta(days=30)


def yahoo_name(ticker: str) -> str:
    """Return Yahoo's spelling of a share in the S&P's: BRK-B for BRK.B."""
    return ticker.replace(".", "-")


def chart_request(key: str, symbol: str, begin: date, now: datetime) -> Request:
    """Return the request for the daily bars of a symbol from a day on."""
    start = datetime.combine(begin, time(), UTC)
    return Request(
        key=key,
        path=f"/v8/finance/chart/{quote(symbol, safe='')}",
        form="json",
        query={
            "period1": str(int(start.timestamp())),
            "period2": str(int(now.timestamp())),
            "interval": "1d",
            "events": "div,splits,capitalGains",
        },
        headers={"Accept": "application/json"},
        may_lack=True,
    )


def chart_bars(payload: Payload, report: FileReport, quoted: Quoted) -> pd.DataFrame:
    """Return a chart's bars by the exchange's own days.

    Returns
    -------
    DataFrame
        ``close, open, high, low, volume`` as Yahoo has them (splits are in them, dividends not)
        and, where the series has one, ``adj_close``: a level that equals the close on the first
        day and grows by what was distributed (:mod:`tools.sources.adjust`).

    Raises
    ------
    Failure
        "gone" where Yahoo knows no such symbol, "empty" without a bar, "changed" for another
        layout, symbol, currency, step or unit.
    """
    body = walked(payload, parsed(payload), "chart")
    error = walked(payload, body, "error") if "error" in body else None
    if error is not None:
        code = error.get("code") if isinstance(error, dict) else error
        raise Failure("gone", f"{payload.name}: Yahoo has no such chart ({clipped(code)})")
    found = walked(payload, body, "result", 0)
    meta = walked(payload, found, "meta")
    zone = _checked(payload, meta, quoted)
    stamps = found.get("timestamp")
    if not stamps:
        raise Failure("empty", f"{payload.name}: a chart without bars")
    days = _days(payload, stamps, zone)
    prices = walked(payload, found, "indicators", "quote", 0)
    frame = pd.DataFrame(
        {f: column(payload, walked(payload, prices, f), len(days), f) for f in FIELDS}
    )
    theirs = (found["indicators"].get("adjclose") or [{}])[0].get("adjclose")
    if quoted.adjusted and theirs is not None:
        frame["adjclose"] = column(payload, theirs, len(days), "adjclose")
    bars = clean_bars(frame, days, report, payload.fetched, quoted)
    check_some(payload, bars, report)
    check_scale(payload, bars["close"], quoted)
    events = found.get("events") or {}
    _check_splits(payload, bars["close"], _events(payload, events, "splits", zone), report)
    out = bars[["close", "open", "high", "low"]].copy()
    if quoted.adjusted:
        cash = _cash(payload, events, zone, bars.index, report)
        out["adj_close"] = total_return(bars["close"], cash)
        if "adjclose" in bars:
            _compare(out["adj_close"], bars["adjclose"], report)
    out["volume"] = bars["volume"]
    return out.dropna(axis=1, how="all")


def _checked(payload: Payload, meta: Mapping[str, Any], quoted: Quoted) -> ZoneInfo:
    """Return the exchange's time zone of a chart that is what was asked for."""
    for name, wanted in (
        ("symbol", quoted.symbol),
        ("dataGranularity", "1d"),
        ("currency", quoted.currency),
    ):
        value = walked(payload, meta, name)
        if value is not None and value != wanted:
            raise Failure(
                "changed", f"{payload.name}: {name} {clipped(value)} where {wanted} was asked for"
            )
    zone = walked(payload, meta, "exchangeTimezoneName")
    try:
        return ZoneInfo(str(zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Failure("changed", f"{payload.name}: unknown time zone {clipped(zone)}") from error


def _days(payload: Payload, stamps: Any, zone: ZoneInfo) -> pd.Series:
    """Return the exchange's calendar days of epoch seconds, NaT where one is no such number."""
    if not isinstance(stamps, list):
        raise Failure("changed", f"{payload.name}: 'timestamp' is no list any more")
    seconds = numbers(pd.Series(stamps))
    seconds = seconds.where(seconds.abs() < LARGEST / 1e5)  # the year 2286
    whole = pd.to_datetime(seconds, unit="s", utc=True)
    return whole.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize().astype("datetime64[us]")


def _events(payload: Payload, events: Any, kind: str, zone: ZoneInfo) -> pd.DataFrame:
    """Return events of one kind with their day, in order."""
    rows = list((events.get(kind) or {}).values()) if isinstance(events, dict) else []
    if not rows:
        return pd.DataFrame(columns=["date", "amount", "numerator", "denominator"])
    frame = pd.DataFrame(rows)
    if "date" not in frame:
        raise Failure("changed", f"{payload.name}: {kind} without a date")
    frame["date"] = _days(payload, frame["date"].tolist(), zone)
    return frame.dropna(subset="date").sort_values("date")


def _cash(
    payload: Payload, events: Any, zone: ZoneInfo, index: pd.Index, report: FileReport
) -> pd.Series:
    """Return distributions per share on the first bar on or after their ex-day.

    Yahoo adds a capital gain to the dividend of the same day and names it again beside it (yfinance
    issue 2666); one that exceeds the day's dividend cannot be in it.
    """
    paid = {}
    if not any(isinstance(events, dict) and events.get(k) for k in ("dividends", "capitalGains")):
        return pd.Series(0.0, index=index)
    for kind in ("dividends", "capitalGains"):
        rows = _events(payload, events, kind, zone)
        amounts = numbers(rows["amount"]) if "amount" in rows else pd.Series(dtype="float64")
        odd = ~np.isfinite(amounts) | (amounts < 0)
        report.refuse(f"{kind} that cannot be", rows.index[odd])
        paid[kind] = amounts[~odd].groupby(rows["date"][~odd]).sum()
    both = pd.DataFrame(paid).fillna(0.0)
    inside = both["dividends"] >= both["capitalGains"]
    total = both["dividends"].where(inside, both.sum(axis=1))
    places = index.searchsorted(pd.DatetimeIndex(total.index))
    out = np.zeros(len(index))
    late = places < len(index)
    np.add.at(out, places[late], total.to_numpy()[late])
    return pd.Series(out, index=index)


def _check_splits(
    payload: Payload, close: pd.Series, splits: pd.DataFrame, report: FileReport
) -> None:
    """Refuse closes before a recent split that are not in its shares; name those of an old one.

    A split that cannot be is counted and left out.
    """
    if splits.empty:
        return
    move = close.where(close > 0).apply(np.log).diff()
    for row in splits.assign(number=range(1, len(splits) + 1)).to_dict("records"):
        place = close.index.searchsorted(row["date"])
        terms = numbers(pd.Series([row.get("numerator"), row.get("denominator")]))
        if place in (0, len(close)) or not (np.isfinite(terms) & (terms > 0)).all():
            continue
        size = float(np.log(terms[0]) - np.log(terms[1]))
        if abs(size) > np.log(LARGEST_SPLIT):
            report.refuse("split that cannot be", pd.Index([row["number"]]))
            continue
        if abs(size) > np.log(1.2) and abs(float(move.iloc[place]) + size) < abs(size) / 2:
            day = close.index[place].date()
            what = f"the closes before the {terms[0]:g}-for-{terms[1]:g} split of {day}"
            if payload.fetched.date() - day <= FRESH_SPLIT:
                raise Failure(
                    "changed", f"{payload.name}: {what} are not yet in its shares: ask again later"
                )
            report.warnings.append(f"{what} are not in its shares")


def _compare(level: pd.Series, vendor: pd.Series, report: FileReport) -> None:
    """Note the day on which the level and the vendor's own adjusted close part most."""
    step = (level / vendor).pct_change(fill_method=None).abs()
    if step.max() > ODD:
        report.warnings.append(
            f"Yahoo's own adjusted close of {step.idxmax():%Y-%m-%d} moves {step.max():.2%} "
            "otherwise than its dividends say: the dividends count"
        )
