from __future__ import annotations

import gzip
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.market.made import TODAY, days, tree, walk, write, write_folder
from tools.market.importer import import_folder
from tools.market.manifest import load_manifest
from tools.market.report import FileReport, ImportReport
from tools.market.store import Store
from tools.market.view import Market
from tools.records import UnwindError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "data")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "markets" / "mine")


def run(source: Path, store: Store) -> ImportReport:
    return import_folder(source, store, today=TODAY)


def entry(report: ImportReport, name: str) -> FileReport:
    return next(f for f in report.files if f.name == name)


def test_what_is_there_is_read_and_what_is_not_is_said(source: Path, store: Store) -> None:
    write(source, "notes.txt", "not data")
    write(source, ".hidden", "not data")
    (source / "folder.csv").mkdir()
    report = run(source, store)
    assert report.changed
    assert {f.name for f in report.files if f.status == "read"} == {
        p.name for p in source.iterdir() if p.is_file() and p.suffix in (".gz", ".parquet")
    }
    assert entry(report, "naaim_weekly.csv.gz").status == "absent"
    assert report.unrecognised == ["notes.txt"]
    assert not report.failed
    view = Market(store.folder).view()
    assert view.vendor("SPX") == "yahoo"
    assert view.observations("SPY", "adj_close").iloc[0] == pytest.approx(
        0.9 * view.observations("SPY").iloc[0]
    )
    assert list(view.panel("adj_close").columns) == ["AAA", "BBB"]
    assert view.panel("adj_close")["BBB"].notna().sum() == (view.sessions < "2018-02-15").sum()


def test_importing_again_changes_no_file(source: Path, store: Store) -> None:
    run(source, store)
    before = tree(store.folder)
    report = run(source, store)
    assert not report.changed
    assert tree(store.folder) == before
    assert run(source, Store(store.folder)).changed is False
    assert tree(store.folder) == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"<!DOCTYPE html><html></html>",
        lambda raw: gzip.compress(b"day,what\n1,2\n"),
        lambda raw: gzip.compress(b"date,symbol,open,high,low,close\n\xff,VIX,1,1,1,1\n"),
    ],
)
def test_one_corrupt_file_fails_alone(source: Path, store: Store, spoil: object) -> None:
    run(source, store)
    vix = Market(store.folder).view().observations("VIX")
    path = source / "vol_index_daily.csv.gz"
    path.write_bytes(spoil(path.read_bytes()))
    write(source, "naaim_weekly.csv.gz", "date,naaim\n2018-02-07,60\n")
    report = run(source, store)
    assert report.errors == [f.error for f in report.failed]
    assert [f.name for f in report.failed] == ["vol_index_daily.csv.gz"]
    assert report.errors[0].startswith("vol_index_daily.csv.gz")
    assert "\n" not in report.errors[0]
    view = Market(store.folder).view()
    assert view.observations("NAAIM").tolist() == [60.0]
    # What was known of the broken file's series stays.
    pd.testing.assert_series_equal(view.observations("VIX"), vix)


def test_a_broken_file_of_two_rules_is_named_once(source: Path, store: Store) -> None:
    write(source, "shiller_sp500_monthly.csv.gz", "nothing\n1\n")
    report = run(source, store)
    assert len(report.failed) == 2
    assert [f.name for f in report.failed] == ["shiller_sp500_monthly.csv.gz"] * 2
    (source / "shiller_sp500_monthly.csv.gz").write_bytes(b"")
    assert run(source, store).errors == ["shiller_sp500_monthly.csv.gz: is empty"]


def test_later_dates_extend_the_market(source: Path, store: Store, tmp_path: Path) -> None:
    run(source, store)
    first = Market(store.folder)
    later = write_folder(tmp_path / "later", rows=20, start="2018-03-27")
    (later / "sp500_membership.csv.gz").unlink()
    assert run(later, store).changed
    market = Market(store.folder)
    assert len(market.sessions) == 80
    assert market.sessions[0] == first.sessions[0]
    assert market.sessions[-1] == days(20, "2018-03-27")[-1]
    assert len(market.view().panel("adj_close", masked=False)) == 80
    # As of a day that both hold, nothing has changed.
    day = first.sessions[-1].date()
    assert market.view(day).hash == first.view(day).hash
    pd.testing.assert_frame_equal(
        market.view(day).panel("adj_close"), first.view(day).panel("adj_close")
    )
    # The order in which the two folders came does not count.
    other = Store(store.folder.parent / "other")
    run(later, other)
    run(source, other)
    assert Market(other.folder).view().hash == market.view().hash


def test_two_markets_do_not_touch_each_other(source: Path, store: Store, tmp_path: Path) -> None:
    run(source, store)
    before = tree(store.folder)
    other = Store(tmp_path / "markets" / "other")
    run(write_folder(tmp_path / "more", rows=90), other)
    assert tree(store.folder) == before
    assert len(Market(other.folder).sessions) == 90
    assert len(Market(store.folder).sessions) == 60


def test_a_reader_goes_on_during_an_import(source: Path, store: Store, tmp_path: Path) -> None:
    run(source, store)
    expected, reader = Market(store.folder).view(), Market(store.folder)
    write_folder(tmp_path / "more", rows=90)
    run(tmp_path / "more", store)
    view = reader.view()
    assert view.hash == expected.hash
    assert view.session == expected.session
    pd.testing.assert_series_equal(view.observations("VIX"), expected.observations("VIX"))
    pd.testing.assert_frame_equal(view.panel("volume"), expected.panel("volume"))
    assert len(Market(store.folder).sessions) == 90


def test_two_imports_at_once_both_count(source: Path, store: Store, tmp_path: Path) -> None:
    later = write_folder(tmp_path / "later", rows=20, start="2018-03-27")
    failures: list[BaseException] = []

    def one(folder: Path) -> None:
        try:
            run(folder, Store(store.folder))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=one, args=(f,)) for f in (source, later)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(Market(store.folder).sessions) == 80


def test_parts_of_one_series_in_several_files_are_joined(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "years"
    text = '[[file]]\nname = "spx_*.csv"\nlayout = "series"\nseries = "SPX"\nvendor = "yahoo"\n'
    (tmp_path / "m.toml").write_text(text + 'fields = { px = "close" }\n', encoding="utf-8")
    write(source, "spx_2017.csv", "date,px\n2017-12-28,1\n2017-12-29,2\n")
    write(source, "spx_2018.csv", "date,px\n2017-12-29,9\n2018-01-02,3\n")
    manifest = load_manifest(tmp_path / "m.toml")
    report = import_folder(source, store, today=TODAY, manifest=manifest)
    assert Market(store.folder).view().observations("SPX").tolist() == [1.0, 9.0, 3.0]
    assert entry(report, "spx_2018.csv").warnings == [
        "SPX/yahoo: 1 values differ from another file's: these count"
    ]


def test_a_series_that_the_catalogue_lacks_is_refused(source: Path, store: Store) -> None:
    text = "date,series,value\n2018-02-05,NOVEL,1\n2018-02-06,NOVEL,2\n2018-02-05,DGS10,2.8\n"
    write(source, "macro_rates_credit_fred.csv.gz", text)
    report = run(source, store)
    macro = entry(report, "macro_rates_credit_fred.csv.gz")
    assert macro.refused == {"series NOVEL is not in the catalogue": 2}
    assert macro.rows == 1
    assert not report.failed


def test_a_manifest_brings_series_of_its_own(store: Store, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        """
[[file]]
name = "mine.csv"
layout = "series"
key = "what"
vendor = "me"
fields = { value = "close" }

[[series]]
id = "MINE"
name = "Mine"
kind = "index"
unit = "points"
pillar = "macro"
lag = "2d"
vendors = ["me"]
source = "Me"
""",
        encoding="utf-8",
    )
    text = "date,what,value\n2018-02-05,MINE,1\n2018-02-05,SPX,2700\n2018-02-07,SPX,2710\n"
    source = write(tmp_path / "own", "mine.csv", text).parent
    import_folder(source, store, today=TODAY, manifest=load_manifest(tmp_path / "m.toml"))
    market = Market(store.folder)
    assert market.view().observations("MINE").tolist() == [1.0]
    assert not market.view(market.sessions[0].date()).has("MINE")


@pytest.mark.parametrize("make", ["nothing", "a file", "empty", "strange"])
def test_a_folder_without_data(make: str, store: Store, tmp_path: Path) -> None:
    source = tmp_path / "data"
    if make == "a file":
        source.write_text("x")
    elif make != "nothing":
        source.mkdir()
    if make == "strange":
        write(source, "notes.txt", "x")
    wanted = "no such folder" if make in ("nothing", "a file") else "no file of the manifest"
    with pytest.raises(UnwindError, match=wanted):
        run(source, store)
    assert not store.folder.exists()


def test_nothing_but_broken_files_is_an_error_that_names_each(store: Store, tmp_path: Path) -> None:
    source = write(tmp_path / "data", "naaim_weekly.csv.gz", "").parent
    write(source, "aaii_weekly.csv.gz", "")
    with pytest.raises(UnwindError) as raised:
        run(source, store)
    assert str(raised.value) == "aaii_weekly.csv.gz: is empty; naaim_weekly.csv.gz: is empty"
    assert not store.folder.exists()


def test_an_import_without_the_index_is_kept_for_a_later_one(
    source: Path, store: Store, tmp_path: Path
) -> None:
    part = write(tmp_path / "part", "naaim_weekly.csv.gz", "date,naaim\n2018-02-07,60\n").parent
    assert run(part, store).changed
    with pytest.raises(UnwindError, match="holds no SPX closes, so no sessions"):
        Market(store.folder)
    run(source, store)
    assert Market(store.folder).view().has("NAAIM")


def test_the_last_row_of_a_growing_file_may_be_half_written(source: Path, store: Store) -> None:
    run(source, store)
    content = Market(store.folder).view().hash
    path = source / "equity_index_daily.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode() + "2018-03-27,SPX,yahoo,2650.1,26"
    write(source, path.name, text)
    report = run(source, store)
    assert entry(report, path.name).refused == {"another number of fields than the header": 1}
    assert Market(store.folder).view().hash == content


def test_progress_is_shown_file_by_file(source: Path, store: Store) -> None:
    seen: list[tuple[str, int, int]] = []
    import_folder(source, store, today=TODAY, progress=lambda *step: seen.append(step))
    assert [done for _, done, _ in seen] == list(range(len(seen)))
    assert seen[-1] == ("writing", len(seen) - 1, len(seen) - 1)


def test_a_repair_is_reported(source: Path, store: Store) -> None:
    run(source, store)
    store.objects.path(store.manifest.series["VIX"]["cboe"]["object"]).write_bytes(b"")
    assert run(source, Store(store.folder)).repaired == ["VIX/cboe"]
    assert run(source, Store(store.folder)).repaired == []


def test_the_prices_of_a_panel_keep_their_bits(source: Path, store: Store) -> None:
    run(source, store)
    stored = Market(store.folder).view().panel("adj_close", masked=False)["AAA"]
    np.testing.assert_array_equal(stored.to_numpy(), walk(days(60), 0)["close"].to_numpy())
