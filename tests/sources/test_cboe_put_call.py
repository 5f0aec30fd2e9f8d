"""Cboe's put/call ratios: the frozen file as recorded, a session's body, and what is asked for.

No body of a session was recorded: the one here has the form that several public readers of it
describe, and the values that the imported market holds for its day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tests.sources.official import Held, agreeing, asked, imported, only, reading, refusal
from tests.sources.recorded import recorded
from tools.sources.connectors.cboe_put_call import FIRST, FROZEN, RECENT
from tools.sources.request import Request

SOURCE = "cboe-put-call"
FILE = "cboe_totalpc_2006-2019.csv"
DAY = "2022-12-30"
RATIOS = {"total": 1.19, "index": 1.43, "etp": 1.21, "equity": 0.84}
NAMES = {
    "total": "TOTAL PUT/CALL RATIO",
    "index": "INDEX PUT/CALL RATIO",
    "etp": "EXCHANGE TRADED PRODUCTS PUT/CALL RATIO",
    "equity": "EQUITY PUT/CALL RATIO",
}
LAST = {("PUT_CALL", SOURCE): date(2026, 11, 17)}


def session(values: Mapping[str, object] = RATIOS) -> bytes:
    rows = [{"name": NAMES[key], "value": f"{value}"} for key, value in values.items()]
    other = {"name": "OEX PUT/CALL RATIO", "value": "0.00"}
    volumes = [{"name": "VOLUME", "call": 6791245, "put": 5841232, "total": 12632477}]
    return json.dumps({"ratios": [*rows, other], "SUM OF ALL PRODUCTS": volumes}).encode()


def test_every_ratio_is_that_of_the_file() -> None:
    lines = recorded(FILE).decode().splitlines()[3:]
    cells = [[cell.strip() for cell in line.split(",")] for line in lines]
    data, report = reading(SOURCE, FROZEN, recorded(FILE))
    found = only(data)["total"]
    assert found.tolist() == [float(row[4]) for row in cells]
    assert [f"{d.month}/{d.day}/{d.year}" for d in found.index] == [
        "/".join(str(int(part)) for part in row[0].split("/")) for row in cells
    ]
    assert not report.refused


def test_it_agrees_with_the_imported_market(real_data: Path) -> None:
    table = real.table(real_data, "put_call_daily.csv.gz")
    held = pd.Series(table["total_pc"].to_numpy(), pd.DatetimeIndex(table["date"]))
    live = only(reading(SOURCE, FROZEN, recorded(FILE))[0])["total"]
    shared, same = agreeing(live, held, 1e-9)
    assert shared == same == len(live)
    of_day = imported(real_data, "put_call_by_product_daily.csv.gz")["PUT_CALL"].loc[DAY]
    assert only(reading(SOURCE, DAY, session())[0]).loc[DAY].to_dict() == of_day.to_dict()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"9/18/2019,100,92,192,1.92\r\n", "ratio is not that"),
        (b"9/18/2019,100,-92,8,-0.92\r\n", "outside"),
        (b"18/9/2019,100,92,192,0.92\r\n", "bad date"),
        (b"9/18/2030,100,92,192,0.92\r\n", "future"),
        (b"9/17/2019,100,83,183,0.83\r\n", "twice"),
        (b"9/18/2019,100,92\r\n", "fields"),
    ],
)
def test_a_bad_row_of_the_frozen_file_is_counted(line: bytes, why: str) -> None:
    whole = recorded(FILE)
    data, report = reading(SOURCE, FROZEN, whole + line)
    (refused,) = report.refused
    assert why in refused
    assert len(only(data)) == len(only(reading(SOURCE, FROZEN, whole)[0]))


def test_a_ratio_of_nought_or_none_is_missing() -> None:
    """On 2025-01-09 two of the ratios were published as 0.00."""
    values = {"total": "0.93", "index": "N/A", "etp": "0.00"}
    row = only(reading(SOURCE, DAY, session(values))[0]).loc[DAY]
    assert row["total"] == 0.93 and np.isnan(row[["index", "etp", "equity"]]).all()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (session({k: v for k, v in RATIOS.items() if k != "total"}), "changed"),
        (session().replace(b"PUT/CALL", b"PUT / CALL"), "changed"),
        (session({k: 100 * v for k, v in RATIOS.items()}), "changed"),
        (b'{"ratios": null}', "changed"),
        (b'{"data": {"ratios": []}}', "changed"),
        (b"[1, 2]", "changed"),
        (session({"total": None}), "changed"),
        (session()[:60], "cut"),
        (b"", "empty"),
        (b"<html>blocked</html>", "page"),
    ],
    ids=[
        *("no total", "renamed", "percent", "null", "nested", "a list", "null value", "cut"),
        *("empty", "page"),
    ],
)
def test_another_body_is_refused(body: bytes, why: str) -> None:
    assert refusal(SOURCE, DAY, body).why == why


def days(found: list[Request]) -> list[str]:
    return [request.key for request in found if request.key != FROZEN]


def test_from_nothing_the_frozen_file_and_the_last_sessions() -> None:
    found = asked(SOURCE, Held())
    assert found[0].key == FROZEN and found[0].path.endswith("/totalpc.csv")
    assert len(days(found)) == RECENT and days(found)[-1] == "2026-11-20"
    last = found[-1]
    assert last.path == "/data/us/options/market_statistics/daily/2026-11-20_daily_options"
    assert last.may_lack and not found[0].may_lack
    # Labour Day and the weekends are no sessions.
    assert not {"2026-09-07", "2026-11-14", "2026-11-15"} & set(days(found))


def test_a_daily_run_asks_for_what_is_new_and_goes_on_filling_the_past() -> None:
    first = days(asked(SOURCE, Held()))
    keys = frozenset([FROZEN, *first[:-2]])
    found = days(asked(SOURCE, Held(lasts=LAST, keys=keys)))
    assert found[-2:] == ["2026-11-19", "2026-11-20"] and len(found) == RECENT
    assert found[-3] < first[0]
    running = Held(datetime(2026, 11, 20, 17, 0, tzinfo=UTC), None, LAST, keys)
    assert days(asked(SOURCE, running))[-1] == "2026-11-19"


def test_run_by_run_every_session_is_asked_for_once() -> None:
    keys: list[str] = [FROZEN]
    while found := days(asked(SOURCE, Held(keys=frozenset(keys)))):
        assert not set(found) & set(keys)
        keys += found
    assert min(keys[1:]) == f"{FIRST}" and len(keys) > 1700


def test_as_far_back_as_asked() -> None:
    held = Held(since=date(2010, 1, 1), lasts=LAST, keys=frozenset(["2019-10-08"]))
    found = asked(SOURCE, held)
    assert found[0].key == FROZEN
    assert days(found)[:2] == [f"{FIRST}", "2019-10-09"] and days(found)[-1] == "2026-11-20"
    assert FROZEN not in {r.key for r in asked(SOURCE, Held(since=date(2026, 11, 19)))}
    assert days(asked(SOURCE, Held(since=date(2026, 11, 19)))) == ["2026-11-19", "2026-11-20"]
