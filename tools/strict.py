"""Published tables (TOML) read strictly: the first fault is one line that names file, row and mend.

What a key may hold is said by the type of the field that it fills (``tools/allowed.py``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from tools.allowed import Unfit, allowed, fit, shown
from tools.records import UnwindError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One table of a file, or one row of a list of tables, and its name within faults."""

    where: str
    given: Mapping[str, Any]

    def fault(self, problem: str) -> UnwindError:
        """Return the error about this row; a quoted key may hold anything, a line's end too."""
        return UnwindError(" ".join(f"{self.where}: {problem}".split()))

    def take(self, key: str, hint: Any) -> Any:
        """Return the value of a key as its type; a missing or an unfit one is an UnwindError."""
        if key not in self.given:
            raise self.fault(f"{key} is missing: write {allowed(hint)}")
        try:
            return fit(hint, self.given[key])
        except Unfit as error:
            raise self.fault(f"{key} {error}") from None

    def only(self, keys: Collection[str]) -> None:
        """Raise for a key that is none of some."""
        for key in self.given:
            if key not in keys:
                raise self.fault(f"unknown key {shown(key)}: choose from {', '.join(keys)}")

    def mapping(self, hints: Mapping[str, Any]) -> dict[str, Any]:
        """Return all of some keys and nothing else."""
        self.only(hints)
        return {key: self.take(key, hint) for key, hint in hints.items()}

    def make(self, kind: type[T], also: Collection[str] = (), **known: Any) -> T:
        """Return a row as its dataclass.

        Parameters
        ----------
        kind : type
            The dataclass; a field without a default must be there.
        also : collection of str
            Keys that the caller reads itself.
        **known
            Fields that the file must not hold, with their values.
        """
        typed = _hints(kind)  # type: ignore[arg-type]
        hints = {name: hint for name, hint in typed.items() if name not in known}
        self.only((*hints, *(key for key in also if key not in hints)))
        needed = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}  # type: ignore[arg-type]
        found = {k: self.take(k, h) for k, h in hints.items() if k in self.given or k in needed}
        return kind(**found, **known)


class Document:
    """A file of tables; what it holds beyond the tables that are named is an UnwindError.

    Parameters
    ----------
    package, name : str
        Where the file lies, and what faults call it.
    tables : collection of str
        The tables that it must hold; None lets it hold any.
    path : Path, optional
        Another file to read instead.
    """

    def __init__(
        self, package: str, name: str, tables: Collection[str] | None, path: Path | None = None
    ) -> None:
        self.name = str(path) if path else f"{package.replace('.', '/')}/{name}"
        place = path or files(package).joinpath(name)
        try:
            self.body = tomllib.loads(place.read_text(encoding="utf-8"))
        except OSError as error:
            raise UnwindError(f"{self.name}: cannot be read: {error.strerror}") from error
        except (ValueError, RecursionError) as error:
            raise UnwindError(f"{self.name}: is not TOML: {error}") from error
        unknown = [] if tables is None else [table for table in self.body if table not in tables]
        if tables is not None and unknown:
            raise self.fault(f"unknown table {shown(unknown[0])}: choose from {', '.join(tables)}")

    def fault(self, problem: str) -> UnwindError:
        """Return the error about the file as a whole."""
        return Row(self.name, {}).fault(problem)

    def table(self, name: str) -> Row:
        """Return the one table of a name."""
        found = self.body.get(name)
        if not isinstance(found, dict):
            problem = "is missing" if found is None else "is no table"
            raise self.fault(f"[{name}] {problem}: write its keys under one [{name}]")
        return Row(f"{self.name}: [{name}]", found)

    def rows(self, name: str, title: str, make: Callable[[Row], T], *same: str) -> tuple[T, ...]:
        """Return the list of tables of a name, in order.

        Parameters
        ----------
        name : str
            The tables, written as ``[[name]]``.
        title : str
            The key by which faults name a row besides its number.
        make : callable
            Turns a row into what is returned.
        *same : str
            Fields that no two of them may share, all taken together.
        """
        found = self.body.get(name)
        if not isinstance(found, list) or not found or not all(isinstance(r, dict) for r in found):
            problem = "is missing" if found is None else "is no list of tables"
            raise self.fault(f"[[{name}]] {problem}: write each row under a [[{name}]] of its own")
        out: list[T] = []
        first: dict[Hashable, int] = {}
        for number, given in enumerate(found, 1):
            row = Row(f"{self.name}: {name} {number}{_told(given.get(title))}", given)
            out.append(make(row))
            key = tuple(getattr(out[-1], field) for field in same)
            if same and key in first:
                raise row.fault(f"says what {name} {first[key]} says already: write it once")
            first[key] = number
        return tuple(out)


def _told(title: Any) -> str:
    """Return what a row is called besides its number: its title, the first one of a list."""
    name = title[0] if isinstance(title, list) and title else title
    return f" ({name})" if isinstance(name, str) and name else ""


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)
