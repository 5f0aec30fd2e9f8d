"""The San Francisco Fed's daily news sentiment, estimated anew with each release."""

from __future__ import annotations

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Payload, Request, Standing
from tools.sources.workbook import sheet_days, sheet_of

VENDOR = "sffed"
_VALUE = "News Sentiment"


def ask(standing: Standing) -> Ask:
    """Ask for the workbook, which is whole."""
    yield Request("sentiment", "/wp-content/uploads/news_sentiment_data.xlsx", "xlsx")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read the index by calendar day."""
    rows = sheet_of(payload, ["date", _VALUE])
    found = readings(payload, rows, sheet_days(rows["date"]), {_VALUE: "NEWS_SENTIMENT"}, report)
    return Dataset(series={("NEWS_SENTIMENT", VENDOR): fields(found, {_VALUE: "close"})})


CONNECTOR = Connector(ask, read)
