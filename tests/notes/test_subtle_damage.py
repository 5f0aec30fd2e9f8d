"""A database that opens and yet cannot be read: the folders are recalled, and it is said."""

from __future__ import annotations

import random
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.notes.made import write_note
from tools.notes import Memory
from tools.records import UnwindError

LATE = date(2030, 1, 1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A memory of one note in a folder and forty that were added, its database in one file."""
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nDeleveraging.\n")
    paths = [
        write_note(tmp_path / "more", f"added-{i}", "2018-02-06", f"## Macro\nUnwound {i}.\n")
        for i in range(40)
    ]
    open_memory(tmp_path).add_all(paths)
    with closing(sqlite3.connect(tmp_path / "memory" / "notes.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return tmp_path


def open_memory(home: Path) -> Memory:
    return Memory(home / "memory", (home / "notes",))


def changed(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


ROWS = {
    "a byte that is no UTF-8": "UPDATE notes SET {} = CAST(x'41FF42' AS TEXT)",
    "bytes for text": "UPDATE notes SET {} = x'41FF42'",
}


@pytest.mark.parametrize("how", ROWS)
@pytest.mark.parametrize("column", ["title", "readings", "text", "quote", "id"])
def test_a_row_that_cannot_be_read_is_never_written_over(home: Path, column: str, how: str) -> None:
    path = home / "memory" / "notes.sqlite"
    changed(path, ROWS[how].format(column) + " WHERE id = 'added-7'")
    spoilt = path.read_bytes()
    memory = open_memory(home)
    for ask in (
        lambda: memory.recall(LATE, False),
        lambda: memory.notes(),
        lambda: memory.search("deleveraging", LATE, False).found,
    ):
        found = {one.id for one in ask()}
        assert "real-1" in found
        assert found == {"real-1"} or not memory.degraded
    with pytest.raises(UnwindError, match=r"is damaged.*move it away.*nothing was added") as raised:
        memory.add(write_note(home, "real-x", "2018-02-05"))
    assert "\n" not in str(raised.value)
    # A folder that changed is no reason to write either.
    write_note(home / "notes", "real-2", "2018-02-05")
    assert {ref.id for ref in open_memory(home).recall(LATE, False)} == {"real-1", "real-2"}
    assert path.read_bytes() == spoilt


@pytest.mark.parametrize("column", ["as_of", "title"])
def test_a_note_that_cannot_be_shown_says_why(home: Path, column: str) -> None:
    path = home / "memory" / "notes.sqlite"
    changed(path, f"UPDATE notes SET {column} = CAST(x'1B5B32FF0A' AS TEXT) WHERE id = 'added-7'")
    memory = open_memory(home)
    assert {note.id for note in memory.notes()} == {"real-1"}
    assert f"{path}: is damaged" in memory.degraded
    assert memory.degraded.isprintable()
    with pytest.raises(UnwindError, match=r"^note 'added-7' cannot be read: .*is damaged"):
        memory.note("added-7")
    assert memory.note("real-1").id == "real-1"


@pytest.mark.parametrize("seed", range(25))
def test_random_bytes_anywhere_never_end_in_another_error(home: Path, seed: int) -> None:
    path = home / "memory" / "notes.sqlite"
    rng, data = random.Random(seed), bytearray(path.read_bytes())
    start = rng.randrange(100, len(data) - 2000)
    data[start : start + 2000] = rng.randbytes(2000)
    path.write_bytes(data)
    memory = open_memory(home)
    ids = {"real-1", "real-x", *(f"added-{i}" for i in range(40))}
    for ask in (
        lambda: memory.recall(LATE, False),
        lambda: memory.notes(),
        lambda: memory.search("deleveraging", LATE, False).found,
    ):
        ask()
        assert "\n" not in memory.degraded
        if memory.degraded:
            assert [one.id for one in ask()] == ["real-1"]
    try:
        memory.add(write_note(home, "real-x", "2018-02-05"))
    except UnwindError as error:
        assert str(error).endswith("nothing was added")
        assert path.read_bytes() == data
    else:  # they fell where nothing is stored
        assert {note.id for note in memory.notes()} == ids


@pytest.fixture(params=["no space for the tables", "a file system"])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder on a full disk: told so by SQLite's limit on pages, or a small one where allowed."""
    folder = tmp_path / "memory"
    folder.mkdir()
    if request.param == "a file system":
        command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
        try:
            mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            mounted = False
        if not mounted:
            pytest.skip("no file system can be mounted here")
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
        return
    patch = pytest.MonkeyPatch()
    connect = sqlite3.connect

    def limited(database: str | Path, **settings: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(database, **settings)
        if isinstance(database, Path):
            connection.execute("PRAGMA max_page_count = 3")
        return connection

    patch.setattr(sqlite3, "connect", limited)
    yield folder
    patch.undo()


def test_a_full_disk_leaves_the_folders(full: Path) -> None:
    home = full.parent
    path = write_note(home / "notes", "real-1", "2018-02-05", "## Macro\nDeleveraging.\n")
    with pytest.raises(UnwindError, match="full; nothing was added"):
        open_memory(home).add(write_note(home, "real-x", "2018-02-05", "word " * 20_000))
    for _ in range(2):
        memory = open_memory(home)
        assert [ref.id for ref in memory.recall(LATE, False)] == ["real-1"]
        assert [note.id for note in memory.notes()] == ["real-1"]
        results = memory.search("deleveraging", LATE, False)
        assert [found.id for found in results.found] == ["real-1"]
        assert "full" in results.degraded
    assert path.exists()


@pytest.mark.parametrize("make", [lambda c: None, lambda c: c.execute("PRAGMA journal_mode=WAL")])
def test_a_half_made_database_is_made(
    tmp_path: Path, make: Callable[[sqlite3.Connection], object]
) -> None:
    (tmp_path / "memory").mkdir()
    for statement in ("SELECT 1", "PRAGMA user_version = 1"):
        path = tmp_path / "memory" / "notes.sqlite"
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            make(connection)
            connection.execute(statement)
        memory = open_memory(tmp_path)
        memory.add(write_note(tmp_path, "real-1", "2018-02-05"))
        assert [ref.id for ref in memory.recall(LATE, False)] == ["real-1"]
        assert memory.degraded == ""


@pytest.mark.parametrize("statement", ["PRAGMA user_version = 2", "CREATE TABLE songs (name)"])
def test_a_database_of_another_make_is_not_called_damaged(tmp_path: Path, statement: str) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05")
    (tmp_path / "memory").mkdir()
    path = tmp_path / "memory" / "notes.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
    found = path.read_bytes()
    memory = open_memory(tmp_path)
    assert [ref.id for ref in memory.recall(LATE, False)] == ["real-1"]
    assert "is of another version" in memory.degraded
    assert "damaged" not in memory.degraded
    with pytest.raises(UnwindError, match="is of another version"):
        memory.add(write_note(tmp_path, "real-x", "2018-02-05"))
    assert path.read_bytes() == found
