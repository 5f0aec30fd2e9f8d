"""Damaged files, a lock that is held, another embedder: an answer all the same, and it says so."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from tests.notes.made import write_note
from tests.notes.process import run
from tools.notes import Memory
from tools.notes import vectors as vectors_module
from tools.records import UnwindError

LATE = date(2030, 1, 1)
MISSPELT = "deleveragin accelerat"
SPOILERS: dict[str, Callable[[Path], object]] = {
    "empty": lambda p: p.write_bytes(b""),
    "half": lambda p: p.write_bytes(p.read_bytes()[: p.stat().st_size // 2]),
    "zeros": lambda p: p.write_bytes(bytes(p.stat().st_size)),
    "garbage": lambda p: p.write_bytes(random.Random(1).randbytes(p.stat().st_size)),
}


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "RETRY_SECONDS", 0.0)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A memory large enough that Chroma has written its index to files, made once."""
    folder = tmp_path_factory.mktemp("damage")
    for i in range(520):
        said = "Deleveraging accelerated" if i == 7 else "Payrolls surprised"
        body = f"## Macro\n{said} {i}.\n\n## Bottom line\nWait {i}.\n"
        write_note(folder / "notes", f"real-{i:03}", "2018-02-05", body)
    write_note(folder, "added-1", "2018-02-05", "## Macro\nAdded by hand.\n")
    script = "memory.add(folder / 'added-1.md')\nmemory.search('x', date(2030, 1, 1), False)\n"
    run(folder, script)
    assert list((folder / "memory" / "chroma").glob("*/index_metadata.pickle"))
    return folder


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled / "memory", tmp_path / "memory")
    (tmp_path / "notes").symlink_to(filled / "notes")
    return tmp_path


def open_memory(home: Path, **settings: str) -> Memory:
    return Memory(home / "memory", (home / "notes",), **settings)


FILES = ("chroma.sqlite3", "data_level0.bin", "link_lists.bin", "index_metadata.pickle", "check")


@pytest.mark.parametrize("how", SPOILERS)
@pytest.mark.parametrize("name", FILES)
def test_damaged_vectors_are_made_anew(home: Path, name: str, how: str) -> None:
    """In a process of its own, as Chroma may end that in which it reads a damaged index."""
    (path,) = (home / "memory" / "chroma").rglob(name)
    SPOILERS[how](path)
    said = run(
        home,
        f"r = memory.search({MISSPELT!r}, date(2030, 1, 1), False)\n"
        "print(r.found[0].id, repr(r.degraded))\n",
    )
    assert said == "real-007 ''\n"


def test_vectors_that_are_gone_are_made_anew(home: Path) -> None:
    memory = open_memory(home)
    shutil.rmtree(home / "memory" / "chroma")
    assert memory.search(MISSPELT, LATE, False).found[0].id == "real-007"


def test_vectors_that_cannot_be_made_leave_the_words(home: Path) -> None:
    shutil.rmtree(home / "memory" / "chroma")
    (home / "memory" / "chroma").write_text("a file where a folder should be")
    results = open_memory(home).search("deleveraging", LATE, False)
    assert [found.id for found in results.found] == ["real-007"]
    assert results.degraded.startswith("found by words only: ")
    assert "\n" not in results.degraded


def test_a_lock_that_another_holds_leaves_the_words(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors_module, "WAIT_SECONDS", 0.1)
    memory = open_memory(home)
    with FileLock(home / "memory" / "lock"):
        results = memory.search("deleveraging", LATE, False)
        assert [found.id for found in results.found] == ["real-007"]
        assert "another process is writing the vectors" in results.degraded
    assert memory.search("deleveraging", LATE, False).degraded == ""


@pytest.mark.parametrize("how", [h for h in SPOILERS if h != "empty"])
def test_a_damaged_database_is_said_and_folders_are_still_recalled(home: Path, how: str) -> None:
    path = home / "memory" / "notes.sqlite"
    SPOILERS[how](path)
    spoilt = path.read_bytes()
    memory = open_memory(home)
    assert len(memory.recall(LATE, False)) >= 520
    assert str(path) in memory.degraded
    assert "is damaged" in memory.degraded
    results = memory.search("deleveraging", LATE, False)
    assert [found.id for found in results.found] == ["real-007"]
    assert "is damaged" in results.degraded
    write_note(home, "real-x", "2018-02-05")
    with pytest.raises(UnwindError, match=r"is damaged.*move it away.*nothing was added"):
        memory.add(home / "real-x.md")
    assert path.read_bytes() == spoilt
    path.unlink()
    assert memory.search("deleveraging", LATE, False).degraded == ""
    assert memory.degraded == ""


def test_a_later_format_is_not_touched(home: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "memory" / "notes.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")
    memory = open_memory(home)
    assert len(memory.recall(LATE, False)) >= 520
    assert "is of another version (its format is 99" in memory.degraded


class Reversed:
    """Another embedder: the default's vectors turned round, of another length."""

    id = "reversed"
    floor = 0.1

    def __call__(self, texts: object) -> list[list[float]]:
        from tools.notes.embedders import Hashed

        return [[*vector[::-1], 0.0] for vector in Hashed()(texts)]  # type: ignore[arg-type]


def test_another_embedder_makes_the_vectors_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_memory(home)
    before = first.search(MISSPELT, LATE, False)
    with monkeypatch.context() as patch:
        patch.setattr(vectors_module, "make_embedder", lambda setting: Reversed())
        other = open_memory(home)
        results = other.search(MISSPELT, LATE, False)
        assert results.degraded == ""
        assert results.found[0].id == "real-007"
    # Whoever used the old ones makes them again.
    assert first.search(MISSPELT, LATE, False) == before
    assert open_memory(home).search(MISSPELT, LATE, False) == before


@pytest.mark.parametrize("setting", ["", "nonsense", "openai:", "/nowhere/at/all"])
def test_an_embedder_that_is_none_leaves_the_words(home: Path, setting: str) -> None:
    results = open_memory(home, embedder=setting).search("deleveraging", LATE, False)
    assert [found.id for found in results.found] == ["real-007"]
    assert "is neither hashed, openai:MODEL nor a folder of a model" in results.degraded


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Chroma server of its own, as a team runs one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(
        [program, "run", "--path", tmp_path / "served", "--host", "127.0.0.1", "--port", str(port)],
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}", process
    process.kill()
    process.wait()


def test_a_server_holds_the_vectors_and_may_go(
    tmp_path: Path, server: tuple[str, subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    address, process = server
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nDeleveraging.\n")
    write_note(tmp_path / "notes", "real-2", "2018-02-06", "## Macro\nPayrolls.\n")
    one = open_memory(tmp_path, server=address)
    results = one.search("delevraging", LATE, False)
    assert [found.id for found in results.found] == ["real-1"]
    assert results.degraded == ""
    assert not (tmp_path / "memory" / "chroma").exists()
    # Another database on the same server has collections of its own.
    other = Memory(tmp_path / "other", server=address)
    other.add(write_note(tmp_path, "real-3", "2018-02-05", "## Macro\nDeleveraging too.\n"))
    assert [f.id for f in other.search("delevraging", LATE, False).found] == ["real-3"]
    assert one.search("delevraging", LATE, False) == results
    process.kill()
    process.wait()
    one.close()
    other.close()
    down = open_memory(tmp_path, server=address).search("deleveraging", LATE, False)
    assert [found.id for found in down.found] == ["real-1"]
    assert address in down.degraded


def test_an_address_that_is_none_leaves_the_words(tmp_path: Path) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nDeleveraging.\n")
    for address in ("localhost:8000", "http://", "ftp://a:1", "http://a:port"):
        results = open_memory(tmp_path, server=address).search("deleveraging", LATE, False)
        assert len(results.found) == 1
        assert "is no Chroma server: write http://host:port" in results.degraded
