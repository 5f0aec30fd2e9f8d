"""The Treasury's yearly curve as CSV and XML, against FRED's copy of it and altered bodies."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pandas as pd
import pytest

from tests.sources.official import Held, agreeing, asked, reading, refusal, whole
from tests.sources.recorded import recorded

CSV = "treasury_daily-treasury-rates_2023.csv"
XML = "treasury_daily_treasury_yield_curve.xml"
TENORS = {"DGS2": "2 Yr", "DGS5": "5 Yr", "DGS10": "10 Yr", "DGS30": "30 Yr"}
SMALL = (
    b'Date,"1 Mo","1.5 Month","2 Yr","5 Yr","10 Yr","30 Yr"\n'
    b"11/19/2026,3.80,3.82,4.20,4.38,4.68,5.24\n11/18/2026,3.81,3.82,4.22,4.39,4.70,N/A\n"
)


def test_every_yield_is_the_one_in_the_file() -> None:
    rows = list(csv.DictReader(StringIO(recorded(CSV).decode())))
    data, report = whole("treasury", "2023", CSV)
    assert report.rows == len(rows) == 169 and not report.refused
    for sid, tenor in TENORS.items():
        found = data.series[sid, "treasury"]["close"]
        assert {f"{d:%m/%d/%Y}": v for d, v in found.items()} == {
            row["Date"]: float(row[tenor]) for row in rows
        }


def test_it_is_the_series_that_fred_publishes_a_day_later() -> None:
    fred, _ = whole("fred", "DGS10", "fred_fredgraph_DGS10.csv")
    data, _ = whole("treasury", "2023", CSV)
    pair = data.series["DGS10", "treasury"]["close"], fred.series["DGS10", "fred"]["close"]
    assert agreeing(*pair, 0.0) == (169, 169)


def test_the_inversion_of_2023_stands_in_it() -> None:
    """The two-year's high of 8 March and its fall to 4.03 in three sessions were widely printed."""
    data, _ = whole("treasury", "2023", CSV)
    two = data.series["DGS2", "treasury"]["close"]
    assert two["2023-03-08"] == 5.05 and two["2023-03-13"] == 4.03


def test_xml_gives_what_stands_in_its_entries() -> None:
    data, report = whole("treasury", "2026-xml", XML)
    days = [pd.Timestamp("2026-08-11"), pd.Timestamp("2026-08-12")]
    assert {sid: list(frame["close"]) for (sid, _), frame in data.series.items()} == {
        "DGS2": [4.22, 4.20],
        "DGS5": [4.39, 4.38],
        "DGS10": [4.70, 4.68],
        "DGS30": [5.24, 5.24],
    }
    assert list(data.series["DGS2", "treasury"].index) == days and not report.refused


def test_columns_are_found_by_name_and_a_missing_tenor_is_missing() -> None:
    data, _ = reading("treasury", "2026", SMALL)
    assert data.series["DGS10", "treasury"]["close"].to_list() == [4.70, 4.68]
    assert data.series["DGS30", "treasury"]["close"].to_dict() == {pd.Timestamp("2026-11-19"): 5.24}


def test_years_without_a_thirty_year_yield_are_read() -> None:
    body = b"Date,2 Yr,5 Yr,10 Yr,30 Yr\n12/30/2004,3.06,3.61,4.27,\n12/31/2004,3.08,3.63,4.24,\n"
    data, _ = reading("treasury", "2004", body)
    assert sorted(sid for sid, _ in data.series) == ["DGS10", "DGS2", "DGS5"]


def test_a_row_of_zeros_is_a_holiday() -> None:
    row = b"11/17/2026,0,0,0,0,0,0\n"
    data, report = reading("treasury", "2026", SMALL + row)
    assert pd.Timestamp("2026-11-17") not in data.series["DGS10", "treasury"].index
    assert report.refused["DGS10 outside 0.01 to 25"] == 1


def test_the_running_day_is_left_out() -> None:
    noon = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)
    data, report = reading("treasury", "2026", SMALL, noon)
    assert list(data.series["DGS2", "treasury"].index) == [pd.Timestamp("2026-11-18")]
    assert "provisional" in report.warnings[0]


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("2026", SMALL.replace(b"10 Yr", b"10-year")),
        ("2026", SMALL.replace(b"Date", b"Day")),
        ("2026", b"Date,2 Yr,5 Yr,10 Yr,30 Yr\n2026-11-19,4.20,4.38,4.68,5.24\n"),
        ("2026", b"Date,2 Yr,5 Yr,10 Yr,30 Yr\n11/19/2026,.0421,.0438,.0468,.0524\n"),
        (
            "2026-xml",
            b"<feed><entry><properties><NEW_DATE>x</NEW_DATE></properties></entry></feed>",
        ),
        ("2026-xml", b'<!DOCTYPE feed [<!ENTITY a "b">]><feed>&a;</feed>'),
    ],
    ids=["renamed", "date renamed", "ISO dates", "decimals", "no tenors", "entities"],
)
def test_another_layout_is_refused(key: str, body: bytes) -> None:
    assert refusal("treasury", key, body).why == "changed"


def test_xml_that_ends_too_early_is_cut_and_a_feed_without_entries_empty() -> None:
    assert refusal("treasury", "2026-xml", recorded(XML)[:-300]).why == "cut"
    assert refusal("treasury", "2026-xml", b"<feed><title>Rates</title></feed>").why == "empty"


def test_years_are_asked_from_the_last_stored_one_on() -> None:
    lasts = {(sid, "treasury"): date(2025, 12, 30) for sid in TENORS}
    assert [r.key for r in asked("treasury", Held(lasts=lasts))] == ["2025", "2026"]
    nothing = [r.key for r in asked("treasury", Held())]
    assert (nothing[0], nothing[-1], len(nothing)) == ("1990", "2026", 37)
    assert asked("treasury", Held(since=date(2024, 5, 1)))[0].key == "2024"
    lasts.pop(("DGS30", "treasury"))
    assert asked("treasury", Held(lasts=lasts))[0].key == "1990"


def test_xml_stands_in_for_a_year_whose_csv_fails() -> None:
    found = asked(
        "treasury",
        Held(since=date(2025, 1, 1)),
        lambda request: None if request.key == "2026" else b"x",
    )
    assert [(r.key, r.form) for r in found] == [
        ("2025", "csv"),
        ("2026", "csv"),
        ("2026-xml", "xml"),
    ]
    assert found[1].path.endswith("/daily-treasury-rates.csv/2026/all")
    assert found[2].query["field_tdr_date_value"] == "2026"
