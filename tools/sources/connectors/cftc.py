"""The CFTC's Traders in Financial Futures, futures and options combined, by contract."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day
from tools.sources.nested import clipped, parsed, records
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing

# The contract of each series. The codes are
# those of the history that a market is imported from: the e-minis alone, not the consolidated
# contracts ("13874+"), and options by their delta, without which open interest is a third smaller.
# The Dow's 124603 (5 dollars a point) goes on where 124601 (10 dollars) ended in 2014.
CODES = {
    "TFF_SP500": "13874A",
    "TFF_NASDAQ": "209742",
    "TFF_RUSSELL": "239742",
    "TFF_DOW": "124603",
    "TFF_VIX": "1170E1",
    "TFF_US2Y": "042601",
    "TFF_US5Y": "044601",
    "TFF_US10Y": "043602",
    "TFF_US30Y": "020601",
    "TFF_FED_FUNDS": "045601",
    "TFF_USDJPY": "097741",
    "TFF_EURUSD": "099741",
    "TFF_AUDUSD": "232741",
    "TFF_BITCOIN": "133741",
}
COMBINED = "/resource/yw9f-hn96.json"
DAY, CODE, KIND = "report_date_as_yyyy_mm_dd", "cftc_contract_market_code", "futonly_or_combined"
OPEN = "open_interest_all"
FIELDS = {
    OPEN: "oi",
    "asset_mgr_positions_long": "am_long",
    "asset_mgr_positions_short": "am_short",
    "dealer_positions_long_all": "dealer_long",
    "dealer_positions_short_all": "dealer_short",
    "lev_money_positions_long": "lev_long",
    "lev_money_positions_short": "lev_short",
    "other_rept_positions_long": "other_long",
    "other_rept_positions_short": "other_short",
}
AGAIN = timedelta(weeks=4)  # reports are corrected for some weeks
MOST = 5000  # rows; a century of weeks
FEW = 8  # reports in which a class of trader may have no position at all


def ask(standing: Standing) -> Ask:
    """Ask for each contract's reports since the last stored one, and some weeks before it."""
    for series, code in CODES.items():
        last = standing.last(series, "cftc")
        start = standing.since or (last - AGAIN if last else None)
        where = f"{CODE}='{code}'" + (f" and {DAY}>='{start:%Y-%m-%d}'" if start else "")
        query = {
            "$select": ",".join((DAY, CODE, KIND, *FIELDS)),
            "$where": where,
            "$order": DAY,
            "$limit": str(MOST),
        }
        yield Request(series, COMBINED, "json", query)


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return one contract's long and short positions by class of trader, in contracts.

    A key that is not in a row is a null. Positions above the open interest are refused.
    """
    code = CODES.get(payload.key)
    if code is None:
        raise Failure("changed", f"{payload.name}: no contract that is known")
    rows = _rows(payload, report)
    texts = {name: rows[name].astype("str").str.strip() for name in (DAY, CODE, KIND)}
    _check(payload, "contract", texts[CODE], code)
    _check(payload, "report", texts[KIND].str.lower(), "combined")
    days = one_day(texts[DAY].str.removesuffix("T00:00:00.000"), ("%Y-%m-%d",))
    units = {name: f"TFF.{field}" for name, field in FIELDS.items()}
    found = readings(payload, rows, days, units, report)
    bad = ~(found[OPEN] > 0) | (found.drop(columns=OPEN).gt(found[OPEN], axis=0)).any(axis=1)
    if bad.any():
        report.rows -= int(bad.sum())
        report.warnings.append(
            f"{found.index[bad][0]:%Y-%m-%d}: no open interest, or a position above it: left out "
            f"({int(bad.sum())} in all)"
        )
    return Dataset(series={(payload.key, payload.source): fields(found[~bad], FIELDS)})


def _rows(payload: Payload, report: FileReport) -> pd.DataFrame:
    """Return the reports from 1 on; a class of trader may have no position in a few of them."""
    found = parsed(payload)
    rows = records(payload, found, (DAY, CODE, KIND, OPEN), "reports")
    for name in (name for name in FIELDS if name != OPEN):
        if any(name in row for row in found):
            rows[name] = [row.get(name) for row in found]
        elif len(rows) > FEW:
            raise Failure("changed", f"{payload.name}: no {name!r} in {len(rows)} reports")
        else:
            rows[name] = None
            report.warnings.append(f"no {name!r} in {len(rows)} reports")
    return rows.set_axis(pd.RangeIndex(1, len(rows) + 1))


def _check(payload: Payload, what: str, texts: pd.Series, wanted: str) -> None:
    """Refuse a body about something else, as a stale or unfiltered answer is."""
    other = texts[texts != wanted]
    if len(other):
        raise Failure(
            "changed",
            f"{payload.name}, row {other.index[0]}: {what} {clipped(other.iloc[0], 12)} where "
            f"{wanted} was asked for: ask again later",
        )


CONNECTOR = Connector(ask, read)
