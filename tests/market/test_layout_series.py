from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.market.made import TODAY, write
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.importer import read_file
from tools.market.manifest import FileRule
from tools.market.report import FileReport
from tools.records import UnwindError

FUNDS = FileRule(
    "funds.csv",
    "series",
    key="symbol",
    vendor_column="source",
    vendors={"A": "yahoo-a"},
    fields={"close": "close", "low": "low", "adj_close": "adj_close", "volume": "volume"},
    fill={"adj_close": "close"},
    ignore=("spread",),
)
HEADER = "date,symbol,source,low,close,adj_close,volume\n"
ROW = "2018-02-05,SPY,A,9,10,8,100\n"


def read(folder: Path, text: str, rule: FileRule = FUNDS) -> tuple[Dataset, FileReport]:
    report = FileReport(rule.name)
    return read_file(write(folder, rule.name, text), rule, catalogue(), TODAY, report), report


def closes(data: Dataset, sid: str = "SPY", vendor: str = "yahoo-a") -> list[float]:
    return data.series[sid, vendor]["close"].tolist()


def test_a_row_becomes_an_observation(tmp_path: Path) -> None:
    data, report = read(tmp_path, HEADER + ROW)
    frame = data.series["SPY", "yahoo-a"]
    assert frame.to_dict("records") == [{"close": 10, "low": 9, "adj_close": 8, "volume": 100}]
    assert frame.index.tolist() == [pd.Timestamp("2018-02-05")]
    assert (report.rows, report.blank, report.refused, report.warnings) == (1, 0, {}, [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2018/02/06,SPY,A,9,11,8,100", "bad date"),
        ("06.02.2018,SPY,A,9,11,8,100", "bad date"),
        (",SPY,A,9,11,8,100", "bad date"),
        ("2023-01-16,SPY,A,9,11,8,100", "date lies in the future"),
        ("9999-12-31,SPY,A,9,11,8,100", "date lies in the future"),
        ("2018-02-05,SPY,A,9,99,8,100", "date stands there twice"),
        ("2018-02-06,SPY,A,9,nan,8,100", "not a finite number"),
        ("2018-02-06,SPY,A,9,inf,8,100", "not a finite number"),
        ("2018-02-06,SPY,A,9,-inf,8,100", "not a finite number"),
        ("2018-02-06,SPY,A,9,1e999,8,100", "not a finite number"),
        ('2018-02-06,SPY,A,9,"1,23.45",8,100', "not a finite number"),
        ("2018-02-06,SPY,A,9,11,8,1.2M", "not a finite number"),
        ("2018-02-06,SPY,A,9,,8,100", "no close"),
        ("2018-02-06,SPY,A,9,-11,8,100", "price is not above zero"),
        ("2018-02-06,SPY,A,9,0,8,100", "price is not above zero"),
        ("2018-02-06,,A,9,11,8,100", "no symbol"),
        ("2018-02-06,SPY,,9,11,8,100", "no source"),
        ("2018-02-06,NOVEL,A,9,11,8,100", "series NOVEL is not in the catalogue"),
        ("2018-02-06,SPY,A,9,11,8", "another number of fields than the header"),
        ("2018-02-06,SPY,A,9,11,8,100,1", "another number of fields than the header"),
    ],
)
def test_a_row_is_refused_with_its_line_and_the_rest_is_read(
    tmp_path: Path, line: str, why: str
) -> None:
    data, report = read(tmp_path, HEADER + ROW + line + "\n2018-02-07,SPY,A,9,12,8,100\n")
    assert closes(data) == [10.0, 12.0]
    assert report.refused == {why: 1}
    assert report.examples == {why: [3]}
    assert (report.rows, report.blank) == (2, 0)


def test_one_bad_row_does_not_change_a_bit_of_the_others(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    values = [repr(float(v)) for v in rng.lognormal(size=200)]
    dates = pd.date_range("2018-01-01", periods=200).strftime("%Y-%m-%d")
    good = "".join(f"{d},SPY,A,,{v},,\n" for d, v in zip(dates, values, strict=True))
    clean, _ = read(tmp_path, HEADER + good)
    spoilt, _ = read(tmp_path, HEADER + good + "2019-01-01,SPY,A,,n/a,,\n")
    assert closes(clean) == closes(spoilt) == [float(v) for v in values]


def test_counts_and_first_lines_of_many_refusals(tmp_path: Path) -> None:
    bad = "".join(f"2018-03-{d:02d},SPY,A,9,nan,8,100\n" for d in range(1, 21))
    _, report = read(tmp_path, HEADER + ROW + bad)
    assert report.refused == {"not a finite number": 20}
    assert report.examples == {"not a finite number": [3, 4, 5, 6, 7]}


def test_a_blank_row_is_a_holiday_and_no_refusal(tmp_path: Path) -> None:
    data, report = read(tmp_path, HEADER + ROW + "2018-02-06,SPY,A,,,,\n")
    assert closes(data) == [10.0]
    assert report.blank == 1
    assert not report.refused


def test_impossible_values_beside_a_good_price_are_left_out(tmp_path: Path) -> None:
    data, report = read(tmp_path, HEADER + ROW + "2018-02-06,SPY,A,-9,11,0,0\n")
    frame = data.series["SPY", "yahoo-a"]
    assert frame["low"].isna().tolist() == [False, True]
    assert frame["adj_close"].isna().tolist() == [False, True]
    assert frame["volume"].tolist() == [100.0, 0.0]
    assert report.warnings == [
        "line 3: SPY low not above zero was left out (1 in the file)",
        "line 3: SPY adj_close not above zero was left out (1 in the file)",
    ]


def test_a_negative_oil_price_is_real(tmp_path: Path) -> None:
    data, report = read(tmp_path, HEADER + "2020-04-20,WTI_FUT,A,-40.32,-37.63,,0\n")
    frame = data.series["WTI_FUT", "yahoo-a"]
    assert frame.iloc[0][["close", "low", "adj_close"]].tolist() == [-37.63, -40.32, -37.63]
    assert not report.refused
    assert not report.warnings


def test_an_unknown_column_is_reported_and_a_known_one_is_not(tmp_path: Path) -> None:
    text = HEADER.replace("volume", "volume,colour,spread") + "2018-02-05,SPY,A,9,10,8,100,red,1\n"
    data, report = read(tmp_path, text)
    assert report.warnings == ["line 1: unknown column 'colour' was left out"]
    assert set(data.series["SPY", "yahoo-a"]) == {"close", "low", "adj_close", "volume"}


@pytest.mark.parametrize("wrong", ["date", "symbol", "source", "close"])
def test_a_wrong_column_name_fails_the_file_and_names_it(tmp_path: Path, wrong: str) -> None:
    names = ["WRONG" if name == wrong else name for name in HEADER.strip().split(",")]
    with pytest.raises(UnwindError) as raised:
        read(tmp_path, ",".join(names) + "\n" + ROW)
    assert str(raised.value).startswith(f"funds.csv, line 1: no column {wrong!r}, only ")


def test_another_delimiter_is_a_missing_column(tmp_path: Path) -> None:
    with pytest.raises(UnwindError, match=r"line 1: no column 'date', only date\|symbol\|source"):
        read(tmp_path, (HEADER + ROW).replace(",", "|"))


def test_columns_that_need_not_be_there(tmp_path: Path) -> None:
    data, _ = read(tmp_path, "date,symbol,source,close\n2018-02-05,SPY,A,10\n")
    assert data.series["SPY", "yahoo-a"].iloc[0].to_dict() == {"close": 10.0, "adj_close": 10.0}


def test_a_file_of_refused_rows_holds_nothing(tmp_path: Path) -> None:
    data, report = read(tmp_path, HEADER + "never,SPY,A,9,10,8,100\n")
    assert not data.series
    assert report.rows == 0
    assert report.refused == {"bad date": 1}


def test_scale_prefix_rename_and_zeros(tmp_path: Path) -> None:
    rule = FileRule(
        "f.csv",
        "series",
        key="who",
        prefix="TFF_",
        vendor="cftc",
        fields={"n": "oi"},
        scale=0.01,
        zero_is_missing=True,
        rename={"TFF_ES": "TFF_SP500"},
    )
    text = "date,who,n\n2018-02-06,es,250\n2018-02-13,es,0\n2018-02-06,vix,50\n"
    data, report = read(tmp_path, text, rule)
    assert data.series["TFF_SP500", "cftc"]["oi"].tolist() == [2.5]
    assert data.series["TFF_VIX", "cftc"]["oi"].tolist() == [0.5]
    assert report.blank == 1


def test_a_series_can_be_refused_by_the_manifest(tmp_path: Path) -> None:
    rule = FileRule(
        "f.csv", "series", key="s", vendor="v", fields={"n": "close"}, refuse={"VIX": "looks ahead"}
    )
    data, report = read(tmp_path, "date,s,n\n2018-02-06,VIX,250\n2018-02-06,NFCI,1\n", rule)
    assert list(data.series) == [("NFCI", "v")]
    assert report.refused == {"VIX looks ahead": 1}


def parquet(folder: Path, frame: pd.DataFrame) -> tuple[Dataset, FileReport]:
    rule = FileRule("f.parquet", "series", series="SPX", vendor="v", fields={"close": "close"})
    frame.to_parquet(folder / rule.name)
    report = FileReport(rule.name)
    return read_file(folder / rule.name, rule, catalogue(), TODAY, report), report


DAYS = pd.to_datetime(["2018-02-05", "2018-02-06", "2018-02-07"])


def test_parquet_prices_that_are_missing_or_infinite(tmp_path: Path) -> None:
    frame = pd.DataFrame({"date": DAYS, "close": [1.0, np.nan, np.inf]})
    data, report = parquet(tmp_path, frame)
    assert closes(data, "SPX", "v") == [1.0]
    assert (report.blank, report.refused) == (1, {"not a finite number": 1})
    assert report.examples == {"not a finite number": [3]}


def test_parquet_prices_as_text_are_read_where_they_are_numbers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"date": DAYS, "close": ["1.5", "n/a", "2.5"]})
    data, report = parquet(tmp_path, frame)
    assert closes(data, "SPX", "v") == [1.5, 2.5]
    assert report.examples == {"not a finite number": [2]}


def test_parquet_dates_as_text_or_as_days_are_dates(tmp_path: Path) -> None:
    for dates in (DAYS.strftime("%Y-%m-%d"), DAYS.date):
        data, report = parquet(tmp_path, pd.DataFrame({"date": dates, "close": [1.0, 2.0, 3.0]}))
        assert data.series["SPX", "v"].index.tolist() == DAYS.tolist()
        assert not report.refused


def test_parquet_dates_with_a_zone_or_a_time_are_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"date": DAYS.tz_localize("America/New_York"), "close": [1.0, 2.0, 3.0]})
    with pytest.raises(UnwindError, match="has a time zone"):
        parquet(tmp_path, frame)
    data, report = parquet(
        tmp_path, pd.DataFrame({"date": DAYS + pd.Timedelta(hours=16), "close": [1.0, 2.0, 3.0]})
    )
    assert not data.series
    assert report.refused == {"bad date": 3}


def test_parquet_of_lists_is_refused_row_by_row(tmp_path: Path) -> None:
    frame = pd.DataFrame({"date": DAYS, "close": [[1.0], [2.0], [3.0, 4.0]]})
    _, report = parquet(tmp_path, frame)
    assert report.refused == {"not a finite number": 3}
