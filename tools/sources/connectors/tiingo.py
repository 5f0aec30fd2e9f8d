"""Tiingo's end-of-day prices, with the user's key: raw prices, dividends and splits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.columns import numbers
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.adjust import total_return
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
from tools.sources.nested import clipped, parsed, records
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.table import sources

VENDOR = "tiingo"
FUNDS: dict[str, Clock] = dict.fromkeys(sources()[VENDOR].gives, "session")
_QUOTED = Quoted("", 0.5, 10_000)
_ACTIONS = ("divCash", "splitFactor")


def ask(standing: Standing) -> Ask:
    """Ask for each fund's prices since its last stored one."""
    for fund, begin in wanting(standing, VENDOR, FUNDS):
        yield Request(
            key=fund,
            path=f"/tiingo/daily/{fund.lower()}/prices",
            form="json",
            query={
                "startDate": begin.isoformat(),
                "endDate": standing.session.isoformat(),
                "format": "json",
            },
            headers={"Accept": "application/json"},
        )


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return one fund in the shares of its last day, with a level of total return.

    Tiingo prints prices and volumes as traded; ``splitFactor`` is the number of new shares for an
    old one on the first day in new shares, ``divCash`` what a share of the ex-day was paid.
    """
    if payload.key not in FUNDS:
        raise Failure("changed", f"{payload.name}: no fund of that name is asked of Tiingo")
    rows = parsed(payload)
    if isinstance(rows, dict):
        detail = clipped(rows.get("detail", ", ".join(map(str, rows))))
        raise Failure("gone", f"{payload.name}: Tiingo gives no prices ({detail})")
    frame = records(payload, rows, ("date", *PRICES, "volume", *_ACTIONS), "prices")
    days = one_day(frame["date"].astype("str"), ["%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S%z"])
    actions = _actions(frame, report)
    prices = frame[[*PRICES, "volume"]].join(actions)
    bars = clean_bars(prices, days.dt.normalize(), report, payload.fetched, _QUOTED)
    check_some(payload, bars, report)
    check_scale(payload, bars["close"], _QUOTED)
    # Splits after each day: what is left of the product of all once that day's is through.
    through = bars["splitFactor"].fillna(1.0).cumprod()
    later = through.iloc[-1] / through
    out = bars[list(PRICES)].div(later, axis=0)
    cash = bars["divCash"].fillna(0.0) / later
    out["adj_close"] = total_return(out["close"], cash)
    out["volume"] = bars["volume"] * later
    report.what = f"{len(out)} prices to {out.index[-1]:%Y-%m-%d}"
    return Dataset(series={(payload.key, VENDOR): out})


def _actions(frame: pd.DataFrame, report: FileReport) -> pd.DataFrame:
    """Return dividends and splits as numbers; one that cannot be is counted and left out."""
    out = pd.DataFrame({name: numbers(frame[name]) for name in _ACTIONS})
    for name, lowest in (("divCash", 0.0), ("splitFactor", 1e-6)):
        odd = out[name].notna() & ~(np.isfinite(out[name]) & (out[name] >= lowest))
        report.warn(frame.index[odd], f"{name} that cannot be was left out")
        out[name] = out[name].mask(odd)
    # None, not 0, on a day without one: a price of 0 is an error, a dividend of 0 is none.
    return out.mask(out == 0.0)


CONNECTOR = Connector(ask, read)
