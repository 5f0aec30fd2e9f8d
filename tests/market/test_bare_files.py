"""Files that hold a header and no rows: read, reported with none, and nothing of a market lost."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd

from tests.market.made import TODAY, tree, write, write_folder
from tools.market.importer import import_folder
from tools.market.report import ImportReport
from tools.market.store import Store

CHAIN = "quote_time,spot,symbol,type,expiration,strike,bid,ask,volume,iv,delta,gamma,open_interest"


def run(source: Path, store: Store) -> ImportReport:
    return import_folder(source, store, today=TODAY)


def test_files_of_headers_alone_are_read_and_change_nothing(tmp_path: Path) -> None:
    """A vendor's day without rows is no failure; a header that is not the file's is one."""
    source, store = write_folder(tmp_path / "data"), Store(tmp_path / "mine")
    run(source, store)
    before = tree(store.folder)
    bare = source.parent / "bare"
    bare.mkdir()
    for path in source.iterdir():
        if path.suffix == ".parquet":
            pd.read_parquet(path).iloc[:0].to_parquet(bare / path.name)
        else:
            (bare / path.name).write_bytes(gzip.compress(gzip.open(path).readline()))
    report = run(bare, store)
    read = [f for f in report.files if f.status == "read"]
    assert {f.name for f in read} == {p.name for p in source.iterdir()} and len(read) > 5
    assert not report.failed and not report.changed
    for file in read:
        assert file.rows == 0 and not file.refused
        assert file.warnings[0] == "the file has a header and no rows"
    assert tree(store.folder) == before
    write(bare, "vol_index_daily.csv.gz", "when,what\n")
    assert [f.name for f in run(bare, store).failed] == ["vol_index_daily.csv.gz"]


def test_a_folder_of_headers_makes_a_market_without_a_series(tmp_path: Path) -> None:
    store = Store(tmp_path / "mine")
    (tmp_path / "bare").mkdir()
    write(tmp_path / "bare", "naaim_weekly.csv.gz", "date,naaim\n")
    write(tmp_path / "bare", "fomc_meeting_dates.csv.gz", "date\n")
    write(tmp_path / "bare", "option_chain_spx_x.csv.gz", CHAIN)
    report = run(tmp_path / "bare", store)
    assert [f.rows for f in report.files if f.status == "read"] == [0, 0, 0]
    assert not report.failed and not store.manifest.series
