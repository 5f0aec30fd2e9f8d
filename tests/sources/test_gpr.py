"""The geopolitical risk workbook against pandas' reader and the imported market."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.sources.official import Held, asked, imported, only, reading, refusal, whole, workbook
from tests.sources.recorded import recorded

BODY = "gpr_data_gpr_daily_recent.xls"
HEAD = ["DAY", "N10D", "GPRD", "GPRD_ACT", "GPRD_THREAT", "date"]


def rows(*more: list[object]) -> list[list[object]]:
    good = [["20261116", 500, 140.0, 120.5, 160.0, 1], ["20261117", 480, 150.0, 121.5, 170.0, 2]]
    return [HEAD, *good, *more]


@pytest.mark.filterwarnings("ignore:The xlrd engine")
def test_every_value_is_the_one_in_the_workbook() -> None:
    raw = pd.read_excel(BytesIO(recorded(BODY)), dtype={"DAY": str})
    found = only(whole("gpr", "recent", BODY)[0])
    assert len(found) == len(raw) == 15_121
    for column in ("GPRD", "GPRD_ACT", "GPRD_THREAT"):
        assert (found[column.lower()].to_numpy() == raw[column].to_numpy()).all()
    assert list(found.index.strftime("%Y%m%d")) == raw["DAY"].to_list()


def test_it_is_the_imported_market_to_the_last_digit_of_single_precision(real_data: Path) -> None:
    held = imported(real_data, "gpr_daily.csv.gz")["GPR"]
    live = only(whole("gpr", "recent", BODY)[0]).loc[held.index]
    assert list(live) == list(held) and len(held) == 12_053
    same = live.astype(np.float32) == held.astype(np.float32)
    assert same.to_numpy().all()


def test_the_attacks_of_2001_are_its_peak() -> None:
    found = only(whole("gpr", "recent", BODY)[0])
    assert f"{found['gprd'].idxmax():%Y-%m}" == "2001-09" and found["gprd"].max() > 500.0


def test_the_index_averages_one_hundred_over_its_base_years() -> None:
    found = only(whole("gpr", "recent", BODY)[0])
    assert found.loc["1985":"2019"].mean().to_numpy() == pytest.approx(100.0, abs=0.5)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (["20261131", 1, 140.0, 120.0, 160.0, 3], "bad date"),
        ([None, 1, 140.0, 120.0, 160.0, 3], "bad date"),
        (["20261201", 1, 140.0, 120.0, 160.0, 3], "future"),
        (["20261117", 1, 141.0, 120.0, 160.0, 3], "twice"),
        (["20261118", 1, "n.a. yet", 120.0, 160.0, 3], "finite"),
    ],
)
def test_a_bad_row_is_counted(bad: list[object], why: str) -> None:
    data, report = reading("gpr", "recent", workbook(rows(bad)))
    assert len(only(data)) == 2
    ((refused, count),) = report.refused.items()
    assert why in refused and count == 1


def test_a_negative_value_is_left_out_and_its_row_kept() -> None:
    data, report = reading("gpr", "recent", workbook(rows([20261118, 1, -5.0, 120.0, 160.0, 3])))
    assert only(data).loc["2026-11-18"].isna().to_list() == [True, False, False]
    assert report.refused == {"GPR.gprd outside 0 to 5000": 1}


@pytest.mark.parametrize(
    "body",
    [
        workbook([["DAY", "GPR"], ["20261116", 140.0]]),
        workbook([HEAD, ["20261116", 5, 1.4, 1.2, 1.6, 1], ["20261117", 5, 1.5, 1.2, 1.7, 2]]),
        workbook([["nothing"]] * 60 + rows()),
    ],
    ids=["renamed", "factor", "header too deep"],
)
def test_another_layout_or_unit_is_refused(body: bytes) -> None:
    assert refusal("gpr", "recent", body).why == "changed"


def test_a_header_alone_is_empty() -> None:
    assert refusal("gpr", "recent", workbook([HEAD])).why == "empty"


def test_a_preamble_and_moved_columns_change_nothing() -> None:
    plain = only(reading("gpr", "recent", workbook(rows()))[0])
    moved = [["Citation"], [], *[row[::-1] for row in rows()]]
    pd.testing.assert_frame_equal(only(reading("gpr", "recent", workbook(moved))[0]), plain)


def test_the_whole_workbook_is_asked_for() -> None:
    (request,) = asked("gpr", Held())
    assert (request.form, request.path) == ("xls", "/gpr_files/data_gpr_daily_recent.xls")
