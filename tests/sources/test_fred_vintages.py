"""ALFRED vintages against a simulated FRED, which cuts validity to the period asked for."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.sources.official import Held, asked, reading, refusal
from tests.sources.recorded import recorded
from tools.sources.connectors.fred_vintages import SERIES
from tools.sources.request import Request

SOURCE = "fred-vintages"
END = date(9999, 12, 31)
Truth = dict[date, list[tuple[date, float]]]  # observed -> (known from, value), in order


def history(seed: int = 7) -> Truth:
    """Return a monthly series from 2019 that is revised twice and, each February, anew."""
    chance = np.random.default_rng(seed)
    out: Truth = {}
    months = [date(2019 + m // 12, m % 12 + 1, 1) for m in range(90)]
    for n, month in enumerate(months):
        first = (months[n] + timedelta(days=40)).replace(day=6)
        known = [first, first + timedelta(days=30), first + timedelta(days=61)]
        known += [date(y, 2, 6) for y in range(2019, 2027) if date(y, 2, 6) > known[-1]]
        levels = np.round(150_000 + 100 * n + chance.normal(0, 40, len(known)))
        held: list[tuple[date, float]] = []
        for day, level in zip(known, levels, strict=True):
            if day < date(2026, 11, 20) and (not held or held[-1][1] != level):
                held.append((day, float(level)))
        if held:
            out[month] = held
    # What was observed before there were vintages is known from the first of them on.
    begin = min(values[0][0] for values in out.values())
    return {date(2018, 6, 1): [(begin, 149_000.0)], **out}


class Fred:
    """Answers as the documentation says: values valid in a period, cut to that period."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth

    def __call__(self, request: Request) -> bytes | None:
        if request.query["series_id"] != "PAYEMS":
            return None
        if request.path.endswith("/vintagedates"):
            days = {day for values in self.truth.values() for day, _ in values}
            return json.dumps({"vintage_dates": sorted(map(str, days))}).encode()
        begin = date.fromisoformat(request.query["realtime_start"])
        end = date.fromisoformat(request.query["realtime_end"])
        least = date.fromisoformat(request.query.get("observation_start", "1776-07-04"))
        rows = []
        for observed, values in self.truth.items():
            ends = [day - timedelta(days=1) for day, _ in values[1:]] + [END]
            for (start, value), stop in zip(values, ends, strict=True):
                if observed >= least and start <= end and stop >= begin:
                    rows.append(row(observed, value, max(start, begin), min(stop, end)))
        return body(*rows, begin=str(begin))


def row(observed: object, value: object, known: object, until: object = END) -> dict[str, Any]:
    return {
        "realtime_start": str(known),
        "realtime_end": str(until),
        "date": str(observed),
        "value": f"{value:.0f}" if isinstance(value, float) else value,
    }


def body(*rows: dict[str, Any], begin: str = "1776-07-04", count: int | None = None) -> bytes:
    found = len(rows) if count is None else count
    return json.dumps(
        {"realtime_start": begin, "count": found, "observations": list(rows)}
    ).encode()


def pulled(truth: Truth, held: Held) -> tuple[list[Request], pd.DataFrame]:
    fred = Fred(truth)
    requests = asked(SOURCE, held, fred)
    tables = []
    for request in requests:
        answer = fred(request)
        if answer is not None:
            tables += reading(SOURCE, request.key, answer)[0].tables.values()
    return requests, pd.concat(tables, ignore_index=True)


def test_what_was_known_on_any_day_can_be_told_from_the_rows() -> None:
    truth = history()
    _, table = pulled(truth, Held())
    assert list(table) == ["series", "observed", "value", "known"]
    assert set(table["series"]) == {"PAYEMS"}
    assert not table.duplicated(["observed", "known"]).any()
    assert len(table) == sum(map(len, truth.values()))
    for day in pd.date_range("2019-01-15", "2026-11-20", freq="23D").date:
        seen = table[table["known"] <= pd.Timestamp(day)].sort_values("known")
        found = seen.groupby("observed")["value"].last()
        wanted = {
            pd.Timestamp(observed): [v for known, v in values if known <= day][-1]
            for observed, values in truth.items()
            if values[0][0] <= day
        }
        assert found.to_dict() == wanted


def test_a_past_year_is_asked_for_once_and_the_running_one_when_something_came() -> None:
    requests, _ = pulled(history(), Held())
    mine = [r.key for r in requests if r.key.startswith("PAYEMS")]
    assert mine[:2] == ["PAYEMS-dates", "PAYEMS-2019"] and mine[-2] == "PAYEMS-2025"
    last = mine[-1]
    assert last.startswith("PAYEMS-2026-")
    again = asked(SOURCE, Held(keys=frozenset(mine)), Fred(history()))
    assert [r.key for r in again if r.key.startswith("PAYEMS")] == ["PAYEMS-dates"]
    others = [r.key for r in requests if not r.key.startswith("PAYEMS")]
    assert others == [f"{sid}-dates" for sid in SERIES if sid != "PAYEMS"]


def test_each_is_asked_for_whole_whatever_a_first_pull_is_limited_to() -> None:
    truth = history()
    requests, table = pulled(truth, Held(since=date(2023, 3, 1)))
    assert [r.key for r in requests] == [r.key for r in pulled(truth, Held())[0]]
    assert len(table) == sum(map(len, truth.values()))
    assert not any("observation_start" in request.query for request in requests)


def test_no_key_stands_in_a_request() -> None:
    for request in pulled(history(), Held())[0]:
        assert "api_key" not in request.query and "api_key" not in request.path


def test_the_recorded_shape_is_read() -> None:
    """The recording is of a yield; its rows are those of any series."""
    whole = json.loads(recorded("fred_api_series_observations_DGS10.json"))
    whole["realtime_start"] = "2026-09-19"
    data, report = reading(SOURCE, "UNRATE-2026-09-20", json.dumps(_as_rates(whole)).encode())
    table = data.tables["vintages"]
    wanted = [r for r in _as_rates(whole)["observations"] if r["value"] != "."]
    assert len(table) == len(wanted) == 21 and report.blank == 2
    assert table["value"].to_list() == [float(r["value"]) for r in wanted]
    assert set(table["known"]) == {pd.Timestamp("2026-09-20")}
    unmoved = json.dumps(_as_rates(whole) | {"realtime_start": "2026-09-20"}).encode()
    assert reading(SOURCE, "UNRATE-2026-09-20", unmoved)[0].tables == {}


def _as_rates(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the recording with values of one decimal, as unemployment is printed."""
    rows = [
        r | {"value": r["value"] if r["value"] == "." else r["value"][:3]}
        for r in whole["observations"]
    ]
    return whole | {"observations": rows}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (row("2026-13-01", "4.2", "2026-11-06"), "bad date"),
        (row("2026-10-01", "4.2", "soon"), "bad date"),
        (row("2026-10-01", "4.2", "2026-12-04"), "future"),
        (row("2026-11-18", "4.2", "2026-11-06"), "before it was observed"),
        (row("2026-09-01", "4.4", "2026-10-02"), "twice"),
        (row("2026-10-01", "NaN", "2026-11-06"), "finite"),
        (row("2026-10-01", "4,2", "2026-11-06"), "finite"),
    ],
)
def test_a_bad_row_is_counted(bad: dict[str, Any], why: str) -> None:
    good = [row("2026-08-01", "4.3", "2026-09-04"), row("2026-09-01", "4.4", "2026-10-02")]
    data, report = reading(SOURCE, "UNRATE-2026-11-06", body(*good, bad))
    assert data.tables["vintages"]["value"].to_list() == [4.3, 4.4]
    ((refused, count),) = report.refused.items()
    assert why in refused and count == 1


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (b'{"error_code": 400, "error_message": "Bad Request."}', "changed"),
        (b"[]", "changed"),
        (body(), "empty"),
        (body({"date": "2026-08-01", "amount": "4.3"}), "changed"),
        (body(row("2026-08-01", "0.043", "2026-09-04"), begin="2025-12-31"), "changed"),
        (body(row("2026-08-01", "4.3", "2026-09-04"), begin="never"), "changed"),
        (body(row("2026-08-01", "4.3", "2026-09-04"), count=100_001), "cut"),
        (body(row("2026-08-01", "4.3", "2026-09-04"))[:-20], "cut"),
        (b"<html></html>", "page"),
        (b"", "empty"),
    ],
)
def test_another_body_is_refused(other: bytes, why: str) -> None:
    assert refusal(SOURCE, "UNRATE-2026-09-04", other).why == why


def test_a_list_of_dates_gives_no_rows_and_a_damaged_one_is_refused() -> None:
    data, _ = reading(SOURCE, "UNRATE-dates", b'{"vintage_dates": ["2026-09-04"]}')
    assert not data.tables and not data.series
    assert refusal(SOURCE, "UNRATE-dates", b'{"vintage_dates": ["soon"]}').why == "changed"
    assert refusal(SOURCE, "UNRATE-dates", b'{"vintages": []}').why == "changed"
    found = asked(SOURCE, Held(), lambda _: b'{"vintage_dates": ["soon"]}')
    assert all(request.key.endswith("-dates") for request in found)
