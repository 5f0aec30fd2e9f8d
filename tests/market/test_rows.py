from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.market.made import write, write_folder
from tools.market.report import FileReport
from tools.market.rows import read_rows
from tools.records import UnwindError

GOOD = "date,value\n2018-02-05,1\n2018-02-06,2\n"


def rows(folder: Path, text: str | bytes, name: str = "file.csv.gz") -> pd.DataFrame:
    return read_rows(write(folder, name, text), FileReport(name))


def refusal(folder: Path, text: str | bytes, name: str = "file.csv.gz") -> str:
    with pytest.raises(UnwindError) as raised:
        rows(folder, text, name)
    assert "\n" not in str(raised.value)
    assert str(folder) not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("name", ["file.csv", "file.csv.gz"])
@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.rstrip("\n"),
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        '"date","value"\n"2018-02-05","1"\n"2018-02-06","2"\n',
        "date, value \n2018-02-05,1\n2018-02-06,2\n",
        "\n\n" + GOOD,
    ],
)
def test_one_content_in_many_spellings(tmp_path: Path, text: str, name: str) -> None:
    frame = rows(tmp_path, text, name)
    assert frame.to_dict("list") == {"date": ["2018-02-05", "2018-02-06"], "value": ["1", "2"]}


def test_lines_are_those_an_editor_shows(tmp_path: Path) -> None:
    text = 'date,what\n\n2018-02-05,"two\nlines"\n\n\n2018-02-06,one\n2018-02-07,"a, b"\n'
    frame = rows(tmp_path, text)
    assert dict(zip(frame.index, frame["date"], strict=True)) == {
        3: "2018-02-05",
        7: "2018-02-06",
        8: "2018-02-07",
    }


def test_only_an_empty_cell_is_missing(tmp_path: Path) -> None:
    frame = rows(tmp_path, "a,b,c,d,e\n,nan,NA,None, \n")
    assert frame.isna().to_numpy().tolist() == [[True, False, False, False, False]]


def test_a_line_with_another_number_of_fields_is_refused_with_its_number(tmp_path: Path) -> None:
    report = FileReport("file.csv")
    text = "date,value\n2018-02-05,1\n2018-02-06,1,234\n2018-02-07\n2018-02-08,4\n"
    frame = read_rows(write(tmp_path, "file.csv", text), report)
    assert frame["value"].tolist() == ["1", "4"]
    assert report.refused == {"another number of fields than the header": 2}
    assert report.examples == {"another number of fields than the header": [3, 4]}


def test_a_file_that_ends_in_the_middle_of_a_line_keeps_the_whole_lines(tmp_path: Path) -> None:
    report = FileReport("file.csv")
    frame = read_rows(write(tmp_path, "file.csv", "a,b,c\n1,2,3\n4,5"), report)
    assert len(frame) == 1
    assert report.examples == {"another number of fields than the header": [3]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "file.csv.gz: is empty"),
        ("\n\n", "file.csv.gz: is empty"),
        ("date,value,value\n1,2,3\n", "file.csv.gz, line 1: column 'value' stands there twice"),
        ("<!DOCTYPE html>\n<html></html>", "file.csv.gz: is a web page, not CSV"),
        (b"date,value\n2018-02-05,1\n\xe9,2\n", "file.csv.gz, line 3: byte 0xe9 is not UTF-8 text"),
        ("date,value\n".encode("utf-16"), "file.csv.gz, line 1: byte 0xff is not UTF-8 text"),
        (
            'a,b\n1,2\n3,"4\n5,6\n',
            "file.csv.gz, line 3: damaged or not CSV: unexpected end of data",
        ),
        ("a,b\n1," + "9" * 200_000 + "\n", "file.csv.gz, line 2: damaged or not CSV: field larger"),
    ],
)
def test_what_is_no_csv_is_one_clear_line(tmp_path: Path, text: str | bytes, message: str) -> None:
    assert refusal(tmp_path, text).startswith(message)


def test_an_empty_file_under_a_compressed_name(tmp_path: Path) -> None:
    (tmp_path / "file.csv.gz").write_bytes(b"")
    with pytest.raises(UnwindError, match=r"file\.csv\.gz: is empty"):
        read_rows(tmp_path / "file.csv.gz", FileReport("file.csv.gz"))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"<!DOCTYPE html><html>", "is not gzip-compressed but a web page"),
        (GOOD.encode(), "is not gzip-compressed"),
        (
            gzip.compress(GOOD.encode() * 100, mtime=0)[:40],
            "cannot be read: Compressed file ended before",
        ),
        (gzip.compress(GOOD.encode(), mtime=0)[:-6], "cannot be read: "),
    ],
    ids=["a web page", "plain text", "cut in the middle", "cut at the end"],
)
def test_damaged_compression(tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "file.csv.gz").write_bytes(raw)
    with pytest.raises(UnwindError) as raised:
        read_rows(tmp_path / "file.csv.gz", FileReport("file.csv.gz"))
    assert str(raised.value).startswith(f"file.csv.gz: {message}")


def test_a_flipped_bit_in_a_compressed_file_is_found(tmp_path: Path) -> None:
    whole = gzip.compress(GOOD.encode() * 50, mtime=0)
    for at in range(10, len(whole)):
        raw = bytearray(whole)
        raw[at] ^= 1
        (tmp_path / "file.csv.gz").write_bytes(bytes(raw))
        with pytest.raises(UnwindError, match=r"file\.csv\.gz: cannot be read"):
            read_rows(tmp_path / "file.csv.gz", FileReport("file.csv.gz"))


def parquet(folder: Path, frame: pd.DataFrame, **kwargs: object) -> Path:
    path = folder / "file.parquet"
    frame.to_parquet(path, **kwargs)
    return path


def test_rows_of_parquet_are_counted_from_one(tmp_path: Path) -> None:
    frame = pd.DataFrame({"date": [date(2018, 2, 5)] * 3, "value": [1.0, 2.0, 3.0]})
    found = read_rows(parquet(tmp_path, frame), FileReport("file.parquet"))
    assert list(found.index) == [1, 2, 3]
    assert found["value"].tolist() == [1.0, 2.0, 3.0]


def test_an_index_of_parquet_is_a_column_like_others(tmp_path: Path) -> None:
    frame = pd.DataFrame({"date": pd.to_datetime(["2018-02-05"]), "value": [1.0]}).set_index("date")
    found = read_rows(parquet(tmp_path, frame), FileReport("file.parquet"))
    assert list(found.columns) == ["date", "value"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "file.parquet: is empty"),
        (b"PAR1", "file.parquet: damaged or not Parquet: "),
        (b"date,value\n1,2\n", "file.parquet: damaged or not Parquet: "),
        (b"<html></html>" * 10, "file.parquet: damaged or not Parquet: "),
    ],
)
def test_what_is_no_parquet_is_one_clear_line(tmp_path: Path, raw: bytes, message: str) -> None:
    assert refusal(tmp_path, raw, "file.parquet").startswith(message)


def test_truncated_parquet(tmp_path: Path) -> None:
    raw = (write_folder(tmp_path / "data") / "etf_fx_commodity_daily.parquet").read_bytes()
    for share in (0.01, 0.3, 0.7, 0.99):
        said = refusal(tmp_path, raw[: int(share * len(raw))], "file.parquet")
        assert said.startswith("file.parquet: damaged or not Parquet: ")


def test_a_header_alone_is_read_and_noted(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("date,value\n", encoding="utf-8")
    for path in (parquet(tmp_path, pd.DataFrame({"date": []})), tmp_path / "file.csv"):
        report = FileReport(path.name)
        assert read_rows(path, report).empty
        assert report.warnings == ["the file has a header and no rows"] and not report.refused


def test_a_folder_under_a_file_name_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "file.csv").mkdir()
    with pytest.raises(UnwindError, match=r"file\.csv: cannot be read: Is a directory"):
        read_rows(tmp_path / "file.csv", FileReport("file.csv"))


def test_columns_of_two_names_are_refused(tmp_path: Path) -> None:
    columns = pd.MultiIndex.from_tuples([("VIX", "close"), ("VIX", "open")])
    pd.DataFrame([[1.0, 2.0]], columns=columns).to_parquet(tmp_path / "own.parquet")
    with pytest.raises(UnwindError, match=r"^own.parquet: its columns have two names each"):
        read_rows(tmp_path / "own.parquet", FileReport("own"))
