"""Whatever is wrong, one clear line on standard error, the right status, and nothing lost."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tests.contracts.command import Command
from tests.market.made import days, tree, write, write_folder
from tools.market.view import Market


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one market, made once."""
    from datetime import UTC, datetime

    from assistant.settings import Settings
    from assistant.workspace import build_histories
    from tools.market.importer import import_folder
    from tools.market.store import Store

    base = tmp_path_factory.mktemp("bad")
    source = write_folder(base / "data", rows=300)
    settings = Settings(home=base / "home", market="mine")
    today = datetime.now(UTC).date()
    import_folder(source, Store(settings.folder("mine")), today=today)
    build_histories(settings, "mine")
    return base


@pytest.fixture
def unwind(imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    shutil.copytree(imported / "home", tmp_path / "home")
    return Command(tmp_path / "home", capsys)


@pytest.fixture
def source(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported / "data", tmp_path / "data"))


def folder(unwind: Command) -> Path:
    return unwind.home / "markets" / "mine"


COMMANDS = (
    ("brief",),
    ("brief", "--json"),
    ("ask", "Why is it falling?"),
    ("note", "-o", "note.md"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_unknown_market(
    unwind: Command, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = unwind(*command, "--market", "nope")
    assert done.complaint == "no market named nope: import one, or use --market demo"
    assert done.out == ""
    assert not (unwind.home / "markets" / "nope").exists()


def test_the_market_of_the_environment_may_be_unknown_too(
    unwind: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = unwind.process("brief", before="import os; os.environ['UNWIND_MARKET'] = 'nope'")
    assert done.complaint == "no market named nope: import one, or use --market demo"


@pytest.mark.parametrize("name", ["../mine", "a/b", ".hidden", "..", "/mine"])
def test_a_name_that_is_a_path(unwind: Command, source: Path, name: str) -> None:
    assert "is no market name" in unwind("brief", "--market", name).complaint
    assert "is no market name" in unwind("market", "status", name).complaint
    done = unwind("market", "import", "--from", source, "--into", name)
    assert "is no market name" in done.complaint


def test_a_name_longer_than_a_file_may_be(unwind: Command, source: Path) -> None:
    assert "is no market name" in unwind("brief", "--market", "m" * 300).complaint
    done = unwind("market", "import", "--from", source, "--into", "m" * 300)
    assert "is no market name" in done.complaint


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("day", ["1900-01-01", "2018-01-01", "2019-03-01", "2030-01-01"])
def test_a_date_that_the_market_does_not_cover(
    unwind: Command,
    command: tuple[str, ...],
    day: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = unwind(*command, "--market", "mine", "--as-of", day)
    assert done.complaint == (
        f"market mine covers 2018-01-02 to 2019-02-25: no as-of date {day} in it"
    )
    assert done.out == ""
    assert not (tmp_path / "note.md").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("brief", "--as-of", "yesterday"),
        ("brief", "--as-of", "2018-02-30"),
        ("brief", "--as-of", "08/02/2018"),
        ("brief", "--as-of", "20180208"),
        ("brief", "--as-of", "2018-W06-4"),
        ("brief", "--as-of", ""),
        ("brief", "--as-of"),
        ("brief", "--asof", "2018-02-08"),
        ("brief", "2018-02-08"),
        ("ask",),
        ("note",),
        ("check",),
        ("market", "import"),
        ("market", "import", "--into", "x"),
        ("market", "import", "--from", "x"),
        ("market", "status"),
        ("market", "delete", "mine"),
        ("frobnicate",),
        ("--frobnicate",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(unwind: Command, arguments: tuple[str, ...]) -> None:
    done = unwind(*arguments)
    assert done.status == 2
    assert "Traceback" not in done.err
    assert done.err
    assert done.out == ""


def spoil_all(unwind: Command, how: Callable[[Path], object]) -> None:
    for path in (folder(unwind) / "objects").iterdir():
        how(path)


@pytest.mark.parametrize(
    "how",
    [
        lambda p: p.write_bytes(b""),
        lambda p: p.write_bytes(p.read_bytes()[:-9]),
        lambda p: p.write_bytes(b"\x00" * p.stat().st_size),
        lambda p: p.unlink(),
    ],
    ids=["empty", "truncated", "zeros", "missing"],
)
@pytest.mark.parametrize("command", [("brief", "--market", "mine"), ("market", "status", "mine")])
def test_a_market_whose_parquet_is_damaged(
    unwind: Command, source: Path, command: tuple[str, ...], how: Callable[[Path], object]
) -> None:
    whole = unwind("brief", "--market", "mine", "--json").out
    spoil_all(unwind, how)
    said = unwind(*command).complaint
    assert said.startswith("market mine: SPX/")
    assert "import the market again" in said or "import it again" in said
    # The remedy that the line names works.
    done = unwind("market", "import", "--from", source, "--into", "mine")
    assert done.status == 0
    assert "SPX/yahoo" in done.out
    assert unwind("brief", "--market", "mine", "--json").out == whole


def test_a_market_whose_record_is_damaged(unwind: Command, source: Path) -> None:
    path = folder(unwind) / "manifest.json"
    path.write_text(path.read_text()[:-100])
    before = tree(folder(unwind))
    for command in (
        ("brief", "--market", "mine"),
        ("market", "status", "mine"),
        ("market", "import", "--from", source, "--into", "mine"),
    ):
        assert "manifest.json is damaged" in unwind(*command).complaint
    assert tree(folder(unwind)) == before


FILES: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "empty Parquet": ("etf_fx_commodity_daily.parquet", lambda raw: b"", "is empty"),
    "truncated Parquet": (
        "etf_fx_commodity_daily.parquet",
        lambda raw: raw[: len(raw) // 2],
        "damaged or not Parquet",
    ),
    "corrupt stock panel": (
        "sp500_stocks_2015_2022_adjclose.parquet",
        lambda raw: b"PAR1" + b"\x00" * 500 + b"PAR1",
        "damaged or not Parquet",
    ),
    "wrong column": (
        "vol_index_daily.csv.gz",
        lambda raw: gzip.compress(gzip.decompress(raw).replace(b"close", b"last", 1)),
        "line 1: no column 'close'",
    ),
    "wrong delimiter": (
        "vol_index_daily.csv.gz",
        lambda raw: gzip.compress(gzip.decompress(raw).replace(b",", b"|")),
        "line 1: no column 'date'",
    ),
    "truncated compression": (
        "vol_index_daily.csv.gz",
        lambda raw: raw[: len(raw) // 2],
        "cannot be read",
    ),
    "a web page": (
        "vol_index_daily.csv.gz",
        lambda raw: b"<!DOCTYPE html><html>404</html>",
        "is not gzip-compressed but a web page",
    ),
    "not UTF-8": (
        "vol_index_daily.csv.gz",
        lambda raw: gzip.compress(gzip.decompress(raw) + b"2019-02-26,VIX\xe9,,,,13\n"),
        "byte 0xe9 is not UTF-8 text",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read(unwind: Command, source: Path, case: str) -> None:
    name, spoil, message = FILES[case]
    before = Market(folder(unwind)).view().hash
    (source / name).write_bytes(spoil((source / name).read_bytes()))
    write(source, "naaim_weekly.csv.gz", "date,naaim\n2018-02-07,60\n")
    done = unwind("market", "import", "--from", source, "--into", "mine")
    assert done.complaint.startswith(name)
    assert message in done.complaint
    view = Market(folder(unwind)).view()
    assert view.has("NAAIM")
    assert view.hash != before
    assert view.has("VIX") and view.has("SPY") and view.panel("adj_close").shape[1] == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2018-02-05,DGS10,9.99", "date stands there twice (line 302)"),
        ("2999-01-01,DGS10,9.99", "date lies in the future (line 302)"),
        ("2019-02-26,DGS10,nan", "not a finite number (line 302)"),
        ("2019-02-26,DGS10,inf", "not a finite number (line 302)"),
        ("2019-02-26,NOVEL,1", "series NOVEL is not in the catalogue (line 302)"),
        ("26.02.2019,DGS10,2.5", "bad date (line 302)"),
    ],
)
def test_a_bad_row_is_reported_and_changes_nothing(
    unwind: Command, source: Path, line: str, why: str
) -> None:
    before = Market(folder(unwind)).view().hash
    path = source / "macro_rates_credit_fred.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    write(source, path.name, f"{text}\n{line}\n")
    done = unwind("market", "import", "--from", source, "--into", "mine")
    assert (done.status, done.err) == (0, "")
    assert why in " ".join(done.out.split())
    assert Market(folder(unwind)).view().hash == before


def test_prices_in_parquet_that_cannot_be(unwind: Command, source: Path) -> None:
    before = Market(folder(unwind)).view().hash
    path = source / "etf_fx_commodity_daily.parquet"
    frame = pd.read_parquet(path)
    bad = frame.iloc[:3].assign(date=days(3, "2019-02-26"), close=[np.inf, -5.0, np.nan])
    pd.concat([frame, bad]).to_parquet(path)
    done = unwind("market", "import", "--from", source, "--into", "mine")
    assert (done.status, done.err) == (0, "")
    said = " ".join(done.out.split())
    assert "not a finite number (line 301)" in said
    assert "price is not above zero (line 302)" in said
    assert Market(folder(unwind)).view().hash == before


def test_a_negative_oil_price_is_taken_as_it_is(unwind: Command, source: Path) -> None:
    path = source / "etf_fx_commodity_daily.parquet"
    oil = pd.DataFrame({"date": days(2, "2019-02-21"), "symbol": "WTI_FUT", "source": "C"})
    frame = pd.concat([pd.read_parquet(path), oil.assign(close=[20.0, -37.63])])
    frame.to_parquet(path)
    done = unwind("market", "import", "--from", source, "--into", "mine")
    assert (done.status, done.err) == (0, "")
    assert "not above zero" not in done.out
    assert Market(folder(unwind)).view().observations("WTI_FUT").tolist() == [20.0, -37.63]
    assert unwind("brief", "--market", "mine").status == 0


def test_a_missing_series_is_a_reading_with_a_reason(unwind: Command) -> None:
    import json

    done = unwind("brief", "--market", "mine", "--json")
    assert (done.status, done.err) == (0, "")
    readings = {r["id"]: r for r in json.loads(done.out)["readings"]}
    absent = readings["macro.hy_oas_bp"]
    assert absent["value"] is None
    assert absent["missing"] == "no BAMLH0A0HYM2 in market mine so far"


@pytest.mark.parametrize("where", ["nowhere", "a file", "an empty folder"])
def test_a_folder_without_data(unwind: Command, tmp_path: Path, where: str) -> None:
    path = tmp_path / "source"
    if where == "a file":
        path.write_text("x")
    elif where == "an empty folder":
        path.mkdir()
    before = tree(folder(unwind))
    done = unwind("market", "import", "--from", path, "--into", "mine")
    assert str(path) in done.complaint
    assert tree(folder(unwind)) == before


def test_the_demo_is_not_imported_into(unwind: Command, source: Path) -> None:
    done = unwind("market", "import", "--from", source, "--into", "demo")
    assert done.complaint == "demo is the simulated market: import into another name"


def test_a_manifest_that_is_wrong(unwind: Command, source: Path, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text("[[file]]\nname = 3\n")
    arguments = ("market", "import", "--from", source, "--into", "mine", "--manifest")
    assert "needs a name and a layout" in unwind(*arguments, tmp_path / "m.toml").complaint
    assert "cannot be read as a manifest" in unwind(*arguments, tmp_path / "none.toml").complaint


def test_a_full_disk_on_import(
    unwind: Command, source: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    later = write_folder(tmp_path / "later", rows=20, start="2019-02-26")
    before = tree(folder(unwind))

    def full(*args: object, **kwargs: object) -> None:
        Path(str(args[1])).write_bytes(b"PAR1 half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", full)
        done = unwind("market", "import", "--from", later, "--into", "mine")
        first = unwind("market", "import", "--from", later, "--into", "first")
    assert done.complaint == (
        "market mine could not be written: No space left on device; nothing was changed"
    )
    assert done.out == ""
    assert tree(folder(unwind)) == before
    assert "No space left on device" in first.complaint
    assert not tree(unwind.home / "markets" / "first")
    assert unwind("brief", "--market", "first").complaint.startswith("no market named first")
    assert unwind("market", "import", "--from", later, "--into", "mine").status == 0


LIMIT = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
"""


@pytest.mark.parametrize("size", [0, 3_000])
def test_a_process_that_may_write_no_more(
    unwind: Command, source: Path, tmp_path: Path, size: int
) -> None:
    pytest.importorskip("resource")
    before = tree(folder(unwind))
    later = write_folder(tmp_path / "later", rows=20, start="2019-02-26")
    done = unwind.process(
        "market", "import", "--from", later, "--into", "mine", before=LIMIT.format(size)
    )
    assert "File too large" in done.complaint
    assert "nothing was changed" in done.complaint
    assert tree(folder(unwind)) == before


def test_a_disk_that_fills_while_histories_are_stored(
    unwind: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = write_folder(tmp_path / "later", rows=20, start="2019-02-26")
    real = pa.OSFile

    def full(path: str, *args: object, **kwargs: object) -> object:
        if "history" in str(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(pa, "OSFile", full)
        done = unwind("market", "import", "--from", later, "--into", "mine")
    assert done.complaint == "No space left on device"
    assert "market mine has changed" in done.out
    # What was imported stands, and the histories are made when they are wanted.
    assert unwind("brief", "--market", "mine", "--as-of", "2019-03-25").status == 0
    kept = {path.suffix for path in (folder(unwind) / "history").iterdir() if path.is_file()}
    assert kept == {".arrow", ".json"}


def test_an_answer_that_cannot_be_written(unwind: Command) -> None:
    full = "import os\nos.dup2(os.open('/dev/full', os.O_WRONLY), 1)"
    done = unwind.process("market", "status", "mine", before=full)
    assert done.complaint == "No space left on device"


def test_a_reader_that_stops_listening_is_no_news(unwind: Command) -> None:
    closed = "import os\nr, w = os.pipe()\nos.close(r)\nos.dup2(w, 1)"
    done = unwind.process("market", "status", "mine", before=closed)
    assert (done.status, done.err) == (1, "")


def test_bad_input_in_a_process_of_its_own(unwind: Command, source: Path) -> None:
    (source / "vol_index_daily.csv.gz").write_bytes(b"")
    done = unwind.process("market", "import", "--from", source, "--into", "mine")
    assert done.complaint == "vol_index_daily.csv.gz: is empty"
    assert "no market named nope" in unwind.process("brief", "--market", "nope").complaint
    late = unwind.process("brief", "--market", "mine", "--as-of", "2030-01-01")
    assert "no as-of date 2030-01-01" in late.complaint
    assert unwind.process("brief", "--as-of", "soon").status == 2
