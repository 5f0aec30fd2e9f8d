"""The file of daily policy uncertainty."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pandas as pd
import pytest

from tests.sources.official import Held, asked, only, reading, refusal, whole
from tests.sources.recorded import recorded

BODY = "epu_All_Daily_Policy_Data.csv"
SMALL = b"day,month,year,daily_policy_index\n5,11,2026,101.50\n6,11,2026,98.20\n"


def test_every_value_is_the_one_in_the_file() -> None:
    raw = list(csv.DictReader(StringIO(recorded(BODY).decode())))
    wanted = {
        date(int(r["year"]), int(r["month"]), int(r["day"])): float(r["daily_policy_index"])
        for r in raw
    }
    data, report = whole("epu", "daily", BODY)
    assert {d.date(): v for d, v in only(data)["close"].items()} == wanted
    assert list(data.series) == [("EPU", "epu")] and not report.refused


def test_day_and_month_cannot_be_mistaken() -> None:
    assert only(reading("epu", "daily", SMALL)[0]).index[0] == pd.Timestamp("2026-11-05")
    moved = b"month,day,year,daily_policy_index\n11,5,2026,101.50\n11,6,2026,98.20\n"
    assert only(reading("epu", "daily", moved)[0]).index[0] == pd.Timestamp("2026-11-05")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"31,11,2026,100.00", "bad date"),
        (b",11,2026,100.00", "bad date"),
        (b"30,11,2026,100.00", "future"),
        (b"6,11,2026,99.00", "twice"),
        (b"7,11,2026,nan", "finite"),
        (b"7,11,2026,-3", "outside"),
        (b"Stanford; Chicago; Northwestern", "number of fields"),
    ],
)
def test_a_bad_row_is_counted(line: bytes, why: str) -> None:
    data, report = reading("epu", "daily", SMALL + line + b"\n")
    ((refused, count),) = report.refused.items()
    assert why in refused and count == 1 and len(only(data)) == 2


@pytest.mark.parametrize(
    "body",
    [
        SMALL.replace(b"daily_policy_index", b"news_index"),
        SMALL.replace(b"101.50", b"1.01").replace(b"98.20", b"0.98"),
        SMALL.replace(b"2026", b"26"),
    ],
    ids=["renamed", "factor", "two-digit years"],
)
def test_another_layout_or_unit_is_refused(body: bytes) -> None:
    assert refusal("epu", "daily", body).why == "changed"


def test_a_value_that_lost_its_last_digits_is_not_believed() -> None:
    data, report = reading("epu", "daily", SMALL[:-4])
    assert len(only(data)) == 1 and report.refused == {"the last line is cut off": 1}


def test_the_whole_file_is_asked_for() -> None:
    (request,) = asked("epu", Held())
    assert request.path == "/media/All_Daily_Policy_Data.csv"
