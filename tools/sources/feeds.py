"""News feeds as titles and links: they are data, whatever they say."""

from __future__ import annotations

import re
import unicodedata
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pandas as pd

from tools.market.report import FileReport
from tools.sources.csvs import text_of
from tools.sources.request import Failure, Payload
from tools.sources.sessions import new_york_day

LONGEST = 300  # characters of a title
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


def headlines(payload: Payload, host: str, report: FileReport) -> pd.DataFrame:
    """Return an RSS feed's items as rows ``date, title, link, source``, the oldest first.

    Parameters
    ----------
    payload : Payload
        The feed.
    host : str
        Where links must lead.
    report : FileReport
        Counts items without a date or title, from the future and with a link elsewhere.

    Returns
    -------
    DataFrame
        The date is New York's. Markup, control characters and directions of writing are taken out
        of a title; descriptions are not kept.

    Raises
    ------
    Failure
        "changed" for a document type, which could define entities, and for another root; "cut" for
        damaged XML; "empty" where no item can be read.
    """
    today = new_york_day(payload.fetched)
    rows = []
    for number, item in enumerate(_items(payload), start=1):
        title, link, at = ((item.findtext(n) or "").strip() for n in ("title", "link", "pubDate"))
        try:
            day = new_york_day(parsedate_to_datetime(at))
            address = urlsplit(link)
        except (ValueError, TypeError):
            report.refuse("bad date or link", pd.Index([number]))
            continue
        title = plain(title)
        if day > today:
            report.refuse("date lies in the future", pd.Index([number]))
        elif not title:
            report.refuse("no title", pd.Index([number]))
        elif (address.scheme, address.netloc) != ("https", host) or not link.isprintable():
            report.refuse(f"a link that does not lead to {host}", pd.Index([number]))
        else:
            rows.append((pd.Timestamp(day), title, link, payload.source))
    if not rows:
        raise Failure("empty", f"{payload.name}: no item that can be read: ask again later")
    table = pd.DataFrame(rows, columns=["date", "title", "link", "source"])
    table = table.astype({"date": "datetime64[us]"}).drop_duplicates(["link", "title"])
    return table.sort_values(["date", "link"], ignore_index=True)


def plain(title: str) -> str:
    """Return a title as one line of printable text."""
    text = _TAG.sub(" ", unescape(title)).replace("<", " ").replace(">", " ")
    kept = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in text)
    return _SPACE.sub(" ", kept).strip()[:LONGEST].rstrip()


def _items(payload: Payload) -> list[ElementTree.Element]:
    text = text_of(payload)
    if "<!doctype" in text.lower() or "<!entity" in text.lower():
        raise Failure("changed", f"{payload.name}: XML with a document type is not read")
    try:
        root = ElementTree.fromstring(text.lstrip())
    except ElementTree.ParseError as error:
        raise Failure("cut", f"{payload.name}: XML is damaged or ends early ({error})") from error
    if root.tag != "rss":
        raise Failure("changed", f"{payload.name}: is no RSS feed any more")
    return root.findall("./channel/item")
