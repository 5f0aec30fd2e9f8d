"""The layouts of panels, option chains and tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.market.made import TODAY, write
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.importer import read_file
from tools.market.manifest import FileRule, load_manifest
from tools.market.report import FileReport
from tools.records import UnwindError


def read(folder: Path, name: str, text: str) -> tuple[Dataset, FileReport]:
    """Read a file by the built-in rule of its name."""
    rule = next(r for r in load_manifest().rules if r.matches(name))
    report = FileReport(name)
    return read_file(write(folder, name, text), rule, catalogue(), TODAY, report), report


PANEL = FileRule(
    "p.csv", "panel", key="symbol", fields={"adj_close": "adj_close", "volume": "volume"}
)


def panel(folder: Path, text: str) -> tuple[Dataset, FileReport]:
    report = FileReport("p.csv")
    path = write(folder, "p.csv", "date,symbol,adj_close,volume\n" + text)
    return read_file(path, PANEL, catalogue(), TODAY, report), report


def test_a_panel_is_dates_by_tickers(tmp_path: Path) -> None:
    data, report = panel(tmp_path, "2018-02-06,B,3,30\n2018-02-05,A,1,10\n2018-02-06,A,2,\n")
    prices = data.panels["adj_close"]
    assert list(prices.columns) == ["A", "B"]
    assert prices.index.tolist() == list(pd.to_datetime(["2018-02-05", "2018-02-06"]))
    np.testing.assert_array_equal(prices, [[1.0, np.nan], [2.0, 3.0]])
    np.testing.assert_array_equal(data.panels["volume"], [[10.0, np.nan], [np.nan, 30.0]])
    assert report.rows == 3
    assert report.what == "2 stocks"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2018-02-05,A,9,1", "date and ticker stand there twice"),
        ("2018-02-06,A,-1,1", "price is not a finite number above zero"),
        ("2018-02-06,A,0,1", "price is not a finite number above zero"),
        ("2018-02-06,A,,1", "price is not a finite number above zero"),
        ("2018-02-06,A,nan,1", "price is not a finite number above zero"),
        ("2018-02-06,A,inf,1", "price is not a finite number above zero"),
        ("2018-02-06,,1,1", "no symbol"),
        ("02/06/2018,A,1,1", "bad date"),
        ("2023-02-06,A,1,1", "date lies in the future"),
    ],
)
def test_a_row_of_a_panel_is_refused_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    data, report = panel(tmp_path, f"2018-02-05,A,1,10\n{line}\n2018-02-07,A,3,10\n")
    assert report.examples == {why: [3]}
    assert data.panels["adj_close"]["A"].tolist() == [1.0, 3.0]


def test_a_volume_that_cannot_be_is_left_out(tmp_path: Path) -> None:
    data, report = panel(tmp_path, "2018-02-05,A,1,-5\n2018-02-06,A,1,0\n2018-02-07,A,1,1.2M\n")
    np.testing.assert_array_equal(data.panels["volume"]["A"], [np.nan, 0.0, np.nan])
    assert report.warnings == ["line 2: volume that cannot be was left out (2 in the file)"]


def test_a_panel_without_a_good_row_is_none(tmp_path: Path) -> None:
    data, report = panel(tmp_path, "2018-02-05,A,-1,-5\n")
    assert not data.panels
    assert report.rows == 0


CHAIN = (
    "quote_time,spot,symbol,type,expiration,strike,bid,ask,volume,iv,delta,gamma,open_interest\n"
)
QUOTE = '"February 5 2022, 8:26 PM EST",4500,X1,C,2022-02-18,4500,10,11,5,0.2,0.5,0.001,100\n'


def chain(folder: Path, text: str, name: str = "option_chain_spx_2022-02-04.csv.gz") -> tuple:
    return read(folder, name, text)


def test_a_weekend_snapshot_is_the_fridays(tmp_path: Path) -> None:
    data, report = chain(tmp_path, CHAIN + QUOTE)
    assert list(data.chains) == [("SPX", "2022-02-04")]
    row = data.chains["SPX", "2022-02-04"].iloc[0]
    assert (row["spot"], row["strike"], row["type"], row["iv"]) == (4500, 4500, "C", 0.2)
    assert row["expiration"] == pd.Timestamp("2022-02-18")
    assert report.what == "SPX chain quoted 2022-02-04"


def test_a_chain_without_quote_times_has_its_names_date(tmp_path: Path) -> None:
    text = (CHAIN + QUOTE).replace("quote_time,", "").replace('"February 5 2022, 8:26 PM EST",', "")
    data, _ = chain(tmp_path, text, "option_chain_ndx_2022-02-03.csv.gz")
    assert list(data.chains) == [("NDX", "2022-02-03")]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("X2,C", "X1,C", "contract stands there twice"),
        ("X2,C", "X2,Z", "no type, expiration, strike or spot"),
        ("2022-02-18,4510", "18 Feb 2022,4510", "no type, expiration, strike or spot"),
        (",4510,", ",-1,", "no type, expiration, strike or spot"),
        ("4500,X2", "0,X2", "no type, expiration, strike or spot"),
        (",10,11,", ",-10,11,", "a quote, size or volatility is below zero"),
        (",100\n", ",-100\n", "a quote, size or volatility is below zero"),
        (",0.2,", ",nan,", "not a finite number"),
        (",0.001,", ",inf,", "not a finite number"),
    ],
)
def test_a_contract_is_refused_with_its_line(tmp_path: Path, old: str, new: str, why: str) -> None:
    second = QUOTE.replace("X1", "X2").replace(",4500,10", ",4510,10")
    assert old in second
    data, report = chain(tmp_path, CHAIN + QUOTE + second.replace(old, new))
    assert report.examples == {why: [3]}
    assert len(data.chains["SPX", "2022-02-04"]) == 1


def test_an_implied_volatility_of_zero_is_none(tmp_path: Path) -> None:
    data, _ = chain(tmp_path, CHAIN + QUOTE.replace(",0.2,", ",0,"))
    assert data.chains["SPX", "2022-02-04"]["iv"].isna().all()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "option_chain_spx_2022-02-04.csv.gz",
            CHAIN.replace("gamma", "gama") + QUOTE,
            "no column 'gamma'",
        ),
        ("option_chain_9_2022.csv.gz", CHAIN + QUOTE, "its name does not say the underlying"),
        ("option_chain_spx_x.csv.gz", CHAIN + QUOTE.replace("February 5", "Frob 5"), "quote date"),
        (
            "option_chain_spx_x.csv.gz",
            CHAIN + QUOTE + QUOTE.replace("February 5", "February 9").replace("X1", "X2"),
            "holds quotes of more than one day",
        ),
        (
            "option_chain_spx_x.csv.gz",
            CHAIN + QUOTE.replace("February 5 2022", "February 6 2023"),
            "is quoted 2023-02-06, which lies in the future",
        ),
        (
            "option_chain_spx_x.csv.gz",
            CHAIN + QUOTE.replace("4500,X1", "nan,X1"),
            "holds no contract",
        ),
    ],
)
def test_a_chain_that_cannot_be_read_at_all(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(UnwindError, match=message) as raised:
        chain(tmp_path, text, name)
    assert str(raised.value).startswith(name)


VINTAGES = "asof,quarter_end,block,op_eps,as_reported_eps\n"


def test_a_table_is_typed_and_unknown_columns_are_reported(tmp_path: Path) -> None:
    text = VINTAGES.replace("\n", ",colour\n") + "2018-02-01,2018-03-31,estimate,36.5,,red\n"
    data, report = read(tmp_path, "sp500_eps_estimate_vintages.csv.gz", text)
    row = data.tables["eps_vintages"].iloc[0]
    assert row["op_eps"] == 36.5
    assert row["asof"] == pd.Timestamp("2018-02-01")
    assert np.isnan(row["as_reported_eps"])
    assert "colour" not in row
    assert report.warnings == ["line 1: unknown column 'colour' was left out"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2018-02-01,2018-03-31,estimate,99,", "row stands there twice"),
        ("2018-02-01,2018-06-31,estimate,37,", "bad quarter_end"),
        ("never,2018-06-30,estimate,37,", "bad date"),
        ("2023-02-01,2018-06-30,estimate,37,", "date lies in the future"),
        ("2018-02-01,2018-06-30,,37,", "no block"),
        ("2018-02-01,2018-06-30,estimate,n/a,", "op_eps is not a finite number"),
        ("2018-02-01,2018-06-30,estimate,37,inf", "as_reported_eps is not a finite number"),
    ],
)
def test_a_row_of_a_table_is_refused_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    first, last = "2018-02-01,2018-03-31,estimate,36.5,", "2018-02-01,2018-09-30,estimate,38,"
    text = f"{VINTAGES}{first}\n{line}\n{last}\n"
    data, report = read(tmp_path, "sp500_eps_estimate_vintages.csv.gz", text)
    assert report.examples == {why: [3]}
    assert data.tables["eps_vintages"]["op_eps"].tolist() == [36.5, 38.0]


def test_scheduled_dates_may_lie_ahead(tmp_path: Path) -> None:
    data, report = read(tmp_path, "fomc_meeting_dates.csv.gz", "date\n2018-01-31\n2026-12-09\n")
    assert len(data.tables["fomc"]) == 2
    assert not report.refused


def test_an_exit_that_lies_ahead_or_far_ahead_is_kept(tmp_path: Path) -> None:
    rows = "A,2018-01-02,2025-11-03\nB,2018-01-02,9999-12-31\nC,2018-01-02,\n"
    text = "ticker,start_date,end_date\n" + rows
    data, report = read(tmp_path, "sp500_membership.csv.gz", text)
    assert data.tables["membership"]["end_date"].isna().tolist() == [False, False, True]
    assert not report.refused


def test_a_ticker_that_reads_like_a_missing_value_is_one(tmp_path: Path) -> None:
    data, _ = read(
        tmp_path, "sp500_membership.csv.gz", "ticker,start_date\nNA,2018-01-02\nNAN,2018-01-02\n"
    )
    assert data.tables["membership"]["ticker"].tolist() == ["NA", "NAN"]


def test_columns_of_a_table_are_renamed(tmp_path: Path) -> None:
    text = "Symbol,Security,GICS Sector,GICS Sub-Industry\nMMM,3M,Industrials,Conglomerates\n"
    data, report = read(tmp_path, "sp500_sector_map.csv.gz", text)
    assert data.tables["sectors"].iloc[0].to_dict() == {
        "ticker": "MMM",
        "sector": "Industrials",
        "industry": "Conglomerates",
    }
    assert not report.warnings


def test_a_table_without_a_required_column_fails(tmp_path: Path) -> None:
    with pytest.raises(UnwindError, match=r"sp500_membership\.csv\.gz, line 1: no column 'ticker'"):
        read(tmp_path, "sp500_membership.csv.gz", "symbol,start_date\nA,2018-01-02\n")


def test_a_renamed_column_must_not_be_there_already(tmp_path: Path) -> None:
    text = "Symbol,ticker,GICS Sector\nMMM,MMM,Industrials\n"
    with pytest.raises(UnwindError, match="line 1: column 'ticker' stands there twice"):
        read(tmp_path, "sp500_sector_map.csv.gz", text)


def test_a_file_that_no_layout_foresees_fails_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strange(*args: object) -> None:
        raise RecursionError("deep\nand deeper")

    monkeypatch.setattr("tools.market.importer.panel_layout", strange)
    with pytest.raises(UnwindError) as raised:
        panel(tmp_path, "2018-02-05,A,1,1\n")
    assert str(raised.value) == "p.csv: cannot be read as panel: RecursionError deep"
