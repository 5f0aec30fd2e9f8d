"""The Federal Reserve's calendar of meetings, and the titles of its press releases."""

from __future__ import annotations

import calendar
import re
from html.parser import HTMLParser

import pandas as pd

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import text_of
from tools.sources.feeds import headlines
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing

CALENDAR, PRESS = "fomccalendars", "press_all"
HOST = "www.federalreserve.gov"
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if number}
_YEAR = re.compile(r"\b((?:19|20)\d\d)\s+FOMC Meetings", re.IGNORECASE)
_DAYS = re.compile(r"(?:(\d{1,2})\s*[-\u2013]\s*)?(\d{1,2})\s*\*?\s*(?:\(([\w\s]+)\))?")
_NO_DECISION = ("cancel", "notation")
_SPACE = re.compile(r"\s+")


def ask(standing: Standing) -> Ask:
    """Ask for the page of meetings and the feed of releases."""
    yield Request(CALENDAR, "/monetarypolicy/fomccalendars.htm", "html")
    yield Request(PRESS, "/feeds/press_all.xml", "xml")


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return the table "fomc" of decision days, some ahead, or the table "headlines".

    A meeting that was called off and a vote between meetings are no decision.
    """
    if payload.key == CALENDAR:
        name, table = "fomc", _meetings(payload, report)
    else:
        name, table = "headlines", headlines(payload, HOST, report)
    report.rows = len(table)
    report.what = f"table {name}"
    return Dataset(tables={name: table})


class _Page(HTMLParser):
    """Collects year, month and days of each meeting, with the line of the days."""

    def __init__(self) -> None:
        super().__init__()
        self.meetings: list[tuple[int, int, str, str]] = []
        self._year, self._month, self._cell = 0, "", ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a cell where a division of a meeting does, a heading where a year does."""
        names = (dict(attrs).get("class") or "").split()
        kind = next((n for n in ("month", "date") if f"fomc-meeting__{n}" in names), "")
        if kind or tag == "h4":
            self._cell, self._text = kind or "year", []

    def handle_data(self, data: str) -> None:
        """Collect the text of a cell."""
        if self._cell:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Note what a cell said."""
        if tag not in ("div", "h4") or not self._cell:
            return
        said = _SPACE.sub(" ", "".join(self._text)).strip()
        found = _YEAR.search(said)
        if self._cell == "year" and found:
            self._year = int(found[1])
        elif self._cell == "month":
            self._month = said
        elif self._cell == "date":
            self.meetings.append((self.getpos()[0], self._year, self._month, said))
        self._cell = ""


def _meetings(payload: Payload, report: FileReport) -> pd.DataFrame:
    page = _Page()
    page.feed(text_of(payload))
    if not any(year for _, year, _, _ in page.meetings):
        raise Failure(
            "changed",
            f"{payload.name}: no meeting under a heading of a year: the page has another layout",
        )
    days: list[pd.Timestamp] = []
    for line, year, month, said in page.meetings:
        found = _DAYS.fullmatch(said)
        day = _decision(year, month, found[2]) if found else None
        if found and (found[3] or "").lower().startswith(_NO_DECISION):
            report.warn(pd.Index([line]), f"{month} {year}, {said[:30]}: no decision")
        elif day is None:
            report.refuse("no days of a meeting", pd.Index([line]))
        else:
            days.append(day)
    if not days:
        raise Failure("changed", f"{payload.name}: {len(page.meetings)} meetings without a date")
    dates = pd.DatetimeIndex(days).as_unit("us").unique().sort_values()
    return pd.DataFrame({"date": dates})


def _decision(year: int, month: str, day: str) -> pd.Timestamp | None:
    """Return a meeting's last day; of two months, as "Apr/May", it is in the second."""
    number = _MONTHS.get(month.split("/")[-1].strip()[:3].lower())
    if not year or number is None or not 1 <= int(day) <= calendar.monthrange(year, number)[1]:
        return None
    return pd.Timestamp(year, number, int(day))


CONNECTOR = Connector(ask, read)
