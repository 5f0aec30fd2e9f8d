"""Every body that a source gave, kept for good under its hash and the time at which it came.

A source's run is one pack: a file of gzip members, in pairs of a JSON line and the body that it
describes, closed by a line that seals it; ``zcat`` reads it. A body that has been kept before is
noted by its hash alone. A pack that a crash left open is read as far as it goes. Nothing is ever
rewritten.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from tools.records import UnwindError
from tools.sources.request import Payload

_SUFFIX = ".pack.gz"
_NAME = re.compile(r"\d{8}T\d{12}Z" + re.escape(_SUFFIX), re.ASCII)
_LINE = 4096  # bytes that hold any describing line
_LARGEST = 1 << 40  # bytes of a body, beyond which its length is none


@dataclass(frozen=True, slots=True)
class Kept:
    """One body of the archive, without its content.

    ``pack`` is the run in which it came, ``place`` and ``length`` where its gzip member lies in
    that pack's file; a body that had been kept before has no member (``length`` 0) and lies in
    ``first``.
    """

    source: str
    key: str
    fetched: datetime
    sha: str
    size: int
    pack: str
    first: str
    place: int
    length: int


class Archive:
    """The archive of one market.

    Parameters
    ----------
    folder : Path
        ``archive`` in the market's folder; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def packs(self, source: str = "*") -> list[Path]:
        """Return the packs of a source in order of time, of all sources by default."""
        found = filter(_named, self.folder.glob(f"{source}/*{_SUFFIX}"))
        return sorted(found, key=lambda p: (p.name, p.parent))

    def strays(self, source: str = "*") -> list[Path]:
        """Return what lies among a source's packs and is none by its name."""
        return sorted(path for path in self.folder.glob(f"{source}/*") if not _named(path))

    def kept(self, source: str = "*") -> list[Kept]:
        """Return what is kept of a source, in the order in which it came.

        Raises
        ------
        UnwindError
            When a pack is damaged.
        """
        return [kept for pack in self.packs(source) for kept in listed(pack)]

    def payload(self, kept: Kept) -> Payload:
        """Return a body, checked by its hash.

        Raises
        ------
        UnwindError
            When it is not what its hash says.
        """
        found = kept if kept.length else self._first(kept)
        path = self.folder / found.source / found.pack
        try:
            with path.open("rb") as file:
                file.seek(found.place)
                body = gzip.decompress(file.read(found.length))
        except (OSError, EOFError, zlib.error) as error:
            raise _damaged(path, str(error)) from error
        if hashlib.sha256(body).hexdigest() != kept.sha:
            raise _damaged(path, f"{kept.key} is not what its hash says")
        return Payload(kept.source, kept.key, body, kept.fetched)

    def _first(self, kept: Kept) -> Kept:
        path = self.folder / kept.source / kept.first
        for found in listed(path):
            if found.length and (found.key, found.sha) == (kept.key, kept.sha):
                return found
        raise _damaged(path, f"{kept.key} is not in it")


class Pack:
    """The bodies of one run of a source, each on the disk as soon as it came.

    A context manager: leaving it seals the pack; one without a body leaves no file.

    Parameters
    ----------
    archive : Archive
        Where it belongs.
    source : str
        The source's id.
    at : datetime
        When the run began (UTC), which names the file.

    Attributes
    ----------
    whole : bool
        Set once everything that was asked for came; the seal says so.
    """

    def __init__(self, archive: Archive, source: str, at: datetime) -> None:
        self.source = source
        stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
        self.path = archive.folder / source / f"{stamp}Z{_SUFFIX}"
        self._first: dict[tuple[str, str], str] = {}
        for kept in archive.kept(source):
            self._first.setdefault((kept.key, kept.sha), kept.first)
        self._shas: list[str] = []
        self.whole = False
        self._lock = threading.Lock()

    def __enter__(self) -> Pack:
        """Open it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Seal it."""
        if self._shas:
            end = {"end": len(self._shas), "sha256": _seal(self._shas), "whole": self.whole}
            self._append(_member(end))

    def keep(self, payload: Payload) -> None:
        """Keep a body; it is on the disk when this returns."""
        with self._lock:
            self._keep(payload)

    def _keep(self, payload: Payload) -> None:
        sha = hashlib.sha256(payload.body).hexdigest()
        first = self._first.get((payload.key, sha))
        body = b"" if first else gzip.compress(payload.body, mtime=0)
        self._first[payload.key, sha] = first or self.path.name
        line = {
            "key": payload.key,
            "at": payload.fetched.astimezone(UTC).isoformat(),
            "sha256": sha,
            "size": len(payload.body),
            "packed": len(body),
            "first": first or self.path.name,
        }
        self._append(_member(line) + body)
        self._shas.append(sha)

    def _append(self, members: bytes) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(members)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UnwindError(
                f"archive of {self.source}: cannot be written: {error.strerror}"
            ) from error


def _member(line: dict[str, Any]) -> bytes:
    return gzip.compress(json.dumps(line).encode() + b"\n", mtime=0)


def _seal(shas: list[str]) -> str:
    return hashlib.sha256("".join(shas).encode()).hexdigest()


def _named(path: Path) -> bool:
    """Return whether a file is a pack by its name, which is the time of a run."""
    if not _NAME.fullmatch(path.name):
        return False
    try:
        day_of(path)
    except ValueError:
        return False
    return True


def whole(pack: Path) -> bool:
    """Return whether a pack was sealed as whole, and holds what it did then.

    Raises
    ------
    UnwindError
        When it is damaged.
    """
    shas: list[str] = []
    try:
        with pack.open("rb") as file:
            for line, _ in _lines(pack, file):
                if "end" in line:
                    if (line["end"], line.get("sha256")) != (len(shas), _seal(shas)):
                        raise _damaged(pack, "it does not hold what it was sealed with")
                    return bool(line.get("whole"))
                shas.append(str(line.get("sha256")))
    except OSError as error:
        raise _damaged(pack, error.strerror or str(error)) from error
    return False


def day_of(pack: Path) -> datetime:
    """Return when a pack's run began (UTC), from its name."""
    stamp = pack.name.removesuffix(_SUFFIX)
    return datetime.strptime(stamp, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)


def listed(pack: Path) -> Iterator[Kept]:
    """Yield what a pack holds; what a crash tore off at its end is passed over.

    Raises
    ------
    UnwindError
        When it is damaged.
    """
    try:
        with pack.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            for line, place in _lines(pack, file):
                if "end" in line:
                    return
                try:
                    kept = Kept(
                        source=pack.parent.name,
                        key=str(line["key"]),
                        fetched=datetime.fromisoformat(line["at"]),
                        sha=str(line["sha256"]),
                        size=int(line["size"]),
                        pack=pack.name,
                        first=str(line["first"]),
                        place=place,
                        length=int(line["packed"]),
                    )
                except (KeyError, TypeError, ValueError) as error:
                    raise _damaged(pack, f"a line has another shape: {error}") from error
                if place + kept.length <= size:
                    yield kept
    except OSError as error:
        raise _damaged(pack, error.strerror or str(error)) from error


def _lines(pack: Path, file: BinaryIO) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each describing line and the place of the body behind it."""
    while start := file.read(_LINE):
        member = zlib.decompressobj(wbits=31)
        try:
            text = member.decompress(start)
            if not member.eof:
                return
            line = json.loads(text)
            packed = int(line.get("packed", 0))
            if not 0 <= packed <= _LARGEST:
                raise ValueError(f"a body of {packed} bytes")
        except (zlib.error, ValueError, AttributeError, TypeError, OverflowError) as error:
            raise _damaged(pack, str(error)) from error
        place = file.tell() - len(member.unused_data)
        yield line, place
        file.seek(place + packed)


def _damaged(pack: Path, why: str) -> UnwindError:
    return UnwindError(
        f"archive of {pack.parent.name}, {pack.name}: is damaged ({why}): restore this file from "
        "a backup"
    )
