"""A market on object storage: fsspec's memory file system stands for a bucket."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from assistant.settings import DEMO, Settings
from assistant.workspace import Workspace, open_workspace
from tests.contracts.command import Command
from tests.market.made import days, small_market, walk, write_folder
from tools.market import store as stores
from tools.market.dataset import Dataset
from tools.market.storage import RemotePath, cache_of, folder_at
from tools.market.store import Store
from tools.market.view import Market
from tools.records import UnwindError

ADDRESS = "memory://bucket/markets"
NEWER = Dataset(series={("VIX", "cboe"): walk(days(130), 77)})


@pytest.fixture(autouse=True)
def bucket() -> Iterator[dict[str, bytes]]:
    """Return what lies in the bucket, empty at first."""
    MemoryFileSystem.store.clear()
    yield MemoryFileSystem.store
    MemoryFileSystem.store.clear()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(remote(tmp_path))
    made.commit(small_market())
    return made


def remote(home: Path) -> Path:
    """Return the folder of the market *mine* as a machine with this home sees it."""
    return Settings(home=home, market="mine", store=ADDRESS).folder("mine")


def content() -> dict[str, bytes]:
    return {name: file.getvalue() for name, file in MemoryFileSystem.store.items()}


class Storage:
    """Counts what is asked of the storage, and fails at one step or on some names."""

    def __init__(self, patch: pytest.MonkeyPatch, *methods: str, fails: str = "\0") -> None:
        self.steps, self.fail_at, self.fails = 0, -1, fails
        for name in methods:
            patch.setattr(MemoryFileSystem, name, self._counted(getattr(MemoryFileSystem, name)))

    def _counted(self, real: Callable[..., object]) -> Callable[..., object]:
        def step(fs: object, path: str, *args: object, **kwargs: object) -> object:
            self.steps += 1
            if self.steps - 1 == self.fail_at or self.fails in path:
                # Clients of real storage have errors of their own kinds.
                raise RuntimeError("SlowDown:\n reduce your request rate")
            return real(fs, path, *args, **kwargs)

        return step


def test_a_market_is_the_same_wherever_it_lies(store: Store, tmp_path: Path) -> None:
    local = Store(tmp_path / "mine")
    local.commit(small_market())
    here, there = Market(local.folder), Market(remote(tmp_path / "other"))
    assert there.view().hash == here.view().hash
    assert there.store.manifest == local.manifest
    for key in local.manifest.objects():
        for _ in range(2):  # as it lies there, and from the copy that was kept
            found = there.store.read(key)
            pd.testing.assert_frame_equal(found, local.read(key), check_exact=True)
    names = {path.removeprefix("/bucket/markets/mine/") for path in content()}
    objects = {f"objects/{key}.parquet" for key in local.manifest.objects()}
    assert names == {"manifest.json", *objects}


def test_committing_the_same_again_writes_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage(monkeypatch, "pipe_file")
    assert store.commit(small_market()) is False
    assert Store(remote(tmp_path / "other")).commit(small_market()) is False
    assert storage.steps == 0


def test_a_brief_is_the_same_wherever_the_market_lies(
    demo_market: Workspace, tmp_path: Path
) -> None:
    local = demo_market.market.store.folder
    settings = Settings(home=tmp_path, market=DEMO, store=ADDRESS)
    put(local, f"bucket/markets/{DEMO}")
    # A history's key is its content: those of another home hold here.
    shutil.copytree(local / "history", cache_of(settings.folder(DEMO)) / "history")
    there = open_workspace(settings)
    assert there.market.store.remote
    for day in demo_market.market.sessions[[-300, -1]]:
        assert there.brief(day.date()) == demo_market.brief(day.date())
    assert not (tmp_path / "markets").exists()


def put(folder: Path, place: str) -> None:
    """Copy a market of this machine into the bucket, as any client of the storage does."""
    for path in [folder / "manifest.json", *(folder / "objects").iterdir()]:
        name = path.relative_to(folder).as_posix()
        MemoryFileSystem().pipe_file(f"/{place}/{name}", path.read_bytes())


def test_the_commands_work_on_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, told = write_folder(tmp_path / "data", rows=60), {}
    for home in ("local", "remote"):
        if home == "remote":
            monkeypatch.setenv("UNWIND_MARKETS", ADDRESS)
        unwind = Command(tmp_path / home, capsys)
        assert unwind("market", "import", "--from", source, "--into", "mine").status == 0
        told[home] = unwind("brief", "--market", "mine", "--json").out
        listed = json.loads(unwind("market", "list", "--json").out)["markets"]
        assert [row["state"] for row in listed] == ["unmade", "ready"]
        assert listed[1]["bytes"] > 0
    assert json.loads(told["remote"])["readings"]
    assert told["remote"] == told["local"]
    refused = unwind("market", "pull", "--into", "live").complaint
    assert "memory://bucket/markets/live" in refused
    assert "takes a folder of this machine" in refused


def test_what_was_read_is_not_fetched_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "other"
    objects = Store(remote(home)).manifest.objects()
    for key in objects:
        Store(remote(home)).read(key)
    storage = Storage(monkeypatch, "cat_file", "info")
    again = Store(remote(home))
    for key in objects:
        again.read(key)
    assert storage.steps == 0
    assert again.manifest.objects() == objects
    assert storage.steps == 1
    monkeypatch.undo()
    store.commit(NEWER)
    kept = {path.stem for path in (again.cache / "mapped").iterdir()}
    assert kept == objects
    fresh = Store(remote(home)).manifest.objects()
    assert {path.stem for path in (again.cache / "mapped").iterdir()} == objects & fresh
    assert objects - fresh


def test_storage_that_fails_at_any_put_changes_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content()
    storage = Storage(monkeypatch, "pipe_file")
    spare = Store(Settings(home=tmp_path, market="x", store=f"{ADDRESS}/x").folder("mine"))
    spare.commit(small_market())
    storage.steps = 0
    spare.commit(NEWER)
    puts = storage.steps
    assert puts == 3  # the series, the digests, the record
    for name in [name for name in content() if name not in before]:
        del MemoryFileSystem.store[name]
    for storage.fail_at in range(puts):
        storage.steps = 0
        with pytest.raises(UnwindError) as raised:
            store.commit(NEWER)
        told = str(raised.value)
        assert told.startswith("market mine could not be written: memory://bucket/markets/mine/")
        assert told.endswith("SlowDown: reduce your request rate; nothing was changed")
        assert content() == before
    storage.fail_at = -1
    assert store.commit(NEWER)
    assert newest(tmp_path) == walk(days(130), 77)["close"].iloc[119]


def newest(home: Path) -> float:
    """Return the VIX at the last session as another machine reads it."""
    return float(Market(remote(home / "third")).view().observations("VIX").iloc[-1])


def test_a_failure_that_comes_late_takes_nothing_back(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record was put, but the answer was lost, and the storage is gone since."""
    real = MemoryFileSystem.pipe_file

    def lost(fs: MemoryFileSystem, path: str, value: bytes, **kwargs: object) -> None:
        real(fs, path, value, **kwargs)
        if path.endswith("manifest.json"):
            Storage(monkeypatch, "cat_file", "info", "rm_file", "ls", fails="/")
            raise TimeoutError("read timed out")

    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "pipe_file", lost)
        with pytest.raises(UnwindError, match="read timed out"):
            store.commit(NEWER)
    monkeypatch.undo()
    assert newest(tmp_path) == walk(days(130), 77)["close"].iloc[119]


DAMAGE: dict[str, Callable[[str], object]] = {
    "is damaged": lambda name: spoil(name, lambda body: body[:60] + b"\x10" + body[61:]),
    "is damaged: ": lambda name: spoil(name, lambda body: body[: len(body) // 2]),
    "is gone": lambda name: MemoryFileSystem.store.pop(name),
}


def spoil(name: str, how: Callable[[bytes], bytes]) -> None:
    MemoryFileSystem().pipe_file(name, how(content()[name]))


@pytest.mark.parametrize("words", DAMAGE)
def test_a_damaged_object_is_one_line_and_mended_by_an_import(
    store: Store, tmp_path: Path, words: str
) -> None:
    key = store.manifest.series["VIX"]["cboe"]["object"]
    name = f"/bucket/markets/mine/objects/{key}.parquet"
    whole = content()[name]
    DAMAGE[words](name)
    with pytest.raises(UnwindError, match=f"^market mine: VIX/cboe {words}") as raised:
        Market(remote(tmp_path / "other")).view().observations("VIX")
    assert "\n" not in str(raised.value)
    assert store.commit(small_market()) is False
    assert store.repaired == (("VIX/cboe",) if "damaged" in words else store.repaired)
    assert content()[name] == whole


def test_storage_that_cannot_be_read_is_not_taken_for_damage(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content()
    key = store.manifest.series["VIX"]["cboe"]["object"]
    Storage(monkeypatch, "cat_file", fails=key)
    with pytest.raises(UnwindError, match="cannot be read: SlowDown: reduce") as raised:
        Market(remote(tmp_path / "other")).view().observations("VIX")
    assert "damaged" not in str(raised.value)
    with pytest.raises(UnwindError, match=r"could not be written: .*cannot be read: SlowDown"):
        store.commit(NEWER)
    assert content() == before


def test_a_record_that_cannot_be_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    Storage(monkeypatch, "info", fails="manifest.json")
    with pytest.raises(UnwindError, match=r"^memory://\S+/manifest.json: cannot be read: SlowDown"):
        Market(store.folder)
    monkeypatch.undo()
    spoil("/bucket/markets/mine/manifest.json", lambda body: body[:100])
    with pytest.raises(UnwindError, match=r"^market mine: manifest\.json is damaged"):
        Market(store.folder)


def test_two_machines_that_write_at_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No lock reaches over machines: the later of two finds the record changed, and gives up."""
    real, other = stores.merged, Store(remote(tmp_path / "other"))

    def meanwhile(*args: object) -> object:
        monkeypatch.setattr(stores, "merged", real)
        assert other.commit(Dataset(series={("SPX", "yahoo"): walk(days(125), 5)}))
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(stores, "merged", meanwhile)
    with pytest.raises(UnwindError, match="another machine wrote it meanwhile; nothing was change"):
        store.commit(NEWER)
    market = Market(remote(tmp_path / "third"))
    assert len(market.sessions) == 125
    assert len(market.view().observations("VIX")) == 120
    assert store.commit(NEWER)


def test_a_file_address_is_a_folder_of_this_machine(tmp_path: Path) -> None:
    for address in (tmp_path.as_uri(), str(tmp_path)):
        settings = Settings(home=tmp_path / "home", market="mine", store=address)
        assert settings.folder("mine") == tmp_path / "mine"
    store = Store(settings.folder("mine"))
    store.commit(small_market())
    assert store.cache == tmp_path / "mine"
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("address", ["nothing://x/y", "memory+x://y"])
def test_addresses_that_nothing_reads(tmp_path: Path, address: str) -> None:
    with pytest.raises(UnwindError, match=r"^UNWIND_MARKETS=.*cannot be read: ") as raised:
        _ = Settings(home=tmp_path, market="mine", store=address).markets
    assert "\n" not in str(raised.value)


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("s3fs", "upath"):
        monkeypatch.setitem(sys.modules, module, None)
        words = {"s3fs": "s3fs", "upath": r"install unwind\[remote\]"}[module]
        with pytest.raises(UnwindError, match=words):
            folder_at("s3://bucket/markets", tmp_path)


def test_each_place_has_a_cache_of_its_own(tmp_path: Path) -> None:
    one, two = (folder_at(f"memory://{name}/markets", tmp_path) / "mine" for name in "ab")
    assert isinstance(one, RemotePath)
    assert cache_of(one) != cache_of(two)
    assert cache_of(one).parent == tmp_path
    assert cache_of(one) == cache_of(folder_at("memory://a/markets/mine", tmp_path))
