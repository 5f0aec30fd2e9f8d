"""Kenneth French's daily five factors and momentum; all of their history is revised monthly."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, rows_of
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing

VENDOR = "french"
FILES = {
    "momentum": "F-F_Momentum_Factor_daily_CSV.zip",
    "five-factors": "F-F_Research_Data_5_Factors_2x3_daily_CSV.zip",
}
FIELDS = {
    "momentum": {"Mom": "mom"},
    "five-factors": {
        "Mkt-RF": "mkt_rf",
        "SMB": "smb",
        "HML": "hml",
        "RMW": "rmw",
        "CMA": "cma",
        "RF": "rf",
    },
}
PERCENT = 0.01
_MISSING = ("-99.99", "-999", "-999.00", "-999.0")
_LARGEST = 50_000_000  # bytes; the files are a megabyte
_ROW = re.compile(r"^[0-9]{8}\s*,", re.MULTILINE)


def ask(standing: Standing) -> Ask:
    """Ask for both files, which are whole."""
    for key, name in FILES.items():
        yield Request(key, f"/pages/faculty/ken.french/ftp/{name}", "zip")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read one file's factors, decimal returns by session; the store joins the two by date."""
    if payload.key not in FIELDS:
        raise Failure("changed", f"{payload.name}: no file of this source")
    names = FIELDS[payload.key]
    # The column of dates has no name.
    rows = rows_of(payload, ["", *names], report, text=_table(payload))
    rows = rows.mask(rows.isin(_MISSING))
    units = {column: f"FRENCH.{field}" for column, field in names.items()}
    days = one_day(rows[""], ["%Y%m%d"])
    found = readings(payload, rows, days, units, report, scale=PERCENT)
    return Dataset(series={("FRENCH", VENDOR): fields(found, names)})


def _table(payload: Payload) -> str:
    """Return the text of the file in the archive, up to the end of its table of days."""
    try:
        with zipfile.ZipFile(BytesIO(payload.body)) as packed:
            names = [name for name in packed.namelist() if name.lower().endswith(".csv")]
            if len(names) != 1:
                raise Failure(
                    "changed", f"{payload.name}: {len(names)} CSV files in the archive, not one"
                )
            if packed.getinfo(names[0]).file_size > _LARGEST:
                raise Failure("changed", f"{payload.name}: the archive unpacks to too much")
            text = packed.read(names[0]).decode("latin-1")
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise Failure("cut", f"{payload.name}: the archive is damaged") from error
    # Below the table stands a copyright notice.
    starts = [row.start() for row in _ROW.finditer(text)]
    end = text.find("\n", starts[-1]) if starts else -1
    return text[: end + 1] if end >= 0 else text


CONNECTOR = Connector(ask, read)
