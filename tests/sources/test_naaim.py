"""The NAAIM index: the link on the page, the workbook against openpyxl and the imported history."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.sources.official import (
    Held,
    agreeing,
    asked,
    imported,
    only,
    reading,
    refusal,
    workbook,
)
from tests.sources.recorded import recorded
from tools.sources.connectors.naaim import BOOK, PAGE
from tools.sources.request import Failure, Request

BODY = "naaim_USE_Data.xlsx"
LINK = "https://naaim.org/wp-content/uploads/2026/11/USE_Data-since-Inception_2026-11-18.xlsx"
HTML = f'<html><body><a class="b" href="{LINK}">Download</a></body></html>'.encode()


def test_every_number_is_the_one_in_the_workbook() -> None:
    sheet = openpyxl.load_workbook(BytesIO(recorded(BODY)), data_only=True).worksheets[0]
    wanted = {row[0]: row[8] for row in sheet.iter_rows(min_row=2, values_only=True)}
    data, report = reading("naaim", BOOK, recorded(BODY))
    assert only(data)["close"].to_dict() == {pd.Timestamp(day): v for day, v in wanted.items()}
    assert sum(report.refused.values()) == 2  # its first two weeks stand there twice


def test_it_agrees_with_the_imported_market(real_data: Path) -> None:
    held = imported(real_data, "naaim_weekly.csv.gz")["NAAIM"]["close"]
    shared, same = agreeing(only(reading("naaim", BOOK, recorded(BODY))[0])["close"], held, 0.006)
    assert shared == same == len(held) == 860


@pytest.mark.parametrize(
    "page",
    [
        HTML,
        HTML.replace(b"https://naaim.org", b""),
        HTML.replace(b'"', b"'"),
        HTML.replace(b"https://naaim.org", b"https://www.naaim.org"),
        b'<a href="https://elsewhere.example/USE_Data.xlsx">x</a>' + HTML,
    ],
    ids=["absolute", "relative", "single quotes", "with www", "another host first"],
)
def test_the_workbook_is_found_by_its_link(page: bytes) -> None:
    first, second = asked("naaim", Held(), lambda r: page if r.key == PAGE else b"x")
    assert first.path == "/programs/naaim-exposure-index/" and first.form == "html"
    assert (second.key, second.form) == (BOOK, "xlsx")
    assert second.path == LINK.removeprefix("https://naaim.org")
    assert reading("naaim", PAGE, page)[0].series == {}


@pytest.mark.parametrize(
    "page",
    [
        HTML.replace(b"USE_Data", b"Report"),
        HTML.replace(b"naaim.org", b"naaim.example"),
        HTML.replace(b"/2026/11/", b"/../../"),
        HTML.replace(b".xlsx", b".exe"),
        b"<html>Checking your browser</html>",
        b"",
    ],
    ids=["no link", "another host", "a path upwards", "another file", "a check", "empty"],
)
def test_without_the_link_it_says_so(page: bytes) -> None:
    with pytest.raises(Failure, match="no link to a workbook") as caught:
        asked("naaim", Held(), lambda _: page)
    assert caught.value.why == "changed" and "\n" not in str(caught.value)
    assert refusal("naaim", PAGE, page).why == "changed"


def test_without_the_page_nothing_more_is_asked() -> None:
    def nothing(request: Request) -> None:
        return None

    assert [r.key for r in asked("naaim", Held(), nothing)] == [PAGE]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("Date", "NAAIM Number"), (date(2026, 11, 18), 0.9283)], "changed"),
        ([("Date", "Mean"), (date(2026, 11, 18), 92.83)], "changed"),
        ([("Date", "NAAIM Number")], "empty"),
        ([("Date", "NAAIM Number"), ("last week", 92.83)], "changed"),
        ([("Date", "NAAIM Number"), (date(2026, 11, 25), 92.83)], "changed"),
    ],
    ids=["a share", "renamed", "header alone", "no date", "the future alone"],
)
def test_another_workbook_is_refused(rows: list[tuple[object, ...]], why: str) -> None:
    assert refusal("naaim", BOOK, workbook(rows)).why == why


def test_a_cut_workbook_is_refused() -> None:
    whole = recorded(BODY)
    assert refusal("naaim", BOOK, whole[: len(whole) // 2]).why == "cut"
