"""The two layouts of option chains: columns, dates, and what is refused or noted."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.market.made import TODAY, days, walk, write
from tests.market.made_chains import GREEKS, HEAD, LINES, NAME, only, read
from tools.market.importer import import_folder
from tools.market.manifest import load_manifest
from tools.market.store import Store
from tools.market.view import Market
from tools.pillars.measure import measure
from tools.pillars.registry import specs
from tools.records import UnwindError

# -------------------------------------------------------------------------- a table of greeks


def test_a_table_of_greeks_is_a_chain(tmp_path: Path) -> None:
    data, report = read(tmp_path, GREEKS)
    assert list(data.chains) == [("SPX", "2022-02-04")]
    frame = only(data)
    assert frame["type"].tolist() == ["P", "P", "C", "C"]
    assert frame["open_interest"].tolist() == [100, 200, 300, 400]
    assert (frame["expiration"] == pd.Timestamp("2022-02-18")).all()
    assert (frame["days"] == 14).all() and (frame["refused"] == 0).all()
    assert frame[["bid", "ask", "volume"]].isna().all(axis=None)
    assert report.rows == 4 and report.what == "SPX chain quoted 2022-02-04"
    assert report.warnings == [
        "no bid and ask: crossed quotes cannot be told, and volatilities are the vendor's"
    ]


def test_csv_gzip_and_parquet_hold_the_same_chain(tmp_path: Path) -> None:
    raw = io.BytesIO()
    pd.read_csv(io.StringIO(GREEKS)).to_parquet(raw)
    files = {NAME: GREEKS, f"{NAME}.gz": GREEKS, NAME.replace("csv", "parquet"): raw.getvalue()}
    frames = [only(read(tmp_path, text, name)[0]) for name, text in files.items()]
    for frame in frames[1:]:
        pd.testing.assert_frame_equal(frame, frames[0], check_dtype=False)


@pytest.mark.parametrize(
    "name",
    ["option_chain_SPX_20220204.csv", "option_chain_spx_2022_02_04.csv", "option_chain_spx.csv"],
)
def test_names_of_the_default_manifest(tmp_path: Path, name: str) -> None:
    text = GREEKS.replace("\n", ",2022-02-04\n").replace("iv,2022-02-04", "iv,date")
    data, report = read(tmp_path, text if name == "option_chain_spx.csv" else GREEKS, name)
    assert list(data.chains) == [("SPX", "2022-02-04")]
    assert len(report.warnings) == 1


def test_volatilities_in_percent_are_told_from_decimals(tmp_path: Path) -> None:
    percent = pd.read_csv(io.StringIO(GREEKS))
    percent["iv"] *= 100
    data, report = read(tmp_path, percent.to_csv(index=False))
    np.testing.assert_allclose(only(data)["iv"], only(read(tmp_path, GREEKS)[0])["iv"])
    assert "iv is in percent: it was divided by 100" in report.warnings
    # a few contracts far from the money, at 400 % and more, do not make a column of percents
    deep = "".join(f"4500,{k},3,C,0,0,1,4.3\n" for k in range(2000, 2100, 10))
    assert only(read(tmp_path, GREEKS + deep)[0])["iv"].max() == 4.3
    half = pd.read_csv(io.StringIO(GREEKS))
    half.loc[::2, "iv"] *= 100
    with pytest.raises(UnwindError, match=rf"^{NAME}: column iv mixes percent and decimals"):
        read(tmp_path, half.to_csv(index=False))


@pytest.mark.parametrize("sides", [("C", "P"), ("c", "p"), ("call", "put"), ("Call", " PUT ")])
def test_calls_and_puts_as_they_are_written(tmp_path: Path, sides: tuple[str, str]) -> None:
    text = GREEKS.replace(",C,", f",{sides[0]},").replace(",P,", f",{sides[1]},")
    assert only(read(tmp_path, text)[0])["type"].tolist() == ["P", "P", "C", "C"]


@pytest.mark.parametrize("column", ["date", "quote_date"])
def test_a_column_of_dates_makes_a_chain_of_each(tmp_path: Path, column: str) -> None:
    dates = ("2022-02-03", "2022-02-03", "2022-02-05", "yesterday")
    lines = [f"{line},{day}" for line, day in zip(LINES, dates, strict=True)]
    text = "\n".join([HEAD.strip() + f",{column}", *lines, f"{LINES[0]},2031-01-01"]) + "\n"
    data, report = read(tmp_path, text, "option_chain_spx_all.csv")
    assert {key: len(frame) for key, frame in data.chains.items()} == {
        ("SPX", "2022-02-03"): 2,
        ("SPX", "2022-02-04"): 1,  # a Saturday's is the Friday's
    }
    assert report.examples == {"bad date": [5], "date lies in the future": [6]}
    assert report.what == "2 SPX chains quoted 2022-02-03 to 2022-02-04"
    first = data.chains["SPX", "2022-02-03"]
    assert (first["expiration"] == pd.Timestamp("2022-02-17")).all()


def test_quotes_beside_greeks_are_used(tmp_path: Path) -> None:
    lines = [line + f",{bid},{bid + 1}" for line, bid in zip(LINES, (5, 20, 21, 6), strict=True)]
    data, report = read(tmp_path, HEAD.strip() + ",bid,ask\n" + "\n".join(lines) + "\n")
    assert only(data)["ask"].tolist() == [6, 21, 22, 7]
    assert not report.warnings


def test_days_with_a_fraction_are_kept(tmp_path: Path) -> None:
    frame = only(read(tmp_path, GREEKS.replace(",14,C", ",13.73,C"))[0])
    assert frame["days"].tolist() == [14, 14, 13.73, 13.73]
    assert (frame["expiration"] == pd.Timestamp("2022-02-18")).all()


def test_an_unknown_column_and_an_absent_one(tmp_path: Path) -> None:
    text = GREEKS.replace("\n", ",red\n").replace("iv,red", "iv,colour")
    assert read(tmp_path, text)[1].warnings[0] == "line 1: unknown column 'colour' was left out"
    with pytest.raises(UnwindError, match=rf"{NAME}, line 1: no column 'oi', only spot, strike"):
        read(tmp_path, GREEKS.replace(",oi,", ",open,"))
    with pytest.raises(UnwindError, match="no column 'spot'"):
        read(tmp_path, GREEKS.replace("spot,", "index,"))


# ------------------------------------------------------------------------- bad contracts


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("4500,0,14,C,1,0.001,0.5,0.2", "no type, expiration, strike or spot"),
        ("4500,,14,C,1,0.001,0.5,0.2", "no type, expiration, strike or spot"),
        ("4500,4700,,C,1,0.001,0.5,0.2", "no type, expiration, strike or spot"),
        ("4500,4700,1e9,C,1,0.001,0.5,0.2", "no type, expiration, strike or spot"),
        ("4500,4700,soon,C,1,0.001,0.5,0.2", "no type, expiration, strike or spot"),
        ("4500,4700,14,straddle,1,0.001,0.5,0.2", "no type, expiration, strike or spot"),
        (",4700,14,C,1,0.001,0.5,0.2", "no type, expiration, strike or spot"),
        ("4500,4700,14,C,-1,0.001,0.5,0.2", "a quote, size or volatility is below zero"),
        ("4500,4700,14,C,1,0.001,0.5,-0.2", "a quote, size or volatility is below zero"),
        ("4500,1e308,14,C,1,0.001,0.5,0.2", "a figure is too large to be one"),
        ("4500,4700,14,C,1e12,0.001,0.5,0.2", "a figure is too large to be one"),
        ("4500,many,14,C,1,0.001,0.5,0.2", "not a finite number"),
        ("4500,4700,14,C,1,inf,0.5,0.2", "not a finite number"),
        ("4600,4700,14,C,1,0.001,0.5,0.2", "another spot than the chain's"),
        (LINES[1], "contract stands there twice"),
    ],
)
def test_a_bad_contract_is_refused_with_its_line_and_counted(
    tmp_path: Path, line: str, why: str
) -> None:
    data, report = read(tmp_path, GREEKS + line + "\n" + "4500,4650,14,C,5,0.001,0.2,0.18\n")
    assert report.examples == {why: [6]}
    frame = only(data)
    assert frame["strike"].tolist() == [4400, 4500, 4500, 4600, 4650]
    assert (frame["refused"] == 1).all()


def test_a_twin_that_settles_at_another_time_is_kept_and_a_triplet_is_not(tmp_path: Path) -> None:
    twin, third = LINES[1].replace(",200,", ",70,"), LINES[1].replace(",200,", ",71,")
    data, report = read(tmp_path, f"{GREEKS}{twin}\n{third}\n")
    assert only(data)["open_interest"].tolist() == [100, 200, 300, 400, 70]
    assert report.examples == {"contract stands there twice": [7]}
    assert report.warnings[1].startswith("line 6: a contract differs from another of its type")
    # where the file names the root there is nothing to guess
    named = GREEKS.replace("\n", ",SPXW\n").replace("iv,SPXW", "iv,root")
    data, report = read(tmp_path, f"{named}{twin},SPXW\n{third},SPX\n")
    assert report.examples == {"contract stands there twice": [6]}
    assert only(data)["days"].tolist() == [14, 14, 14, 14, 14 - 6.5 / 24]


def test_the_spot_of_a_chain_is_its_middle_one(tmp_path: Path) -> None:
    moving = GREEKS.replace("4500,4400", "4501,4400").replace("4500,4600", "4502,4600")
    data, report = read(tmp_path, moving + "4503,4700,14,C,5,0.001,0.1,0.17\n")
    assert set(only(data)["spot"]) == {4501.0}
    assert not report.refused


def test_what_no_figure_can_use_is_kept_and_noted(tmp_path: Path) -> None:
    lines = (
        "4500,4550,-3,C,1,0.001,0.5,0.2,1,2",
        "4500,4560,0,C,1,0.001,0.5,0.2,1,2",
        "4500,4570,14,C,1,0.001,0.5,0,1,2",
        "4500,4580,14,C,1,0.001,0.5,,1,2",
        "4500,4590,14,C,1,50,0.5,0.2,1,2",
        "4500,4595,14,C,1,-0.1,0.5,0.2,1,2",
        "4500,4596,14,C,1,0.001,0.5,0.2,3,2",
    )
    good = [f"{line},10,11" for line in LINES]
    data, report = read(tmp_path, "\n".join([HEAD.strip() + ",bid,ask", *good, *lines]) + "\n")
    assert not report.refused
    frame = only(data).set_index("strike")
    assert report.warnings == [
        "line 10: gamma that cannot be was left out (2 in the file)",
        "line 6: expired by the time of the quote: no figure uses it (2 in the file)",
        "line 12: bid above ask: no figure uses it (1 in the file)",
        "line 8: no implied volatility is given (2 in the file)",
    ]
    assert frame["gamma"].isna().sum() == 2 and np.isnan(frame.loc[4590, "gamma"])
    assert frame["iv"].isna().sum() == 2 and len(frame) == 11


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: f.assign(spot=np.nan),
        lambda f: f.assign(strike="x"),
        lambda f: f.assign(cp=""),
        lambda f: f.assign(dte=np.nan),
        lambda f: f.assign(**dict.fromkeys(f, np.nan)),
    ],
)
def test_a_file_without_a_contract_fails_in_one_line(tmp_path: Path, spoil) -> None:
    frame = spoil(pd.read_csv(io.StringIO(GREEKS)).assign(cp="C", strike=[1, 2, 3, 4]))
    with pytest.raises(UnwindError, match=rf"^{NAME}: holds no contract that can be read$"):
        read(tmp_path, frame.to_csv(index=False, na_rep=""))


def test_no_date_anywhere(tmp_path: Path) -> None:
    with pytest.raises(UnwindError, match="nor its name gives the quote date"):
        read(tmp_path, GREEKS, "option_chain_spx_latest.csv")


# -------------------------------------------------------------------------------- manifests


def test_any_name_and_columns_through_a_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write(folder, "my_quotes.csv", GREEKS.replace("cp,oi", "right,openInterest"))
    (tmp_path / "m.toml").write_text(
        '[[file]]\nname = "my_*.csv"\nlayout = "chain"\nunderlying = "SPX"\n'
        'columns = { right = "cp", openInterest = "oi" }\n',
        encoding="utf-8",
    )
    with pytest.raises(UnwindError, match="gives the quote date"):
        import_folder(
            folder, Store(tmp_path / "m"), today=TODAY, manifest=load_manifest(tmp_path / "m.toml")
        )
    (folder / "my_quotes.csv").rename(folder / "my_quotes_2022-02-04.csv")
    report = import_folder(
        folder, Store(tmp_path / "m"), today=TODAY, manifest=load_manifest(tmp_path / "m.toml")
    )
    assert [f.rows for f in report.files] == [4]
    assert list(Store(tmp_path / "m").manifest.chains) == ["SPX"]


def test_a_reading_shows_what_was_left_out_and_why(tmp_path: Path) -> None:
    """From the file to the history: refused at import, expired, crossed and without volatility."""
    session = days(30, "2022-01-10")
    close = walk(session, 1, 4500.0)["close"]
    lines = [f"{d:%Y-%m-%d},SPX,yahoo,{c},{c},{c},{c},1" for d, c in close.items()]
    head = "date,symbol,source,open,high,low,close,volume"
    write(tmp_path / "in", "equity_index_daily.csv.gz", "\n".join([head, *lines]) + "\n")
    bad = (
        "4500,4550,-3,C,1,0.001,0.5,0.2",
        "4500,4560,14,C,1,0.001,0.5,0",
        "4500,0,14,C,1,0.001,0.5,0.2",
        "4500,4570,14,C,-1,0.001,0.5,0.2",
        LINES[0],
    )
    write(tmp_path / "in", NAME, GREEKS + "\n".join(bad) + "\n")
    store = Store(tmp_path / "mine")
    import_folder(tmp_path / "in", store, today=TODAY)
    view = Market(store.folder).view()
    wanted = {
        "contracts": 4,
        "dropped": 5,
        "dropped_malformed": 3,
        "dropped_expired": 1,
        "dropped_crossed": 0,
        "dropped_no_volatility": 1,
    }
    for name, count in wanted.items():
        history = measure(specs()[f"positioning.chain_{name}"], view, lambda metric: None)
        assert history["value"].tolist() == [count], name
        assert history["known"].tolist() == [pd.Timestamp("2022-02-04")]
    assert import_folder(tmp_path / "in", store, today=TODAY).changed is False
