"""The NAAIM exposure index, a workbook whose dated address stands on a page."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import text_of
from tools.sources.plausible import fields, readings
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.workbook import sheet_days, sheet_of

PAGE, BOOK = "page", "USE_Data"
NUMBER = "NAAIM Number"
_LINK = re.compile(r"""href\s*=\s*["']([^"'<>\s]+)["']""", re.IGNORECASE)
_BOOK = re.compile(r"/[\w/.-]*USE_Data[\w.-]*\.xlsx", re.IGNORECASE | re.ASCII)
_HOSTS = ("", "naaim.org", "www.naaim.org")


def ask(standing: Standing) -> Ask:
    """Ask for the page, then for the workbook that it links to."""
    page = yield Request(PAGE, "/programs/naaim-exposure-index/", "html")
    if page is not None:
        yield Request(BOOK, book_path(page), "xlsx")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return the series NAAIM, percent of assets, by the Wednesday of the survey."""
    if payload.key == PAGE:
        report.what = f"links to {book_path(payload)}"
        return Dataset()
    rows = sheet_of(payload, ("Date", NUMBER))
    found = readings(payload, rows, sheet_days(rows["Date"]), {NUMBER: "NAAIM"}, report)
    return Dataset(series={("NAAIM", payload.source): fields(found, {NUMBER: "close"})})


def book_path(page: Payload) -> str:
    """Return the path of the workbook that a page links to, on the source's own host.

    Raises
    ------
    Failure
        "changed" where there is no such link.
    """
    for link in _LINK.findall(text_of(page)):
        try:
            address = urlsplit(unescape(link))
        except ValueError:  # a bracket that opens no address, among links of other people's
            continue
        known = (address.hostname or "") in _HOSTS and ".." not in address.path
        if known and _BOOK.fullmatch(address.path):
            return address.path
    raise Failure(
        "changed",
        f"{page.name}: no link to a workbook USE_Data….xlsx was found: download it from the page "
        "by hand and import it, until the source is adapted",
    )


CONNECTOR = Connector(ask, read)
