"""Estimates of large members: the recorded one, how it is reached, and the breadth of many."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from tests.sources.asked import Stand, requests
from tests.sources.recorded import payload, recorded
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.connectors.earnings import CONNECTOR, COOKIE
from tools.sources.request import Failure, Request
from tools.sources.revisions import revision_breadth

NAME = "yahoo_quoteSummary_earningsTrend_AAPL.json"


def read(body: bytes, key: str = "AAPL") -> tuple[Dataset, FileReport]:
    report = FileReport(key)
    at = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    return CONNECTOR.read(payload("earnings", key, body, at), report), report


def test_recorded_estimate() -> None:
    found, report = read(recorded(NAME))
    (row,) = found.tables["earnings_trends"].to_dict("records")
    assert row["asof"] == pd.Timestamp("2026-11-20") and row["ticker"] == "AAPL"
    # Read off the file, "+1y": the year to 2026-09-30, 8.05414 after 7.99959 thirty days before.
    assert row["year_end"] == pd.Timestamp("2026-09-30")
    assert (row["current"], row["ago_30"], row["ago_90"]) == (8.05414, 7.99959, 7.79257)
    assert report.rows == 1
    assert revision_breadth(found.tables["earnings_trends"], fewest=1)["close"].tolist() == [1.0]


def test_breadth_by_hand() -> None:
    # Forty raised, twenty-five cut, fifteen as they were, of eighty: 15 / 80.
    change = [0.1] * 40 + [-0.2] * 25 + [0.0] * 15
    trends = pd.DataFrame(
        {
            "asof": pd.Timestamp("2026-11-20"),
            "ticker": [f"T{i}" for i in range(80)],
            "ago_30": -2.0,
            "current": [-2.0 + c for c in change],
        }
    )
    assert revision_breadth(trends)["close"].tolist() == [15 / 80]
    lacking = trends.assign(current=trends["current"].where(trends.index >= 25))
    assert revision_breadth(lacking).empty
    again = pd.concat([trends.assign(current=-9.0), trends])
    assert revision_breadth(again)["close"].tolist() == [15 / 80]
    later = trends.assign(asof=pd.Timestamp("2026-11-27"), current=-3.0)
    both = revision_breadth(pd.concat([trends, later]))
    assert both["close"].tolist() == [15 / 80, -1.0] and both.index.name == "date"


def yahoo(request: Request) -> bytes | None:
    if request.key == "crumb":
        return b"aB3.x/Yz09"
    if request.key.startswith("sizes"):
        symbols = request.query["symbols"].split(",")
        rows = [{"symbol": s, "marketCap": 1e9 * (1 + int(s[1:]))} for s in symbols if s != "BRK-B"]
        rows += [{"symbol": "BRK-B", "marketCap": 1e12}, {"symbol": "NONE"}, {"symbol": 5}]
        return json.dumps({"quoteResponse": {"result": rows, "error": None}}).encode()
    return None


MEMBERS = ("BRK.B", "GOOG", *(f"T{i}" for i in range(300)))


def test_the_hundred_largest_are_asked_for_with_the_crumb() -> None:
    made = requests(CONNECTOR, Stand(names=MEMBERS), yahoo)
    assert [r.key for r in made[:6]] == [
        "cookie",
        "crumb",
        "sizes 1",
        "sizes 2",
        "sizes 3",
        "sizes 4",
    ]
    assert made[0].path == COOKIE and made[0].may_lack
    asked = made[6:]
    assert [r.key for r in asked] == ["BRK.B", *(f"T{i}" for i in range(299, 200, -1))]
    assert asked[0].path == "/v10/finance/quoteSummary/BRK-B"
    assert asked[0].query == {"modules": "earningsTrend", "crumb": "aB3.x/Yz09"}
    assert not any("GOOG" in r.query.get("symbols", "") for r in made)
    assert not any("aB3" in r.key + r.path for r in made)


@pytest.mark.parametrize(
    "crumb",
    [None, b"", b"<html>consent</html>", b"Too Many Requests", b'{"finance":{}}', b"x" * 90],
)
def test_a_refused_crumb_is_said_plainly(crumb: bytes | None) -> None:
    with pytest.raises(Failure) as caught:
        requests(CONNECTOR, Stand(names=MEMBERS), lambda r: crumb if r.key == "crumb" else yahoo(r))
    assert caught.value.why == "refused" and "crumb" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_refused_sizes_are_said_plainly() -> None:
    with pytest.raises(Failure, match="0 of 301 members"):
        requests(CONNECTOR, Stand(names=MEMBERS), lambda r: b"abc" if r.key == "crumb" else None)


@pytest.mark.parametrize("key", ["sizes 1", "sizes 3"])
def test_what_leads_to_the_estimates_holds_none(key: str) -> None:
    found, _ = read(b"whatever", key)
    assert not found.tables and not found.series


def altered(change: Callable[[dict[str, Any]], Any]) -> bytes:
    body = json.loads(recorded(NAME))
    change(body)
    return json.dumps(body).encode()


def year(body: dict[str, Any]) -> dict[str, Any]:
    trend = body["quoteSummary"]["result"][0]["earningsTrend"]["trend"]
    return next(p for p in trend if p["period"] == "+1y")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda b: b.pop("quoteSummary"), "changed"),
        (lambda b: b["quoteSummary"].update(result=None), "changed"),
        (lambda b: b["quoteSummary"].update(error={"code": "Not Found"}), "gone"),
        (lambda b: year(b).update(period="+2y"), "changed"),
        (lambda b: year(b).pop("epsTrend"), "changed"),
        (lambda b: year(b)["epsTrend"].update({"30daysAgo": {}}), "empty"),
        (lambda b: year(b)["epsTrend"].pop("current"), "empty"),
        (lambda b: year(b)["epsTrend"]["current"].update(raw=float("inf")), "empty"),
        (lambda b: year(b)["epsTrend"]["current"].update(raw="8,05"), "empty"),
    ],
)
def test_another_layout(change: Callable[[dict[str, Any]], Any], why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(altered(change))
    assert caught.value.why == why and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "empty"), (b"<html>", "page"), (b'{"quoteSu', "cut"), (b"[]", "changed")],
)
def test_no_estimates(body: bytes, why: str) -> None:
    with pytest.raises(Failure) as caught:
        read(body)
    assert caught.value.why == why
