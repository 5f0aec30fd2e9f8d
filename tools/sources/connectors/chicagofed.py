"""The Chicago Fed's financial conditions indices; all of their history is estimated anew weekly."""

from __future__ import annotations

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, rows_of
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Payload, Request, Standing

VENDOR = "chicagofed"
SERIES = {"NFCI": "NFCI", "ANFCI": "ANFCI"}
_DATE = "Friday_of_Week"


def ask(standing: Standing) -> Ask:
    """Ask for the file, which is whole."""
    path = "/-/media/publications/nfci/nfci-data-series-csv.csv"
    yield Request("nfci", path, "csv")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read both indices by the Friday that ends their week."""
    rows = rows_of(payload, [_DATE, *SERIES], report)
    found = readings(payload, rows, one_day(rows[_DATE], ["%m/%d/%Y"]), SERIES, report)
    parts = {sid: fields(found, {sid: "close"}) for sid in SERIES}
    return Dataset(series={(sid, VENDOR): part for sid, part in parts.items()})


CONNECTOR = Connector(ask, read)
