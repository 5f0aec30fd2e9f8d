"""Baker, Bloom and Davis's daily policy uncertainty; its recent months are revised."""

from __future__ import annotations

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, rows_of, text_of
from tools.sources.plausible import fields, readings, whole_lines
from tools.sources.request import Ask, Connector, Payload, Request, Standing

VENDOR = "epu"
_VALUE = "daily_policy_index"


def ask(standing: Standing) -> Ask:
    """Ask for the file, which is whole."""
    yield Request("daily", "/media/All_Daily_Policy_Data.csv", "csv")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read the index by calendar day; day, month and year have a column each."""
    text = text_of(payload)
    rows = rows_of(payload, ["day", "month", "year", _VALUE], report, text=text)
    rows = whole_lines(rows, text, report)
    texts = rows["year"] + "-" + rows["month"] + "-" + rows["day"]
    days = one_day(texts, ["%Y-%m-%d"])
    found = readings(payload, rows, days, {_VALUE: "EPU"}, report)
    return Dataset(series={("EPU", VENDOR): fields(found, {_VALUE: "close"})})


CONNECTOR = Connector(ask, read)
