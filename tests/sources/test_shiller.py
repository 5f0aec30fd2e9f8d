"""Shiller's page and workbook against pandas' reader, the imported market and published figures."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from tests.sources.official import (
    Held,
    agreeing,
    asked,
    imported,
    reading,
    refusal,
    whole,
    workbook,
)
from tests.sources.recorded import payload, recorded
from tools.sources.request import Request

BODY = "shiller_ie_data.xls"
KEY = "ie_data-1788371540009"
PAIR, PROFIT = ("SHILLER", "shiller"), ("SHILLER_EARNINGS", "shiller")
BLOB = "https://img1.wsimg.com/blobby/go/e5e77e0b-59d1/downloads/70fec4f5-727f/ie_data.xls"
LINK = f"{BLOB}?ver=1788371540009"
HEAD = ["Date", "P", "D", "E", "CPI", "Fraction", "Rate GS10", "Price", "Dividend", "CAPE"]


def month(at: object, price: object = 6800.0, *, earned: object = 250.0) -> list[object]:
    return [at, price, 79.0, earned, 325.0, 2026.7, 4.1, price, 79.0, 39.0]


def book(*rows: list[object]) -> bytes:
    return workbook([["Stock Market Data"], [None, "S&P"], HEAD, *rows])


def page(link: str) -> bytes:
    return f'<html><body><a href="{link}">U.S. Stock Markets</a></body></html>'.encode()


@pytest.mark.filterwarnings("ignore:The xlrd engine")
def test_every_value_is_the_one_in_the_workbook() -> None:
    raw = pd.read_excel(BytesIO(recorded(BODY)), sheet_name="Data", header=7).iloc[:-2]
    raw = raw.set_index(pd.to_datetime(raw["Date"].map("{:.2f}".format), format="%Y.%m"))
    data, report = whole("shiller", KEY, BODY)
    found = data.series[PAIR]
    assert len(found) == len(raw) == 1862 and not report.refused
    names = {"price": "P", "dividend": "D", "cpi": "CPI", "long_rate": "Rate GS10", "cape": "CAPE"}
    for field, column in names.items():
        wanted = pd.to_numeric(raw[column], errors="coerce").to_numpy()
        assert ((found[field].to_numpy() == wanted) | (found[field].isna() & pd.isna(wanted))).all()
    earned = raw["E"].dropna().astype("float64")
    assert (data.series[PROFIT]["close"].to_numpy() == earned.to_numpy()).all()


@pytest.mark.parametrize(
    ("field", "within", "count", "same"),
    [
        ("price", 0.0, 1824, 1824),
        ("dividend", 0.0, 1824, 1824),
        ("close", 0.0, 1824, 1824),
        ("cpi", 0.00501, 1824, 1824),
        ("long_rate", 0.00501, 1824, 1824),
        ("cape", 0.00501, 1704, 1704),
    ],
)
def test_it_agrees_with_the_imported_market_as_far_as_that_is_printed(
    real_data: Path, field: str, within: float, count: int, same: int
) -> None:
    """The import rounds prices of consumers, rates and CAPE to two decimals."""
    held = imported(real_data, "shiller_sp500_monthly.csv.gz")
    data, _ = whole("shiller", KEY, BODY)
    sid = "SHILLER_EARNINGS" if field == "close" else "SHILLER"
    assert agreeing(data.series[sid, "shiller"][field], held[sid][field], within) == (count, same)


@pytest.mark.parametrize(
    ("day", "ratio"), [("1881-01-01", 18.47), ("1929-09-01", 32.56), ("1999-12-01", 44.20)]
)
def test_the_published_ratios_stand_in_it(day: str, ratio: float) -> None:
    """The first one, the peak of 1929 and that of 1999, as they are widely quoted."""
    cape = whole("shiller", KEY, BODY)[0].series[PAIR]["cape"]
    assert cape[day] == pytest.approx(ratio, abs=0.005)
    assert cape.first_valid_index() == pd.Timestamp("1881-01-01")


def test_a_date_of_one_decimal_is_october() -> None:
    data, _ = reading("shiller", KEY, book(month(2026.01), month(2026.09), month(2026.1)))
    assert list(data.series[PAIR].index.month) == [1, 9, 10]
    texts, _ = reading("shiller", KEY, book(month("2026.01"), month("2026.10")))
    assert list(texts.series[PAIR].index.month) == [1, 10]


def test_a_month_whose_price_is_one_days_is_left_out() -> None:
    data, report = whole("shiller", KEY, BODY)
    assert data.series[PAIR].index[-1] == pd.Timestamp("2026-02-01")  # "Mar price is Mar 4th close"
    assert report.warnings == [
        "2026-03 is provisional and was left out: its price is not the month's mean yet"
    ]


def test_the_running_month_is_left_out_and_a_later_one_refused() -> None:
    rows = [month(2026.09), month(2026.1), month(2026.11)]
    data, report = reading("shiller", KEY, book(*rows))
    assert data.series[PAIR].index[-1] == pd.Timestamp("2026-10-01") and report.warnings
    later, report = reading("shiller", KEY, book(*rows[:2], month(2027.01)))
    assert later.series[PAIR].index[-1] == pd.Timestamp("2026-10-01")
    assert report.refused == {"date lies in the future": 1} and not report.warnings
    full, _ = reading("shiller", KEY, book(*rows), datetime(2026, 12, 2, tzinfo=UTC))
    assert full.series[PAIR].index[-1] == pd.Timestamp("2026-11-01")


def test_zeros_and_na_are_missing() -> None:
    data, report = reading("shiller", KEY, book(month(2026.08), month(2026.09, earned=0.0)))
    assert list(data.series[PROFIT].index.month) == [8]
    row = month(2026.09)
    row[-1] = "NA"
    cape = reading("shiller", KEY, book(month(2026.08), row))[0].series[PAIR]["cape"]
    assert cape.isna().to_list() == [False, True] and not report.refused


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (month("soon"), "bad date"),
        (month(2026.13), "bad date"),
        (month(2026.09), "twice"),
        (month(2026.1, "n/k"), "finite"),
    ],
)
def test_a_bad_row_is_counted(row: list[object], why: str) -> None:
    data, report = reading("shiller", KEY, book(month(2026.08), month(2026.09), row))
    ((refused, count),) = report.refused.items()
    assert why in refused and count == 1 and len(data.series[PAIR]) == 2


@pytest.mark.parametrize(
    "body",
    [
        workbook([["Date", "Price", "CAPE"], [2026.09, 6800.0, 39.0]]),
        book(month(2026.08, 6_800_000.0), month(2026.09, 6_900_000.0)),
    ],
    ids=["renamed", "factor"],
)
def test_another_layout_or_unit_is_refused(body: bytes) -> None:
    assert refusal("shiller", KEY, body).why == "changed"


@pytest.mark.parametrize(
    "link",
    [LINK, LINK.removeprefix("https:"), LINK.replace("/", "\\/"), LINK.replace("/", "\\u002F")],
    ids=["https", "no scheme", "JSON", "JSON codes"],
)
def test_the_workbook_is_asked_for_where_the_page_has_it(link: str) -> None:
    def answers(request: Request) -> bytes:
        return page(link) if request.key == "page" else b"x"

    first, second = asked("shiller", Held(), answers)
    assert (first.path, first.form) == ("/", "html")
    assert second.key == KEY and second.query == {"ver": "1788371540009"}
    assert second.path == BLOB.removeprefix("https:") and second.form == "xls"
    assert reading("shiller", "page", page(link))[0].series == {}


def test_a_version_that_is_held_is_not_asked_for_again() -> None:
    assert len(asked("shiller", Held(keys=frozenset([KEY])), lambda _: page(LINK))) == 1


def test_a_link_on_the_sources_own_host_is_below_its_base() -> None:
    _, second = asked("shiller", Held(), lambda _: page("/downloads/ie_data.xls?ver=12"))
    assert (second.key, second.path) == ("ie_data-12", "/downloads/ie_data.xls")


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/ie_data.xls?ver=1",
        "//elsewhere.example/ie_data.xls?ver=1",
        "https:////elsewhere.example/ie_data.xls?ver=1",
        "https://img1.wsimg.com.elsewhere.example/ie_data.xls?ver=1",
        "https://img1.wsimg.com/../ie_data.xls?ver=1",
        "/downloads/another.xls",
    ],
)
def test_a_link_to_a_host_that_is_not_known_is_not_followed(link: str) -> None:
    assert len(asked("shiller", Held(), lambda _: page(link))) == 1
    assert "no link to ie_data.xls" in str(refusal("shiller", "page", page(link)))


def test_without_the_page_nothing_more_is_asked() -> None:
    assert len(asked("shiller", Held(), lambda _: None)) == 1
    assert payload("shiller", "page", b"").name == "shiller page"
