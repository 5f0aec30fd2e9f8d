"""Kraken's candles: the recorded answer, and what can be wrong with one."""

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
from tools.sources.connectors import coinbase
from tools.sources.connectors.kraken import CONNECTOR
from tools.sources.request import Failure

PAIR = "XXBTZUSD"


def read(body: bytes, at: datetime | None = None) -> tuple[pd.DataFrame, FileReport]:
    report = FileReport("BTC")
    at = at or datetime(2026, 8, 17, 2, 0, tzinfo=UTC)
    found = CONNECTOR.read(payload("kraken", "BTC", body, at), report)
    return found.series[("BTC", "kraken")], report


def answer(change: Callable[[dict[str, Any]], Any]) -> bytes:
    body = json.loads(recorded("kraken_OHLC_XBTUSD_1440.json"))
    change(body)
    return json.dumps(body).encode()


def test_recorded_answer() -> None:
    frame, report = read(recorded("kraken_OHLC_XBTUSD_1440.json"))
    # Its last candle, of 17 August, is not committed: "last" is the 16th, which closed at 62819.1.
    assert frame.index[-1] == pd.Timestamp("2026-08-16") and frame["close"].iloc[-1] == 62819.1
    assert len(frame) == report.rows == 9 and "still running" in report.warnings[0]
    assert "volume" not in frame


def test_two_exchanges_agree() -> None:
    ours, _ = read(recorded("kraken_OHLC_XBTUSD_1440.json"))
    key = "BTC 2026-08-01"
    found = coinbase.CONNECTOR.read(
        payload("coinbase", key, recorded("coinbase_candles_BTC-USD.json")), FileReport(key)
    )
    theirs = found.series[("BTC", "coinbase")]
    common = ours.index.intersection(theirs.index)
    assert len(common) == 3
    ratio = ours.loc[common, "close"] / theirs.loc[common, "close"]
    assert ((ratio - 1).abs() < 1e-3).all()


def test_the_day_is_judged_by_the_time_of_the_fetch_too() -> None:
    body = answer(lambda b: b["result"].update(last=1786924800))
    frame, report = read(body)
    assert frame.index[-1] == pd.Timestamp("2026-08-16") and "still running" in report.warnings[0]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda b: b.update(error=["EGeneral:Too many requests"]), "busy"),
        (lambda b: b.update(error=["EQuery:Unknown asset pair"], result={}), "gone"),
        (lambda b: b["result"].pop(PAIR), "changed"),
        (lambda b: b["result"].pop("last"), "changed"),
        (lambda b: b.pop("result"), "changed"),
        (lambda b: [r.pop() for r in b["result"][PAIR]], "changed"),
        (lambda b: b["result"][PAIR].clear(), "empty"),
        (lambda b: [r.__setitem__(4, "0.5") for r in b["result"][PAIR]], "changed"),
    ],
)
def test_another_layout(change: Callable[[dict[str, Any]], Any], why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(answer(change))
    assert caught.value.why == why and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "empty"), (b"<html>", "page"), (b'{"error":', "cut"), (b"[]", "changed")],
)
def test_no_candles(body: bytes, why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(body)
    assert caught.value.why == why


def test_only_a_pair_that_lacks_the_last_day_is_asked_for() -> None:
    made = requests(CONNECTOR, Stand(lasts={"BTC": date(2026, 11, 19)}))
    assert [(r.key, r.query["pair"]) for r in made] == [("ETH", "ETHUSD")]
