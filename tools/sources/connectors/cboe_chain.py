"""Cboe's delayed quotes of all S&P 500 index options, one snapshot a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from tools.market.dataset import Dataset
from tools.market.layout_chain import chain_layout
from tools.market.manifest import FileRule
from tools.market.report import FileReport
from tools.records import UnwindError
from tools.sources.nested import clipped, parsed, walked
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.sessions import calendar, last_closed, new_york_day

UNDERLYING = "SPX"
ROOTS = ("SPX", "SPXW")  # settled on the opening prices of their last day, and on its close
LEVELS = (500.0, 100_000.0)  # the index has been above the first since 1995
# Quotes are a quarter of an hour old, and the options trade for as long after the index's close.
LATE = timedelta(minutes=15)
AHEAD = timedelta(minutes=5)  # by which two clocks may differ
FIELDS = ("bid", "ask", "volume", "iv", "delta", "gamma", "open_interest")
LEAST = 100  # contracts; some thirty thousand are listed
_RULE = FileRule("chain", "chain", underlying=UNDERLYING)
_TAIL = 15  # characters of an OSI symbol after its root: yymmdd, C or P, strike in thousandths


def ask(standing: Standing) -> Ask:
    """Ask for the one snapshot, which no date can be chosen for."""
    yield Request(UNDERLYING, f"/_{UNDERLYING}.json", "json")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return the closing chain of one session, nothing for a snapshot of a running one.

    Open interest is that of the night before. An implied volatility of 0.0 means none.
    """
    body = parsed(payload)
    data = walked(payload, body, "data")
    symbol = str(walked(payload, data, "symbol")).strip("^_")
    if symbol != UNDERLYING:
        raise Failure(
            "changed", f"{payload.name}: is about {clipped(symbol, 12)}, not {UNDERLYING}"
        )
    quoted = _session(_time(payload, walked(payload, body, "timestamp")))
    if quoted is None:
        report.what = f"{UNDERLYING} chain"
        report.warnings.append(
            "a provisional snapshot, taken before the session's last quotes, was left out"
        )
        return Dataset()
    _check_traded(payload, data, quoted)
    frame = _contracts(payload, walked(payload, data, "options"), report)
    frame["spot"], frame["date"] = _spot(payload, data), pd.Timestamp(quoted)
    kept = FileReport(payload.name)
    try:
        found = chain_layout(frame, _RULE, new_york_day(payload.fetched), kept)
    except UnwindError as error:
        raise Failure("changed", str(error)) from error
    for why, count in kept.refused.items():
        report.refused[why] = report.refused.get(why, 0) + count
        report.examples.setdefault(why, []).extend(kept.examples[why])
    report.warnings += kept.warnings
    report.rows, report.what = kept.rows, kept.what
    return found


def _time(payload: Payload, text: Any) -> datetime:
    """Return when the snapshot was made, which it says in UTC."""
    try:
        made = datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        raise Failure("changed", f"{payload.name}: {clipped(text)} is no timestamp") from None
    if made > payload.fetched + AHEAD:
        raise Failure("changed", f"{payload.name}: its timestamp {made:%Y-%m-%d %H:%M} lies ahead")
    return made


def _session(made: datetime) -> date | None:
    """Return the session whose closing quotes a snapshot shows, None while one is running."""
    today = pd.Timestamp(new_york_day(made))
    done = last_closed(made - LATE)
    opens = calendar(today.year + 1).opens
    running = today in opens.index and opens[today] <= pd.Timestamp(made)
    return None if running and today.date() > done else done


def _check_traded(payload: Payload, data: Mapping[str, Any], quoted: date) -> None:
    """Refuse a feed that stands still: its index last traded before the session."""
    last = str(data.get("last_trade_time") or "")[:10]
    if last and last < f"{quoted:%Y-%m-%d}":
        raise Failure(
            "changed",
            f"{payload.name}: its index last traded on {clipped(last, 12)}, before the session of "
            f"{quoted}: the feed stands still, ask again later",
        )


def _spot(payload: Payload, data: Mapping[str, Any]) -> float:
    for name in ("current_price", "close"):
        level = data.get(name)
        if isinstance(level, int | float) and LEVELS[0] <= level <= LEVELS[1]:
            return float(level)
    raise Failure("changed", f"{payload.name}: no plausible level of the index in it")


def _contracts(payload: Payload, options: Any, report: FileReport) -> pd.DataFrame:
    """Return the contracts of the known roots with what their symbols say, by place."""
    if not isinstance(options, list):
        raise Failure("changed", f"{payload.name}: options are no list: its layout has changed")
    names = ("option", *FIELDS)
    found = (row if isinstance(row, dict) else {} for row in options)
    rows = [tuple(map(row.get, names)) for row in found]
    frame = pd.DataFrame(rows, columns=names, index=pd.RangeIndex(1, len(rows) + 1))
    for name in FIELDS:
        if frame[name].isna().all():
            raise Failure("changed", f"{payload.name}: no contract has {name}: layout changed")
    frame = frame.rename(columns={"option": "symbol"})
    symbols = frame["symbol"].fillna("").astype("str").str.strip().str.upper()
    known = symbols.str.fullmatch(r"[A-Z]{3,4}[0-9]{6}[CP][0-9]{8}")
    known &= symbols.str[:-_TAIL].isin(ROOTS)
    report.refuse(f"no contract of {' or '.join(ROOTS)}", frame.index[~known])
    if known.sum() < min(LEAST, max(1, len(frame) // 2)):
        raise Failure("changed", f"{payload.name}: {int(known.sum())} contracts of {UNDERLYING}")
    frame, symbols = frame[known], symbols[known]
    days = symbols.str[-_TAIL:-9]
    return frame.assign(
        symbol=symbols,
        type=symbols.str[-9],
        expiration=pd.to_datetime(days, format="%y%m%d", errors="coerce"),
        strike=symbols.str[-8:].to_numpy(dtype=object).astype(np.float64) / 1000.0,
    )


CONNECTOR = Connector(ask, read)
