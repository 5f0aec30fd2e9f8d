"""``unwind notes add | list | show | search``: what they print and exit with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.contracts.command import ROOT, Command
from tests.notes.made import note_text, write_note

BODY = "## Macro\n\n- Rates rose.\n\n## Bottom line\n\n- **Crowded** winners were unwound.\n"


@pytest.fixture
def unwind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path / "home", capsys)


@pytest.fixture
def notes(tmp_path: Path) -> list[Path]:
    return [
        write_note(tmp_path, "real-1", "2018-02-05", BODY, title="A rates scare"),
        write_note(tmp_path, "real-2", "2018-02-08", BODY),
        write_note(tmp_path, "sim-1", "2026-05-28", BODY, simulated=True, title="A demo"),
        write_note(tmp_path, "sim-2", "2026-05-29", BODY, simulated=True),
    ]


def listed(unwind: Command, *arguments: str) -> list[str]:
    rows = json.loads(unwind("notes", "list", "--json", *arguments).out)["notes"]
    return [row["id"] for row in rows if row["id"].startswith(("real-", "sim-"))]


def test_notes_are_added_once(unwind: Command, notes: list[Path]) -> None:
    done = unwind("notes", "add", *notes)
    assert (done.status, done.err) == (0, "")
    assert "real-1 (2018-02-05): added" in done.out
    assert "was in memory already" in unwind("notes", "add", notes[0]).out
    notes[0].write_text(note_text("real-1", "2018-02-05", "Another.\n"))
    assert "replaced the note of that id" in unwind("notes", "add", notes[0]).out
    assert listed(unwind) == ["sim-2", "sim-1", "real-2", "real-1"]
    assert listed(unwind, "--as-of", "2026-05-29") == ["sim-1", "real-2", "real-1"]
    assert listed(unwind, "--market", "demo") == ["sim-2", "sim-1"]


def test_a_bad_file_fails_the_whole_with_one_line(
    unwind: Command, notes: list[Path], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text("---\nid: real-9\nas_of: 5 February\nsimulated: false\n---\n")
    done = unwind("notes", "add", notes[0], bad)
    assert done.complaint == f"{bad}, line 3: as_of '5 February' is no date: write YYYY-MM-DD"
    assert done.out == ""
    assert listed(unwind) == []
    assert "cannot be read" in unwind("notes", "add", tmp_path / "absent.md").complaint
    assert unwind("notes", "add").status == 2
    assert unwind("notes", "list", "--as-of", "yesterday").status == 2


def test_a_note_is_shown_without_driving_the_terminal(unwind: Command, tmp_path: Path) -> None:
    said = "Kept: <b> $5 [x](y).\r\n\x1b[2J\u202ehidden\n"
    unwind("notes", "add", write_note(tmp_path, "real-1", "2018-02-05", said))
    done = unwind("notes", "show", "real-1")
    assert done.status == 0
    assert "Kept: <b> $5 [x](y).\n\ufffd[2J\ufffdhidden\n" in done.out
    assert "real-1" in unwind("notes", "show", "real-2").complaint


def test_search_speaks_the_agreed_json(unwind: Command, notes: list[Path]) -> None:
    unwind("notes", "add", *notes)
    done = unwind("notes", "search", "crowded winners", "--as-of", "2026-05-29", "--json")
    assert (done.status, done.err) == (0, "")
    body = json.loads(done.out)
    assert set(body) == {"notes"}
    first = next(row for row in body["notes"] if row["id"].startswith("sim-"))
    assert set(first) == {"id", "as_of", "section", "score", "text"}
    assert (first["id"], first["as_of"], first["section"]) == ("sim-1", "2026-05-28", BOTTOM)
    assert first["text"] == "- **Crowded** winners were unwound."
    assert 0 < first["score"] <= 1
    assert {row["id"] for row in body["notes"]}.isdisjoint({"real-1", "real-2", "sim-2"})


BOTTOM = "Bottom line"


def test_search_of_the_demo_makes_no_market(unwind: Command, notes: list[Path]) -> None:
    """Its last session is the default date, and a note of that very day is not found."""
    unwind("notes", "add", *notes)
    done = unwind("notes", "search", "crowded winners")
    assert done.status == 0
    assert "sim-1, Bottom line" in done.out
    assert "sim-2" not in done.out
    assert not (unwind.home / "markets").exists()
    nothing = unwind("notes", "search", "crowded", "--as-of", "1990-01-01")
    assert "No note on a simulated market dated before 1990-01-01" in nothing.out


def test_search_of_an_unknown_market_fails(unwind: Command) -> None:
    done = unwind("notes", "search", "x", "--market", "nope")
    assert done.complaint == "no market named nope: import one, or use --market demo"


def test_search_of_a_stored_market_takes_its_kind_and_last_session(
    unwind: Command, notes: list[Path], tmp_path: Path
) -> None:
    from tests.market.made import small_market
    from tools.market.store import Store

    Store(unwind.home / "markets" / "mine").commit(small_market())
    unwind("notes", "add", *notes)
    unwind("notes", "add", write_note(tmp_path, "real-3", "2018-06-20", BODY))
    arguments = ("notes", "search", "crowded winners", "--market", "mine", "--json")
    found = json.loads(unwind(*arguments).out)["notes"]
    ids = {row["id"] for row in found}
    # A hundred and twenty business days from 2 January 2018 end on 18 June.
    assert {"real-1", "real-2"} <= ids
    assert ids.isdisjoint({"real-3", "sim-1", "sim-2"})
    early = json.loads(unwind(*arguments, "--as-of", "2018-02-08").out)["notes"]
    assert "real-2" not in {row["id"] for row in early}
    assert all(date.fromisoformat(row["as_of"]) < date(2018, 2, 8) for row in early)


def test_files_that_were_left_out_are_listed(unwind: Command) -> None:
    folder = unwind.home / "notes"
    write_note(folder, "real-1", "2018-02-05", BODY)
    (folder / "broken.md").write_text("---\nid: x\n---\n")
    done = unwind("notes", "list")
    assert done.status == 0
    assert "Left out, 1 file:" in done.out
    assert "broken.md" in done.out
    assert "broken.md" in json.loads(unwind("notes", "list", "--json").out)["skipped"][0]


def test_search_says_when_vectors_are_not_used(unwind: Command, notes: list[Path]) -> None:
    unwind("notes", "add", *notes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNWIND_EMBEDDER", "nonsense")
        text = unwind("notes", "search", "crowded")
        body = json.loads(unwind("notes", "search", "crowded", "--json").out)
    assert text.status == 0
    assert "Remark: found by words only" in text.out
    assert body["degraded"].startswith("found by words only")
    assert body["notes"]


def test_a_process_of_its_own_prints_no_warning(unwind: Command, notes: list[Path]) -> None:
    for arguments in (("add", *notes), ("list",), ("show", "real-1"), ("search", "crowded")):
        done = unwind.process("notes", *arguments)
        assert (done.status, done.err) == (0, "")
        assert done.out


def test_help_does_not_wait_for_chroma() -> None:
    script = (
        "import sys\nimport assistant.commands.notes\n"
        "heavy = {'chromadb', 'pandas', 'numpy', 'tools.notes'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=env, check=False)
    assert done.returncode == 0
