"""Yahoo's charts of index, funds, futures, currencies and coins."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.sources.asked import Stand, requests
from tests.sources.charts import chart
from tests.sources.recorded import payload
from tools.market.report import FileReport
from tools.sources.connectors.yahoo import CONNECTOR, QUOTED
from tools.sources.request import Failure
from tools.sources.table import sources

DAYS = [d.date() for d in pd.bdate_range("2026-11-16", "2026-11-20")]
FRIDAY_EVENING = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # 18:00 in New York


def read(key: str, body: bytes, at: datetime = FRIDAY_EVENING) -> tuple[pd.DataFrame, FileReport]:
    report = FileReport(key)
    found = CONNECTOR.read(payload("yahoo", key, body, at), report)
    ((pair, frame),) = found.series.items()
    assert pair == (key, "yahoo")
    return frame, report


def test_every_series_of_the_table_of_sources_has_a_symbol() -> None:
    assert set(QUOTED) == set(sources()["yahoo"].gives)


def test_symbols_and_beginnings() -> None:
    made = {r.key: r for r in requests(CONNECTOR, Stand(lasts={"SPY": date(2026, 11, 13)}))}
    paths = {key: r.path.removeprefix("/v8/finance/chart/") for key, r in made.items()}
    assert paths["SPX"] == "%5EGSPC" and paths["DXY"] == "DX-Y.NYB"
    assert paths["USDJPY"] == "JPY%3DX" and paths["GOLD_FUT"] == "GC%3DF"
    first = {key: int(r.query["period1"]) for key, r in made.items()}
    assert first["SPX"] == datetime(1990, 1, 1, tzinfo=UTC).timestamp()
    assert first["SPY"] == datetime(2026, 11, 3, tzinfo=UTC).timestamp()
    assert made["SPX"].query["events"] == "div,splits,capitalGains"


def test_what_has_the_last_whole_bar_is_not_asked_for() -> None:
    # At 23:30 UTC on Friday the fund's and the future's bars of the day have ended, and the coin's
    # and the currency's are those of the day before.
    lasts = {
        "SPY": date(2026, 11, 20),
        "GOLD_FUT": date(2026, 11, 20),
        "BTC": date(2026, 11, 19),
        "USDJPY": date(2026, 11, 19),
    }
    made = {r.key for r in requests(CONNECTOR, Stand(lasts=lasts))}
    assert made == set(QUOTED) - set(lasts)


@pytest.mark.parametrize(
    ("key", "zone", "at", "fetched", "last"),
    [
        # 16:10 in New York is too early for the close, 16:25 is not; 13:00 ends a half day.
        ("SPX", "America/New_York", (9, 30), datetime(2026, 11, 20, 21, 10, tzinfo=UTC), 19),
        ("SPX", "America/New_York", (9, 30), datetime(2026, 11, 20, 21, 25, tzinfo=UTC), 20),
        ("GOLD_FUT", "America/New_York", (0, 0), datetime(2026, 11, 20, 22, 10, tzinfo=UTC), 19),
        ("GOLD_FUT", "America/New_York", (0, 0), datetime(2026, 11, 20, 22, 25, tzinfo=UTC), 20),
        ("DXY", "America/New_York", (0, 0), datetime(2026, 11, 20, 21, 30, tzinfo=UTC), 19),
        ("USDJPY", "Europe/London", (0, 0), datetime(2026, 11, 20, 23, 30, tzinfo=UTC), 19),
        ("USDJPY", "Europe/London", (0, 0), datetime(2026, 11, 21, 0, 30, tzinfo=UTC), 20),
        ("BTC", "UTC", (0, 0), datetime(2026, 11, 20, 23, 59, tzinfo=UTC), 19),
        ("BTC", "UTC", (0, 0), datetime(2026, 11, 21, 0, 30, tzinfo=UTC), 20),
    ],
)
def test_the_bar_that_still_runs_is_left_out(
    key: str, zone: str, at: tuple[int, int], fetched: datetime, last: int
) -> None:
    quoted = QUOTED[key]
    price = {"SPX": 6000.0, "GOLD_FUT": 4000.0, "DXY": 99.0, "USDJPY": 150.0, "BTC": 9e4}[key]
    body = chart(quoted.symbol, DAYS, [price] * 5, zone=zone, at=at, currency=quoted.currency)
    frame, report = read(key, body, fetched)
    assert frame.index[-1].date() == date(2026, 11, last)
    assert len(report.warnings) == (1 if last == 19 else 0)


def test_a_summer_day_in_london_is_its_own_day() -> None:
    # Midnight in London is 23:00 UTC of the day before in summer.
    body = chart(
        "JPY=X", [date(2026, 7, 15)], [150.0], zone="Europe/London", at=(0, 0), currency="JPY"
    )
    frame, _ = read("USDJPY", body)
    assert frame.index[0].date() == date(2026, 7, 15)


def test_fields_are_those_of_the_imported_market(real_market: Workspace) -> None:
    market = real_market.market
    for key, quoted in QUOTED.items():
        held = set().union(*(market.series_frame(key, v).columns for v in market.vendors(key)))
        body = chart(
            quoted.symbol, DAYS, [(quoted.low + quoted.high) / 2] * 5, currency=quoted.currency
        )
        assert held <= set(read(key, body)[0].columns), key
        assert ("adj_close" in held) == quoted.adjusted, key


def test_ranges_hold_what_the_imported_market_has_seen(real_market: Workspace) -> None:
    market = real_market.market
    for key, quoted in QUOTED.items():
        close = market.series_frame(key, market.vendors(key)[0])["close"].dropna().tail(250)
        assert close.between(quoted.low, quoted.high).all(), key


@pytest.mark.parametrize(
    ("key", "close"),
    [("COPPER_FUT", 412.0), ("USDJPY", 0.0066), ("AUDUSD", 66.0), ("DXY", 25.0), ("SPX", 60.0)],
)
def test_another_unit_is_refused(key: str, close: float) -> None:
    body = chart(QUOTED[key].symbol, DAYS, [close] * 5, currency=QUOTED[key].currency)
    with pytest.raises(Failure, match="unit") as caught:
        read(key, body)
    assert caught.value.why == "changed" and "\n" not in str(caught.value)


def test_a_future_traded_in_the_evening_belongs_to_the_next_day() -> None:
    # 19:30 in New York on Thursday: the bar of Friday has begun, that of Monday cannot have.
    days = [*DAYS[:4], DAYS[4], date(2026, 11, 23)]
    at = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    frame, report = read("GOLD_FUT", chart("GC=F", days, [4000.0] * 6, at=(0, 0)), at)
    assert frame.index[-1].date() == DAYS[3]
    assert "2026-11-20 was still running" in report.warnings[0]
    assert report.refused == {"date lies in the future": 1}


def test_oil_below_zero_is_kept_and_an_index_below_is_not() -> None:
    close: list[float | None] = [18.0, 18.27, -37.63, 10.01, 13.78]  # 16 to 22 April 2020
    frame, report = read("WTI_FUT", chart("CL=F", DAYS, close, at=(0, 0)))
    assert frame["close"].tolist() == close and frame["adj_close"].tolist() == close
    assert not report.warnings
    _, report = read("SPX", chart("^GSPC", DAYS, [6000, 6000, -1, 6000, 6000]))
    assert report.refused == {"price is not above zero": 1}


def test_a_key_that_is_none() -> None:
    with pytest.raises(Failure):
        read("XYZ", chart("XYZ", DAYS, [1.0] * 5))
