"""Workbooks as rows: where the header is found, what a cell becomes, what damage is called."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO

import pandas as pd
import pytest

from tests.sources.official import workbook
from tests.sources.recorded import payload, recorded
from tools.sources.request import Failure
from tools.sources.workbook import sheet_days, sheet_of


def rows(body: bytes, *wanted: str) -> pd.DataFrame:
    return sheet_of(payload("test", "book", body), wanted)


def test_row_numbers_are_those_that_excel_shows() -> None:
    body = workbook([["Title"], [], ["day", "  News\n Score "], ["a", 1], [], ["b", 2.5]])
    found = rows(body, "Day", "news score")
    assert found.to_dict("index") == {
        4: {"Day": "a", "news score": 1.0},
        6: {"Day": "b", "news score": 2.5},
    }


@pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", ".", "#N/A", "#DIV/0!", None, "null"])
def test_what_says_nothing_is_missing(cell: object) -> None:
    found = rows(workbook([["day", "x"], ["a", cell], ["b", True], ["c", "1,5 "]]), "day", "x")
    assert found["x"].to_list() == [None, True, "1,5"]


def test_dates_are_dates_and_nothing_else_is_guessed_to_be_one() -> None:
    cells = [datetime(2026, 11, 13, 15, 30), 46_339.0, "2026-11-13", None]  # noqa: DTZ001
    column = pd.Series(cells, dtype="object")
    assert sheet_days(column).to_list() == [pd.Timestamp("2026-11-13"), pd.NaT, pd.NaT, pd.NaT]
    packed = pd.Series(["20261113", 20261113.0, 20261113.5, "13.11.2026"], dtype="object")
    assert sheet_days(packed, "%Y%m%d").isna().to_list() == [False, False, True, True]


def test_an_old_workbooks_dates_and_texts_are_read_alike() -> None:
    found = rows(recorded("gpr_data_gpr_daily_recent.xls"), "var_name", "var_label")
    assert found.loc[3].to_list() == ["N10D", "Number of articles (10 recent newspapers, 1985-)"]
    assert list(found.index) == list(range(2, 11))
    survey = rows(recorded("aaii_sentiment.xls"), "Date", "Bullish")
    days = sheet_days(survey["Date"])
    assert pd.Timestamp("1987-07-24") in set(days) and days.min().year == 1987
    assert days.dropna().dt.hour.eq(0).all()


def test_a_wrong_size_in_the_file_cuts_no_rows_off() -> None:
    out = BytesIO()
    body = workbook([["day", "x"], *[[n, n] for n in range(50)]])
    with zipfile.ZipFile(BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(b"<sheetData>", b'<dimension ref="A1:B3"/><sheetData>')
            new.writestr(name, part)
    assert len(rows(out.getvalue(), "day", "x")) == 50


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"<html></html>", "cut"),
        (b"PK\x03\x04 and then nothing", "cut"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "cut"),
        (workbook([["day", "y"], [1, 2]]), "changed"),
        (workbook([["day", "x"]]), "empty"),
    ],
)
def test_what_is_no_such_workbook_has_a_name(body: bytes, why: str) -> None:
    with pytest.raises(Failure) as caught:
        rows(body, "day", "x")
    assert caught.value.why == why
    assert str(caught.value).startswith("test book") and "\n" not in str(caught.value)
