"""Folders whose notes are always in memory: read again when a file's name, size or time changes."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from pathlib import Path

from tools.notes.database import Database, Writer
from tools.notes.markdown import LARGEST, Note, decode, has_front_matter, parse
from tools.notes.queries import fact
from tools.records import UnwindError

README = "readme.md"
SIGNATURE, SKIPPED = "folders", "skipped"
LOOK_SECONDS = 2.0
RULES = 2  # raised when `parse` refuses more or less: files are read again


def digest(text: str) -> str:
    """Return the hash by which a note's text is known again."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def read(path: Path) -> tuple[str, str]:
    """Return what errors call a file, and its text.

    Raises
    ------
    UnwindError
        When it cannot be read, is too long or no UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnwindError(f"{path}: cannot be read: {error.strerror or error}") from None
    return str(path), decode(data, str(path))


class Folders:
    """Folders of notes that a memory always holds.

    A file that comes, goes or is replaced is seen at once; one that is changed in place after two
    seconds, as to look at every file takes longer than to search.

    Parameters
    ----------
    sources : sequence of Path
        The folders; one that does not exist holds none.

    Attributes
    ----------
    skipped : tuple of str
        Why files were left out, a line each.
    """

    def __init__(self, sources: Sequence[Path]) -> None:
        self.sources = tuple(sources)
        self.skipped: tuple[str, ...] = ()
        self._looked: tuple[Database, float, list[int]] | None = None

    def sync(self, database: Database, today: date) -> None:
        """Bring the folders' notes into the database.

        A file that has gone takes its note with it. A README and a file without front matter are
        no notes; one whose front matter cannot be read is left out with the reason.
        """
        now, changed = time.monotonic(), [_changed(folder) for folder in self.sources]
        if self._looked is not None:
            known, at, then = self._looked
            if known is database and then == changed and now - at < LOOK_SECONDS:
                return
        self.skipped = _sync(database, self.sources, today)
        self._looked = database, now, changed


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _sync(database: Database, sources: Sequence[Path], today: date) -> tuple[str, ...]:
    files = _files(sources)
    signature = digest(repr((RULES, files)))
    with database.reading() as connection:
        if fact(connection, SIGNATURE) == signature:
            return tuple(json.loads(fact(connection, SKIPPED)))
    found, skipped = _parsed((Path(path) for path, *_ in files), today)
    with database.writing() as writer:
        skipped += _store(writer, found)
        writer.remember(SIGNATURE, signature)
        writer.remember(SKIPPED, json.dumps(skipped))
    return tuple(skipped)


def _files(sources: Sequence[Path]) -> list[tuple[str, int, int]]:
    """Return the files of the folders with size and time of change, in order of their names."""
    files: list[tuple[str, int, int]] = []
    for folder in sources:
        found = []
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.endswith(".md") or entry.name.lower() == README:
                    continue
                # One that goes while it is looked at has gone.
                with suppress(OSError):
                    known = entry.stat()
                    if stat.S_ISREG(known.st_mode):
                        found.append((entry.path, known.st_size, known.st_mtime_ns))
        files += sorted(found)
    return files


def _parsed(
    paths: Iterable[Path], today: date
) -> tuple[dict[str, tuple[Note, str, str]], list[str]]:
    """Return the notes by id with hash and file, and why other files were left out."""
    found: dict[str, tuple[Note, str, str]] = {}
    skipped = []
    for path in paths:
        try:
            name, text = read(path)
            if not has_front_matter(text):
                continue
            note = parse(text, name, today)
        except UnwindError as error:
            skipped.append(str(error))
            continue
        if note.id in found:
            other = found[note.id][2]
            skipped.append(f"{name}: the id {note.id} is that of {other} too: give it another")
        else:
            found[note.id] = note, digest(text), name
    return found, skipped


def _store(writer: Writer, found: dict[str, tuple[Note, str, str]]) -> list[str]:
    skipped = []
    for gone in sorted(writer.folder_ids() - set(found)):
        writer.drop(gone)
    for note, content, name in found.values():
        old = writer.stored(note.id)
        if old is not None and old.origin == "added":
            if old.hash != content:
                skipped.append(
                    f"{name}: the id {note.id} is that of a note that was added: give it another"
                )
        elif old is None or old.hash != content:
            writer.put(note, content, "folder")
    return skipped
