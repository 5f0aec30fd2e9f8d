"""What a damaged file, a full disk or one that cannot be written does to threads."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.threads.owner import Owner
from assistant.threads.shelf import Shelf
from assistant.threads.store import Threads
from tests.threads.factory import DAY, kept
from tools.records import UnwindError

JUNK = b"this is no database at all\n" * 400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "threads.sqlite"


def _filled(path: Path, text: str = "The VIX is at 33.5.") -> None:
    store = Threads(path)
    thread = store.create("real", DAY)
    for number in range(40):
        store.finish(store.add(thread, f"{number}?").id, kept(text))
    store.close()


def _damage(path: Path) -> None:
    """Overwrite the middle of a sound database."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 2 * 4096))


@pytest.mark.parametrize("how", ["junk", "middle"])
def test_a_damaged_file_is_set_aside_whole_and_a_new_one_begun(path: Path, how: str) -> None:
    if how == "junk":
        path.write_bytes(JUNK)
    else:
        _filled(path)
        _damage(path)
    before = path.read_bytes()
    store = Threads(path)
    (aside,) = path.parent.glob("threads-damaged-*.sqlite")
    assert aside.read_bytes() == before
    assert "\n" not in store.remark
    assert aside.name in store.remark
    thread = store.create("real", DAY)
    store.add(thread, "Why?")
    assert Threads(path).load(thread) is not None
    assert Threads(path).remark == ""


def test_damage_while_the_file_is_open_is_one_line_and_the_next_question_is_kept(
    path: Path,
) -> None:
    _filled(path, 100_000 * "x")  # more than SQLite holds in memory
    shelf = Shelf(path)
    _damage(path)
    for thread in shelf.list():
        shelf.load(thread.id)
    again = shelf.create("real", DAY)
    shelf.add(again, "Why?", "", "")
    assert [t.question for t in shelf.load(again).turns] == ["Why?"]  # type: ignore[union-attr]
    assert "\n" not in shelf.remark
    assert len(list(path.parent.glob("threads-damaged-*.sqlite"))) == 1


def test_a_file_that_was_deleted_is_begun_again(path: Path) -> None:
    store = Threads(path)
    store.create("real", DAY)
    path.unlink()
    thread = store.create("real", DAY)
    assert Threads(path).load(thread) is not None


def test_a_newer_file_is_left_alone(path: Path) -> None:
    _filled(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UnwindError, match="newer Unwind"):
        Threads(path)
    shelf = Shelf(path)
    assert "newer Unwind" in shelf.remark
    assert shelf.list() == []
    assert shelf.load(shelf.create("real", DAY)) is not None
    assert not list(path.parent.glob("threads-damaged-*"))


def test_where_nothing_can_be_written_threads_are_held_in_memory(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    shelf = Shelf(tmp_path / "home" / "threads.sqlite")
    thread = shelf.create("real", DAY)
    turn = shelf.add(thread, "Why?", "", "")
    shelf.finish(thread, turn.id, kept())
    assert shelf.load(thread).turns[0].answer == kept()  # type: ignore[union-attr]
    assert [t.title for t in shelf.list()] == ["Why?"]
    assert "threads cannot be kept" in shelf.remark
    shelf.delete(thread)
    assert shelf.load(thread) is None


@pytest.mark.parametrize("limit", ["PRAGMA max_page_count = 1", "PRAGMA query_only = ON"])
def test_a_disk_that_fills_up_in_mid_thread_loses_nothing(path: Path, limit: str) -> None:
    """SQLite itself reports a full disk, or one that became read-only."""
    shelf = Shelf(path)
    thread = shelf.create("real", DAY)
    first = shelf.add(thread, "Why?", "", "")
    shelf.finish(thread, first.id, kept())
    file = shelf._file
    assert file is not None
    connection = file._database._connection
    assert connection is not None
    connection.execute(limit)
    second = shelf.add(thread, "And then? " + 200 * "long ", "", "")
    big = kept("x" * 9000)
    shelf.finish(thread, second.id, big)
    found = shelf.load(thread)
    assert found is not None
    assert [t.answer for t in found.turns] == [kept(), big]
    assert "threads cannot be kept" in shelf.remark
    other = shelf.create("real", DAY)
    shelf.add(other, "Else?", "", "")
    assert {t.id for t in shelf.list()} == {thread, other}


def test_a_process_lives_until_its_lock_goes(tmp_path: Path) -> None:
    first, second = Owner(tmp_path), Owner(tmp_path)
    assert first.alive(first.token)
    assert second.alive(first.token)
    first.release()
    assert not second.alive(first.token)
    assert not second.alive("never")
    assert not second.alive("../elsewhere")
