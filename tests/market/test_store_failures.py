"""A market whose disk fills, whose files are damaged, or that two processes write at once."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.market.made import days, small_market, tree, walk
from tools.market import objects
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market
from tools.records import UnwindError

NEWER = Dataset(
    series={("VIX", "cboe"): walk(days(130), 77), ("SPX", "yahoo"): walk(days(130), 78)}
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "mine")
    made.commit(small_market())
    return made


class Disk:
    """Counts the steps that write, and fails at one of them."""

    def __init__(self, patch: pytest.MonkeyPatch, error: BaseException) -> None:
        self.steps, self.fail_at, self._error = 0, -1, error
        for owner, name in ((os, "replace"), (os, "fsync"), (pd.DataFrame, "to_parquet")):
            patch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            self.steps += 1
            if self.steps - 1 == self.fail_at:
                if real.__name__ == "to_parquet":
                    Path(str(args[1])).write_bytes(b"PAR1 half of a file")
                raise self._error
            return real(*args, **kwargs)

        return step


FULL = OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_at_any_step_changes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spare = tmp_path / "spare"
    shutil.copytree(store.folder, spare)
    disk = Disk(monkeypatch, FULL)
    Store(spare).commit(NEWER)
    steps = disk.steps
    assert steps == 3 * 3 + 2
    content = Market(store.folder).view().hash
    before = tree(store.folder)  # with the copies that were kept on reading
    for disk.fail_at in range(steps):
        disk.steps = 0
        with pytest.raises(UnwindError) as raised:
            store.commit(NEWER)
        assert str(raised.value) == (
            "market mine could not be written: No space left on device; nothing was changed"
        )
        assert tree(store.folder) == before, f"step {disk.fail_at}"
    assert Market(store.folder).view().hash == content
    disk.fail_at = -1
    assert store.commit(NEWER)
    assert Market(store.folder).view().hash != content


def test_the_first_import_onto_a_full_disk_leaves_no_market(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, store = Disk(monkeypatch, FULL), Store(tmp_path / "mine")
    for disk.fail_at in (0, 1, 2, 20):
        disk.steps = 0
        with pytest.raises(UnwindError, match="No space left"):
            store.commit(small_market())
        assert not tree(store.folder)
        with pytest.raises(UnwindError, match="no market named mine"):
            Market(store.folder)


def test_an_interrupted_import_takes_back_what_it_wrote(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(store.folder)
    disk = Disk(monkeypatch, KeyboardInterrupt())
    disk.fail_at = 4
    with pytest.raises(KeyboardInterrupt):
        store.commit(NEWER)
    assert tree(store.folder) == before


def test_a_failure_after_the_record_was_replaced_keeps_the_new_market(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: objects.Objects, keep: set[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(objects.Objects, "collect", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.commit(NEWER)
    again = Market(store.folder)
    assert again.store.manifest.objects() <= {p.stem for p in store.objects.folder.iterdir()}
    assert again.view().observations("VIX").iloc[-1] == walk(days(130), 77)["close"].iloc[-1]


def test_old_objects_that_cannot_be_removed_are_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    first = {p.name for p in store.objects.folder.iterdir()}
    monkeypatch.setattr(Path, "unlink", refuse)
    for seed in (1, 2, 3):
        assert store.commit(Dataset(series={("VIX", "cboe"): walk(days(130), seed)}))
    assert first < {p.name for p in store.objects.folder.iterdir()}
    assert (
        Market(store.folder).view().observations("VIX").iloc[0] == walk(days(1), 3)["close"].iloc[0]
    )


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 1 MiB, where this user may mount one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may not mount a small file system here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(tiny_disk: Path) -> None:
    store = Store(tiny_disk / "mine")
    store.commit(small_market())
    before = tree(store.folder)
    large = pd.DataFrame({f"T{i:04d}": walk(days(400), i)["close"] for i in range(800)})
    with pytest.raises(UnwindError) as raised:
        store.commit(Dataset(panels={"adj_close": large}))
    assert "could not be written: " in str(raised.value)
    assert "No space left on device" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert tree(store.folder) == before
    assert store.commit(NEWER)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda p: p.write_bytes(b""),
    "truncated": lambda p: p.write_bytes(p.read_bytes()[: p.stat().st_size // 2]),
    "another file": lambda p: p.write_bytes(b"<html>not found</html>"),
    "a flipped bit": lambda p: flip(p, 60),
    "missing": lambda p: p.unlink(),
}


def flip(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 0x10
    path.write_bytes(bytes(raw))


PARTS = {
    "SPX/yahoo": lambda c: c.series["SPX"]["yahoo"],
    "panel volume": lambda c: c.panels["volume"],
    "table membership": lambda c: c.tables["membership"],
    "chain SPX 2018-02-27": lambda c: c.chains["SPX"]["2018-02-27"],
}


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_object_is_found_named_and_mended_by_an_import(
    store: Store, kind: str, part: str
) -> None:
    content = Market(store.folder).view().hash
    path = store.objects.path(PARTS[part](store.manifest)["object"])
    whole = path.read_bytes()
    DAMAGE[kind](path)
    with pytest.raises(UnwindError, match=f"market mine: {part} is (damaged|gone)") as raised:
        market = Market(store.folder)
        view = market.view()
        view.observations("SPX"), view.panel("volume"), view.members(), view.chains("SPX")
    assert "\n" not in str(raised.value)
    store.commit(small_market())
    assert path.read_bytes() == whole
    assert Market(store.folder).view().hash == content
    assert len(store.repaired) == 1


def test_an_import_without_the_damaged_part_says_which_it_is(store: Store) -> None:
    store.objects.path(store.manifest.series["NFCI"]["fred"]["object"]).write_bytes(b"")
    before = tree(store.folder)
    with pytest.raises(UnwindError, match="NFCI/fred is damaged"):
        store.commit(NEWER)
    assert tree(store.folder) == before


def test_damaged_digests_are_made_anew(store: Store) -> None:
    content, path = Market(store.folder).view().hash, store.objects.path(store.manifest.digests)
    path.write_bytes(b"")
    with pytest.raises(UnwindError, match="its digests is damaged"):
        _ = Market(store.folder).view().hash
    store.commit(small_market())
    assert Market(store.folder).view().hash == content


def without(key: str) -> Callable[[dict[str, object]], object]:
    return lambda body: {k: v for k, v in body.items() if k != key}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: "",
        lambda body: json.dumps(body)[:200],
        lambda body: "[]",
        lambda body: "null",
        lambda body: {**body, "format": 99},
        lambda body: {**body, "novel": 1},
        lambda body: {**body, "series": []},
        lambda body: {**body, "series": {"SPX": {"yahoo": {}}}},
        lambda body: {**body, "series": {"SPX": {"yahoo": {"object": "x"}}}},
        lambda body: {**body, "panels": {"adj_close": 3}},
        lambda body: {**body, "extra_rows": {"X": ["short"]}},
        without("name"),
        without("format"),
    ],
)
def test_a_damaged_record_is_one_clear_line(
    store: Store, spoil: Callable[[dict[str, object]], object]
) -> None:
    found = spoil(json.loads(store.manifest_path.read_text()))
    store.manifest_path.write_text(found if isinstance(found, str) else json.dumps(found))
    before = tree(store.folder)
    for read in (lambda: Market(store.folder), lambda: Store(store.folder).commit(NEWER)):
        with pytest.raises(UnwindError, match=r"manifest\.json is damaged") as raised:
            read()
        assert "\n" not in str(raised.value)
    assert tree(store.folder) == before


def test_a_record_of_bytes_that_are_no_text(store: Store) -> None:
    store.manifest_path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnwindError, match=r"manifest.json is damaged"):
        Market(store.folder)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("not a folder")
    with pytest.raises(UnwindError, match="could not be written"):
        Store(tmp_path / "mine").commit(small_market())


WRITER = """
import sys
from pathlib import Path
from tests.market.made import days, walk
from tools.market.dataset import Dataset
from tools.market.store import Store

folder, vendor = Path(sys.argv[1]), sys.argv[2]
for seed in range(8):
    part = walk(days(20 + 5 * seed), seed)
    Store(folder).commit(Dataset(series={("SPX", vendor): part, ("VIX", vendor): part}))
"""


def test_imports_at_the_same_time_wait_for_each_other(store: Store) -> None:
    root = Path(__file__).resolve().parents[2]
    vendors = ("one", "two", "three")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(store.folder), vendor],
            cwd=root,
            stderr=subprocess.PIPE,
            text=True,
        )
        for vendor in vendors
    ]
    for process in running:
        assert process.communicate()[1] == ""
        assert process.returncode == 0
    market = Market(store.folder)
    expected = walk(days(55), 7)
    for vendor in vendors:
        for sid in ("SPX", "VIX"):
            stored = market.series_frame(sid, vendor)
            pd.testing.assert_frame_equal(stored, expected, check_freq=False, check_exact=True)
    assert market.store.manifest.objects() <= {p.stem for p in store.objects.folder.iterdir()}


def test_a_market_that_another_process_keeps_locked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr("tools.market.store.WAIT_SECONDS", 0.05)
    before = tree(store.folder)
    with (
        FileLock(store.folder / "write.lock"),
        pytest.raises(UnwindError, match="is being written by another process"),
    ):
        Store(store.folder).commit(NEWER)
    assert tree(store.folder) == before
