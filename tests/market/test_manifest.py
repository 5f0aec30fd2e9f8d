from __future__ import annotations

from pathlib import Path

import pytest

from tools.market.manifest import FileRule, load_manifest
from tools.records import UnwindError

GOOD = """
[[file]]
name = "prices_*.csv"
layout = "series"
key = "symbol"
fields = { px = "close" }
scale = 2

[[series]]
id = "MINE"
name = "Mine"
kind = "index"
unit = "points"
pillar = "macro"
lag = "2d"
vendors = ["one", "two"]
source = "Me"
"""


def load(folder: Path, text: str) -> None:
    (folder / "m.toml").write_text(text, encoding="utf-8")
    load_manifest(folder / "m.toml")


def test_a_manifest_is_rules_and_rows_of_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(GOOD, encoding="utf-8")
    found = load_manifest(tmp_path / "m.toml")
    assert found.rules == (
        FileRule("prices_*.csv", "series", key="symbol", fields={"px": "close"}, scale=2),
    )
    assert found.rows["MINE"].vendors == ("one", "two")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("scale = 2", "sclae = 2", "file 1: unknown key 'sclae'"),
        ("scale = 2", 'scale = "2"', "file 1: scale must be a number"),
        ("scale = 2", "scale = true", "file 1: scale must be a number"),
        ("scale = 2", "zero_is_missing = 1", "zero_is_missing must be true or false"),
        ("scale = 2", 'ignore = "x"', "ignore must be a list of texts"),
        ("scale = 2", "ignore = [1]", "ignore must be a list of texts"),
        ("scale = 2", 'fill = { adj = "open" }', "fill takes a value from a field"),
        ('{ px = "close" }', '"close"', "fields must be a table of texts"),
        ('{ px = "close" }', "{ px = 1 }", "fields must be a table of texts"),
        ('{ px = "close" }', "{}", r"\(prices_\*\.csv\): layout series needs fields"),
        ('layout = "series"', 'layout = "serie"', "file 1: needs a name and a layout out of"),
        ('layout = "series"', 'layout = ["series"]', "file 1: needs a name and a layout out of"),
        ('layout = "series"', 'layout = "table"', "layout table needs table"),
        ('layout = "series"', 'layout = "none"', "layout none needs reason"),
        ('key = "symbol"', "", "say which series, by `key` or `series`"),
        ('name = "prices_*.csv"', "", "file 1: needs a name"),
        ('name = "prices_*.csv"', "name = 3", "name must be a text"),
        ("[[file]]", "[[files]]", r"unknown key 'files': write \[\[file\]\]"),
        ("[[file]]", "[file]", r"write \[\[file\]\] tables"),
        ('lag = "2d"', 'lag = "2w"', "unknown knowledge lag '2w'"),
        ('kind = "index"', 'kind = "indx"', "unknown kind 'indx'"),
        ('unit = "points"', "", "row 2: no unit"),
        ("[[series]]", "[[series", "cannot be read as a manifest"),
    ],
)
def test_a_bad_manifest_is_one_clear_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(UnwindError, match=message) as raised:
        load(tmp_path, GOOD.replace(old, new))
    assert "m.toml" in str(raised.value) or "lag" in str(raised.value)


TABLE = """
[[file]]
name = "m.csv"
layout = "table"
table = "membership"
dates = ["start_date", "end_date"]
required = ["ticker", "start_date"]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"membership"', '"members"', "no table 'members': choose from"),
        ('["start_date", "end_date"]', '["end_date"]', "`dates` must begin with 'start_date'"),
        ('["ticker", "start_date"]', '["ticker"]', "which `required` must hold"),
    ],
)
def test_a_table_must_be_one_whose_dates_of_knowledge_are_known(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    load(tmp_path, TABLE)
    with pytest.raises(UnwindError, match=message):
        load(tmp_path, TABLE.replace(old, new))


@pytest.mark.parametrize("pattern", ["chain_spx", "chain_([a-z]+", "chain_([a-z]+)_(x)"])
def test_an_underlying_is_a_pattern_with_one_group(tmp_path: Path, pattern: str) -> None:
    text = f'[[file]]\nname = "c.csv"\nlayout = "chain"\nunderlying = "{pattern}"\n'
    with pytest.raises(UnwindError, match="underlying must be a pattern with one"):
        load(tmp_path, text)


def test_a_manifest_without_files(tmp_path: Path) -> None:
    with pytest.raises(UnwindError, match=r"names no \[\[file\]\]"):
        load(tmp_path, "")


def test_a_manifest_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnwindError, match="cannot be read as a manifest"):
        load_manifest(tmp_path / "none.toml")
    (tmp_path / "m.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UnwindError, match="cannot be read as a manifest"):
        load_manifest(tmp_path / "m.toml")
