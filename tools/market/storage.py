"""Market folders that lie on object storage, at an address that fsspec knows.

An object store replaces one object at a time, whole, and knows neither renames nor locks. So a
market's objects are put under the hash of their content, its record is put last, and what a machine
makes for itself (mapped copies, histories, the writers' lock) stays in a folder of that machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from tools.records import UnwindError


class StorageError(UnwindError, OSError):
    """Storage that could not be read or written, which says nothing of what lies there."""


class RemotePath:
    """A file or folder on object storage, as far as a market needs a ``Path``.

    Parameters
    ----------
    path : UPath
        Where it lies.
    cache : Path
        The folder of this machine for what is made from it.

    Notes
    -----
    Every method fails with FileNotFoundError where nothing is there, and with StorageError where
    the storage itself fails.
    """

    def __init__(self, path: Any, cache: Path) -> None:
        self._path = path
        self.cache = cache

    def __truediv__(self, part: str) -> RemotePath:
        """Return what lies in this folder under a name."""
        return RemotePath(self._path / part, self.cache)

    def __str__(self) -> str:
        """Return the address."""
        return str(self._path)

    def __fspath__(self) -> str:
        """Refuse: it is no file of this machine."""
        raise StorageError(f"{self}: this takes a folder of this machine: unset UNWIND_MARKETS")

    @property
    def name(self) -> str:
        """The last part."""
        return str(self._path.name)

    @property
    def stem(self) -> str:
        """The last part without its suffix."""
        return str(self._path.stem)

    @property
    def suffix(self) -> str:
        """The suffix of the last part, with its dot."""
        return str(self._path.suffix)

    @property
    def parent(self) -> RemotePath:
        """The folder in which it lies."""
        return RemotePath(self._path.parent, self.cache)

    def exists(self) -> bool:
        """Return whether anything is there."""
        return self._kind() != ""

    def is_file(self) -> bool:
        """Return whether it is an object."""
        return self._kind() == "file"

    def _kind(self) -> str:
        """Return what is there, empty for nothing."""
        try:
            with self._told("read"):
                # fsspec's own answer is "no" also where the storage could not be asked.
                return str(self._path.fs.info(self._path.path)["type"])
        except FileNotFoundError:
            return ""

    def stat(self) -> Any:
        """Return size and time of change, as far as the storage tells them."""
        with self._told("read"):
            return self._path.stat()

    def iterdir(self) -> Iterator[RemotePath]:
        """Yield what lies in this folder; nothing where there is none."""
        return self._listed("*")

    def glob(self, pattern: str) -> Iterator[RemotePath]:
        """Yield what lies below this folder and matches."""
        return self._listed(pattern)

    def rglob(self, pattern: str) -> Iterator[RemotePath]:
        """Yield what lies anywhere below this folder and matches."""
        return self._listed(f"**/{pattern}")

    def _listed(self, pattern: str) -> Iterator[RemotePath]:
        with self._told("read"):
            found = sorted(self._path.glob(pattern), key=str)
        return (RemotePath(path, self.cache) for path in found)

    def read_bytes(self) -> bytes:
        """Return an object's content."""
        with self._told("read"):
            return bytes(self._path.fs.cat_file(self._path.path))

    def read_text(self, encoding: str = "utf-8") -> str:
        """Return an object's content as text."""
        return self.read_bytes().decode(encoding)

    def write_bytes(self, data: bytes) -> None:
        """Put an object, whole or not at all."""
        with self._told("written"):
            self._path.fs.pipe_file(self._path.path, data)

    def mkdir(self, parents: bool = True, exist_ok: bool = True) -> None:
        """Make a folder where the storage has any."""
        with self._told("written"):
            self._path.mkdir(parents=parents, exist_ok=exist_ok)

    def unlink(self, missing_ok: bool = False) -> None:
        """Remove an object."""
        with self._told("written"):
            self._path.unlink(missing_ok=missing_ok)

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        """Say in one line what a client of some storage raises, whatever it is."""
        try:
            yield
        except FileNotFoundError:
            raise
        except Exception as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise StorageError(f"{self}: cannot be {done}: {why}") from error


def folder_at(address: str, cache: Path) -> Path:
    """Return the folder at a path or an address.

    Parameters
    ----------
    address : str
        A path, ``file:///…``, or any other address that fsspec knows, such as ``s3://bucket/x``.
    cache : Path
        The folder of this machine for what is made from a market that lies elsewhere.

    Returns
    -------
    Path
        A ``Path`` of this machine, else a ``RemotePath``, which is used like one.

    Raises
    ------
    UnwindError
        When the address cannot be understood, or what reads it is not installed.
    """
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise UnwindError(f"{address}: is no address: {error}") from error
    if parts.scheme in ("file", "local"):
        from urllib.request import url2pathname

        return Path(url2pathname(parts.path))
    if "://" not in address:
        return Path(address).expanduser()
    try:
        from upath import UPath
    except ImportError as error:
        raise UnwindError(f"{address}: install unwind[remote] to read object storage") from error
    try:
        path = UPath(address, use_listings_cache=False)
        _ = path.fs
    except Exception as error:  # a client of some storage raises what it likes
        why = " ".join(str(error).split()) or type(error).__name__
        raise UnwindError(f"{address}: cannot be read: {why}") from error
    return cast(Path, RemotePath(path, cache))


def cache_of(folder: Path) -> Path:
    """Return where this machine keeps what it makes from a market: in its folder, if local."""
    if not isinstance(folder, RemotePath):
        return folder
    mark = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return folder.cache / f"{folder.name}-{mark}"
