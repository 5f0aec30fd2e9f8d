"""The Treasury's par yield curve, a year a file: CSV, or XML where that address fails."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

import pandas as pd

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, rows_of
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing

VENDOR = "treasury"
FIRST = 1990
# Maturities came and went over the years, so that columns are found by name.
CSV = {"2 Yr": "DGS2", "5 Yr": "DGS5", "10 Yr": "DGS10", "30 Yr": "DGS30"}
XML = {"BC_2YEAR": "DGS2", "BC_5YEAR": "DGS5", "BC_10YEAR": "DGS10", "BC_30YEAR": "DGS30"}
KIND = "daily_treasury_yield_curve"
_BELOW = "/resource-center/data-chart-center/interest-rates"
_DATE = "NEW_DATE"


def ask(standing: Standing) -> Ask:
    """Ask for the years from the last stored one on, all since 1990 from nothing."""
    held = [standing.last(sid, VENDOR) for sid in CSV.values()]
    known = [day.year for day in held if day]
    first = min(known) if len(known) == len(held) else FIRST
    if standing.since:
        first = max(first, standing.since.year)
    for year in range(first, standing.session.year + 1):
        query = {"type": KIND, "field_tdr_date_value": str(year), "page": "", "_format": "csv"}
        path = f"{_BELOW}/daily-treasury-rates.csv/{year}/all"
        if (yield Request(str(year), path, "csv", query)) is None:
            query = {"data": KIND, "field_tdr_date_value": str(year)}
            yield Request(f"{year}-xml", f"{_BELOW}/pages/xml", "xml", query)


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read one year; 30-year yields were not published from February 2002 to February 2006."""
    if payload.key.endswith("-xml"):
        names: Mapping[str, str] = XML
        rows = _entries(payload)
        days = one_day(rows[_DATE], ["%Y-%m-%dT%H:%M:%S"])
    else:
        names = CSV
        rows = rows_of(payload, ["Date", *CSV], report)
        days = one_day(rows["Date"], ["%m/%d/%Y"])
    found = readings(payload, rows, days, names, report, closed=True)
    parts = {sid: fields(found, {name: "close"}) for name, sid in names.items()}
    return Dataset(series={(sid, VENDOR): part for sid, part in parts.items() if len(part)})


def _entries(payload: Payload) -> pd.DataFrame:
    """Return the entries of the XML feed as text, numbered from 1."""
    if b"<!DOCTYPE" in payload.body or b"<!ENTITY" in payload.body:
        raise Failure("changed", f"{payload.name}: XML with a document type is not read")
    try:
        root = ElementTree.fromstring(payload.body)
    except ElementTree.ParseError as error:
        raise Failure(
            "cut", f"{payload.name}: XML ends too early or is damaged ({error})"
        ) from error
    rows = []
    for entry in root.iter():
        if _local(entry) == "properties":
            rows.append({_local(cell): (cell.text or "").strip() for cell in entry})
    if not rows and _local(root) == "feed":
        raise Failure("empty", f"{payload.name}: a feed without an entry: ask again later")
    index = pd.RangeIndex(1, len(rows) + 1)
    frame = pd.DataFrame(rows, index=index, dtype="str")
    absent = [name for name in (_DATE, *XML) if name not in frame]
    if absent:
        raise Failure(
            "changed",
            f"{payload.name}: no {absent[0]} in the XML: the source has changed its layout",
        )
    return frame.mask(frame.isin(["", "N/A"]))


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


CONNECTOR = Connector(ask, read)
