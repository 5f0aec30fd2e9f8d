"""A note's Markdown: its front matter, its sections and its bottom line.

Nothing here guesses: a front matter that cannot be read is refused with file, line and mend. What a
note says is data, and is kept to the letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tools.records import UnwindError

FENCE = "---"
KEYS = ("id", "as_of", "market", "simulated", "title", "readings")
NEEDED = ("id", "as_of", "simulated")
KINDS = {"true": True, "false": False}
ID = re.compile(r"[A-Za-z0-9_-]{3,80}")
LARGEST = 256 * 1024  # bytes of a file: some forty thousand words
TITLE, QUOTE = 120, 280  # characters that a title may have and that are kept of a bottom line
EVIDENCE, BOTTOM_LINE = "evidence", "bottom line"

# A title is printed and handed on as it stands: it cannot hold what would be taken for more.
_NO_TITLE = (
    ("a reference mark", re.compile(r"\[\[|\]\]")),
    (
        "a web address",
        re.compile(r"[a-z][a-z0-9+.-]*://|\b(?:www\.|(?:mailto|javascript|data):\S)", re.I),
    ),
    ("an HTML tag", re.compile(r"<[a-z/!?]", re.I)),
    # Marks of direction reorder what is printed.
    ("a control character", re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")),
)
_CONTROL = ("Cc", "Zl", "Zp")

_HEADING = re.compile(r"## +(.*?)[ #]*")
_CODE = re.compile(r" {0,3}(```|~~~)")
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)]) +")
_NO_PROSE = re.compile(r"\s*(?:#|\||[-*_]{3,}\s*$|```|~~~)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
# An escaped mark stays, as a mark; emphasis and code marks go, not the underscores inside a name.
_MARK = re.compile(r"\\([!-/:-@\[-`{-~])|\*+|~~|`+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)")


@dataclass(frozen=True, slots=True)
class Note:
    """A past note: what its front matter says, and its text to the letter without it."""

    id: str
    as_of: date
    simulated: bool
    title: str
    market: str
    readings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a note under one ``##`` heading; the part above the first has no heading."""

    heading: str
    text: str


def decode(data: bytes, name: str) -> str:
    """Return a file's text without a byte order mark; one too long or no UTF-8 is refused."""
    if len(data) > LARGEST:
        raise UnwindError(f"{name}: is longer than {LARGEST // 1024} KB: split the note")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnwindError(f"{name}, line {line}: is not UTF-8: save it as UTF-8") from None


def has_front_matter(text: str) -> bool:
    """Return whether a text opens with the fence of a front matter."""
    return text.partition("\n")[0].rstrip() == FENCE


def parse(text: str, name: str, today: date) -> Note:
    """Return the note that a text holds.

    Parameters
    ----------
    text : str
        The whole file.
    name : str
        What errors call it.
    today : date
        A note on a real market cannot be dated later.

    Raises
    ------
    UnwindError
        When the front matter is absent or cannot be read; it names the line and the mend.
    """
    fields, body = _front_matter(text, name)
    for key in NEEDED:
        if not fields.get(key, ("", 0))[0]:
            wanted = ", ".join(NEEDED)
            raise UnwindError(f"{name}, line 1: the front matter has no {key}: it needs {wanted}")
    note_id, at = fields["id"]
    if not ID.fullmatch(note_id):
        raise UnwindError(
            f"{name}, line {at}: {note_id[:80]!r} is no id: use 3 to 80 letters, digits and dashes"
        )
    as_of = _date(*fields["as_of"], name)
    kind, at = fields["simulated"]
    if kind.lower() not in KINDS:
        raise UnwindError(f"{name}, line {at}: simulated is {kind[:20]!r}: write true or false")
    simulated = KINDS[kind.lower()]
    if as_of > today and not simulated:
        line = fields["as_of"][1]
        raise UnwindError(f"{name}, line {line}: {as_of} lies in the future: mend as_of")
    _check_title(*fields.get("title", ("", 0)), name)
    said = {key: value for key, (value, _) in fields.items()}
    return Note(
        id=note_id,
        as_of=as_of,
        simulated=simulated,
        title=said.get("title", ""),
        market=said.get("market", ""),
        readings=tuple(said.get("readings", "").split()),
        text=body,
    )


def _front_matter(text: str, name: str) -> tuple[Mapping[str, tuple[str, int]], str]:
    """Return each key's value with its line, and the text below the second fence."""
    if not has_front_matter(text):
        raise UnwindError(
            f"{name}, line 1: has no front matter: open with a line {FENCE}, id, as_of and "
            f"simulated below it, and a line {FENCE}"
        )
    fields: dict[str, tuple[str, int]] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == FENCE:
            return fields, "\n".join(lines[number:])
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        key = key.strip()
        if not colon:
            raise UnwindError(f"{name}, line {number}: is no 'key: value': mend the front matter")
        if key not in KEYS:
            known = ", ".join(KEYS)
            raise UnwindError(f"{name}, line {number}: unknown key {key[:40]!r}: use {known}")
        if key in fields:
            raise UnwindError(f"{name}, line {number}: {key} stands there twice: keep one")
        fields[key] = (_unquoted(value.strip()), number)
    raise UnwindError(f"{name}, line 1: the front matter is never closed: add a line {FENCE}")


def _unquoted(value: str) -> str:
    for mark in "\"'":
        if len(value) > 1 and value[0] == value[-1] == mark:
            return value[1:-1]
    return value


def _check_title(title: str, line: int, name: str) -> None:
    """Refuse a title that is too long or would be taken for more than words."""
    if len(title) > TITLE:
        raise UnwindError(
            f"{name}, line {line}: the title has {len(title)} characters: write {TITLE} at most"
        )
    control = any(unicodedata.category(mark) in _CONTROL for mark in title)
    found = ["a control character"] if control else []
    found += [what for what, pattern in _NO_TITLE if pattern.search(title)]
    if found:
        raise UnwindError(f"{name}, line {line}: the title holds {found[0]}: take it out")


def _date(text: str, line: int, name: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    # Python also reads 20180208 and 2018-W06-4.
    if found is None or found.isoformat() != text:
        raise UnwindError(f"{name}, line {line}: as_of {text[:20]!r} is no date: write YYYY-MM-DD")
    return found


def sections(text: str) -> tuple[Section, ...]:
    """Return the parts of a note that hold text, headings inside code blocks left alone."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    code = ""
    for line in text.split("\n"):
        fence = _CODE.match(line)
        if fence and code in ("", fence[1]):
            code = "" if code else fence[1]
        heading = None if code else _HEADING.fullmatch(line.rstrip())
        if heading:
            parts.append((heading[1].strip(), []))
        else:
            parts[-1][1].append(line)
    found = (Section(heading, "\n".join(lines).strip()) for heading, lines in parts)
    return tuple(part for part in found if part.text)


def bottom_line(text: str) -> str:
    """Return a note's bottom line as plain text: its first paragraph or bullet.

    It is taken from the section of that name, else from the first one that has prose; a longer one
    is cut at a word.
    """
    parts = sorted(sections(text), key=lambda part: part.heading.lower() != BOTTOM_LINE)
    for part in parts:
        if part.heading.lower() != EVIDENCE and (first := next(_paragraphs(part.text), "")):
            return _cut(first)
    return ""


def passage(text: str, words: Iterable[str]) -> str:
    """Return the paragraph or bullet that names most of some words, as plain text; "" if none does.

    A longer one is cut at a word.
    """
    wanted = {word.lower() for word in words}
    named = {said: sum(word in said.lower() for word in wanted) for said in _paragraphs(text)}
    best = max(named, key=lambda said: named[said], default="")
    return _cut(best) if named.get(best) else ""


def _cut(plain: str) -> str:
    if len(plain) > QUOTE:
        plain = plain[:QUOTE].rpartition(" ")[0] or plain[:QUOTE]
    return plain


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs and bullets of a text as plain text."""
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        ends = not line.strip() or _NO_PROSE.match(line) or _BULLET.match(line)
        if ends and lines:
            yield _plain("\n".join(lines))
            lines = []
        if line.strip() and not _NO_PROSE.match(line):
            bullet = _BULLET.match(line)
            lines.append(line[bullet.end() :] if bullet else line.lstrip().removeprefix(">"))


def _plain(text: str) -> str:
    bare = _LINK.sub(r"\1", text)
    return " ".join(_MARK.sub(lambda mark: mark[1] or "", bare).split())
