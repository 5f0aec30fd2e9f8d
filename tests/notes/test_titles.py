"""Which titles a note may have: words, and nothing that would be taken for more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.tables.notes import added_text
from tests.notes.made import write_note
from tools.notes import Memory
from tools.records import UnwindError

REFUSED = {
    "\x1b[2J red": "a control character",
    "a\x00b": "a control character",
    "a\tb": "a control character",
    "a\rb": "a control character",
    "a\x85b": "a control character",
    "a\u2028b": "a control character",
    "a \u202etxt.exe": "a control character",
    "see [[positioning.vix": "a reference mark",
    "vix:value]] is": "a reference mark",
    "see https://example.org/x": "a web address",
    "see HTTP://example.org": "a web address",
    "www.example.org": "a web address",
    "javascript:alert(1)": "a web address",
    "<b>bold": "an HTML tag",
    "closed </b>": "an HTML tag",
    "<!-- gone": "an HTML tag",
    "x" * 121: "121 characters",
}
TAKEN = (
    "VIX at 37, S&P −4.1 % on 2018-02-05: not 1987",
    "Spread < 300 bp and > 250 bp [sic]",
    "Data: rates again",
    "動量崩盤 🚀",
    "x" * 120,
)


@pytest.mark.parametrize("title", REFUSED, ids=range(len(REFUSED)))
def test_a_title_that_is_more_than_words_is_refused(tmp_path: Path, title: str) -> None:
    path = write_note(tmp_path / "notes", "real-1", "2018-02-05", title=title)
    with pytest.raises(UnwindError) as raised:
        Memory(tmp_path / "memory").add(path)
    said = str(raised.value)
    assert said.startswith(f"{path}, line 6: the title ")
    assert REFUSED[title] in said
    assert title not in said
    assert said.isprintable()
    memory = Memory(tmp_path / "other", (tmp_path / "notes",))
    assert memory.notes() == ()
    assert memory.skipped == (said,)


@pytest.mark.parametrize("title", TAKEN, ids=range(len(TAKEN)))
def test_a_title_of_words_and_figures_is_taken_to_the_letter(tmp_path: Path, title: str) -> None:
    path = write_note(tmp_path, "real-1", "2018-02-05", title=title)
    assert Memory(tmp_path / "memory").add(path).title == title


def test_an_early_year_has_four_digits(tmp_path: Path) -> None:
    done = Memory(tmp_path / "memory").add_all([write_note(tmp_path, "t0001", date(1, 1, 1))])
    assert added_text(done) == "t0001 (0001-01-01): added\n"
