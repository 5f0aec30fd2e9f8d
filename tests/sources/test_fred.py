"""FRED's chart downloads: the recorded ten-year yield, and what may become of such a file."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.sources.official import Held, agreeing, asked, imported, only, reading, refusal, whole
from tests.sources.recorded import recorded
from tools.market.catalogue import catalogue
from tools.sources.connectors.fred import AT_FRED, FINAL
from tools.sources.plausible import units
from tools.sources.table import sources

BODY = "fred_fredgraph_DGS10.csv"
MACRO = "macro_rates_credit_fred.csv.gz"
SMALL = b"observation_date,DGS10\n2026-11-16,4.11\n2026-11-17,.\n2026-11-18,4.13\n"


def test_every_value_is_the_one_in_the_file() -> None:
    rows = list(csv.reader(StringIO(recorded(BODY).decode())))
    wanted = {row[0]: float(row[1]) for row in rows[1:] if row[1]}
    data, report = whole("fred", "DGS10", BODY)
    found = data.series["DGS10", "fred"]["close"]
    assert {f"{day:%Y-%m-%d}": value for day, value in found.items()} == wanted
    assert report.rows == len(wanted) == 1250 and report.blank == len(rows) - 1 - len(wanted)
    assert not report.refused and not report.warnings


def test_it_agrees_with_the_imported_market(real_data: Path) -> None:
    held = imported(real_data, MACRO)["DGS10"]["close"]
    live = only(whole("fred", "DGS10", BODY)[0])["close"]
    assert agreeing(live, held, 0.0) == (524, 524)


@pytest.mark.parametrize(
    "body",
    [
        SMALL.replace(b"observation_date", b"DATE"),
        SMALL.replace(b"observation_date,DGS10", b'\xef\xbb\xbf"observation_date","DGS10"'),
        SMALL.replace(b"\n", b"\r\n"),
        b"Title,DGS10\nFrequency,Daily\n\n" + SMALL,
        b"DGS10,observation_date\n4.11,2026-11-16\n,2026-11-17\n4.13,2026-11-18\n",
        b"observation_date,DGS10\n2026-11-18,4.13\n2026-11-17,\n2026-11-16,4.11\n",
    ],
    ids=["old header", "quoted, byte-order mark", "CRLF", "preamble", "reordered", "newest first"],
)
def test_the_same_values_in_another_dress(body: bytes) -> None:
    data, report = reading("fred", "DGS10", body)
    assert only(data)["close"].to_dict() == {
        pd.Timestamp("2026-11-16"): 4.11,
        pd.Timestamp("2026-11-18"): 4.13,
    }
    assert report.blank == 1 and not report.refused


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"2026-11-18,9.99", "date stands there twice"),
        (b"2026-13-18,4.1", "bad date"),
        (b"18/11/2026,4.1", "bad date"),
        (b"2026-11-30,4.1", "future"),
        (b"2026-11-19,inf", "finite"),
        (b"2026-11-19,4.1%", "finite"),
        (b"2026-11-19,410", "outside"),
        (b"2026-11-19,-4.1", "outside"),
        (b"2026-11-19,4.1,1", "number of fields"),
    ],
)
def test_a_bad_row_is_counted_and_the_rest_is_read(line: bytes, why: str) -> None:
    data, report = reading("fred", "DGS10", SMALL + line + b"\n")
    (refused,) = report.refused
    assert why in refused and report.refused[refused] == 1
    days = only(data).index
    assert list(days) == [pd.Timestamp("2026-11-16"), pd.Timestamp("2026-11-18")]


def test_a_last_line_without_its_end_is_not_believed() -> None:
    data, report = reading("fred", "DGS10", SMALL[:-2])  # 4.13 cut to 4.1
    assert list(only(data).index) == [pd.Timestamp("2026-11-16")]
    assert report.examples["the last line is cut off"] == [4]


@pytest.mark.parametrize(
    "body",
    [
        SMALL.replace(b"DGS10", b"DGS2"),
        SMALL.replace(b"observation_date", b"day"),
        b"observation_date,DGS10\n2026-11-16,0.0411\n2026-11-17,0.0412\n2026-11-18,0.0413\n",
        b"observation_date,DGS10\n2026-11-16,411\n2026-11-17,412\n2026-11-18,413\n",
        b"observation_date,DGS10\nnope,4.11\nnor this,4.12\n",
    ],
    ids=["another series", "another header", "decimals", "basis points", "no dates"],
)
def test_another_file_is_refused(body: bytes) -> None:
    assert refusal("fred", "DGS10", body).why == "changed"


@pytest.mark.parametrize("rows", [b"", b"2026-11-18,.\n"])
def test_a_header_alone_and_dots_alone_are_nothing_new(rows: bytes) -> None:
    """What FRED answers when it is asked for the days since its last figure."""
    data, report = reading("fred", "DGS10", b"observation_date,DGS10\n" + rows)
    assert not data.series and report.rows == 0
    assert report.warnings == ["nothing new since the day that was asked for"]
    assert refusal("fred", "DGS10", b"\n").why == "empty"


def test_a_running_session_is_left_out_of_what_trades_in_it() -> None:
    body = b"observation_date,VIXCLS\n2026-11-18,19.5\n2026-11-19,20.5\n2026-11-20,23.1\n"
    noon = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    data, report = reading("fred", "VIXCLS", body, noon)
    assert data.series["VIX", "fred"].index.max() == pd.Timestamp("2026-11-19")
    assert "2026-11-20 is provisional" in report.warnings[0] and report.rows == 2
    later, _ = reading("fred", "VIXCLS", body, datetime(2026, 11, 20, 21, 30, tzinfo=UTC))
    assert later.series["VIX", "fred"]["close"].iloc[-1] == 23.1


def test_from_nothing_every_series_is_asked_for_whole_and_once() -> None:
    found = asked("fred", Held())
    gives = sources()["fred"].gives
    assert [r.key for r in found] == [AT_FRED.get(sid, sid) for sid in gives]
    assert {r.query["cosd"] for r in found} == {"1900-01-01"}
    assert all(r.path == "/graph/fredgraph.csv" and r.query["id"] == r.key for r in found)


def test_a_daily_run_asks_for_weeks_where_values_are_final() -> None:
    held = Held(lasts={(sid, "fred"): date(2026, 11, 19) for sid in sources()["fred"].gives})
    starts = {r.key: r.query["cosd"] for r in asked("fred", held)}
    assert starts["DGS10"] == starts["VIXCLS"] == "2026-10-29"
    assert starts["NFCI"] == starts["PAYEMS"] == "1900-01-01"
    limited = {r.key: r.query["cosd"] for r in asked("fred", Held(since=date(2026, 1, 2)))}
    assert set(limited.values()) == {"2026-01-02"}


def test_every_series_has_a_unit_and_a_place_in_the_catalogue() -> None:
    gives = set(sources()["fred"].gives)
    assert gives <= set(units()) and gives <= set(catalogue()) and gives >= FINAL


def test_the_imported_history_lies_in_every_units_range(real_data: Path) -> None:
    """Each calendar year of each series from 1990 to 2022 passes as a body would."""
    held = imported(real_data, MACRO)
    for sid in set(sources()["fred"].gives) & set(held):
        unit, values = units()[sid], held[sid]["close"]
        assert values.between(*unit.range).all(), sid
        for _, year in values.groupby(values.index.year):
            assert unit.usual[0] <= year.abs().median() <= unit.usual[1], sid
            if unit.step:
                ticks = year / unit.step
                assert np.mean(np.abs(ticks - ticks.round()) < 1e-4) > 0.5, sid
