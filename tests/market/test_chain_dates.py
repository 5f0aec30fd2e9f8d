"""When a chain was quoted and when its contracts settle."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.market.made_chains import GREEKS, QUOTE, QUOTES, only, read


@pytest.mark.parametrize(
    ("symbol", "settles"), [("SPX220715C03850000", 9.5), ("SPXW220715C03850000", 16.0)]
)
def test_a_quote_of_the_morning_runs_from_its_own_time(
    tmp_path: Path, symbol: str, settles: float
) -> None:
    data, report = read(tmp_path, QUOTES + QUOTE.format(symbol), "option_chain_spx_x.csv")
    expected = 3 + (settles - (11 + 55 / 60)) / 24
    assert only(data)["days"].tolist() == pytest.approx([expected])
    assert report.what == "SPX chain quoted 2022-07-12 at 11:55"


@pytest.mark.parametrize(
    ("time", "hour"),
    [
        ("July 12, 2022, 11:55 AM EDT", 11 + 55 / 60),
        ("July 12 2022, 12:05 AM ET", 5 / 60),
        ("2022-07-12 15:30:00", 15.5),
        ("2022-07-12T15:30", 15.5),
        ("July 12, 2022, 8:09 PM EST", 16.0),
        ("July 12, 2022", 16.0),
        ("2022-07-12T15:30:00Z", 16.0),
        ("2022-07-12 13:30 CET", 16.0),
    ],
)
def test_the_time_of_a_quote_in_new_york_else_the_close(
    tmp_path: Path, time: str, hour: float
) -> None:
    text = QUOTES + QUOTE.format("SPXW220715C03850000").replace("July 12, 2022, 11:55 AM EDT", time)
    data, _ = read(tmp_path, text, "option_chain_spx_x.csv")
    assert only(data)["days"].tolist() == pytest.approx([3 + (16 - hour) / 24])


def test_a_snapshot_of_a_sunday_morning_is_the_fridays_close(tmp_path: Path) -> None:
    text = QUOTES + QUOTE.format("SPXW220715C03850000").replace("July 12", "July 10")
    data, _ = read(tmp_path, text, "option_chain_spx_x.csv")
    assert list(data.chains) == [("SPX", "2022-07-08")]
    assert only(data)["days"].tolist() == [7.0]


def test_an_index_in_the_column_of_symbols_is_no_contract(tmp_path: Path) -> None:
    text = GREEKS.replace("\n", ",SPX\n").replace("iv,SPX", "iv,symbol")
    data, report = read(tmp_path, text)
    assert not report.refused
    assert (only(data)["days"] == 14).all()
