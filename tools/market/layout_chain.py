"""Layout "chain": one underlying's option chain, as a vendor's quote table."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from tools.market.columns import INFINITE, days, numbers, require
from tools.market.dataset import Dataset
from tools.market.manifest import FileRule
from tools.market.report import FileReport
from tools.records import UnwindError

COUNTS = ("bid", "ask", "volume", "iv", "open_interest")
NUMBERS = ("spot", "strike", *COUNTS, "delta", "gamma")


def chain_layout(frame: pd.DataFrame, rule: FileRule, today: date, report: FileReport) -> Dataset:
    """Return the option chain of a vendor's quote table.

    The chain is dated by its quote time, else by its name, rolled back to a weekday: a weekend's
    snapshot shows the Friday's close. An implied volatility of zero means none.
    """
    columns = frame.drop(columns=["quote_time", "symbol"], errors="ignore")
    require(columns, [*NUMBERS, "type", "expiration"], rule, report)
    named = re.search(rule.underlying, report.name)
    if named is None:
        raise UnwindError(f"{report.name}: its name does not say the underlying")
    quoted = _quote_date(frame, report.name)
    if quoted > today:
        raise UnwindError(f"{report.name}: is quoted {quoted}, which lies in the future")
    body = pd.DataFrame({name: numbers(frame[name]) for name in NUMBERS}, index=frame.index)
    body["type"] = frame["type"].astype("str").str.strip().str.upper().str[:1]
    body["expiration"] = days(frame["expiration"], report.name)
    symbols = frame["symbol"] if "symbol" in frame else pd.Series(np.nan, index=frame.index)
    bad = ~body["type"].isin(["C", "P"]) | body["expiration"].isna()
    bad |= ~(body["strike"] > 0) | ~(body["spot"] > 0)
    wild = body[list(NUMBERS)].isin(INFINITE).any(axis=1)
    below = (body[list(COUNTS)] < 0).any(axis=1)
    kept = pd.Series(data=True, index=body.index)
    for why, left in (
        ("contract stands there twice", symbols.notna() & symbols.duplicated()),
        ("not a finite number", wild),
        ("no type, expiration, strike or spot", bad),
        ("a quote, size or volatility is below zero", below),
    ):
        report.refuse(why, body.index[kept & left])
        kept &= ~left
    body = body[kept].reset_index(drop=True)
    body["iv"] = body["iv"].where(body["iv"] > 0)
    if body.empty:
        raise UnwindError(f"{report.name}: holds no contract that can be read")
    report.rows = len(body)
    report.what = f"{named[1].upper()} chain quoted {quoted}"
    return Dataset(chains={(named[1].upper(), str(quoted)): body})


def _quote_date(frame: pd.DataFrame, name: str) -> date:
    """Return the weekday that the quotes are of; a file of more than one is an UnwindError."""
    times: list[str] = []
    if "quote_time" in frame:
        times = [str(text) for text in frame["quote_time"].dropna().unique()]
    found = {day for day in map(_day, times) if day} or {day for day in [_day(name)] if day}
    if len(found) > 1:
        raise UnwindError(f"{name}: holds quotes of more than one day")
    if not found:
        raise UnwindError(f"{name}: neither quote_time nor its name gives the quote date")
    return pd.offsets.BDay().rollback(found.pop()).date()


def _day(text: str) -> pd.Timestamp | None:
    spelled = re.search(r"([A-Z][a-z]+) (\d{1,2}),? (\d{4})", text)
    iso = re.search(r"\d{4}-\d{2}-\d{2}", text)
    if spelled:
        words, form = " ".join(spelled.groups()), "%B %d %Y"
    elif iso:
        words, form = iso[0], "%Y-%m-%d"
    else:
        return None
    found = pd.to_datetime(words, format=form, errors="coerce")
    return None if pd.isna(found) else found
