"""What analysts expect of the largest members, as Yahoo shows it on the day, from now on.

The list: the hundred largest of today's members by Yahoo's market capitalisation, one class of
shares a company. Yahoo wants a cookie and a crumb before it answers; both last for the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import pandas as pd

from tools.market.columns import numbers
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.chart import yahoo_name
from tools.sources.nested import clipped, parsed, walked
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.sessions import new_york_day

COOKIE = "//fc.yahoo.com/"  # answers 404, with the cookie
LARGEST = 100
BATCH = 100  # symbols a quote call
SECOND_CLASSES = frozenset({"GOOG", "FOX", "NWS"})  # of GOOGL, FOXA, NWSA
YEAR = "+1y"  # the next fiscal year
_WHEN = {
    "current": "current",
    "ago_7": "7daysAgo",
    "ago_30": "30daysAgo",
    "ago_60": "60daysAgo",
    "ago_90": "90daysAgo",
}
_MOST = 10_000.0  # dollars a share; Berkshire's A shares are no member


def ask(standing: Standing) -> Ask:
    """Get a crumb, find the largest members, and ask for each one's estimates."""
    yield Request(key="cookie", path=COOKIE, form="html", may_lack=True, keep=False)
    crumb = _crumb((yield Request(key="crumb", path="/v1/test/getcrumb", form="text", keep=False)))
    members = {yahoo_name(t): t for t in standing.members() if t not in SECOND_CLASSES}
    symbols = list(members)
    caps: dict[str, float] = {}
    for number, start in enumerate(range(0, len(symbols), BATCH), start=1):
        query = {"symbols": ",".join(symbols[start : start + BATCH]), "crumb": crumb}
        body = yield Request(f"sizes {number}", "/v7/finance/quote", "json", query=query)
        if body is not None:
            caps |= _sizes(body)
    if symbols and len(caps) < len(symbols) / 2:
        raise Failure(
            "refused",
            f"earnings: Yahoo names the size of {len(caps)} of {len(symbols)} members, so the "
            "largest are not known: no breadth of revisions this time",
        )
    for symbol in sorted(caps, key=lambda name: (-caps[name], name))[:LARGEST]:
        if symbol in members:
            yield Request(
                key=members[symbol],
                path=f"/v10/finance/quoteSummary/{quote(symbol, safe='')}",
                form="json",
                query={"modules": "earningsTrend", "crumb": crumb},
                may_lack=True,
            )


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return a row of the table ``earnings_trends``, or nothing for what only led to it.

    Its columns are ``asof`` (the day it was fetched), ``ticker``, ``year_end`` and the earnings per
    share expected for the next fiscal year ``current`` and ``ago_7`` to ``ago_90`` days before;
    :func:`tools.sources.revisions.revision_breadth` makes the series of it.
    """
    if payload.key.startswith("sizes "):
        report.what = "leads to the estimates"
        return Dataset()
    body = walked(payload, parsed(payload), "quoteSummary")
    error = body.get("error")
    if error is not None:
        code = error.get("code") if isinstance(error, dict) else error
        raise Failure("gone", f"{payload.name}: Yahoo has no estimates ({clipped(code)})")
    trend = walked(payload, body, "result", 0, "earningsTrend", "trend")
    year = next((p for p in trend if isinstance(p, dict) and p.get("period") == YEAR), None)
    if year is None:
        raise Failure("changed", f"{payload.name}: no estimates for {YEAR!r}: the layout is new")
    eps = walked(payload, year, "epsTrend")
    cells = {ours: _raw(eps.get(theirs)) for ours, theirs in _WHEN.items()}
    values = numbers(pd.Series(cells))
    odd = values.notna() & ~(values.abs() <= _MOST)
    report.refuse("no earnings per share", pd.Index([1] * int(odd.sum())))
    values = values.mask(odd)
    if values[["current", "ago_30"]].isna().any():
        raise Failure("empty", f"{payload.name}: no estimate of today and of 30 days ago")
    asof = pd.Timestamp(new_york_day(payload.fetched))
    end = pd.to_datetime(pd.Series([year.get("endDate")]), format="%Y-%m-%d", errors="coerce")
    row = pd.DataFrame({"asof": [asof], "ticker": [payload.key], "year_end": end})
    row = row.assign(**{name: [float(values[name])] for name in _WHEN})
    report.rows = 1
    return Dataset(tables={"earnings_trends": row.astype({c: "datetime64[us]" for c in _DATES})})


_DATES = ("asof", "year_end")


def _raw(cell: object) -> object:
    return cell.get("raw") if isinstance(cell, dict) else cell


def _crumb(payload: Payload | None) -> str:
    """Return the crumb of a body; anything else is a Failure "refused"."""
    text = "" if payload is None else payload.body.decode("utf-8", errors="replace").strip()
    if not text or len(text) > 40 or any(c.isspace() or c in "<>{}" for c in text):
        raise Failure(
            "refused",
            "earnings: Yahoo gives no crumb to this machine, so it shows no estimates: no breadth "
            "of revisions this time, all else is pulled",
        )
    return text


def _sizes(payload: Payload) -> Mapping[str, float]:
    """Return the market capitalisation of each symbol that has one."""
    rows = walked(payload, parsed(payload), "quoteResponse", "result")
    found = {}
    for row in rows if isinstance(rows, list) else []:
        cells = row if isinstance(row, dict) else {}
        symbol, size = cells.get("symbol"), cells.get("marketCap")
        if isinstance(size, int | float) and 0 < size < 1e15 and isinstance(symbol, str):
            found[symbol] = float(size)
    return found


CONNECTOR = Connector(ask, read)
