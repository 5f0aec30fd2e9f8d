"""SqueezeMetrics' dark-pool index and dealer gamma of the S&P 500."""

from __future__ import annotations

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, rows_of
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Payload, Request, Standing

FIELDS = ("gex", "dix", "price")


def ask(standing: Standing) -> Ask:
    """Ask for the one file, which holds the whole history."""
    yield Request("DIX", "/monitor/static/DIX.csv", "csv")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return the series DIX with gamma (dollars, the vendor's scale), index and price."""
    rows = rows_of(payload, ("date", *FIELDS), report)
    days = one_day(rows["date"], ("%Y-%m-%d", "%m/%d/%Y"))
    units = {field: f"DIX.{field}" for field in FIELDS}
    found = readings(payload, rows, days, units, report, closed=True)
    return Dataset(
        series={("DIX", payload.source): fields(found, {field: field for field in FIELDS})}
    )


CONNECTOR = Connector(ask, read)
