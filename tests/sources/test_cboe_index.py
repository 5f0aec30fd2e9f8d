"""Cboe's index histories: both layouts as recorded, published closes, and altered files."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from tests.sources.official import Held, agreeing, asked, imported, only, reading, refusal
from tests.sources.recorded import recorded
from tools.market.catalogue import catalogue
from tools.sources.connectors.cboe_index import INDICES
from tools.sources.plausible import units
from tools.sources.table import sources

PRICES = b"DATE,OPEN,HIGH,LOW,CLOSE\n"
SMALL = PRICES + b"11/18/2026,18.1,19.2,17.9,18.8\n11/19/2026,18.8,20.1,18.5,19.9\n"
ALONE = b"DATE,VVIX\n11/18/2026,96.34\n11/19/2026,95.55\n"


@pytest.mark.parametrize("index", INDICES)
def test_every_close_is_the_one_in_the_file(index: str) -> None:
    body = recorded(f"cboe_{index}_History.csv")
    rows = list(csv.reader(StringIO(body.decode())))
    data, _ = reading("cboe", index, body)
    closes = {f"{day:%m/%d/%Y}": close for day, close in only(data)["close"].items()}
    assert closes == {row[0]: float(row[-1]) for row in rows[1:]}
    assert list(only(data)) == (
        ["open", "high", "low", "close"] if len(rows[0]) == 5 else ["close"]
    )


@pytest.mark.parametrize("index", INDICES)
def test_it_agrees_with_the_imported_market(index: str, real_data: Path) -> None:
    held = imported(real_data, "vol_index_daily.csv.gz")[index]["close"]
    live = only(reading("cboe", index, recorded(f"cboe_{index}_History.csv"))[0])["close"]
    shared, same = agreeing(live, held, 0.005)
    assert shared >= 25
    assert same == shared


def test_closes_that_were_published() -> None:
    """The VIX's first value, and 27.94 for the VVIX a day after its bad tick, which is kept."""
    vix = only(reading("cboe", "VIX", recorded("cboe_VIX_History.csv"))[0])["close"]
    assert vix["1990-01-02"] == 17.24
    vvix = only(reading("cboe", "VVIX", recorded("cboe_VVIX_History.csv"))[0])["close"]
    assert (vvix["2006-03-15"], vvix["2006-03-16"]) == (15.71, 27.94)


def test_an_impossible_high_is_left_out_and_its_close_kept() -> None:
    data, report = reading("cboe", "COR1M", recorded("cboe_COR1M_History.csv"))
    row = only(data).loc["2025-04-07"]
    assert pd.isna(row["high"]) and row["close"] == 45.22  # the file says 526.02
    assert sum(report.refused.values()) == 2


@pytest.mark.parametrize(
    "body",
    [
        b"Cboe Volatility Index\nas of 2026-11-20,,,,\n\n" + SMALL,
        SMALL.replace(b"11/18/2026", b"2026-11-18").replace(b"11/19/2026", b"2026-11-19"),
        b"date,close,low,high,open\n11/19/2026,19.9,18.5,20.1,18.8\n"
        b"11/18/2026,18.8,17.9,19.2,18.1\n",
        SMALL.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + SMALL,
        SMALL + b"11/21/2026,20,20,20,20\n",
        SMALL + b"11/19/2026,18.8,20.1,18.5,19.9\n",
        SMALL + b"11/17/2026,inf,inf,inf,inf\n",
        SMALL + b"11/17/2026,nan,nan,nan,nan\n",
        SMALL + b"11/17/2026,-18,-18,-18,-18\n",
        SMALL + b"11/17/2026,,,,\n",
        SMALL + b"31/12/2026,18,18,18,18\n",
        SMALL + b"11/17/2026,18\n",
        SMALL + b"11/17/2026,18,18,18,\n",
    ],
    ids=[
        *("preamble", "ISO dates", "reordered", "CRLF", "byte-order mark", "a future date"),
        *("a date twice", "infinite", "nan", "negative", "blank", "no date", "short", "no close"),
    ],
)
def test_the_same_values_in_another_dress_or_with_a_bad_row(body: bytes) -> None:
    found = only(reading("cboe", "VIX", body)[0])
    assert found["close"].to_dict() == {
        pd.Timestamp("2026-11-18"): 18.8,
        pd.Timestamp("2026-11-19"): 19.9,
    }
    assert found["high"].tolist() == [19.2, 20.1]


@pytest.mark.parametrize(
    ("index", "body", "why"),
    [
        ("VIX", SMALL.replace(b"CLOSE", b"LAST"), "changed"),
        ("VVIX", ALONE.replace(b"VVIX", b"VIX"), "changed"),
        ("VIX", PRICES + b"11/18/2026,0.181,0.192,0.179,0.188\n", "changed"),
        ("VIX", PRICES + b"11/18/2026,1810,1920,1790,1880\n", "changed"),
        ("VIX", PRICES, "empty"),
        ("VIX", PRICES + b"11/18/2026,,,,\n", "empty"),
        ("VIX", b"<!DOCTYPE html><html><body>Just a moment...</body></html>", "changed"),
        ("VIX", b"", "empty"),
        ("VIX", SMALL.replace(b"1", b"\xff"), "changed"),
        ("COR3M", SMALL, "changed"),
    ],
)
def test_another_file_is_refused_in_one_line(index: str, body: bytes, why: str) -> None:
    assert refusal("cboe", index, body).why == why


def test_a_cut_file_keeps_what_is_whole() -> None:
    whole = recorded("cboe_VIX_History.csv")
    cut = whole[: len(whole) // 2]
    found = only(reading("cboe", "VIX", cut)[0])
    full = only(reading("cboe", "VIX", whole)[0])
    assert 250 < len(found) < 350
    pd.testing.assert_frame_equal(found, full.loc[: found.index[-1]])


@pytest.mark.parametrize(
    ("fetched", "last"),
    [
        (datetime(2026, 11, 19, 20, 0, tzinfo=UTC), "2026-11-18"),
        (datetime(2026, 11, 19, 21, 30, tzinfo=UTC), "2026-11-19"),
    ],
)
def test_a_running_session_is_left_out(fetched: datetime, last: str) -> None:
    data, report = reading("cboe", "VVIX", ALONE, fetched)
    assert only(data).index[-1] == pd.Timestamp(last)
    assert any("provisional" in w for w in report.warnings) == (last == "2026-11-18")


def test_each_file_is_asked_for_once_and_gives_what_the_table_says() -> None:
    requests = asked("cboe", Held())
    assert tuple(r.key for r in requests) == INDICES == sources()["cboe"].gives
    assert requests[0].path == "/VIX_History.csv" and not requests[0].query
    assert set(INDICES) <= set(catalogue()) & set(units())
