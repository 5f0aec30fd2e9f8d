"""What sources, clocks and stray files do to a market: it stays readable, the others go on."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.live import verify_market
from assistant.settings import Settings
from tests.sources.charts import chart
from tests.sources.test_absorb import CBOE, DIX, archived, dix, frame, index
from tools.market.contents import Contents
from tools.market.dataset import Dataset
from tools.market.merging import Arrival
from tools.market.position_reports import by_rule
from tools.market.store import Store
from tools.market.ticks import reverted_jumps
from tools.market.view import Market
from tools.records import UnwindError
from tools.sources import joining
from tools.sources.absorb import absorb
from tools.sources.adjust import joined_panels
from tools.sources.archive import Archive, whole
from tools.sources.collect import _unfinished
from tools.sources.request import Payload
from tools.sources.standing import Held
from tools.sources.table import sources

FIRST = datetime(2022, 3, 1, 23, tzinfo=UTC)
LATER = FIRST + timedelta(days=1)
BOTH = [CBOE, DIX]
MEMBERS = sources()["yahoo-members"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "markets" / "live")


@pytest.fixture
def archive(store: Store) -> Archive:
    return Archive(store.folder / "archive")


def begun(store: Store, archive: Archive) -> Store:
    """Return a market that has a run of both sources."""
    archived(archive, CBOE, FIRST, {"VIX": index("2022-03-01")})
    archived(archive, DIX, FIRST, {"DIX": dix("2022-03-01")})
    absorb(store, archive, BOTH)
    return Store(store.folder)


def last(store: Store, sid: str, vendor: str) -> str:
    return str(Store(store.folder).manifest.series[sid][vendor]["last"])


def settings_of(store: Store) -> Settings:
    return Settings(home=store.folder.parents[1], market="live")


# Dates


def test_a_date_of_the_year_22_is_left_out_and_the_market_read(
    store: Store, archive: Archive
) -> None:
    body = dix("2022-03-01").replace(b"\n2022-02-10", b"\n0022-02-10")
    archived(archive, DIX, FIRST, {"DIX": body})
    _, done = absorb(store, archive, [DIX])
    held = frame(store, "DIX", DIX.id)
    assert held.index[0] == pd.Timestamp("2022-01-03") and "2022-02-10" not in held.index
    assert any("bad date" in note for note in done[DIX.id].notes)


def test_the_gate_leaves_bad_dates_out_whatever_the_connector(
    store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = pd.DatetimeIndex(["0022-12-23", "2022-02-28"], name="date").as_unit("us")
    values = pd.DataFrame({"close": [1.0, 2.0]}, index=early)
    panel = pd.DataFrame({"A": [1.0, 2.0]}, index=early)
    table = pd.DataFrame({"date": early, "kind": ["a", "b"]})
    found = Dataset(
        series={("VIX", "cboe"): values},
        panels={"close": panel, "adj_close": panel},
        chains={("SPX", "22-12-23"): pd.DataFrame({"spot": [1.0]})},
        tables={"fomc": table},
    )
    monkeypatch.setattr("tools.sources.absorb.read_pack", lambda *_: found)
    archived(archive, CBOE, FIRST, {"VIX": b"x"})
    _, done = absorb(store, archive, [CBOE])
    read = Store(store.folder)
    assert len(frame(store, "VIX", "cboe")) == 1
    assert len(read.read(read.manifest.panels["close"]["object"])) == 1
    assert len(read.read(read.manifest.tables["fomc"]["object"])) == 1
    assert not read.manifest.chains
    assert sum("bad date" in note for note in done["cboe"].notes) == 5


def test_dates_of_the_record_are_padded(store: Store) -> None:
    days = pd.DatetimeIndex(["0990-12-21", "2022-12-23"], name="date").as_unit("us")
    store.commit(Dataset(series={("VIX", "cboe"): pd.DataFrame({"close": [1.0, 2.0]}, index=days)}))
    assert Store(store.folder).manifest.series["VIX"]["cboe"]["first"] == "0990-12-21"


def test_a_record_that_would_not_be_read_again_is_not_written(
    store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = begun(store, archive).manifest
    objects = {p.name for p in store.objects.folder.iterdir()}
    days = pd.bdate_range("2022-03-02", periods=3, name="date").as_unit("us")
    new = Dataset(series={("VVIX", "cboe"): pd.DataFrame({"close": 90.0}, index=days)})
    monkeypatch.setattr("tools.market.store.merged", _unpadded)
    with pytest.raises(UnwindError, match="would be unreadable"):
        store.commit(new)
    assert Store(store.folder).manifest == held
    assert {p.name for p in store.objects.folder.iterdir()} == objects


def _unpadded(old: Contents, *_: object) -> Contents:
    if not old.series:  # what was imported by hand
        return old
    entry = {**old.series["VIX"]["cboe"], "first": "22-12-23"}
    return replace(old, series={**old.series, "VIX": {"cboe": entry}})


# A record that is damaged, and its archive


def test_verify_makes_a_market_whose_record_is_damaged(store: Store, archive: Archive) -> None:
    before = begun(store, archive).manifest.series
    store.manifest_path.write_text("{", encoding="utf-8")
    with pytest.raises(UnwindError, match="unwind market verify live"):
        Store(store.folder).manifest  # noqa: B018
    said = verify_market(settings_of(store), "live")
    assert "imported by hand is lost" in said and "manifest.damaged.json" in said
    assert Store(store.folder).manifest.series == before


def test_a_rebuild_that_was_killed_is_told_and_done_again(store: Store, archive: Archive) -> None:
    """A power cut after the damaged record was put aside, and before there was another."""
    before = begun(store, archive).manifest.series
    store.manifest_path.rename(store.folder / "manifest.damaged.json")
    with pytest.raises(UnwindError, match="its rebuild was broken off: unwind market verify live"):
        Market(store.folder)
    said = verify_market(settings_of(store), "live")
    assert "imported by hand is lost" in said and "manifest.damaged.json" in said
    assert Store(store.folder).manifest.series == before


def test_where_the_archive_is_damaged_too_the_record_stays(
    store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(store, archive)
    store.manifest_path.write_text("{", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise UnwindError("the disk is full")

    monkeypatch.setattr("assistant.live.absorb", full)
    with pytest.raises(UnwindError, match="disk is full"):
        verify_market(settings_of(store), "live")
    assert store.manifest_path.read_text(encoding="utf-8") == "{"


def test_a_market_without_archive_says_what_it_said(store: Store) -> None:
    store.folder.mkdir(parents=True)
    store.manifest_path.write_text("{", encoding="utf-8")
    with pytest.raises(UnwindError, match="import the market again"):
        Store(store.folder).manifest  # noqa: B018


# Short and strange values


@pytest.mark.parametrize("n", range(9))
def test_a_short_series_has_no_long_jumps(n: int) -> None:
    values = [10.0, 10.1, 100.0, 10.2, 10.1, 10.0, 10.1, 10.2, 10.0][:n]
    days = pd.bdate_range("2022-01-03", periods=n).as_unit("us")
    found = reverted_jumps(pd.Series(values, index=days, dtype=np.float64))
    assert list(found) == [100.0] or (n < 6 and found.empty)


@pytest.mark.parametrize("value", [0.0, 1e-320, 1e300, -1.0])
def test_prices_that_cannot_be_cost_no_more_than_themselves(
    store: Store, archive: Archive, value: float
) -> None:
    days = [day.date() for day in pd.bdate_range("2022-02-01", "2022-03-01")]
    close: list[float | None] = [100.0 + n for n in range(len(days))]
    body = chart("AAPL", days, close, adjclose=close)
    archived(archive, MEMBERS, FIRST, {"AAPL": body})
    absorb(store, archive, [MEMBERS])
    before = Store(store.folder).manifest.panels
    assert before
    later = [*days[-10:], date(2022, 3, 2)]
    wrong: list[float | None] = [value] * len(later)
    archived(archive, MEMBERS, LATER, {"AAPL": chart("AAPL", later, wrong, adjclose=wrong)})
    absorb(Store(store.folder), archive, [MEMBERS])
    held = Store(store.folder)
    old, new = (held.read(panels["close"]["object"]) for panels in (before, held.manifest.panels))
    assert new.dropna().equals(old.dropna())


@pytest.mark.parametrize("value", [0.0, 1e-320, 1e-300, 1e305])
def test_histories_that_differ_by_no_factor_are_asked_for_again(value: float) -> None:
    days = pd.bdate_range("2022-01-03", periods=8).as_unit("us")
    old = pd.DataFrame({"A": 100.0}, index=days)
    new = pd.DataFrame({"A": value}, index=days[3:])
    put = joined_panels({"close": old, "adj_close": old}, {"close": new, "adj_close": new})
    assert set(put.again) == {"A"} and put.panels["close"].equals(old)


def test_reports_of_any_year_have_a_day_of_publication() -> None:
    days = np.array(["0022-12-20", "1522-12-20", "2022-12-20", "2522-12-20"], dtype="M8[D]")
    assert by_rule(days)[2] == np.datetime64("2022-12-23")
    assert (by_rule(days) > days).all()


# Anything unforeseen


def test_a_run_that_cannot_be_joined_is_left_out_once(
    store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(store, archive)
    archived(archive, CBOE, LATER, {"VIX": index("2022-03-02")})
    archived(archive, DIX, LATER, {"DIX": dix("2022-03-02")})
    tried = _stumbling(monkeypatch, "VIX", "2022-03-02")
    changed, done = absorb(Store(store.folder), archive, BOTH)
    (failure,) = done["cboe"].failures
    assert "left out (ZeroDivisionError by nought)" in str(failure) and "\n" not in str(failure)
    assert changed and not done["cboe"].rows
    assert last(store, "VIX", "cboe") == "2022-03-01"
    assert last(store, "DIX", DIX.id) == "2022-03-02"
    assert absorb(Store(store.folder), archive, BOTH) == (False, {}) and len(tried) == 1
    said = verify_market(settings_of(store), "live")
    assert "Passed over: cboe: what came at 2022-03-02" in said
    monkeypatch.undo()
    archived(archive, CBOE, LATER + timedelta(days=1), {"VIX": index("2022-03-03")})
    _, done = absorb(Store(store.folder), archive, BOTH)
    assert last(store, "VIX", "cboe") == "2022-03-03" and not done["cboe"].failures


def _stumbling(monkeypatch: pytest.MonkeyPatch, sid: str, day: str) -> list[str]:
    real, tried = joining.gated, []

    def stumble(data: Dataset, *rest: object) -> Dataset:
        for name, _ in data.series:
            if name == sid and data.series[name, "cboe"].index[-1] == pd.Timestamp(day):
                tried.append(name)
                raise ZeroDivisionError("by nought")
        return real(data, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(joining, "gated", stumble)
    return tried


def test_a_run_that_cannot_be_merged_is_found_among_the_others(
    store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools.market import store as stores

    begun(store, archive)
    for n in (1, 2):
        at, day = FIRST + timedelta(days=n), f"2022-03-0{1 + n}"
        archived(archive, CBOE, at, {"VIX": index(day)})
        archived(archive, DIX, at, {"DIX": dix(day)})
    real = stores.accumulated

    def stumble(old: Contents, arrivals: list[Arrival], *rest: object) -> Contents:
        for arrival in arrivals:
            found = arrival.data.series.get(("VIX", "cboe"))
            if found is not None and found.index[-1] == pd.Timestamp("2022-03-02"):
                raise OverflowError("too large")
        return real(old, arrivals, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(stores, "accumulated", stumble)
    _, done = absorb(Store(store.folder), archive, BOTH)
    (failure,) = done["cboe"].failures
    assert "2022-03-02" in str(failure) and "OverflowError" in str(failure)
    assert not done[DIX.id].failures
    assert last(store, "VIX", "cboe") == last(store, "DIX", DIX.id) == "2022-03-03"
    assert absorb(Store(store.folder), archive, BOTH) == (False, {})


# Clocks


def test_a_clock_once_ahead_freezes_nothing(store: Store, archive: Archive) -> None:
    begun(store, archive)
    ahead = FIRST + timedelta(days=730)
    archived(archive, CBOE, ahead, {"VIX": index("2022-03-01")})
    absorb(Store(store.folder), archive, BOTH)
    for n in (1, 2):
        at, day = FIRST + timedelta(days=n), f"2022-03-0{1 + n}"
        archived(archive, CBOE, at, {"VIX": index(day, days={"2022-02-01": 21.0 + n})})
        _, done = absorb(Store(store.folder), archive, BOTH)
        assert done["cboe"].rows and last(store, "VIX", "cboe") == day
        (note,) = [note for note in done["cboe"].notes if "clock" in note]
        assert "2024-02-29" in note
    held = Store(store.folder).manifest
    entry = held.series["VIX"]["cboe"]
    assert entry["since"] == "2022-03-03"  # and not the day that the wrong clock said
    assert [e.get("since") for e in entry["earlier"]] == [None, "2022-03-02"]
    assert not absorb(Store(store.folder), archive, BOTH, anew=True)[0]
    assert Store(store.folder).manifest == held


def test_a_market_that_a_clock_froze_before_runs_were_kept_goes_on(
    store: Store, archive: Archive
) -> None:
    from tools.sources.reading import Ahead

    begun(store, archive)
    archived(archive, CBOE, FIRST + timedelta(days=730), {"VIX": index("2022-03-01")})
    absorb(Store(store.folder), archive, BOTH)
    record = json.loads(store.manifest_path.read_text(encoding="utf-8"))
    del record["runs"]
    store.manifest_path.write_text(json.dumps(record), encoding="utf-8")
    archived(archive, CBOE, LATER, {"VIX": index("2022-03-02")})
    ahead = Ahead()
    ahead.put(CBOE.load(), Payload("cboe", "VIX", index("2022-03-02"), LATER))
    _, done = absorb(Store(store.folder), archive, BOTH, ahead=ahead)
    assert done["cboe"].rows and last(store, "VIX", "cboe") == "2022-03-02"


def test_a_clock_of_1970_is_one_line(store: Store, archive: Archive) -> None:
    held = begun(store, archive).manifest.series
    archived(archive, CBOE, datetime(1970, 1, 2, tzinfo=UTC), {"VIX": index("2022-03-01")})
    _, done = absorb(Store(store.folder), archive, BOTH)
    (failure,) = done["cboe"].failures
    assert "clock said 1970-01-02" in str(failure) and "set the clock" in str(failure)
    assert Store(store.folder).manifest.series == held
    archived(archive, CBOE, LATER, {"VIX": index("2022-03-02")})
    _, done = absorb(Store(store.folder), archive, BOTH)
    assert not done["cboe"].failures and last(store, "VIX", "cboe") == "2022-03-02"


def test_a_run_broken_off_under_a_clock_ahead_is_not_taken_up(
    store: Store, archive: Archive
) -> None:
    far = FIRST + timedelta(days=730)
    archived(archive, CBOE, far, {"VIX": index("2022-03-01")}, whole=False)
    assert not _unfinished(archive, "cboe", Held("cboe", store, archive, LATER))
    assert _unfinished(archive, "cboe", Held("cboe", store, archive, far + timedelta(hours=1)))


# Files that do not belong there


@pytest.mark.parametrize(
    "name", ["foo.pack.gz", "copy of x.pack.gz", "20221399T000000000000Z.pack.gz"]
)
def test_a_stray_file_is_named_and_passed_over(store: Store, archive: Archive, name: str) -> None:
    begun(store, archive)
    folder = archive.folder / "cboe"
    shutil.copy(archive.packs("cboe")[0], folder / name)
    (folder / "notes.txt").write_text("x")
    archived(archive, CBOE, LATER, {"VIX": index("2022-03-02")})
    _, done = absorb(Store(store.folder), archive, BOTH)
    assert last(store, "VIX", "cboe") == "2022-03-02" and not done["cboe"].failures
    assert f"archive/cboe/{name} is no run and was passed over" in done["cboe"].notes
    assert f"Passed over: cboe/{name} is no run" in verify_market(settings_of(store), "live")


def _line(body: Mapping[str, object]) -> bytes:
    return gzip.compress(json.dumps(body).encode() + b"\n", mtime=0)


@pytest.mark.parametrize(
    "body",
    [
        _line({"key": "VIX", "packed": []}),
        _line({"key": "VIX", "packed": -5}),
        _line({"key": "VIX", "packed": 1e400}),
        _line({"key": "VIX", "packed": 10**30}),
        b"\x00" * 64,
    ],
    ids=["a list", "negative", "infinite", "endless", "no gzip"],
)
def test_a_damaged_run_fails_its_source_alone(store: Store, archive: Archive, body: bytes) -> None:
    begun(store, archive)
    archived(archive, DIX, LATER, {"DIX": dix("2022-03-02")})
    pack = archive.folder / "cboe" / "20220302T230000000000Z.pack.gz"
    pack.write_bytes(body)
    with pytest.raises(UnwindError, match="is damaged"):
        whole(pack)
    _, done = absorb(Store(store.folder), archive, BOTH)
    (failure,) = done["cboe"].failures
    assert pack.name in str(failure) and "restore this file" in str(failure)
    assert last(store, "DIX", DIX.id) == "2022-03-02"
    assert last(store, "VIX", "cboe") == "2022-03-01"
