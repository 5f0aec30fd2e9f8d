"""SqueezeMetrics' file: mixed line ends, agreement with the imported history, altered bodies."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.sources.official import Held, agreeing, asked, imported, only, reading, refusal
from tests.sources.recorded import recorded

BODY = "squeezemetrics_DIX.csv"
HEAD = b"date,price,dix,gex\r\n"
ROW = b"2026-11-19,6700.5,0.44,4094243670.56\n"


def test_every_row_is_read_whichever_way_it_ends() -> None:
    raw = recorded(BODY)
    assert raw.count(b"\r\n") not in (0, raw.count(b"\n"))
    rows = [line.split(",") for line in re.split(r"\r?\n", raw.decode().strip())[1:]]
    found = only(reading("squeezemetrics", "DIX", raw)[0])
    assert [f"{day:%Y-%m-%d}" for day in found.index] == [row[0] for row in rows]
    for column, place in (("price", 1), ("dix", 2), ("gex", 3)):
        assert found[column].tolist() == [float(row[place]) for row in rows]


@pytest.mark.parametrize(("field", "within"), [("gex", 1.0), ("dix", 1e-6), ("price", 1e-4)])
def test_it_agrees_with_the_imported_market(real_data: Path, field: str, within: float) -> None:
    held = imported(real_data, "dix_gex_daily.csv.gz")["DIX"][field]
    shared, same = agreeing(
        only(reading("squeezemetrics", "DIX", recorded(BODY))[0])[field], held, within
    )
    assert shared == same >= 25


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (HEAD + ROW.replace(b"0.44", b"44.0"), "changed"),
        (HEAD + ROW.replace(b"4094243670.56", b"4.09"), "changed"),
        (HEAD.replace(b"gex", b"gamma") + ROW, "changed"),
        (b"<html><body>Access denied</body></html>", "changed"),
        (HEAD, "empty"),
        (HEAD + b"2026-11-19,,,\n", "empty"),
        (HEAD + b"2026-11-30,6700.5,0.44,4094243670.56\n", "changed"),
    ],
    ids=["percent", "billions", "renamed", "page", "header alone", "blanks", "future alone"],
)
def test_another_file_is_refused(body: bytes, why: str) -> None:
    assert refusal("squeezemetrics", "DIX", body).why == why


def test_bad_rows_are_counted_and_the_rest_is_read() -> None:
    bad = b"2026-11-18,6700,0.44,inf\n2026-11-30,6700,0.44,4e9\nnever,6700,0.44,4e9\n" + ROW
    data, report = reading("squeezemetrics", "DIX", HEAD + ROW + bad)
    assert only(data).index.tolist() == [pd.Timestamp("2026-11-19")]
    assert len(report.refused) == 4 and set(report.refused.values()) == {1}


def test_one_file_is_asked_for() -> None:
    (request,) = asked("squeezemetrics", Held())
    assert (request.key, request.path) == ("DIX", "/monitor/static/DIX.csv")
