"""Layout "chain": one underlying's option chain, as a vendor's quotes or a table of greeks."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from tools.market.chain_columns import COUNTS, NUMBERS, typed
from tools.market.chain_dates import CLOSE, quote_days, settled
from tools.market.dataset import Dataset
from tools.market.manifest import FileRule
from tools.market.report import FileReport
from tools.market.rows import distinct
from tools.records import UnwindError

KEY = ["quoted", "root", "type", "expiration", "strike"]
STORED = [*NUMBERS, "type", "expiration", "days"]
MOST = 1e9  # beyond which no level, quote or size can be
APART = 0.01  # how far a row's spot may lie from the chain's
EXCESS = 2.0  # over the largest gamma that a contract's own volatility allows


def chain_layout(frame: pd.DataFrame, rule: FileRule, today: date, report: FileReport) -> Dataset:
    """Return the option chains of a file, one a quote date.

    The layout is told by the columns: see ``chain_columns.typed``. Rows that cannot be are refused
    with their lines and counted in the chain's column ``refused``; contracts that are sound but of
    no use, as one that has expired, are kept and noted. An implied volatility of zero means none.
    """
    frame = frame.rename(columns=dict(rule.columns))
    distinct(frame, report.name)
    underlying = _underlying(rule, report.name)
    if frame.empty and not report.refused:
        typed(frame, rule, report)  # a header alone is held to its columns all the same
        report.what = f"no {underlying} chain"
        return Dataset()
    frame, day, hour = quote_days(frame, rule, today, report)
    body = settled(typed(frame, rule, report), day, hour).assign(quoted=day)
    kept = pd.Series(data=True, index=body.index)
    for why, found in _flaws(body).items():
        report.refuse(why, body.index[kept & found])
        kept &= ~found
    spots = body[kept].groupby("quoted")["spot"].quantile(0.5, interpolation="nearest")
    spot = body["quoted"].map(spots)
    other = kept & ((body["spot"] - spot).abs() > APART * spot)
    report.refuse("another spot than the chain's", body.index[other])
    again = _repeated(body[kept & ~other], report)
    report.refuse("contract stands there twice", again)
    kept &= ~other & ~body.index.isin(again)
    refused = (~kept).groupby(body["quoted"]).sum()
    body = body.assign(spot=spot)[kept]
    if body.empty:
        raise UnwindError(f"{report.name}: holds no contract that can be read")
    body["iv"] = body["iv"].where(body["iv"] > 0)
    body["gamma"] = _possible_gamma(body, report)
    _note(body, report)
    report.rows = len(body)
    chains = {
        (underlying, f"{quoted:%Y-%m-%d}"): part[STORED]
        .assign(refused=int(refused[quoted]))
        .reset_index(drop=True)
        for quoted, part in body.groupby("quoted")
    }
    report.what = _what(underlying, [quoted for _, quoted in chains], hour)
    return Dataset(chains=chains)


def _underlying(rule: FileRule, name: str) -> str:
    if rule.names_underlying:
        return rule.underlying
    found = re.search(rule.underlying, name)
    if found is None:
        raise UnwindError(f"{name}: its name does not say the underlying")
    return found[1].upper()


def _what(underlying: str, dates: list[str], hour: float) -> str:
    if len(dates) > 1:
        return f"{len(dates)} {underlying} chains quoted {dates[0]} to {dates[-1]}"
    minutes = round(60 * hour)
    at = f" at {minutes // 60}:{minutes % 60:02}" if hour < CLOSE else ""
    return f"{underlying} chain quoted {dates[0]}{at}"


def _flaws(body: pd.DataFrame) -> dict[str, pd.Series]:
    """Return which rows cannot be, by reason, in the order in which the reasons are tried."""
    values = body[list(NUMBERS)]
    symbol = body["symbol"]
    bare = body["type"].isna() | body["expiration"].isna()
    bare |= ~(body["strike"] > 0) | ~(body["spot"] > 0)
    return {
        "contract stands there twice": symbol.notna() & symbol.duplicated(),
        "not a finite number": values.isin((np.inf, -np.inf)).any(axis=1),
        "no type, expiration, strike or spot": bare,
        "a quote, size or volatility is below zero": (body[list(COUNTS)] < 0).any(axis=1),
        "a figure is too large to be one": (values.abs() > MOST).any(axis=1),
    }


def _repeated(body: pd.DataFrame, report: FileReport) -> pd.Index:
    """Return the lines of contracts that the file holds already.

    Where nothing names the root, a second row of other figures may be the contract's twin that
    settles at another time of the day: it is kept and noted.
    """
    named, second = body["root"] != "", body.duplicated(KEY)
    same = body.duplicated([*KEY, *NUMBERS])
    twin = second & ~named & ~same
    third = twin & (body[twin].groupby(KEY).cumcount().reindex(body.index) > 0)
    report.warn(
        body.index[twin & ~third],
        "a contract differs from another of its type, expiration and strike: both count",
    )
    return body.index[same | (second & named) | third]


def _possible_gamma(body: pd.DataFrame, report: FileReport) -> pd.Series:
    """Return the vendor's gamma, missing where the contract's own volatility rules it out."""
    width = body["iv"] * np.sqrt(body["days"].clip(lower=0) / 365.0)
    largest = EXCESS / (np.sqrt(2.0 * np.pi) * body["spot"] * width.where(width > 0))
    absurd = (body["gamma"] < 0) | (body["gamma"] > largest)
    report.warn(body.index[absurd], "gamma that cannot be was left out")
    return body["gamma"].mask(absurd)


def _note(body: pd.DataFrame, report: FileReport) -> None:
    """Note what no figure can use although it is sound."""
    for what, found in (
        ("expired by the time of the quote: no figure uses it", body["days"] <= 0),
        ("bid above ask: no figure uses it", body["bid"] > body["ask"]),
        ("no implied volatility is given", body["iv"].isna()),
    ):
        report.warn(body.index[found], what)
