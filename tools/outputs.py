"""Files that a user asked for: put in place whole or not at all, also behind a symbolic link."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.records import UnwindError


@contextmanager
def replacing(*paths: Path) -> Iterator[Mapping[Path, Path]]:
    """Give files to write in place of some paths; at the end they become these, in their order.

    A path that is a symbolic link stays one: what it leads to is replaced. Where the block fails
    nothing is replaced.

    Parameters
    ----------
    *paths : Path
        What is to be replaced or made, the one that speaks of the others last.

    Yields
    ------
    mapping of Path to Path
        The file to write for each path. It lies beside what it will replace, so that putting it
        there is one step of the file system.

    Raises
    ------
    UnwindError
        When a file cannot be written or put in place.
    """
    targets = {path: Path(os.path.realpath(path)) for path in paths}
    parts = {
        path: target.with_name(f".{target.name}.{os.getpid()}.part")
        for path, target in targets.items()
    }
    try:
        yield parts
        for path, part in parts.items():
            os.replace(part, targets[path])
    except OSError as error:
        # A full disk names no file.
        failed = next((p for p in paths if str(parts[p]) == error.filename), paths[-1])
        why = os.strerror(error.errno) if error.errno else "the folder does not take it"
        raise UnwindError(f"{failed}: cannot be written: {why}") from error
    finally:
        for part in parts.values():
            # Where the part could not even be looked for, the reason has been told.
            with suppress(OSError):
                part.unlink(missing_ok=True)


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write texts into files, all of them or none; the last is put in place last.

    Raises
    ------
    UnwindError
        When one of them cannot be written.
    """
    with replacing(*texts) as parts:
        for path, text in texts.items():
            parts[path].write_text(text, encoding="utf-8")
