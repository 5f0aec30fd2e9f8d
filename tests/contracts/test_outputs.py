"""Files that are written on request: whole or not at all, and a link stays a link."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from assistant.export import write_note
from assistant.workspace import Workspace
from tests.validation.made import make_episode, make_scored, make_study, make_trial
from tools.history.parquet import write_tables
from tools.outputs import replacing, write_texts
from tools.records import UnwindError
from tools.validation.report import write_report


@pytest.fixture
def link(tmp_path: Path) -> Path:
    """Return a link in one folder to a file in another."""
    away, here = tmp_path / "away", tmp_path / "here"
    away.mkdir()
    here.mkdir()
    (away / "kept.md").write_text("before", encoding="utf-8")
    (here / "report.md").symlink_to(Path("..") / "away" / "kept.md")
    return here / "report.md"


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_link_stays_and_its_target_is_replaced(link: Path, tmp_path: Path) -> None:
    write_texts({link: "after"})
    assert link.is_symlink() and os.readlink(link) == "../away/kept.md"
    assert (tmp_path / "away" / "kept.md").read_text(encoding="utf-8") == "after"
    assert names(tmp_path / "away") == ["kept.md"] and names(link.parent) == ["report.md"]


def test_a_link_to_nothing_yet_makes_its_target(link: Path, tmp_path: Path) -> None:
    (tmp_path / "away" / "kept.md").unlink()
    write_texts({link: "after"})
    assert link.is_symlink() and link.read_text(encoding="utf-8") == "after"


def test_every_writer_goes_through_the_link(
    link: Path, tmp_path: Path, demo_market: Workspace
) -> None:
    kept = tmp_path / "away" / "kept.md"
    write_note(demo_market, None, link)
    assert link.is_symlink() and kept.read_text(encoding="utf-8").startswith("---")
    (report,) = write_report(make_study([]), link)
    assert link.is_symlink() and report == kept.resolve()
    assert kept.read_text(encoding="utf-8").startswith("# Validation")
    write_tables(iter(()), link, {"about": "nothing"})
    assert link.is_symlink() and pq.read_metadata(kept).num_rows == 0


def test_what_is_written_is_written_beside_its_target(link: Path) -> None:
    """A rename from one file system to another is refused; beside the target it is one step."""
    with replacing(link) as parts:
        assert parts[link].parent == link.resolve().parent
        parts[link].write_text("after", encoding="utf-8")
        assert link.read_text(encoding="utf-8") == "before"
    assert link.read_text(encoding="utf-8") == "after"


def test_a_failure_leaves_all_as_it_was(link: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    with pytest.raises(KeyError), replacing(other, link) as parts:
        parts[other].write_text("half", encoding="utf-8")
        raise KeyError
    assert link.read_text(encoding="utf-8") == "before" and not other.exists()
    assert names(tmp_path) == ["away", "here"] and names(tmp_path / "away") == ["kept.md"]


def test_the_file_that_fails_is_named(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "no" / "bad.md"
    with pytest.raises(UnwindError, match=rf"{bad}: cannot be written: No such file"):
        write_texts({good: "", bad: ""})
    with pytest.raises(UnwindError, match=rf"{bad}: cannot be written: No such file"):
        write_texts({bad: "", good: ""})
    good.write_text("a file")
    with pytest.raises(UnwindError, match=r"bad\.md: cannot be written: Not a directory"):
        write_texts({good / "bad.md": ""})
    with pytest.raises(UnwindError, match=r"good\.md: cannot be written: No space left"):
        with replacing(good):
            raise OSError(errno.ENOSPC, "full")
    assert good.read_text() == "a file" and names(tmp_path) == ["good.md"]


def test_a_report_behind_a_link_has_its_charts_beside_it(link: Path, tmp_path: Path) -> None:
    """The report names its charts without a folder, so that they must lie where it lies."""
    falls = [
        make_scored(make_trial(make_episode(str(i), date(2013 + i, 1, 7))), [0.8, 0.1, 0.1])
        for i in range(6)
    ]
    files = write_report(make_study(falls), link)
    assert len(files) == 4 and {f.parent for f in files} == {(tmp_path / "away").resolve()}
    assert names(link.parent) == ["report.md"] and link.is_symlink()
    for chart in files[1:]:
        assert f"]({chart.name})" in link.read_text(encoding="utf-8")
