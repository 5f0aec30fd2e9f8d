"""What is added, what lies in folders, and what is recalled of both."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.notes.made import note_text, write_note
from tools.notes import Memory
from tools.notes import folders as folders_module
from tools.records import NoteRef, UnwindError

ROOT = Path(__file__).resolve().parents[2]
WALL = date(2018, 2, 8)
LAST = date(2030, 1, 1)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory", (tmp_path / "notes", tmp_path / "absent"))


@pytest.fixture(autouse=True)
def every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at every file each time, as a new process does."""
    monkeypatch.setattr(folders_module, "LOOK_SECONDS", 0.0)


def ids(memory: Memory, simulated: bool = False, before: date = LAST) -> list[str]:
    return [ref.id for ref in memory.recall(before, simulated)]


def test_a_note_is_recalled_strictly_after_its_date(memory: Memory, tmp_path: Path) -> None:
    body = "## Macro\nRates.\n\n## Bottom line\n- **Fade** the move.\n"
    memory.add(write_note(tmp_path, "real-1", "2018-02-05", body, title="A scare"))
    memory.add(write_note(tmp_path, "real-2", "2018-02-08"))
    memory.add(write_note(tmp_path, "real-3", "2018-02-09"))
    memory.add(write_note(tmp_path, "demo-1", "2018-02-01", simulated=True))
    readings = ("positioning.vix", "macro.rates_10y_bp")
    first = NoteRef("real-1", date(2018, 2, 5), "A scare", readings, "Fade the move.")
    assert memory.recall(WALL, False) == (first,)
    assert ids(memory) == ["real-3", "real-2", "real-1"]
    assert ids(memory, simulated=True) == ["demo-1"]


def test_the_same_text_twice_changes_nothing(memory: Memory, tmp_path: Path) -> None:
    path = write_note(tmp_path, "real-1", "2018-02-05")
    assert [one.how for one in memory.add_all([path])] == ["added"]
    before = memory.notes()
    assert [one.how for one in memory.add_all([path, path])] == ["unchanged"]
    assert memory.notes() == before


def test_another_text_takes_the_place_of_the_first_and_says_so(
    memory: Memory, tmp_path: Path
) -> None:
    memory.add(write_note(tmp_path, "real-1", "2018-02-05"))
    (done,) = memory.add_all([write_note(tmp_path, "real-1", "2018-02-06", "Other.\n")])
    assert done.how == "replaced"
    assert [n.text for n in memory.notes()] == ["Other.\n"]
    assert ids(memory, before=date(2018, 2, 6)) == []


def test_of_several_files_all_are_added_or_none(memory: Memory, tmp_path: Path) -> None:
    good, bad = write_note(tmp_path, "real-1", "2018-02-05"), tmp_path / "bad.md"
    bad.write_text("no note")
    with pytest.raises(UnwindError, match=r"bad\.md, line 1"):
        memory.add_all([good, bad])
    twin = tmp_path / "twin.md"
    twin.write_text(note_text("real-1", "2018-02-05", "Other.\n"))
    with pytest.raises(UnwindError, match=r"twin\.md: the id real-1 is that of .*real-1\.md too"):
        memory.add_all([good, twin])
    with pytest.raises(UnwindError, match=r"absent\.md: cannot be read"):
        memory.add_all([good, tmp_path / "absent.md"])
    assert memory.notes() == ()


def test_a_folders_note_cannot_be_replaced(memory: Memory, tmp_path: Path) -> None:
    inside = write_note(tmp_path / "notes", "real-1", "2018-02-05")
    outside = write_note(tmp_path, "real-1", "2018-02-05", "Other.\n")
    with pytest.raises(UnwindError, match="that of a note in a folder: give it another"):
        memory.add(outside)
    assert memory.add_all([inside])[0].how == "unchanged"
    assert "Other" not in memory.note("real-1").text


def test_an_added_note_is_not_lost_to_a_file_of_its_id(memory: Memory, tmp_path: Path) -> None:
    memory.add(write_note(tmp_path, "real-1", "2018-02-05", "Mine.\n"))
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "Theirs.\n")
    assert memory.note("real-1").text == "Mine.\n"
    assert "the id real-1 is that of a note that was added" in memory.skipped[0]


def test_a_folder_is_followed_file_by_file(memory: Memory, tmp_path: Path) -> None:
    assert ids(memory) == []
    path = write_note(tmp_path / "notes", "real-1", "2018-02-05", "One.\n")
    write_note(tmp_path / "notes", "real-2", "2018-02-06")
    assert ids(memory) == ["real-2", "real-1"]
    write_note(tmp_path / "notes", "real-1", "2018-02-07", "Two.\n")
    assert ids(memory) == ["real-1", "real-2"]
    assert memory.note("real-1").text == "Two.\n"
    path.unlink()
    assert ids(memory) == ["real-2"]


def test_a_file_that_only_was_touched_is_no_change(memory: Memory, tmp_path: Path) -> None:
    path = write_note(tmp_path / "notes", "real-1", "2018-02-05")
    before = memory.recall(LAST, False)
    found = memory.search("rates", LAST, False)
    os.utime(path, ns=(1, 1))
    assert memory.recall(LAST, False) == before
    assert memory.search("rates", LAST, False) == found


def test_what_is_no_note_is_left_out_and_what_is_broken_is_reported(
    memory: Memory, tmp_path: Path
) -> None:
    folder = tmp_path / "notes"
    write_note(folder, "real-1", "2018-02-05")
    (folder / "README.md").write_text("---\nid: x\n---\n")
    (folder / "draft.md").write_text("# Only a draft\n")
    (folder / "other.txt").write_text(note_text("real-9", "2018-02-05"))
    (folder / "empty.md").write_bytes(b"")
    (folder / "folder.md").mkdir()
    assert ids(memory) == ["real-1"]
    assert memory.skipped == ()
    (folder / "broken.md").write_text("---\nid: real-2\nas_of: soon\nsimulated: false\n---\n")
    (folder / "latin.md").write_bytes(b"---\nid: r\xe9al\n---\n")
    (folder / "twin.md").write_text(note_text("real-1", "2018-02-06"))
    (folder / "gone.md").symlink_to(folder / "nowhere")
    assert ids(memory) == ["real-1"]
    broken, latin, twin = memory.skipped
    assert "broken.md, line 3: as_of 'soon' is no date" in broken
    assert "latin.md, line 2: is not UTF-8" in latin
    assert "twin.md: the id real-1 is that of" in twin
    (folder / "real-1.md").unlink()
    assert memory.recall(LAST, False)[0].as_of == date(2018, 2, 6)
    assert Memory(memory.folder, (folder,)).recall(LAST, False)[0].id == "real-1"


def test_an_unknown_note_is_answered_with_near_ids(memory: Memory, tmp_path: Path) -> None:
    memory.add(write_note(tmp_path, "real-2018-02-05", "2018-02-05"))
    assert memory.note("real-2018-02-05").as_of == date(2018, 2, 5)
    with pytest.raises(UnwindError, match="did you mean real-2018-02-05"):
        memory.note("real-2018-02-06")
    with pytest.raises(UnwindError, match="see unwind notes list"):
        memory.note("\x1b[31mzzz")


def test_the_list_can_be_cut_by_date_and_kind(memory: Memory, tmp_path: Path) -> None:
    memory.add(write_note(tmp_path, "real-1", "2018-02-05"))
    memory.add(write_note(tmp_path, "demo-1", "2018-02-06", simulated=True))
    assert [n.id for n in memory.notes()] == ["demo-1", "real-1"]
    assert [n.id for n in memory.notes(before=date(2018, 2, 6))] == ["real-1"]
    assert [n.id for n in memory.notes(simulated=True)] == ["demo-1"]


def test_a_home_that_cannot_be_written_still_recalls(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    write_note(tmp_path / "notes", "real-1", "2018-02-05")
    memory = Memory(tmp_path / "file" / "memory", (tmp_path / "notes",))
    assert ids(memory) == ["real-1"]
    assert "cannot be used" in memory.degraded
    results = memory.search("rates", WALL, False)
    assert [f.id for f in results.found] == ["real-1"]
    assert "found by words only" in results.degraded
    write_note(tmp_path / "notes", "real-2", "2018-02-06")
    assert ids(memory) == ["real-2", "real-1"]
    with pytest.raises(UnwindError, match="nothing was added"):
        memory.add(write_note(tmp_path, "real-3", "2018-02-05"))


def test_a_database_that_is_locked_for_long_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.notes.database.WAIT_SECONDS", 0.1)
    memory = Memory(tmp_path / "memory", (tmp_path / "notes",))
    memory.add(write_note(tmp_path, "real-1", "2018-02-05"))
    write_note(tmp_path / "notes", "real-2", "2018-02-06")
    with closing(sqlite3.connect(tmp_path / "memory" / "notes.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert ids(memory) == ["real-2", "real-1"]
        assert "is in use by another process" in memory.degraded
        with pytest.raises(UnwindError, match=r"in use by another process.*nothing was added"):
            memory.add(write_note(tmp_path, "real-3", "2018-02-05"))
    assert ids(memory) == ["real-2", "real-1"]
    assert memory.degraded == ""


def test_recall_list_and_show_do_without_chroma(tmp_path: Path) -> None:
    write_note(tmp_path / "notes", "real-1", "2018-02-05")
    script = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from tools.notes import Memory\n"
        f"m = Memory(Path({str(tmp_path / 'memory')!r}), (Path({str(tmp_path / 'notes')!r}),))\n"
        "assert m.recall(date(2019, 1, 1), False) and m.notes() and m.note('real-1')\n"
        "assert not m.search('rates', date(2018, 1, 1), False).found\n"
        "heavy = {'chromadb', 'numpy', 'pandas', 'openai', 'onnxruntime'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
