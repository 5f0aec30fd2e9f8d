"""Cboe's index histories: one file an index, in one of two layouts."""

from __future__ import annotations

import pandas as pd

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, rows_of
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing

INDICES = ("VIX", "VIX9D", "VIX3M", "VVIX", "SKEW", "COR1M", "DSPX", "VIXEQ")
PRICES = ("OPEN", "HIGH", "LOW", "CLOSE")
DATES = ("%m/%d/%Y", "%Y-%m-%d")


def ask(standing: Standing) -> Ask:
    """Ask for each index's file; it cannot be limited by date."""
    for index in INDICES:
        yield Request(index, f"/{index}_History.csv", "csv")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return one index: open, high, low and close, or the close alone."""
    if payload.key not in INDICES:
        raise Failure("changed", f"{payload.name}: no index that is known")
    rows = _rows(payload, report)
    columns = {c: payload.key for c in (*PRICES, payload.key) if c in rows}
    found = readings(
        payload, rows, one_day(rows["DATE"], DATES), columns, report, closed=True
    ).rename(columns={payload.key: "CLOSE"})
    bare = found["CLOSE"].isna()
    if bare.any():
        report.rows -= int(bare.sum())
        report.warnings.append(f"{found.index[bare][0]:%Y-%m-%d}: no close ({bare.sum()} in all)")
    names = {c: c.lower() for c in PRICES if c in found}
    return Dataset(series={(payload.key, payload.source): fields(found[~bare], names)})


def _rows(payload: Payload, report: FileReport) -> pd.DataFrame:
    """Return the rows of whichever layout it is."""
    for columns in (PRICES, ("CLOSE",), (payload.key,)):
        try:
            return rows_of(payload, ("DATE", *columns), report)
        except Failure as error:
            if error.why != "changed":
                raise
            last = error
    raise last


CONNECTOR = Connector(ask, read)
