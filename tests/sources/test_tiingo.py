"""Tiingo's prices, built after its documentation: raw prices, dividends and splits."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from tests.sources.asked import Stand, requests
from tests.sources.recorded import payload
from tools.market.report import FileReport
from tools.sources.connectors.tiingo import CONNECTOR, FUNDS
from tools.sources.request import Failure

# As traded: 100, pays 1 at 99, two for one at 50.5, pays 50 cents at 50, 51.
CLOSE = [100.0, 99.0, 50.5, 50.0, 51.0]
CASH = [0.0, 1.0, 0.0, 0.5, 0.0]
SPLIT = [1.0, 1.0, 2.0, 1.0, 1.0]
DAYS = pd.bdate_range("2026-11-16", "2026-11-20")


def prices() -> list[dict[str, Any]]:
    return [
        {
            "date": f"{day:%Y-%m-%d}T00:00:00.000Z",
            "close": close,
            "high": close + 1,
            "low": close - 1,
            "open": close,
            "volume": 1000,
            "adjClose": close,
            "divCash": cash,
            "splitFactor": split,
        }
        for day, close, cash, split in zip(DAYS, CLOSE, CASH, SPLIT, strict=True)
    ]


def read(rows: Any, key: str = "SPY", hour: int = 23) -> tuple[pd.DataFrame, FileReport]:
    report = FileReport(key)
    body = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    at = datetime(2026, 11, 20, hour, 0, tzinfo=UTC)
    found = CONNECTOR.read(payload("tiingo", key, body, at), report)
    return found.series[(key, "tiingo")], report


def test_worked_example() -> None:
    frame, report = read(prices())
    assert frame["close"].tolist() == [50.0, 49.5, 50.5, 50.0, 51.0]
    assert frame["high"].tolist() == [50.5, 50.0, 51.5, 51.0, 52.0]
    assert frame["volume"].tolist() == [2000, 2000, 1000, 1000, 1000]
    # By hand: a share of 100 pays 1 % on day 2 and 0.5 of 50.5 on day 4.
    one = 1 / (1 - 1.0 / 100.0)
    two = one / (1 - 0.5 / 50.5)
    level = [50.0, 49.5 * one, 50.5 * one, 50.0 * two, 51.0 * two]
    assert frame["adj_close"].tolist() == pytest.approx(level, rel=1e-14)
    assert not report.refused and not report.warnings and report.rows == 5


def test_the_running_session_is_left_out() -> None:
    frame, report = read(prices(), hour=18)
    assert frame.index[-1].date() == date(2026, 11, 19) and len(report.warnings) == 1


def test_rows_that_cannot_be() -> None:
    rows = prices()
    rows[1].pop("divCash")
    rows[2]["close"] = None
    rows[3]["divCash"] = -1
    rows.append(dict(rows[4], date="2026-13-01T00:00:00.000Z"))
    rows.append(dict(rows[4], date="2027-01-04T00:00:00.000Z"))
    rows[2]["splitFactor"] = 1.0
    frame, report = read(rows)
    assert report.refused == {"bad date": 1, "date lies in the future": 1} and report.blank == 1
    assert "divCash that cannot be" in report.warnings[0]
    assert frame["adj_close"].tolist() == frame["close"].tolist() == [100.0, 99.0, 50.0, 51.0]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"[]", "empty"),
        (b"<html></html>", "page"),
        (json.dumps(prices()).encode()[:300], "cut"),
        ({"detail": "Not found.\nSecond line"}, "gone"),
        ([{"date": "2026-11-16T00:00:00.000Z"}], "changed"),
        (["x"], "changed"),
        ([{**row, "close": row["close"] * 1e5} for row in prices()], "changed"),
    ],
)
def test_other_bodies(body: Any, why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(body)
    assert caught.value.why == why and "\n" not in str(caught.value)


def test_what_is_asked_for() -> None:
    made = {r.key: r for r in requests(CONNECTOR, Stand(lasts={"SPY": date(2026, 11, 18)}))}
    assert made["SPY"].path == "/tiingo/daily/spy/prices"
    assert made["SPY"].query["startDate"] == "2026-11-08"
    assert made["QQQ"].query["startDate"] == "1990-01-01"
    assert set(made) == set(FUNDS) >= {"SPY", "RSP", "TLT", "XLRE"}
    assert not any("token" in str(r).lower() for r in made.values())
