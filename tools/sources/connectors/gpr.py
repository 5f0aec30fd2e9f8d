"""Caldara and Iacoviello's daily geopolitical risk index, the whole history in one workbook."""

from __future__ import annotations

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Payload, Request, Standing
from tools.sources.workbook import sheet_days, sheet_of

VENDOR = "gpr"
FIELDS = {"GPRD": "gprd", "GPRD_ACT": "gprd_act", "GPRD_THREAT": "gprd_threat"}


def ask(standing: Standing) -> Ask:
    """Ask for the workbook, which is whole despite its name."""
    yield Request("recent", "/gpr_files/data_gpr_daily_recent.xls", "xls")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read the index, acts and threats by calendar day."""
    rows = sheet_of(payload, ["DAY", *FIELDS])
    units = {column: f"GPR.{field}" for column, field in FIELDS.items()}
    found = readings(payload, rows, sheet_days(rows["DAY"], "%Y%m%d"), units, report)
    return Dataset(series={("GPR", VENDOR): fields(found, FIELDS)})


CONNECTOR = Connector(ask, read)
