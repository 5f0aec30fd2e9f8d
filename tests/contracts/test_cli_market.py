"""``unwind market import | list | status``: what they print, exit with and leave behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contracts.command import Command
from tests.market.made import tree, write, write_folder
from tools.market.view import Market


@pytest.fixture
def unwind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path / "home", capsys)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "data", rows=300)


def market(unwind: Command, name: str = "mine") -> Path:
    return unwind.home / "markets" / name


def test_an_import_reports_every_file(unwind: Command, source: Path) -> None:
    write(source, "notes.txt", "x")
    rates = "date,series,value\n2018-02-05,DGS10,2.8\n2018-02-05,DGS10,2.9\n2018-02-06,NOVEL,1\n"
    write(source, "macro_rates_credit_fred.csv.gz", rates)
    done = unwind("market", "import", "--from", source, "--into", "mine")
    assert (done.status, done.err) == (0, "")
    for name in (p.name for p in source.iterdir()):
        assert name in done.out
    assert "naaim_weekly.csv.gz" in done.out
    assert "date stands there twice (line 3)" in done.out
    assert "series NOVEL is not in the catalogue (line 4)" in done.out
    assert "market mine has changed" in done.out


def test_importing_again_changes_nothing(unwind: Command, source: Path) -> None:
    arguments = ("market", "import", "--from", source, "--into", "mine")
    unwind(*arguments)
    kept = tree(market(unwind))
    again = unwind(*arguments)
    assert again.status == 0
    assert "market mine has not changed" in again.out
    assert tree(market(unwind)) == kept


def test_refused_rows_alone_do_not_fail_an_import(unwind: Command, source: Path) -> None:
    write(
        source, "naaim_weekly.csv.gz", "date,naaim\n05.02.2018,60\n2018-02-07,nan\n2099-01-01,1\n"
    )
    done = unwind("market", "import", "--from", source, "--into", "mine")
    assert (done.status, done.err) == (0, "")
    for why in ("bad date", "not a finite number", "date lies in the future"):
        assert why in done.out


def test_a_corrupt_file_fails_the_import_and_the_rest_is_read(
    unwind: Command, source: Path
) -> None:
    (source / "vol_index_daily.csv.gz").write_bytes(b"")
    done = unwind("market", "import", "--from", source, "--into", "mine")
    assert done.complaint == "vol_index_daily.csv.gz: is empty"
    assert "equity_index_daily.csv.gz" in done.out
    view = Market(market(unwind)).view()
    assert view.has("SPX")
    assert view.has("DGS10")
    assert not view.has("VIX")


def test_an_import_without_the_index_is_kept_and_said(unwind: Command, tmp_path: Path) -> None:
    part = write(tmp_path / "part", "naaim_weekly.csv.gz", "date,naaim\n2018-02-07,60\n").parent
    done = unwind("market", "import", "--from", part, "--into", "mine")
    assert (done.status, done.err) == (0, "")
    assert "Market mine has no SPX closes yet" in done.out
    assert unwind("brief", "--market", "mine").complaint.startswith("market mine holds no SPX")


def test_later_data_extend_what_can_be_asked(unwind: Command, source: Path, tmp_path: Path) -> None:
    unwind("market", "import", "--from", source, "--into", "mine")
    early = unwind("brief", "--market", "mine", "--as-of", "2019-02-01", "--json")
    later = write_folder(tmp_path / "later", rows=30, start="2019-02-26")
    assert unwind("brief", "--market", "mine", "--as-of", "2019-04-08").status == 1
    unwind("market", "import", "--from", later, "--into", "mine")
    assert unwind("brief", "--market", "mine", "--as-of", "2019-04-08").status == 0
    again = unwind("brief", "--market", "mine", "--as-of", "2019-02-01", "--json")
    assert again.out == early.out


def test_the_list_names_every_market(unwind: Command, source: Path) -> None:
    unwind("market", "import", "--from", source, "--into", "mine")
    unwind("market", "import", "--from", source, "--into", "other")
    rows = json.loads(unwind("market", "list", "--json").out)["markets"]
    assert [row["name"] for row in rows] == ["demo", "mine", "other"]
    text = unwind("market", "list").out
    assert "SIMULATED" in text
    assert "2018-01-02" in text


def test_a_damaged_market_does_not_spoil_the_list(unwind: Command, source: Path) -> None:
    for name in ("mine", "other"):
        unwind("market", "import", "--from", source, "--into", name)
    (market(unwind) / "manifest.json").write_text("{")
    done = unwind("market", "list")
    assert (done.status, done.err) == (0, "")
    assert "DAMAGED" in done.out
    assert "other" in done.out


def test_the_status_shows_what_is_covered(unwind: Command, source: Path) -> None:
    unwind("market", "import", "--from", source, "--into", "mine")
    rows = json.loads(unwind("market", "status", "mine", "--json").out)["series"]
    spx = next(row for row in rows if row["id"] == "SPX")
    assert (spx["rows"], spx["first"], spx["stale"]) == (300, "2018-01-02", False)
    text = unwind("market", "status", "mine")
    assert text.status == 0
    for part in ("SPX", "VIX", "panel adj_close", "table membership"):
        assert part in text.out


def test_a_manifest_of_the_users_own(unwind: Command, tmp_path: Path) -> None:
    text = '[[file]]\nname = "mine.csv"\nlayout = "series"\nseries = "SPX"\nvendor = "me"\n'
    own = write(tmp_path / "own", "mine.csv", "date,px\n2018-02-05,2700\n2018-02-06,2650\n").parent
    (own / "m.toml").write_text(text + 'fields = { px = "close" }\n')
    done = unwind("market", "import", "--manifest", own / "m.toml", "--from", own, "--into", "mine")
    assert (done.status, done.err) == (0, "")
    assert "m.toml" not in done.out
    assert Market(market(unwind)).view().vendor("SPX") == "me"


def test_a_process_of_its_own_prints_no_warning(unwind: Command, source: Path) -> None:
    done = unwind.process("market", "import", "--from", source, "--into", "mine")
    assert (done.status, done.err) == (0, "")
    again = unwind.process("market", "status", "mine")
    assert (again.status, again.err) == (0, "")
