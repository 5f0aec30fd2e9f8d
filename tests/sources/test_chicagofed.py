"""The Chicago Fed's file of financial conditions."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from tests.sources.official import Held, agreeing, asked, imported, reading, refusal, whole
from tests.sources.recorded import recorded

BODY = "chicagofed_nfci-data-series-csv.csv"
SMALL = (
    b"Friday_of_Week,NFCI,ANFCI,Risk\n01/08/1971,0.5897,0.5137,0.6\n01/15/1971,0.6216,0.5770,0.6\n"
)


def test_every_value_is_the_one_in_the_file() -> None:
    rows = list(csv.DictReader(StringIO(recorded(BODY).decode())))
    data, report = whole("chicagofed", "nfci", BODY)
    assert report.rows == len(rows) and not report.refused
    for sid in ("NFCI", "ANFCI"):
        found = data.series[sid, "chicagofed"]["close"]
        assert found.to_list() == [float(row[sid]) for row in rows]
        assert f"{found.index[0]:%m/%d/%Y}" == rows[0]["Friday_of_Week"]
        assert (found.index.day_of_week == 4).all()


@pytest.mark.parametrize(("sid", "within"), [("NFCI", 0.005), ("ANFCI", 0.01)])
def test_it_agrees_with_freds_copy_within_revisions(
    real_data: Path, sid: str, within: float
) -> None:
    held = imported(real_data, "macro_rates_credit_fred.csv.gz")[sid]["close"]
    data, _ = whole("chicagofed", "nfci", BODY)
    live = data.series[sid, "chicagofed"]["close"]
    assert agreeing(live, held, within) == (138, 138)


@pytest.mark.parametrize(
    "body",
    [
        SMALL.replace(b"NFCI,ANFCI", b"Index,Adjusted"),
        SMALL.replace(b"01/", b"1971-"),
        b"Friday_of_Week,NFCI,ANFCI\n01/08/1971,58.97,51.37\n01/15/1971,62.16,57.70\n",
    ],
    ids=["renamed", "dates", "factor"],
)
def test_another_layout_or_unit_is_refused(body: bytes) -> None:
    assert refusal("chicagofed", "nfci", body).why == "changed"


def test_columns_may_move() -> None:
    moved = b"Risk,ANFCI,Friday_of_Week,NFCI\n0.6,0.5137,01/08/1971,0.5897\n"
    data, _ = reading("chicagofed", "nfci", moved)
    assert data.series["NFCI", "chicagofed"]["close"].to_list() == [0.5897]


def test_the_whole_file_is_asked_for() -> None:
    (request,) = asked("chicagofed", Held())
    assert request.form == "csv" and request.path.endswith("/nfci-data-series-csv.csv")
