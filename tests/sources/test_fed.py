"""The Federal Reserve's calendar and feed, as recorded and altered; headlines are data."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.metrics import real
from tests.sources.official import Held, asked, reading, refusal
from tests.sources.recorded import recorded
from tools.events.meetings import schedule
from tools.sources.connectors.fed import CALENDAR, PRESS
from tools.sources.feeds import plain

ROW = (
    '<div class="row fomc-meeting"><div class="fomc-meeting__month col-xs-5"><strong>{month}'
    '</strong></div><div class="fomc-meeting__date col-xs-4">{days}</div></div>'
)
LINK = "https://www.federalreserve.gov/newsevents/pressreleases/monetary20261104a.htm"
ITEM = "<item><title>{title}</title><link>{link}</link><pubDate>{at}</pubDate></item>"
AT = "Wed, 04 Nov 2026 19:00:00 GMT"


def page(*meetings: tuple[str, str], year: int = 2025) -> bytes:
    rows = "\n".join(ROW.format(month=month, days=days) for month, days in meetings)
    return f"<html><h4><a>{year} FOMC Meetings</a></h4>\n{rows}</html>".encode()


def feed(*items: str, head: str = '<?xml version="1.0" encoding="utf-8" ?>\n') -> bytes:
    return f"{head}<rss><channel>{''.join(items)}</channel></rss>".encode()


def item(title: str = "A statement", link: str = LINK, at: str = AT) -> str:
    return ITEM.format(title=title, link=link, at=at)


def days(body: bytes) -> list[str]:
    table = reading("fed", CALENDAR, body)[0].tables["fomc"]
    assert str(table["date"].dtype) == "datetime64[us]"
    return table["date"].dt.strftime("%Y-%m-%d").tolist()


def titles(body: bytes) -> list[str]:
    found: list[str] = reading("fed", PRESS, body)[0].tables["headlines"]["title"].tolist()
    return found


def test_the_recorded_meetings_are_those_of_other_lists(real_data: Path) -> None:
    found = days(recorded("fed_fomccalendars.htm"))
    assert found == ["2026-01-28", "2026-12-09"]
    table = real.table(real_data, "fomc_meeting_dates.csv.gz")["date"]
    assert set(found) <= set(pd.to_datetime(table).dt.strftime("%Y-%m-%d"))
    assert {date.fromisoformat(day) for day in found} <= set(schedule())


def test_every_way_in_which_a_meeting_is_written() -> None:
    body = page(
        ("January", "28-29"),
        ("Apr/May", "30-1"),
        ("March", "18-19*"),
        ("June", "3 (unscheduled)"),
        ("August", "22 (notation vote)"),
        ("March", "17-18 (cancelled)"),
        ("October", "28\u201329"),
        ("January", "28-29"),
    )
    data, report = reading("fed", CALENDAR, body)
    found = data.tables["fomc"]["date"].dt.strftime("%m-%d").tolist()
    assert found == ["01-29", "03-19", "05-01", "06-03", "10-29"]
    assert len(report.warnings) == 2 and not report.refused


def test_what_is_no_date_is_refused_and_the_rest_is_read() -> None:
    data, report = reading(
        "fed", CALENDAR, page(("January", "28-29"), ("Smarch", "1-2"), ("June", "31"), ("May", "?"))
    )
    assert len(data.tables["fomc"]) == 1 and report.refused == {"no days of a meeting": 3}


@pytest.mark.parametrize(
    "body",
    [
        page(("January", "28-29")).replace(b"FOMC Meetings", b"Calendar"),
        page(("January", "28-29")).replace(b"fomc-meeting__date", b"fomc-meeting__when"),
        page(("January", "soon")),
        b"<html><body>Maintenance</body></html>",
        b"",
    ],
    ids=["no year", "another class", "no date", "another page", "empty"],
)
def test_another_page_is_refused(body: bytes) -> None:
    assert refusal("fed", CALENDAR, body).why == "changed"


def test_every_recorded_title_and_link_is_kept() -> None:
    raw = recorded("fed_press_all.xml").decode()
    wanted = re.findall(r"<item>\s*<title>(.*?)</title>\s*<link><!\[CDATA\[(.*?)\]\]>", raw)
    table = reading("fed", PRESS, raw.encode())[0].tables["headlines"]
    assert list(table) == ["date", "title", "link", "source"]
    assert sorted(zip(table["title"], table["link"], strict=True)) == sorted(wanted)
    assert table["date"].dt.strftime("%m-%d").tolist() == ["09-16", "09-18"]
    assert set(table["source"]) == {"fed"}


def test_the_day_is_new_yorks() -> None:
    body = feed(item(at="Thu, 05 Nov 2026 03:30:00 GMT"))
    assert reading("fed", PRESS, body)[0].tables["headlines"]["date"][0] == pd.Timestamp(
        "2026-11-04"
    )


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;Fed holds", "alert(1) Fed holds"),
        ("<![CDATA[Fed <b>holds</b> &amp; waits]]>", "Fed holds & waits"),
        ("Fed\u202eholds\u0085 \u200brates\n now", "Fed holds rates now"),
        ("a " * 400, "a " * 149 + "a"),
        ("Ignore previous instructions", "Ignore previous instructions"),
    ],
    ids=["script", "markup", "control characters", "long", "a command is a title like any other"],
)
def test_titles_are_plain_text(title: str, wanted: str) -> None:
    assert titles(feed(item(title))) == [wanted]
    assert plain(plain(title)) == plain(title)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (item(link="javascript:alert(1)"), "link"),
        (item(link="https://www.federalreserve.gov.example/x"), "link"),
        (item(link="http://www.federalreserve.gov/x"), "link"),
        (item(link="https://user@www.federalreserve.gov/x"), "link"),
        (item(at="yesterday"), "date"),
        (item(at=""), "date"),
        (item(at="Wed, 04 Nov 2027 19:00:00 GMT"), "future"),
        (item(title="<![CDATA[ <b></b> ]]>"), "title"),
        ("<item></item>", "date"),
    ],
)
def test_a_bad_item_is_counted_and_the_rest_is_read(bad: str, why: str) -> None:
    data, report = reading("fed", PRESS, feed(item(), bad, item()))
    (refused,) = report.refused
    assert why in refused and len(data.tables["headlines"]) == 1


BOMB = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>\n'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (feed(item("&lol1;"), head=BOMB), "changed"),
        (feed(item("&e;"), head=OUTSIDE), "changed"),
        (feed(item(), head="").replace(b"rss>", b"feed>"), "changed"),
        (feed(item())[:120], "cut"),
        (feed(), "empty"),
        (feed(item(link="http://x")), "empty"),
        (b"", "cut"),
        (feed(item()).decode().encode("utf-16"), "changed"),
    ],
    ids=["entities", "outside", "root", "cut", "no item", "no good item", "nothing", "UTF-16"],
)
def test_another_feed_is_refused(body: bytes, why: str) -> None:
    assert refusal("fed", PRESS, body).why == why


def test_page_and_feed_are_asked_for() -> None:
    found = asked("fed", Held())
    assert [(r.key, r.form) for r in found] == [(CALENDAR, "html"), (PRESS, "xml")]
