from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.market.made import days, noise, small_market, tree, walk
from tools.market.catalogue import parse_rows
from tools.market.dataset import Dataset
from tools.market.merging import merge
from tools.market.store import Store
from tools.market.view import Market
from tools.records import UnwindError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "mine")
    made.commit(small_market())
    return made


def series(store: Store, sid: str, vendor: str) -> pd.DataFrame:
    return Store(store.folder).read(store.manifest.series[sid][vendor]["object"])


def test_what_was_put_in_comes_out(store: Store) -> None:
    data, again = small_market(), Store(store.folder)
    for (sid, vendor), frame in data.series.items():
        stored = again.read(again.manifest.series[sid][vendor]["object"])
        pd.testing.assert_frame_equal(stored, frame, check_freq=False, check_exact=True)
    for name, frame in data.panels.items():
        stored = again.read(again.manifest.panels[name]["object"])
        pd.testing.assert_frame_equal(stored, frame, check_freq=False, check_exact=True)
    for (underlying, quoted), frame in data.chains.items():
        stored = again.read(again.manifest.chains[underlying][quoted]["object"])
        pd.testing.assert_frame_equal(stored, frame, check_exact=True)


def test_committing_the_same_again_touches_no_file(store: Store) -> None:
    before = tree(store.folder)
    assert store.commit(small_market()) is False
    assert Store(store.folder).commit(small_market()) is False
    assert Store(store.folder).commit(Dataset()) is False
    assert tree(store.folder) == before


def test_the_record_describes_what_is_there(store: Store) -> None:
    entry = store.manifest.series["SPX"]["yahoo"]
    assert (entry["rows"], entry["columns"]) == (120, 1)
    assert (entry["first"], entry["last"]) == ("2018-01-02", "2018-06-18")
    assert {p.stem for p in store.objects.folder.iterdir()} == store.manifest.objects()


def test_new_values_win_and_nothing_else_is_removed(store: Store) -> None:
    old = series(store, "SPX", "yahoo")
    fresh = pd.DataFrame(
        {"close": [1.0, np.nan, 3.0], "open": [np.nan, 2.0, 3.0]},
        pd.DatetimeIndex([old.index[5], old.index[6], pd.Timestamp("2030-01-01")], name="date"),
    )
    assert store.commit(Dataset(series={("SPX", "yahoo"): fresh}))
    new = series(store, "SPX", "yahoo")
    assert new["close"].iloc[5] == 1.0
    assert new["close"].iloc[6] == old["close"].iloc[6]
    assert new["open"].iloc[6] == 2.0
    assert new["close"].iloc[-1] == 3.0
    untouched = old.index.difference(fresh.index)
    pd.testing.assert_series_equal(
        new["close"][untouched], old["close"][untouched], check_exact=True
    )
    assert "VIX" in store.manifest.series
    assert "investing" in store.manifest.series["SPX"]


def test_a_panel_grows_by_dates_tickers_and_fields(store: Store) -> None:
    later = days(3, "2018-06-19")
    more = pd.DataFrame({"AAA": [1.0, 2.0, 3.0], "ZZZ": [4.0, 5.0, 6.0]}, later)
    store.commit(Dataset(panels={"adj_close": more, "open": more}))
    panel = store.read(store.manifest.panels["adj_close"]["object"])
    assert list(panel.columns) == ["AAA", "BBB", "CCC", "DDD", "ZZZ"]
    assert len(panel) == 123
    assert panel["ZZZ"].notna().sum() == 3
    assert panel.loc[later, "BBB"].isna().all()
    assert set(store.manifest.panels) == {"adj_close", "volume", "open"}


def test_a_later_exit_replaces_the_open_membership(store: Store) -> None:
    left = pd.DataFrame(
        {
            "ticker": ["AAA"],
            "start_date": [pd.Timestamp("2018-01-02")],
            "end_date": [pd.Timestamp("2018-05-01")],
        }
    )
    store.commit(Dataset(tables={"membership": left}))
    table = store.read(store.manifest.tables["membership"]["object"])
    assert len(table) == 4
    assert table.set_index("ticker")["end_date"]["AAA"] == pd.Timestamp("2018-05-01")
    members = Market(store.folder).view().members()["AAA"]
    assert not members[members.index >= "2018-05-01"].any()
    assert members[members.index < "2018-05-01"].all()


def test_the_order_of_imports_does_not_count(tmp_path: Path) -> None:
    whole, late = small_market(), small_market()
    early = Dataset(
        series={k: f.iloc[:40] for k, f in whole.series.items()},
        panels={k: f.iloc[:40] for k, f in whole.panels.items()},
        tables={k: f.iloc[:2] for k, f in whole.tables.items()},
    )
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    for data in (early, late):
        one.commit(data)
    for data in (late, early):
        two.commit(data)
    assert one.manifest.objects() == two.manifest.objects()


def test_replacing_drops_what_was_there(store: Store) -> None:
    only = {("SPX", "yahoo"): walk(days(10), 9)}
    assert store.commit(Dataset(series=only), replace=True)
    assert list(store.manifest.series) == ["SPX"]
    assert not store.manifest.panels
    assert not store.manifest.tables


def test_a_simulated_market_and_a_real_one_do_not_mix(store: Store, tmp_path: Path) -> None:
    before = tree(store.folder)
    with pytest.raises(UnwindError, match="market mine is real: choose another name"):
        store.commit(small_market(), simulated=True)
    assert tree(store.folder) == before
    made_up = Store(tmp_path / "made-up")
    made_up.commit(small_market(), simulated=True, version="1")
    with pytest.raises(UnwindError, match="market made-up is simulated"):
        made_up.commit(small_market())
    assert Store(made_up.folder).manifest.version == "1"


def test_rows_of_a_manifest_stay_with_the_market(store: Store) -> None:
    row = {"id": "MINE", "name": "Mine", "kind": "index", "unit": "points", "pillar": "macro"}
    rows = parse_rows([{**row, "lag": "2d", "vendors": "me", "source": "Me"}], "test")
    store.commit(Dataset(series={("MINE", "me"): noise(days(20), 1, "close")}), rows=rows)
    again = Store(store.folder)
    assert again.catalogue["MINE"] == rows["MINE"]
    assert "SPX" in again.catalogue
    assert Market(store.folder).view().lag("MINE") == "2d"


def test_a_changed_lag_makes_the_digests_anew(store: Store) -> None:
    row = {"id": "SPX", "name": "S", "kind": "price", "unit": "points", "pillar": "market"}
    day = small_market().series["SPX", "yahoo"].index[20].date()
    before = Market(store.folder).view(day).hash
    rows = parse_rows([{**row, "lag": "0d", "vendors": "yahoo", "source": "Y"}], "test")
    slow = parse_rows([{**row, "lag": "7d", "vendors": "yahoo", "source": "Y"}], "test")
    store.commit(Dataset(), rows=rows)
    prompt, digests = Market(store.folder).view(day).hash, store.manifest.digests
    assert prompt != before
    assert store.commit(Dataset(), rows=slow)
    assert Market(store.folder).view(day).hash != prompt
    assert store.manifest.digests != digests


def test_empty_parts_are_not_stored(tmp_path: Path) -> None:
    store = Store(tmp_path / "mine")
    nothing = pd.DataFrame({"close": [np.nan, np.nan]}, days(2))
    data = Dataset(
        series={("SPX", "yahoo"): walk(days(5), 1), ("VIX", "cboe"): nothing},
        panels={"adj_close": pd.DataFrame(index=days(0))},
        tables={"fomc": pd.DataFrame({"date": pd.to_datetime([])})},
    )
    store.commit(data)
    again = Store(store.folder).manifest
    assert list(again.series) == ["SPX"]
    assert not again.panels
    assert not again.tables


def test_the_last_generation_stays_for_readers_and_older_ones_go(store: Store) -> None:
    first = store.manifest.objects()
    market = Market(store.folder)
    store.commit(Dataset(series={("VIX", "cboe"): walk(days(5), 50)}))
    assert first <= {p.stem for p in store.objects.folder.iterdir()}
    # Nothing of this market was read before the import but its sessions.
    assert market.view().observations("VIX").iloc[0] == walk(days(120), 3, 12.0)["close"].iloc[0]
    assert market.view().hash != Market(store.folder).view().hash
    store.commit(Dataset(series={("VIX", "cboe"): walk(days(5), 51)}))
    kept = {p.stem for p in store.objects.folder.iterdir()}
    assert first - kept
    assert store.manifest.objects() <= kept


def test_a_reader_left_two_imports_behind_is_told(store: Store) -> None:
    market = Market(store.folder)
    for seed in (50, 51):
        store.commit(Dataset(series={("VIX", "cboe"): walk(days(5), seed)}))
    with pytest.raises(UnwindError, match="market mine: VIX/cboe is gone: open the market again"):
        market.view().observations("VIX")


def test_what_a_killed_import_left_is_swept_up(store: Store) -> None:
    stray = [store.objects.folder / name for name in ("0" * 24 + ".parquet", "1" * 24 + ".part")]
    for path in stray:
        path.write_bytes(b"half")
    store.commit(Dataset(series={("VIX", "cboe"): walk(days(5), 50)}))
    assert not any(path.exists() for path in stray)


def test_merging_keeps_the_order_of_columns() -> None:
    old = pd.DataFrame({"b": [1.0], "a": [2.0]}, days(1))
    new = pd.DataFrame({"c": [3.0], "a": [4.0]}, days(1))
    assert list(merge(old, new).columns) == ["b", "a", "c"]
    assert merge(old, new).iloc[0].tolist() == [1.0, 4.0, 3.0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UnwindError, match="Permission denied"):
        Store(tmp_path / "mine").commit(small_market())
