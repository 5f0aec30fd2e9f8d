"""Many processes on one memory: what one adds the others see, and none breaks another's."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from tests.notes.made import write_note
from tests.notes.process import finish, run, start
from tools.notes import Memory

LATE = date(2030, 1, 1)
ADD = "memory.add(folder / 'real-2.md')\n"
# No word of it stands in a note: only vectors can answer.
MISSPELT = "deleveragin accelerat"


def test_what_another_process_adds_is_found_at_once(tmp_path: Path) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nPayrolls surprised.\n")
    write_note(tmp_path, "real-2", "2018-02-06", "## Macro\nDeleveraging accelerated.\n")
    memory = Memory(tmp_path / "memory", (tmp_path / "notes",))
    assert memory.search("deleveraging", LATE, False).found == ()
    run(tmp_path, ADD)
    results = memory.search("deleveraging", LATE, False)
    assert [f.id for f in results.found] == ["real-2"]
    assert results.degraded == ""


def test_vectors_that_another_process_wrote_are_read_afresh(tmp_path: Path) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nPayrolls surprised.\n")
    write_note(tmp_path, "real-2", "2018-02-06", "## Macro\nDeleveraging accelerated.\n")
    memory = Memory(tmp_path / "memory", (tmp_path / "notes",))
    assert memory.search(MISSPELT, LATE, False).found == ()
    ask = f"print([f.id for f in memory.search({MISSPELT!r}, date(2030, 1, 1), False).found])\n"
    assert run(tmp_path, ADD + ask) == "['real-2']\n"
    assert [f.id for f in memory.search(MISSPELT, LATE, False).found] == ["real-2"]
    (tmp_path / "real-2.md").unlink()
    write_note(tmp_path, "real-2", "2018-02-06", "## Macro\nBreadth was thin.\n")
    assert run(tmp_path, ADD + ask) == "[]\n"
    assert memory.search(MISSPELT, LATE, False).found == ()


def test_many_processes_may_open_a_new_memory_at_once(tmp_path: Path) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nPayrolls surprised.\n")
    for i in range(4):
        write_note(tmp_path, f"real-1{i}", "2018-02-06", "## Macro\nDeleveraging.\n")
    scripts = [
        f"memory.add(folder / 'real-1{i}.md')\n"
        "r = memory.search('payrolls deleveraging', date(2030, 1, 1), False)\n"
        "print(len(r.found) >= 2, repr(r.degraded), repr(memory.degraded))\n"
        for i in range(4)
    ]
    running = [start(tmp_path, script) for script in scripts]
    assert [finish(process) for process in running] == ["True '' ''\n"] * 4
    memory = Memory(tmp_path / "memory", (tmp_path / "notes",))
    assert len(memory.search("payrolls deleveraging", LATE, False, 9).found) == 5


@pytest.mark.parametrize("acknowledged", [1, 7, 30])
def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(
    tmp_path: Path, acknowledged: int
) -> None:
    for i in range(200):
        write_note(tmp_path, f"real-{i:03}", "2018-02-06", f"## Macro\nDeleveraging w{i}x.\n")
    writer = start(
        tmp_path, "for i in range(200):\n    print(memory.add(folder / f'real-{i:03}.md').id)\n"
    )
    with writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline().strip() for _ in range(acknowledged)]
        writer.kill()
        said += writer.stdout.read().split()
    memory = Memory(tmp_path / "memory")
    kept = {note.id for note in memory.notes()}
    assert set(said) <= kept
    for i in (0, acknowledged - 1):
        results = memory.search(f"w{i}x", LATE, False)
        assert results.found[0].id == f"real-{i:03}"
        assert results.degraded == ""
    memory.add_all(sorted(tmp_path.glob("real-*.md")))
    assert len(memory.notes()) == 200


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.6])
def test_whoever_is_killed_while_vectors_are_written_breaks_nothing(
    tmp_path: Path, seconds: float
) -> None:
    for i in range(300):
        body = f"## Macro\nDeleveraging w{i}x.\n\n## Bottom line\nFade it {i}.\n"
        write_note(tmp_path / "notes", f"real-{i:03}", "2018-02-06", body)
    script = (
        "import chromadb\nmemory.recall(date(2030, 1, 1), False)\nprint('now')\n"
        "memory.search('deleveraging', date(2030, 1, 1), False)\nprint('done')\ninput()\n"
    )
    reader = start(tmp_path, script)
    with reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "now\n"
        time.sleep(seconds)
        reader.kill()
    memory = Memory(tmp_path / "memory", (tmp_path / "notes",))
    results = memory.search(MISSPELT, LATE, False, 400)
    assert results.degraded == ""
    # Only vectors can have found them.
    assert len(results.found) == 50
    assert all("Deleveraging" in found.text for found in results.found)
