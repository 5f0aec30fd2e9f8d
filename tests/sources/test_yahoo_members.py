"""Yahoo's charts of members: the recorded one, and what can be wrong with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.sources.asked import Stand, requests
from tests.sources.charts import chart
from tests.sources.recorded import payload, recorded
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.adjust import joined
from tools.sources.connectors.yahoo_members import CONNECTOR
from tools.sources.panel import coverage, stacked
from tools.sources.request import Failure

FETCHED = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # a Friday, 18:00 in New York
DAYS = [d.date() for d in pd.bdate_range("2026-11-09", "2026-11-20")]
CLOSE = [100.0, 101.0, 99.0, 98.0, 100.0, 103.0, 104.0, 102.0, 101.0, 105.0]


def read(body: bytes, key: str = "AAPL", at: datetime = FETCHED) -> tuple[pd.DataFrame, FileReport]:
    report = FileReport(key)
    found = CONNECTOR.read(payload("yahoo-members", key, body, at), report)
    return pd.DataFrame({f: frame[key] for f, frame in found.panels.items()}), report


def failure(body: bytes, key: str = "AAPL", at: datetime = FETCHED) -> Failure:
    with pytest.raises(Failure) as caught:
        read(body, key, at)
    message = str(caught.value)
    assert "\n" not in message and f"yahoo-members {key}" in message
    return caught.value


def test_recorded_chart_against_its_json() -> None:
    body = recorded("yahoo_chart_AAPL.json")
    at = datetime(2025, 10, 30, 1, 0, tzinfo=UTC)
    bars, report = read(body, at=at)
    raw = json.loads(body)["chart"]["result"][0]
    quote = raw["indicators"]["quote"][0]
    for name in ("open", "high", "low", "close", "volume"):
        assert bars[name].tolist() == quote[name]
    # 30 April to 29 October 2025; the day of the last stamp, 16:00:01 in New York, is the 29th.
    assert (bars.index[0].date(), bars.index[-1].date()) == (date(2025, 4, 30), date(2025, 10, 29))
    assert report.rows == len(bars) == 127 and not report.warnings and not report.refused
    # Apple's published closes: 2025-05-12 and 2025-08-11 are its ex-days, of 26 cents each.
    level, close = bars["adj_close"], bars["close"]
    assert level.iloc[0] == close.iloc[0]
    paid = level / close / (level / close).shift()
    assert paid[paid > 1 + 1e-9].index.strftime("%Y-%m-%d").tolist() == ["2025-05-12", "2025-08-11"]
    # Yahoo's own adjusted close, which is a float32.
    theirs = np.array(raw["indicators"]["adjclose"][0]["adjclose"])
    growth = (level / level.iloc[0]).to_numpy() / (theirs / theirs[0])
    assert np.abs(growth - 1).max() < 1e-7


def test_the_recorded_chart_is_provisional_before_the_close() -> None:
    bars, report = read(
        recorded("yahoo_chart_AAPL.json"), at=datetime(2025, 10, 29, 20, 10, tzinfo=UTC)
    )
    assert bars.index[-1].date() == date(2025, 10, 28)
    assert "2025-10-29 was still running" in report.warnings[0]


def test_apple_in_2020_through_a_dividend_and_a_split(real_data: Path) -> None:
    # 82 cents on 7 August 2020, 20.5 in today's shares, and four for one on 31 August.
    stocks = pd.read_parquet(
        real_data / "sp500_stocks_2015_2022_ohlcv.parquet",
        filters=[("symbol", "=", "AAPL")],
    ).set_index("date")
    rows = stocks.loc["2020-07-20":"2020-09-18"]  # type: ignore[misc]
    days, close = [d.date() for d in rows.index], rows["close"].astype("float64")
    split = date(2020, 8, 31)

    def window(first: int, last: int) -> pd.DataFrame:
        """Return what Yahoo would have shown on a day, in the shares of that day."""
        new = days[last] >= split
        bars, report = read(
            chart(
                "AAPL",
                days[first : last + 1],
                (close.iloc[first : last + 1] * (1 if new else 4)).tolist(),
                dividends={date(2020, 8, 7): 0.205 * (1 if new else 4)},
                splits={split: (4, 1)} if new else {},
            ),
            at=datetime.combine(days[last], datetime.min.time(), UTC).replace(hour=23),
        )
        assert not report.warnings
        return bars

    held = window(0, 5)
    for last in range(6, len(days)):
        joint = joined(held, window(max(0, last - 6), last))
        assert isinstance(joint, pd.DataFrame)
        held = joint
    theirs = rows["adj_close"].astype("float64")
    level = held["adj_close"]
    assert (level / level.iloc[0]).to_numpy() == pytest.approx(
        (theirs / theirs.iloc[0]).to_numpy(), rel=1e-6
    )
    assert level.iloc[0] == pytest.approx(close.iloc[0] * 4)
    assert held["close"].to_numpy() == pytest.approx(close.to_numpy())


def test_a_share_of_another_class_and_coverage() -> None:
    bars, _ = read(chart("BRK-B", DAYS, CLOSE), "BRK.B")
    assert bars["close"].tolist() == CLOSE
    parts = [
        Dataset(panels={f: pd.DataFrame({"BRK.B": bars[f]}) for f in bars}),
        Dataset(panels={"close": pd.DataFrame({"KO": bars["close"].iloc[:-1]})}),
    ]
    panels = stacked(parts)
    assert list(panels["close"].columns) == ["BRK.B", "KO"]
    assert panels["volume"].columns.tolist() == ["BRK.B"]
    text = coverage(panels["close"], ["BRK.B", "KO", "XYZ"], DAYS[-1])
    assert text == "1 of 3 members; none of KO, XYZ"


def test_nulls_doubles_order_and_future() -> None:
    close: list[float | None] = [*CLOSE]
    close[2] = None
    days = [*DAYS, DAYS[4], date(2026, 11, 25)]
    body = chart("AAPL", days[::-1], [*close, 100.5, 106.0][::-1])
    bars, report = read(body)
    assert report.blank == 1
    assert bars.index.is_monotonic_increasing and len(bars) == 9
    assert report.refused == {
        "date lies in the future": 1,
        "date stands there twice: the later line counts": 1,
    }
    assert report.rows == 9


def test_figures_that_cannot_be() -> None:
    def change(result: dict[str, Any]) -> None:
        quote = result["indicators"]["quote"][0]
        quote["close"][1], quote["close"][2], quote["close"][3] = float("inf"), -5.0, float("nan")
        quote["open"][4], quote["volume"][5] = 0.0, -3

    bars, report = read(chart("AAPL", DAYS, CLOSE, change=change))
    assert len(bars) == 7
    assert report.refused == {"price is not above zero": 1, "not a finite number": 1}
    assert np.isnan(bars["open"].iloc[1]) and np.isnan(bars["volume"].iloc[2])
    assert len(report.warnings) == 2


def test_a_dividend_on_a_day_without_a_bar_counts_on_the_next() -> None:
    close: list[float | None] = [*CLOSE]
    close[3] = None
    bars, _ = read(chart("AAPL", DAYS, close, dividends={DAYS[3]: 0.99}))
    # 99 before, a dividend of 1 %: the level is 1/0.99 times the close from the next bar on.
    ratio = (bars["adj_close"] / bars["close"]).tolist()
    assert ratio == pytest.approx([1.0] * 3 + [1 / 0.99] * 6, rel=1e-14)


@pytest.mark.parametrize(("dividend", "expected"), [(3.0, 3.0), (1.0, 3.0), (0.0, 2.0)])
def test_a_capital_gain_is_counted_once(dividend: float, expected: float) -> None:
    # A gain of 2: within a dividend of 3, beside one of 1.
    bars, _ = read(
        chart(
            "AAPL",
            DAYS,
            CLOSE,
            dividends={DAYS[5]: dividend} if dividend else {},
            gains={DAYS[5]: 2.0},
        )
    )
    assert bars["adj_close"].iloc[5] / 103.0 == pytest.approx(100.0 / (100.0 - expected))


def test_a_dividend_that_yahoo_forgot_in_its_own_adjusted_close_is_said() -> None:
    bars, report = read(chart("AAPL", DAYS, CLOSE, dividends={DAYS[5]: 1.0}, adjclose=CLOSE))
    assert "2026-11-16 moves 1.01%" in report.warnings[0]
    assert bars["adj_close"].iloc[5] == pytest.approx(103.0 / 0.99)


def test_a_split_that_is_not_yet_in_the_closes_is_refused() -> None:
    close = [*[4 * c for c in CLOSE[:5]], *CLOSE[5:]]
    body = chart("AAPL", DAYS, close, splits={DAYS[5]: (4, 1)})
    assert "4-for-1 split of 2026-11-16" in str(failure(body))
    # Ten years on it is as it is, and is said.
    _, report = read(body, at=datetime(2036, 11, 20, 23, 0, tzinfo=UTC))
    assert "are not in its shares" in report.warnings[0]
    # One that is in the closes is none of that.
    assert not read(chart("AAPL", DAYS, CLOSE, splits={DAYS[5]: (4, 1)}))[1].warnings


def drop(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda result: result.pop(name)


def meta(**more: Any) -> Callable[[dict[str, Any]], None]:
    return lambda result: result["meta"].update(more)


@pytest.mark.parametrize(
    ("change", "why", "words"),
    [
        (drop("meta"), "changed", "'meta'"),
        (drop("indicators"), "changed", "'indicators'"),
        (drop("timestamp"), "empty", "without bars"),
        (meta(symbol="MSFT"), "changed", "'MSFT' where AAPL"),
        (meta(dataGranularity="3mo"), "changed", "'3mo'"),
        (meta(currency="GBp"), "changed", "'GBp' where USD"),
        (meta(exchangeTimezoneName="Mars/Base"), "changed", "'Mars/Base'"),
        (lambda r: r["timestamp"].pop(), "changed", "9 dates but 10 values of open"),
        (lambda r: r.update(timestamp=["x"] * 10), "empty", "bad date"),
        (
            lambda r: r["indicators"]["quote"][0].update(
                close=[c * 1e6 for c in CLOSE], open=CLOSE
            ),
            "changed",
            "unit",
        ),
        (
            lambda r: r["indicators"]["quote"][0].update(close=[None] * 10),
            "empty",
            "nothing to keep",
        ),
        (lambda r: r["indicators"]["quote"][0].pop("close"), "changed", "'close'"),
    ],
)
def test_charts_of_another_layout(
    change: Callable[[dict[str, Any]], None], why: str, words: str
) -> None:
    found = failure(chart("AAPL", DAYS, CLOSE, change=change))
    assert found.why == why and words in str(found)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"<html><body>Sorry, ignore\nall previous instructions</body></html>", "page"),
        (chart("AAPL", DAYS, CLOSE)[:400], "cut"),
        (b"[]", "changed"),
        (b'{"finance": {}}', "changed"),
        (b'{"chart": {"result": null, "error": {"code": "Not\\nFound"}}}', "gone"),
        (b'{"chart": {"result": null, "error": null}}', "changed"),
    ],
)
def test_bodies_that_are_no_chart(body: bytes, why: str) -> None:
    assert failure(body).why == why


def test_only_what_is_new_is_asked_for() -> None:
    standing = Stand(
        names=("AAPL", "BRK.B", "KO", "NEW"),
        prices={
            "AAPL": date(2026, 11, 20),
            "BRK.B": date(2026, 11, 19),
            "KO": date(2026, 6, 1),
        },
    )
    made = {r.key: r for r in requests(CONNECTOR, standing)}
    assert list(made) == ["BRK.B", "KO", "NEW"]
    assert made["BRK.B"].path == "/v8/finance/chart/BRK-B" and made["BRK.B"].may_lack
    begins = {
        key: datetime.fromtimestamp(int(r.query["period1"]), UTC).date() for key, r in made.items()
    }
    assert begins == {
        "BRK.B": date(2026, 11, 9),
        "KO": date(2026, 5, 22),
        "NEW": date(2007, 1, 1),
    }
    assert int(made["KO"].query["period2"]) == int(standing.now.timestamp())
    later = requests(CONNECTOR, Stand(names=("NEW",), since=date(2020, 1, 1)))[0]
    assert later.query["period1"] == "1577836800"
