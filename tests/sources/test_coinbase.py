"""Coinbase's candles: the recorded page, and what can be wrong with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from tests.sources.asked import Stand, requests
from tests.sources.recorded import payload, recorded
from tools.market.report import FileReport
from tools.sources.connectors.coinbase import CONNECTOR
from tools.sources.request import Failure

KEY = "BTC 2026-08-01"


def read(body: bytes, at: datetime | None = None) -> tuple[pd.DataFrame, FileReport]:
    report = FileReport(KEY)
    at = at or datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    found = CONNECTOR.read(payload("coinbase", KEY, body, at), report)
    return found.series[("BTC", "coinbase")], report


def page(change: Callable[[list[Any]], Any]) -> bytes:
    rows = json.loads(recorded("coinbase_candles_BTC-USD.json"))
    change(rows)
    return json.dumps(rows).encode()


def test_recorded_page() -> None:
    frame, report = read(recorded("coinbase_candles_BTC-USD.json"))
    # Its first entry: 1786320000 is 10 August 2026; low, high, open, close as they stand there.
    assert frame.index[-1] == pd.Timestamp("2026-08-10") and len(frame) == report.rows == 10
    last = frame.iloc[-1]
    assert last[["low", "high", "open", "close"]].tolist() == [
        63733.03,
        65341.83,
        64848.68,
        63911.88,
    ]
    assert (frame["low"] <= frame[["open", "close"]].min(axis=1)).all()
    assert (frame["adj_close"] == frame["close"]).all() and "volume" not in frame


def test_the_running_day_is_left_out() -> None:
    frame, report = read(
        recorded("coinbase_candles_BTC-USD.json"), datetime(2026, 8, 10, 22, 0, tzinfo=UTC)
    )
    assert frame.index[-1] == pd.Timestamp("2026-08-09") and "still running" in report.warnings[0]


def test_rows_that_cannot_be() -> None:
    def change(rows: list[Any]) -> None:
        rows[1][4], rows[2][4], rows[3][3] = None, float("inf"), -1.0
        rows.append([*rows[4]])
        rows.append([1798761600, *rows[4][1:]])  # 1 January 2027

    frame, report = read(page(change))
    assert report.blank == 1 and len(frame) == 8 and len(report.warnings) == 1
    assert sorted(report.refused) == [
        "date lies in the future",
        "date stands there twice: the later line counts",
        "not a finite number",
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda rows: [r.__setitem__(0, r[0] * 1000) for r in rows], "changed"),
        (lambda rows: [r.__setitem__(0, r[0] + 3600) for r in rows], "changed"),
        (lambda rows: [r.pop() for r in rows], "changed"),
        (lambda rows: [r.__setitem__(slice(1, 3), [r[2], r[1]]) for r in rows], "changed"),
        (
            lambda rows: [r.__setitem__(slice(1, 5), [1e-5 * x for x in r[1:5]]) for r in rows],
            "changed",
        ),
        (lambda rows: rows.clear(), "empty"),
    ],
)
def test_another_layout(change: Callable[[list[Any]], Any], why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(page(change))
    assert caught.value.why == why and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"<html></html>", "page"),
        (b"[[1786320000, 63733", "cut"),
        (b'{"message": "NotFound"}', "changed"),
        (b"7", "changed"),
    ],
)
def test_no_candles(body: bytes, why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(body)
    assert caught.value.why == why


def test_pages_cover_every_day_once() -> None:
    made = [r for r in requests(CONNECTOR, Stand()) if r.key.startswith("BTC")]
    spans = [
        (date.fromisoformat(r.query["start"][:10]), date.fromisoformat(r.query["end"][:10]))
        for r in made
    ]
    assert spans[0][0] == date(2015, 7, 21) and spans[-1][1] == date(2026, 11, 19)
    assert all((end - start).days < 300 for start, end in spans)
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(spans))
    assert len({r.key for r in made}) == len(made)


def test_a_daily_run_asks_for_one_page_a_coin() -> None:
    lasts = {"BTC": date(2026, 11, 18), "ETH": date(2026, 11, 19)}
    made = requests(CONNECTOR, Stand(lasts=lasts))
    assert [(r.key, r.path) for r in made] == [("BTC 2026-11-08", "/products/BTC-USD/candles")]
