"""Nasdaq's quotes: the recorded ones, and what can be wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from tests.sources.asked import Stand, requests
from tests.sources.recorded import payload, recorded
from tools.market.report import FileReport
from tools.sources.connectors.nasdaq import CONNECTOR
from tools.sources.request import Failure


def read(body: bytes, key: str = "SPY", at: datetime | None = None) -> tuple[pd.DataFrame, Any]:
    report = FileReport(key)
    at = at or datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    found = CONNECTOR.read(payload("nasdaq", key, body, at), report)
    return found.series[(key, "nasdaq")], report


def quotes(change: Callable[[dict[str, Any]], None]) -> bytes:
    body = json.loads(recorded("nasdaq_historical_SPY.json"))
    change(body)
    return json.dumps(body).encode()


def rows(body: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["data"]["tradesTable"]["rows"]
    return found


def test_recorded_quotes() -> None:
    frame, report = read(recorded("nasdaq_historical_SPY.json"))
    # Read off the file: "09/25/2026" 771.35 on 36,666,730 shares; "09/16/2026" 754.05.
    assert frame.loc["2026-09-25", "close"] == 771.35
    assert frame.loc["2026-09-25", "volume"] == 36_666_730
    assert frame.loc["2026-09-16", ["open", "low", "close"]].tolist() == [759.50, 749.60, 754.05]
    assert frame.index.is_monotonic_increasing and len(frame) == 8
    assert (frame["adj_close"] == frame["close"]).all()
    assert report.warnings == ["8 of 26 quotes came"]


def test_the_running_session_is_left_out() -> None:
    at = datetime(2026, 9, 25, 19, 0, tzinfo=UTC)
    frame, report = read(recorded("nasdaq_historical_SPY.json"), at=at)
    assert frame.index[-1].date() == date(2026, 9, 24) and "provisional" in report.warnings[-1]


def test_quotes_before_a_split_are_left_out() -> None:
    def change(body: dict[str, Any]) -> None:
        for row in rows(body)[3:]:
            for field in ("close", "open", "high", "low"):
                row[field] = f"{2 * float(row[field]):,.2f}"

    frame, report = read(quotes(change))
    assert frame.index[0].date() == date(2026, 9, 23) and report.rows == len(frame) == 3
    assert "split of 2026-09-23" in report.warnings[-1]


def test_cells() -> None:
    def change(body: dict[str, Any]) -> None:
        table = rows(body)
        table[0]["volume"], table[1]["close"], table[2]["close"] = "N/A", "N/A", "77,1.35"
        table[3]["close"], table[4]["date"], table[5]["close"] = "$773.38", "2026-09-21", "1e999"
        table[6]["date"] = "12/31/2026"
        table.append(dict(table[7], close="754.06"))

    frame, report = read(quotes(change))
    assert pd.isna(frame.loc["2026-09-25", "volume"])
    assert frame.loc["2026-09-22", "close"] == 773.38
    assert frame.loc["2026-09-16", "close"] == 754.06
    assert report.blank == 1 and report.refused == {
        "bad date": 1,
        "date lies in the future": 1,
        "not a finite number": 2,
        "date stands there twice: the later line counts": 1,
    }
    assert len(frame) == 3


def strip(name: str) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        for row in rows(body):
            row.pop(name)

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (strip("close"), "changed"),
        (strip("date"), "changed"),
        (lambda b: rows(b).clear(), "empty"),
        (lambda b: b.update(data=None), "empty"),
        (lambda b: b["status"].update(rCode=400), "gone"),
        (lambda b: b.pop("status"), "changed"),
        (lambda b: b["data"].update(symbol="QQQ"), "changed"),
        (lambda b: b["data"].update(tradesTable=None), "changed"),
        (lambda b: b["data"]["tradesTable"].update(rows=["x"]), "changed"),
        (lambda b: [r.update(close=f"{float(r['close']) * 100:,.2f}") for r in rows(b)], "changed"),
    ],
)
def test_another_layout(change: Callable[[dict[str, Any]], None], why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(quotes(change))
    assert caught.value.why == why and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "why"), [(b"", "empty"), (b"<html>no</html>", "page"), (b'{"data": {"sym', "cut")]
)
def test_no_quotes(body: bytes, why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(body)
    assert caught.value.why == why


def test_what_is_asked_for() -> None:
    made = {r.key: r for r in requests(CONNECTOR, Stand(lasts={"SPY": date(2026, 11, 20)}))}
    assert "SPY" not in made and len(made) == 11
    assert made["XLK"].path == "/api/quote/XLK/historical"
    assert made["XLK"].query == {
        "assetclass": "etf",
        "fromdate": "1990-01-01",
        "todate": "2026-11-20",
        "limit": "9999",
    }
