"""The New York Fed's SOFR: the recording, and altered bodies."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.sources.official import Held, asked, only, reading, refusal, whole
from tests.sources.recorded import recorded

BODY = "nyfed_rates_secured_sofr_search.json"


def body(*rates: dict[str, Any]) -> bytes:
    return json.dumps({"refRates": list(rates)}).encode()


def rate(day: str, percent: object, revised: str = "", kind: str = "SOFR") -> dict[str, Any]:
    return {
        "effectiveDate": day,
        "type": kind,
        "percentRate": percent,
        "volumeInBillions": 2008,
        "revisionIndicator": revised,
    }


def test_every_rate_is_the_one_in_the_file() -> None:
    wanted = {r["effectiveDate"]: r["percentRate"] for r in json.loads(recorded(BODY))["refRates"]}
    data, report = whole("nyfed", "SOFR", BODY)
    assert {f"{d:%Y-%m-%d}": v for d, v in only(data)["close"].items()} == wanted
    assert list(data.series) == [("SOFR", "nyfed")] and report.rows == 4 and not report.warnings


@pytest.mark.parametrize("revised_first", [True, False])
def test_of_two_rates_for_one_day_the_revised_one_holds(revised_first: bool) -> None:
    pair = [rate("2026-11-19", 3.66, "R"), rate("2026-11-19", 3.65)]
    rows = pair if revised_first else pair[::-1]
    data, report = reading("nyfed", "SOFR", body(*rows, rate("2026-11-18", 3.64)))
    assert only(data)["close"].to_list() == [3.64, 3.66]
    assert report.warnings == ["1 rates are revised ones"]
    assert report.refused == {"date stands there twice: the later line counts": 1}


@pytest.mark.parametrize(
    "bad",
    [
        rate("2026-11-19", 3.65, kind="EFFR"),
        rate("2026-11-30", 3.65),
        rate("19 Nov 2026", 3.65),
        rate("2026-11-19", float("inf")),
        rate("2026-11-19", "3.65 %"),
        rate("2026-11-19", 365.0),
        rate("2026-11-19", None),
        {"effectiveDate": "2026-11-19", "type": "SOFR"},
    ],
    ids=["other rate", "future", "date", "inf", "percent sign", "basis points", "null", "no keys"],
)
def test_a_bad_entry_is_counted_and_the_rest_is_read(bad: dict[str, Any]) -> None:
    good = [rate("2026-11-18", 3.64), rate("2026-11-17", "3.63")]
    data, report = reading("nyfed", "SOFR", body(*good, bad))
    assert only(data)["close"].to_list() == [3.63, 3.64]
    assert sum(report.refused.values()) + report.blank == 1
    assert all(lines == [3] for lines in report.examples.values())


@pytest.mark.parametrize(
    "other",
    [
        b"[]",
        b'{"error": "bad request"}',
        b'{"refRates": {"SOFR": 3.6}}',
        b'{"refRates": [3.6, 3.7]}',
        body({"date": "2026-11-19", "rate": 3.65}),
        body(rate("2026-11-18", 0.0364), rate("2026-11-19", 0.0365)),
        body(rate("2026-11-18", 364.0), rate("2026-11-19", 365.0)),
    ],
    ids=["list", "error", "object", "numbers", "renamed", "decimals", "basis points"],
)
def test_another_shape_is_refused(other: bytes) -> None:
    assert refusal("nyfed", "SOFR", other).why == "changed"


def test_no_rates_are_empty_and_half_a_body_is_cut() -> None:
    assert refusal("nyfed", "SOFR", body()).why == "empty"
    assert refusal("nyfed", "SOFR", recorded(BODY)[:400]).why == "cut"


def test_it_asks_from_the_last_weeks_on() -> None:
    (first,) = asked("nyfed", Held())
    assert first.query == {"startDate": "2018-04-02", "endDate": "2026-11-20"}
    lasts = {("SOFR", "nyfed"): date(2026, 11, 18)}
    (daily,) = asked("nyfed", Held(lasts=lasts))
    assert pd.Timestamp(daily.query["startDate"]) == pd.Timestamp("2026-10-28")
