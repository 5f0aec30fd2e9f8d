"""The columns of an option chain's file: which of two layouts it is, and its cells as numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.columns import INFINITE, days, numbers, require
from tools.market.manifest import FileRule
from tools.market.report import FileReport
from tools.records import UnwindError

QUOTES = (
    "spot",
    "type",
    "expiration",
    "strike",
    "bid",
    "ask",
    "volume",
    "iv",
    "delta",
    "gamma",
    "open_interest",
)
GREEKS = ("spot", "strike", "dte", "cp", "oi", "gamma", "delta", "iv")
OWN_NAMES = {"cp": "type", "oi": "open_interest"}
ASIDE = ("symbol", "root", "quote_time", "quote_date")
COUNTS = ("bid", "ask", "volume", "iv", "open_interest")
NUMBERS = ("spot", "strike", *COUNTS, "delta", "gamma")
SIDES = {"C": "C", "CALL": "C", "P": "P", "PUT": "P"}
LONGEST = 36525  # days to expiry beyond which a figure is none
PERCENT = 3.0  # a volatility near the money above which it is in percent
MIXED = 0.15  # the share of one unit in the other that is no accident
NEAR = 0.10


def typed(frame: pd.DataFrame, rule: FileRule, report: FileReport) -> pd.DataFrame:
    """Return a chain's columns under the names of a stored one; what is no number is infinite.

    Parameters
    ----------
    frame : DataFrame
        As read: a table of quotes (``type``, ``expiration``, ``bid``, ``ask`` and so on) or one of
        greeks (``cp``, ``dte``, ``oi``), in which quotes and volume may be absent.
    rule : FileRule
        What the file's other columns are.
    report : FileReport
        Gets unknown columns, volatilities in percent and the absence of quotes.

    Returns
    -------
    DataFrame
        ``NUMBERS``, ``type`` (C, P or missing), ``symbol`` (a contract's, else missing), ``root``
        (of that symbol, "" where there is none) and ``expiration`` or ``dte``.

    Raises
    ------
    UnwindError
        When a column is not there.
    """
    greeks = "dte" in frame and "expiration" not in frame
    required = GREEKS if greeks else QUOTES
    aside = {*ASIDE, rule.date, *(COUNTS if greeks else ())} - set(required)
    require(frame.drop(columns=[c for c in aside if c in frame]), required, rule, report)
    found = frame.rename(columns=OWN_NAMES) if greeks else frame
    body = pd.DataFrame(
        {name: numbers(found[name]) if name in found else np.nan for name in NUMBERS},
        index=frame.index,
    )
    body["type"] = found["type"].astype("str").str.strip().str.upper().map(SIDES)
    if greeks:
        body["dte"] = numbers(found["dte"]).where(lambda d: d.abs() <= LONGEST)
    else:
        body["expiration"] = days(found["expiration"], report.name)
    symbol = _text(found, "symbol")
    body["symbol"] = symbol.where(symbol.str.contains(r"\d"))
    root = _text(found, "root").fillna(body["symbol"])
    body["root"] = root.str.extract("^([A-Z]+)", expand=False).fillna("")
    if not {"bid", "ask"} <= set(found.columns):
        report.warnings.append(
            "no bid and ask: crossed quotes cannot be told, and volatilities are the vendor's"
        )
    high = _share_in_percent(body)
    if MIXED < high < 1.0 - MIXED:
        raise UnwindError(
            f"{report.name}: column iv mixes percent and decimals: write all of it as decimals"
        )
    if high > 0.5:
        report.warnings.append("iv is in percent: it was divided by 100")
        body["iv"] = body["iv"] / 100.0
    return body


def _text(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as text in capitals, missing where it is empty or absent."""
    if name not in frame:
        return pd.Series(np.nan, index=frame.index, dtype="str")
    return frame[name].astype("str").str.strip().str.upper().where(frame[name].notna())


def _share_in_percent(body: pd.DataFrame) -> float:
    """Return the share of volatilities that can only be in percent, near the money if any are."""
    given = body["iv"].where((body["iv"] > 0) & ~body["iv"].isin(INFINITE))
    near = given[(body["strike"] - body["spot"]).abs() <= NEAR * body["spot"]]
    told = (near if near.notna().any() else given).dropna()
    return float((told > PERCENT).mean()) if len(told) else 0.0
