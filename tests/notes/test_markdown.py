"""Reading a note: front matter, sections, bottom line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.notes.markdown import LARGEST, bottom_line, decode, parse, sections
from tools.records import UnwindError

TODAY = date(2026, 6, 1)
FRONT = ("id: real-1", "as_of: 2018-02-05", "simulated: false")


def text(*lines: str, body: str = "Body\n") -> str:
    return "\n".join(["---", *lines, "---", body])


def complaint(body: str) -> str:
    with pytest.raises(UnwindError) as caught:
        parse(body, "a.md", TODAY)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_every_key_is_read() -> None:
    front = (*FRONT, "market: desk", "title: 'Rates: a scare'", "readings: a.b  c.d", "")
    note = parse(text(*front, body="\n# T\r\n\x07end"), "a.md", TODAY)
    assert (note.id, note.as_of, note.simulated) == ("real-1", date(2018, 2, 5), False)
    assert (note.market, note.title, note.readings) == ("desk", "Rates: a scare", ("a.b", "c.d"))
    assert note.text == "\n# T\r\n\x07end"


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("# No front matter\n", 1, "no front matter"),
        ("", 1, "no front matter"),
        ("---\nid: real-1\n", 1, "never closed"),
        (text(*FRONT[1:]), 1, "has no id"),
        (text(FRONT[0], FRONT[2]), 1, "has no as_of"),
        (text(*FRONT[:2]), 1, "has no simulated"),
        (text("id:", *FRONT[1:]), 1, "has no id"),
        (text(*FRONT, "author: me"), 5, "unknown key 'author'"),
        (text(*FRONT, "just words"), 5, "is no 'key: value'"),
        (text(*FRONT, "id: real-2"), 5, "id stands there twice"),
        (text("id: ../x", *FRONT[1:]), 2, "is no id"),
        (text("id: ab", *FRONT[1:]), 2, "is no id"),
        (text("id: a b c", *FRONT[1:]), 2, "is no id"),
        (text(FRONT[0], "as_of: 5 Feb 2018", FRONT[2]), 3, "is no date: write YYYY-MM-DD"),
        (text(FRONT[0], "as_of: 20180205", FRONT[2]), 3, "is no date"),
        (text(FRONT[0], "as_of: 2018-02-30", FRONT[2]), 3, "is no date"),
        (text(FRONT[0], "as_of: 2026-06-02", FRONT[2]), 3, "lies in the future"),
        (text(*FRONT[:2], "simulated: perhaps"), 4, "write true or false"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(body: str, line: int, words: str) -> None:
    said = complaint(body)
    assert said.startswith(f"a.md, line {line}: ")
    assert words in said


def test_only_a_simulated_note_may_be_of_a_later_day() -> None:
    late = text("id: demo-1", "as_of: 2030-01-02", "simulated: True")
    assert parse(late, "a.md", TODAY).as_of == date(2030, 1, 2)


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(UnwindError, match=r"a\.md, line 2: is not UTF-8"):
        decode(b"---\n\xff\n", "a.md")
    with pytest.raises(UnwindError, match=r"a\.md: is longer than 256 KB"):
        decode(b"x" * (LARGEST + 1), "a.md")
    assert decode(b"\xef\xbb\xbf---\n", "a.md") == "---\n"


def test_sections_are_split_at_headings_of_the_second_level() -> None:
    body = "# Title\n\nlead\n\n## Macro ##\n- a\n### Deeper\nb\n\n## Empty\n\n## Rates\nc"
    assert [(s.heading, s.text) for s in sections(body)] == [
        ("", "# Title\n\nlead"),
        ("Macro", "- a\n### Deeper\nb"),
        ("Rates", "c"),
    ]


def test_a_heading_in_a_code_block_is_text() -> None:
    body = "## One\n```\n## Not one\n~~~\n```\n## Two\nx"
    assert [s.heading for s in sections(body)] == ["One", "Two"]
    assert "## Not one" in sections(body)[0].text


@given(st.text())
def test_no_letter_of_a_text_is_lost_between_sections(body: str) -> None:
    joined = "".join(s.heading + s.text for s in sections(body))
    letters = [c for c in body if c.isalnum()]
    assert [c for c in joined if c.isalnum()] == letters


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("## Macro\nRates.\n\n## Bottom line\n\n- **Fade** it.\n- Second.\n", "Fade it."),
        ("## BOTTOM LINE\nOne\ntwo.\n\nThree.\n", "One two."),
        ("## Bottom line\n1. See [the *note*](x.md), `code`.\n", "See the note, code."),
        ("# Title\n\n*As of today*\n\n## Macro\nRates.\n", "As of today"),
        ("# Title\n\n## Macro\n> Rates _rose_ on positioning.vix_overshoot_today.\n", None),
        ("## Bottom line\n\n| a | b |\n|---|---|\n\n2 \\* 3 is \\$6.\n", "2 * 3 is $6."),
        ("## Bottom line\n\n## Macro\nRates.\n", "Rates."),
        ("## Evidence\n\n| a |\n", ""),
        ("", ""),
    ],
)
def test_the_bottom_line_is_plain_text(body: str, said: str | None) -> None:
    expected = "Rates rose on positioning.vix_overshoot_today." if said is None else said
    assert bottom_line(body) == expected


def test_a_long_bottom_line_is_cut_at_a_word() -> None:
    said = bottom_line("## Bottom line\n" + "momentum " * 60)
    assert said == " ".join(["momentum"] * 31)
    assert len(bottom_line("x" * 600)) == 280


@given(st.text(max_size=400))
def test_a_bottom_line_is_one_line_of_bounded_length(body: str) -> None:
    said = bottom_line(body)
    assert len(said) <= 280
    assert said == " ".join(said.split())
