"""FINRA's margin statistics: the debit balances of customers' margin accounts at month ends."""

from __future__ import annotations

import pandas as pd

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Payload, Request, Standing
from tools.sources.workbook import sheet_days, sheet_of

MONTH = "Year-Month"
DEBIT = "Debit Balances in Customers' Securities Margin Accounts"


def ask(standing: Standing) -> Ask:
    """Ask for the one workbook, which holds the whole history."""
    yield Request(
        "margin-statistics", "/sites/default/files/2021-03/margin-statistics.xlsx", "xlsx"
    )


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return the series MARGIN_DEBT in millions of dollars, each month on its last day."""
    rows = sheet_of(payload, (MONTH, DEBIT))
    days = sheet_days(rows[MONTH], "%Y-%m") + pd.offsets.MonthEnd(0)
    found = readings(payload, rows, days, {DEBIT: "MARGIN_DEBT"}, report)
    return Dataset(series={("MARGIN_DEBT", payload.source): fields(found, {DEBIT: "close"})})


CONNECTOR = Connector(ask, read)
