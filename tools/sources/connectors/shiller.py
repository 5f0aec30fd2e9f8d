"""Robert Shiller's monthly data: a page with a link, then the workbook that it points to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pandas as pd

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, text_of
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.sessions import new_york_day
from tools.sources.workbook import sheet_of

VENDOR = "shiller"
PAGE = "page"
# The page's maker keeps its files on a host of its own; a link elsewhere is not followed.
HOSTS = ("shillerdata.com", "www.shillerdata.com", "img1.wsimg.com")
FIELDS = {"P": "price", "D": "dividend", "CPI": "cpi", "Rate GS10": "long_rate", "CAPE": "cape"}
EARNINGS = "E"
_LINK = re.compile(r"((?:https?:)?//[\w.-]+)?(/[\w./%-]*ie_data\.xls)(?:\?ver=(\d+))?", re.ASCII)
_ONE_DAY = re.compile(r"\b([A-Z][a-z]{2})[a-z]* price is", re.ASCII)


def ask(standing: Standing) -> Ask:
    """Ask for the page and, where it names a version not held yet, for the workbook."""
    page = yield Request(PAGE, "/", "html")
    request = _request(page) if page else None
    if request and not standing.asked(request.key):
        yield request


def _request(page: Payload) -> Request | None:
    """Return the request that the page's link amounts to, None without a link that may be used."""
    text = page.body.decode("utf-8", "replace")
    text = text.replace("\\/", "/").replace("\\u002F", "/").replace("&amp;", "&")
    for found in _LINK.finditer(text):
        host, path, version = found.groups()
        netloc = urlsplit(host or "").netloc.lower()
        if ".." in path or path.startswith("//") or (netloc and netloc not in HOSTS):
            continue
        here = netloc in ("", "shillerdata.com")
        query = {"ver": version} if version else {}
        # "//host/path" is another host than the source's.
        address = path if here else f"//{netloc}{path}"
        return Request(f"ie_data-{version or 'latest'}", address, "xls", query)
    return None


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read the months, each under its first day; a month that is not over is left out."""
    if payload.key == PAGE:
        text_of(payload)
        if _request(payload) is None:
            raise Failure(
                "changed",
                f"{payload.name}: no link to ie_data.xls on a known host: the page has changed",
            )
        return Dataset()
    rows = sheet_of(payload, ["Date", *FIELDS, EARNINGS])
    notes = rows[rows["Date"].isna()]
    rows = rows.drop(index=notes.index)
    days = one_day(rows["Date"].map(_month), ["%Y.%m"])
    rows, days = _whole_months(rows, days, notes, payload, report)
    zero = rows.apply(pd.to_numeric, errors="coerce") == 0.0
    rows = rows.mask(zero)
    units = {column: f"SHILLER.{field}" for column, field in FIELDS.items()}
    units[EARNINGS] = "SHILLER_EARNINGS"
    found = readings(payload, rows, days, units, report)
    prices = fields(found[found["P"].notna()], FIELDS)
    earnings = fields(found, {EARNINGS: "close"})
    return Dataset(series={("SHILLER", VENDOR): prices, ("SHILLER_EARNINGS", VENDOR): earnings})


def _month(cell: object) -> str:
    """Return "2026.10" for 2026.1, which is October."""
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def _whole_months(
    rows: pd.DataFrame,
    days: pd.Series,
    notes: pd.DataFrame,
    payload: Payload,
    report: FileReport,
) -> tuple[pd.DataFrame, pd.Series]:
    """Leave out a last month whose price is one day's, as a note below says, or that still runs."""
    last = days.max()
    if pd.isna(last):
        return rows, days
    said = [_ONE_DAY.search(cell) for cell in notes["P"] if isinstance(cell, str)]
    partial = any(match and match[1] == f"{last:%b}" for match in said)
    running = last >= pd.Timestamp(new_york_day(payload.fetched)).replace(day=1)
    if not (partial or running) or last > pd.Timestamp(new_york_day(payload.fetched)):
        return rows, days
    report.warnings.append(
        f"{last:%Y-%m} is provisional and was left out: its price is not the month's mean yet"
    )
    keep = days != last
    return rows[keep], days[keep]


CONNECTOR = Connector(ask, read)
