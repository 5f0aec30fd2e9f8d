"""The New York Fed's secured overnight financing rate."""

from __future__ import annotations

from datetime import date, timedelta

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day
from tools.sources.nested import parsed, records, walked
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Payload, Request, Standing
from tools.sources.sessions import new_york_day

VENDOR = "nyfed"
FIRST = date(2018, 4, 2)  # the first day for which the rate was published
OVERLAP = timedelta(days=21)
_KEYS = ("effectiveDate", "type", "percentRate", "revisionIndicator")


def ask(standing: Standing) -> Ask:
    """Ask from the last weeks on, since April 2018 from nothing."""
    last = standing.last("SOFR", VENDOR)
    start = max(filter(None, [FIRST, standing.since, last and last - OVERLAP]))
    end = new_york_day(standing.now)
    query = {"startDate": start.isoformat(), "endDate": end.isoformat()}
    yield Request("SOFR", "/api/rates/secured/sofr/search.json", "json", query)


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read the rates, percent; of two for one day the revised one holds."""
    found = walked(payload, parsed(payload), "refRates")
    rows = records(payload, found, _KEYS, "refRates")
    rows = rows.mask(rows.isin(["", "N/A"])).set_axis(rows.index + 1)
    other = rows["type"] != "SOFR"
    report.refuse("another rate than SOFR", rows.index[other])
    rows = rows[~other]
    revised = rows["revisionIndicator"].notna()
    days = one_day(rows["effectiveDate"].astype("str"), ["%Y-%m-%d"])
    if revised.any():
        report.warnings.append(f"{int(revised.sum())} rates are revised ones")
    order = revised.argsort(kind="stable")
    rows, days = rows.iloc[order], days.iloc[order]
    values = readings(payload, rows, days, {"percentRate": "SOFR"}, report)
    return Dataset(series={("SOFR", VENDOR): fields(values, {"percentRate": "close"})})


CONNECTOR = Connector(ask, read)
