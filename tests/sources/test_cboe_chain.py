"""Cboe's delayed chain: a recorded stock's renamed, a whole index chain, dates, altered bodies."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.sources.official import Held, asked, reading, refusal
from tests.sources.recorded import recorded
from tools.market.catalogue import catalogue
from tools.market.chain import OptionChain
from tools.market.dataset import Dataset
from tools.market.importer import read_file
from tools.market.manifest import load_manifest
from tools.market.report import FileReport
from tools.metrics.chains import usable
from tools.metrics.options import smile

SOURCE, KEY = "cboe-chain", "SPX"
CLX = "cboe_delayed_quotes_options_CLX.json"
REAL = "option_chain_spx_2022-02-04.csv.gz"
CONTRACT = {
    "option": "SPXW261120C06000000",
    "bid": 10.0,
    "ask": 11.0,
    "iv": 0.2,
    "open_interest": 5.0,
    "volume": 7.0,
    "delta": 0.5,
    "gamma": 0.001,
}


def body(
    options: object,
    timestamp: object = "2026-11-20 22:30:00",
    **data: object,
) -> bytes:
    tail = {"symbol": "^SPX", "security_type": "index", "current_price": 6000.0} | data
    return json.dumps(
        {"timestamp": timestamp, "symbol": "_SPX", "data": {"options": options} | tail}
    ).encode()


def of(**change: object) -> dict[str, object]:
    return CONTRACT | change


def only(data: Dataset) -> pd.DataFrame:
    ((_, frame),) = data.chains.items()
    return frame


def renamed() -> bytes:
    """The recorded chain of a stock under the index's names and at sixty times its prices."""
    raw = json.loads(recorded(CLX))
    raw["symbol"] = "_SPX"
    raw["data"] |= {"symbol": "^SPX", "security_type": "index"}
    for number, row in enumerate(raw["data"]["options"]):
        head, strike = row["option"][3:-8], 60 * int(row["option"][-8:])
        row["option"] = f"{'SPX' if number % 2 else 'SPXW'}{head}{strike:08}"
        row |= {"bid": 60 * row["bid"], "ask": 60 * row["ask"], "gamma": row["gamma"] / 60}
    raw["data"] |= {name: 60 * raw["data"][name] for name in ("current_price", "close")}
    return json.dumps(raw).encode()


def test_a_recorded_chain_is_read_contract_by_contract() -> None:
    data, report = reading(SOURCE, KEY, renamed())
    assert list(data.chains) == [("SPX", "2026-07-24")]
    frame = only(data)
    rows = json.loads(renamed())["data"]["options"]
    assert len(frame) == len(rows) == report.rows == 14 and not report.refused
    for row, at in zip(rows, frame.to_dict("records"), strict=True):
        symbol = row["option"]
        assert at["type"] == symbol[-9] and at["strike"] == int(symbol[-8:]) / 1000
        assert f"{at['expiration']:%y%m%d}" == symbol[-15:-9]
        for name in ("bid", "ask", "volume", "delta", "gamma", "open_interest"):
            assert at[name] == row[name]
        assert at["iv"] == row["iv"] if row["iv"] else np.isnan(at["iv"])
        morning = not symbol.startswith("SPXW")
        whole = (at["expiration"] - pd.Timestamp("2026-07-24")).days
        assert at["days"] == pytest.approx(whole - 6.5 / 24 * morning)
    assert (frame["spot"] == 60 * 95.55).all() and (frame["refused"] == 0).all()


@pytest.fixture(scope="module")
def table(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(real_data / REAL)


def served(table: pd.DataFrame) -> bytes:
    rows = table.rename(columns={"symbol": "option"})[list(CONTRACT)].to_dict("records")
    return body(rows, "2022-02-06 01:09:00", current_price=float(table["spot"].iloc[0]))


def test_a_whole_chain_is_the_one_that_the_import_makes(
    real_data: Path, table: pd.DataFrame
) -> None:
    """Cboe's quote table of 4 February 2022, taken on Saturday, in the form of the interface."""
    rule = next(r for r in load_manifest().rules if r.matches(REAL))
    day = datetime(2026, 11, 20, tzinfo=UTC).date()
    held = read_file(real_data / REAL, rule, catalogue(), day, FileReport(REAL))
    found = reading(SOURCE, KEY, served(table))[0]
    assert list(found.chains) == list(held.chains) == [("SPX", "2022-02-04")]
    pd.testing.assert_frame_equal(only(found), only(held))
    assert len(only(found)) > 20_000


def test_readings_of_it_are_those_of_the_metrics(table: pd.DataFrame) -> None:
    """The VIX closed at 23.22 on that day, and the 30-day volatility lies below it."""
    frame = only(reading(SOURCE, KEY, served(table))[0])
    chain = OptionChain("SPX", datetime(2022, 2, 4, tzinfo=UTC).date(), 4500.53, frame)
    found = smile(usable(chain))
    assert found is not None
    assert 0.17 < found.at_the_money < 0.2322 < found.put


@pytest.mark.parametrize(
    ("timestamp", "session"),
    [
        ("2026-11-20 22:30:00", "2026-11-20"),  # after Friday's close
        ("2026-11-21 17:00:00", "2026-11-20"),  # Saturday
        ("2026-11-23 14:00:00", "2026-11-20"),  # Monday, half an hour before the open
        ("2026-11-23 05:00:00", "2026-11-20"),  # midnight in New York
        ("2026-11-26 18:00:00", "2026-11-25"),  # Thanksgiving
        ("2026-11-27 18:40:00", "2026-11-27"),  # the half day closed at 13:00
        ("2026-07-02 20:40:00", "2026-07-02"),  # summer time
    ],
)
def test_a_snapshot_is_of_the_session_whose_close_it_shows(timestamp: str, session: str) -> None:
    fetched = datetime.fromisoformat(timestamp).replace(tzinfo=UTC) + timedelta(minutes=1)
    data, report = reading(SOURCE, KEY, body([of(option="SPX261218C06000000")], timestamp), fetched)
    assert list(data.chains) == [("SPX", session)] and not report.refused


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-11-20 14:31:00",
        "2026-11-20 18:00:00",
        "2026-11-20 20:59:00",
        "2026-11-20 21:20:00",  # quotes are late, and the options still trade
        "2026-11-27 17:00:00",
    ],
)
def test_a_running_session_is_left_out_with_a_note(timestamp: str) -> None:
    fetched = datetime.fromisoformat(timestamp).replace(tzinfo=UTC) + timedelta(minutes=1)
    data, report = reading(SOURCE, KEY, body([CONTRACT], timestamp), fetched)
    assert data.chains == {} and "provisional" in report.warnings[0]


def test_twins_of_one_strike_settle_at_different_hours() -> None:
    pair = [of(option="SPX261218C06000000"), of(option="SPXW261218C06000000")]
    frame = only(reading(SOURCE, KEY, body(pair))[0])
    assert frame["days"].tolist() == pytest.approx([28 - 6.5 / 24, 28.0])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"option": "XSP261218C00600000"}, "no contract of"),
        ({"option": "SPX1261218C06000000"}, "no contract of"),
        ({"option": "SPX261218X06000000"}, "no contract of"),
        ({"option": None}, "no contract of"),
        ({"option": "SPX261399C06000000"}, "no type, expiration"),
        ({"option": "SPX261218C00000000"}, "no type, expiration"),
        ({"option": CONTRACT["option"]}, "twice"),
        ({"bid": -1.0}, "below zero"),
        ({"open_interest": float("inf")}, "finite"),
        ({"ask": "11,000"}, "finite"),
        ({"volume": 1e12}, "too large"),
    ],
)
def test_a_bad_contract_is_counted_and_the_rest_is_read(
    change: Mapping[str, Any], why: str
) -> None:
    bad = of(option="SPX261218C06000000") | dict(change)
    data, report = reading(SOURCE, KEY, body([CONTRACT, bad]))
    (refused,) = report.refused
    assert why in refused and report.refused[refused] == 1 and report.examples[refused] == [2]
    assert len(only(data)) == 1


def test_cells_may_be_null_or_absent() -> None:
    bare = {"option": "SPX261218C06000000", "bid": None}
    frame = only(reading(SOURCE, KEY, body([CONTRACT, bare]))[0])
    assert frame.loc[1, ["bid", "ask", "iv", "open_interest"]].isna().all()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (body([CONTRACT], symbol="^NDX"), "changed"),
        (body([CONTRACT], timestamp="yesterday"), "changed"),
        (body([CONTRACT], timestamp=None), "changed"),
        (body([CONTRACT], timestamp="2026-11-21 09:00:00"), "changed"),
        (body([CONTRACT], current_price=60.0), "changed"),
        (body([CONTRACT], current_price=None), "changed"),
        (body([CONTRACT], last_trade_time="2026-11-19T16:00:00"), "changed"),
        (body([]), "changed"),
        (body({"a": 1}), "changed"),
        (body([1, 2]), "changed"),
        (body([of(option="CLX261218C00055000")]), "changed"),
        (body([{k: v for k, v in CONTRACT.items() if k != "gamma"}]), "changed"),
        (
            body(
                [of(option=f"SPX261218C0{k}00000", iv=20.0 + k % 2 * -19.8) for k in range(55, 65)]
            ),
            "changed",
        ),
        (b'{"timestamp": "2026-11-20 22:30:00"}', "changed"),
        (body([CONTRACT])[:150], "cut"),
        (b"", "empty"),
        (b"<html>Access denied</html>", "page"),
    ],
    ids=[
        *("another index", "no time", "null time", "time ahead", "another level", "no level"),
        *("stands still", "no contract", "no list", "no objects", "other roots", "renamed"),
        *("mixed units", "no data", "cut", "empty", "page"),
    ],
)
def test_another_body_is_refused(answer: bytes, why: str) -> None:
    assert refusal(SOURCE, KEY, answer).why == why


def test_volatilities_in_percent_are_noted() -> None:
    rows = [of(option=f"SPX261218C0{k}00000", iv=20.0) for k in range(55, 65)]
    data, report = reading(SOURCE, KEY, body(rows))
    assert (only(data)["iv"] == 0.2).all() and any("percent" in w for w in report.warnings)


def test_thirty_thousand_contracts_take_half_a_second() -> None:
    raw = json.loads(recorded(CLX))["data"]["options"][2]
    days = pd.date_range("2026-11-23", periods=40, freq="B").strftime("%y%m%d")
    rows = [
        raw | {"option": f"SPXW{day}{side}{1000 * strike:08}", "gamma": 0.0005}
        for day in days
        for strike in range(3000, 8625, 15)
        for side in "CP"
    ]
    assert len(rows) == 30_000
    answer, best = body(rows), 9.0
    for _ in range(3):
        begun = time.process_time()
        data, _ = reading(SOURCE, KEY, answer)
        best = min(best, time.process_time() - begun)
    assert len(only(data)) == 30_000 and best < 0.5


def test_one_snapshot_is_asked_for() -> None:
    (request,) = asked(SOURCE, Held())
    assert (request.key, request.path, request.form) == ("SPX", "/_SPX.json", "json")
