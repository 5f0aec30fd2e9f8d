"""CSV, JSON, XML and pages in the layouts of their sources, made from a market's frames."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import numpy as np
import pandas as pd

from tests.sources.loopback import Query
from tests.sources.world_past import Past
from tools.market.lags import known_dates
from tools.sources.connectors.cboe_index import PRICES
from tools.sources.connectors.cftc import CODE, CODES, DAY, FIELDS, KIND
from tools.sources.connectors.fred import IDS
from tools.sources.connectors.treasury import CSV

_BARE = ("VVIX", "SKEW", "DSPX", "VIXEQ")  # files without open, high and low
_FROZEN = pd.Timestamp("2019-10-04")
_LISTED = re.compile(r"\s*\$?(\w+)\s*(>=|=)\s*'([^']*)'")


def _csv(frame: pd.DataFrame, form: str, label: str, **more: Any) -> bytes:
    dates = pd.DatetimeIndex(frame.index).strftime(form)
    return frame.set_axis(dates).to_csv(index_label=label, **more).encode()


def cboe(past: Past, path: str, query: Query) -> bytes | None:
    """Return an index's file: four prices or the close under the index's name."""
    index = path.rsplit("/", 1)[-1].removesuffix("_History.csv")
    if not past.holds(index):
        return None
    frame = past.series(index, "cboe")
    if index in _BARE or "open" not in frame:
        frame = frame[["close"]].set_axis([index], axis=1)
    else:
        frame = frame[[p.lower() for p in PRICES]].set_axis(list(PRICES), axis=1)
    return _csv(frame, "%m/%d/%Y", "DATE", float_format="%.6f")


def put_call(past: Past, path: str, query: Query) -> bytes | None:
    """Return a session's ratios; what is no session, or not over yet, is refused."""
    day = pd.Timestamp(path.rsplit("/", 1)[-1][:10])
    frame = past.series("PUT_CALL", "cboe-daily")
    if day not in frame.index:
        return None
    names = {"total": "TOTAL", "index": "INDEX", "etp": "EXCHANGE TRADED PRODUCTS"}
    row = frame.loc[day].dropna()
    ratios = [
        {"name": f"{names.get(field, 'EQUITY')} PUT/CALL RATIO", "value": f"{value:.2f}"}
        for field, value in row.items()
        if field in (*names, "equity")
    ]
    return json.dumps({"ratios": ratios}).encode()


def ratios(past: Past) -> pd.DataFrame:
    """Return both as the connector has them: one ratio up to 2019, four since, 11.00 left out."""
    early = past.series("PUT_CALL", "cboe-archive").loc[:_FROZEN, ["total"]]
    late = past.series("PUT_CALL", "cboe-daily").loc[_FROZEN + timedelta(days=1) :]
    return pd.concat([early, late.where(late <= 8.0)])


def frozen(past: Past, path: str, query: Query) -> bytes:
    """Return the frozen file of put/call ratios, two lines above its header."""
    ratio = past.series("PUT_CALL", "cboe-archive").loc[:_FROZEN, "total"].dropna()
    calls = pd.Series(1_000_000, index=ratio.index)
    puts = (ratio * calls).round().astype(int)
    table = pd.DataFrame({"CALLS": calls, "PUTS": puts, "TOTAL": calls + puts, "P/C Ratio": ratio})
    head = b"Cboe Exchange volume and put/call ratios\nall products\n"
    return head + _csv(table, "%m/%d/%Y", "DATE")


def fred(past: Past, path: str, query: Query) -> bytes:
    """Return a chart's download from a day on."""
    name = query["id"][0]
    frame = past.series(IDS.get(name, name), "fred")[["close"]].dropna()
    if name == "SP500":  # ten years are shown
        frame = frame.loc[pd.Timestamp(past.day) - pd.DateOffset(years=10) :].round(2)
    if name.startswith("BAML"):  # ICE's spreads go back three years
        frame = frame.loc[pd.Timestamp(past.day) - pd.DateOffset(years=3) :]
    frame = frame.loc[query["cosd"][0] :].set_axis([name], axis=1)
    return _csv(frame, "%Y-%m-%d", "observation_date")


def treasury(past: Past, path: str, query: Query) -> bytes:
    """Return a year of par yields, newest first."""
    year = query["field_tdr_date_value"][0]
    found = {column: past.series(sid, "treasury")["close"] for column, sid in CSV.items()}
    frame = pd.DataFrame({"1 Mo": found["2 Yr"], **found})
    return _csv(frame.loc[year].iloc[::-1], "%m/%d/%Y", "Date")


def nyfed(past: Past, path: str, query: Query) -> bytes:
    """Return the overnight rates between two days."""
    frame = past.series("SOFR", "nyfed")["close"].dropna()
    days = frame.loc[query["startDate"][0] : query["endDate"][0]].iloc[::-1]
    rates = [
        {
            "effectiveDate": f"{day:%Y-%m-%d}",
            "type": "SOFR",
            "percentRate": value,
            "revisionIndicator": "",
        }
        for day, value in days.items()
    ]
    return json.dumps({"refRates": rates}).encode()


def chicagofed(past: Past, path: str, query: Query) -> bytes:
    """Return both indices by the Friday that ends their week."""
    frame = pd.DataFrame({s: past.series(s, "chicagofed")["close"] for s in ("NFCI", "ANFCI")})
    return _csv(frame.assign(Risk=0.1), "%m/%d/%Y", "Friday_of_Week")


def constituents(past: Past, path: str, query: Query) -> bytes:
    """Return today's list of members with their sectors."""
    spans = past.spans()
    added = dict(zip(spans["ticker"], spans["start_date"], strict=True))
    rows = [
        (ticker, f"{ticker} Inc.", sector, industry, "A, B", f"{added[ticker]:%Y-%m-%d}", 1, 1990)
        for ticker, (sector, industry) in past.sectors().items()
    ]
    head = "Symbol,Security,GICS Sector,GICS Sub-Industry,Headquarters Location,Date added,CIK"
    frame = pd.DataFrame(rows, columns=[*head.split(","), "Founded"])
    return frame.to_csv(index=False).encode()


def membership(past: Past, path: str, query: Query) -> bytes:
    """Return every span of membership."""
    frame = past.spans()
    return frame.to_csv(index=False, date_format="%Y-%m-%d").encode()


def cftc(past: Past, path: str, query: Query) -> bytes:
    """Return a contract's reports from a day on, every figure a text."""
    wanted = {name: value for name, _, value in _LISTED.findall(query["$where"][0])}
    series = next(sid for sid, code in CODES.items() if code == wanted[CODE])
    frame = reports(past, series).loc[wanted.get(DAY, "1900-01-01") :]
    cells = frame[list(FIELDS.values())].set_axis(list(FIELDS), axis=1)
    rows = [
        {
            DAY: f"{day:%Y-%m-%d}T00:00:00.000",
            CODE: wanted[CODE],
            KIND: "Combined",
            **{name: f"{value:.0f}" for name, value in row.items() if value == value},
        }
        for day, row in cells.iterrows()
    ]
    return json.dumps(rows).encode()


def reports(past: Past, series: str) -> pd.DataFrame:
    """Return a contract's reports; where they ended long ago those of the S&P go on for them."""
    frame = past.series(series, "cftc")
    if past.holds(series) and frame.index[-1] >= pd.Timestamp(past.day - timedelta(days=30)):
        return frame
    other = past.series("TFF_SP500", "cftc")
    first = frame.index[-1] if past.holds(series) and len(frame) else pd.Timestamp("1900-01-01")
    return pd.concat([frame.loc[:first], (other.loc[other.index > first] / 30).round()])


def squeezemetrics(past: Past, path: str, query: Query) -> bytes:
    """Return the file of dark-pool index and gamma, its lines ending in two ways."""
    frame = past.series("DIX", "squeezemetrics")[["price", "dix", "gex"]]
    return _csv(frame, "%Y-%m-%d", "date", lineterminator="\r\n").replace(b"\r\n", b"\n", 50)


def epu(past: Past, path: str, query: Query) -> bytes:
    """Return policy uncertainty; day, month and year have a column each."""
    frame = past.series("EPU", "epu")
    days = pd.DatetimeIndex(frame.index)
    parts = {"day": days.day, "month": days.month, "year": days.year}
    table = pd.DataFrame({**parts, "daily_policy_index": frame["close"].to_numpy()})
    return table.to_csv(index=False).encode()


def fomc(past: Past, path: str, query: Query) -> bytes:
    """Return the page of meetings: five years and the next, as the Federal Reserve shows them."""
    held = past.whole_table("fomc")
    days = pd.DatetimeIndex(held["date"]) if len(held) else pd.DatetimeIndex([])
    years = range(past.day.year + 1, past.day.year - 6, -1)
    parts = ["<html><body>"]
    for year in years:
        parts.append(f"<h4>{year} FOMC Meetings</h4>")
        for day in days[days.year == year]:
            parts.append(
                f'<div class="row fomc-meeting"><div class="fomc-meeting__month"><strong>'
                f"{day:%B}</strong></div>"
                f'<div class="fomc-meeting__date">{day.day}</div></div>'
            )
    return "\n".join([*parts, "</body></html>"]).encode()


def press(past: Past, path: str, query: Query) -> bytes:
    """Return the feed of press releases: one a day."""
    items = []
    for back in range(10):
        day = past.at - timedelta(days=back, hours=2)
        link = f"https://www.federalreserve.gov/newsevents/pressreleases/other{day:%Y%m%d}a.htm"
        items.append(
            f"<item><title>Federal Reserve Board statement of {day:%d %B %Y}</title>"
            f"<link><![CDATA[{link}]]></link><pubDate>{format_datetime(day)}</pubDate></item>"
        )
    feed = f'<rss version="2.0"><channel><title>FRB</title>{"".join(items)}</channel></rss>'
    return f'<?xml version="1.0" encoding="utf-8" ?>{feed}'.encode()


def vintage_dates(past: Past, path: str, query: Query) -> bytes:
    """Return the days on which a series got a value, none of which was revised.

    They begin in the year before, with all that was known by its end, as a request is a year.
    """
    known = _known(past, query["series_id"][0])["known"]
    days = sorted({f"{day:%Y-%m-%d}" for day in known if day.year >= past.session.year - 1})
    return json.dumps({"vintage_dates": days}).encode()


def vintages(past: Past, path: str, query: Query) -> bytes:
    """Return what was known of a series in a period of real time."""
    rows = _known(past, query["series_id"][0])
    begin, end = (pd.Timestamp(query[n][0]) for n in ("realtime_start", "realtime_end"))
    rows = rows[rows["known"] <= end]
    if "observation_start" in query:
        rows = rows[rows["observed"] >= query["observation_start"][0]]
    found = [
        {"date": f"{o:%Y-%m-%d}", "realtime_start": f"{max(k, begin):%Y-%m-%d}", "value": str(v)}
        for o, k, v in zip(rows["observed"], rows["known"], rows["value"], strict=True)
    ]
    start = query["realtime_start"][0]
    body = {"realtime_start": start, "count": len(found), "observations": found}
    return json.dumps(body).encode()


def _known(past: Past, sid: str) -> pd.DataFrame:
    frame = past.series(sid, "fred")["close"].dropna()
    index = pd.DatetimeIndex(frame.index)
    known = known_dates(index, past.market.catalogue[sid].lag)
    return pd.DataFrame({"observed": index, "known": known, "value": frame.to_numpy()})


def chain(past: Past, path: str, query: Query) -> bytes | None:
    """Return the option chain of the last session, its contracts' terms as far ahead as then.

    A market has chains of a few days: the last one before the session is shown, moved to it.
    """
    held = past.market.store.manifest.chains.get("SPX", {})
    quoted = max((day for day in held if day <= f"{past.session}"), default="")
    if not quoted:
        return None
    frame = past.market.frame(held[quoted]["object"], f"chain SPX {quoted}")
    session = pd.Timestamp(past.session)
    frame = frame[frame["days"] > 0]
    ahead = frame["expiration"] - pd.Timestamp(quoted)
    expires = (session + ahead).dt.strftime("%y%m%d")
    # A contract that settles in the morning has about a quarter of a day less to run.
    pairs = frame.groupby(["expiration", "type", "strike"])["days"]
    morning = (frame["days"] < pairs.transform("max")) & (pairs.transform("size") > 1)
    root = np.where(morning, "SPX", "SPXW")
    strikes = (frame["strike"] * 1000).round().astype(int).astype(str).str.zfill(8)
    symbols = root + expires + frame["type"].astype(str) + strikes
    fields = ("bid", "ask", "volume", "iv", "delta", "gamma", "open_interest")
    cells = frame[list(fields)].fillna({"iv": 0.0}).fillna(0.0)
    options = [
        {"option": symbol, **dict(zip(fields, row, strict=True))}
        for symbol, row in zip(symbols, cells.to_numpy().tolist(), strict=True)
    ]
    data = {
        "symbol": "^SPX",
        "current_price": float(frame["spot"].iloc[0]),
        "last_trade_time": f"{session:%Y-%m-%d}T16:14:59",
        "options": options,
    }
    return json.dumps({"timestamp": f"{past.at:%Y-%m-%d %H:%M:%S}", "data": data}).encode()
