"""What a market holds: the record that names its objects, and its one JSON file."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import date
from typing import Any

from tools.market.catalogue import Catalogue, SeriesRow, catalogue
from tools.market.editions import in_force
from tools.records import UnwindError

FORMAT = 1
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a market holds: for each part the object that carries it and a short description.

    A series that was revised has its earlier editions under ``earlier``, and ``since`` says from
    which day its present one stands. ``archived`` is the last pack of each live source that went
    into the market, ``runs`` all that were seen to, in that order, and those that had to be left
    out are among them (a market made before they were kept has none); ``imported`` holds the parts
    as the user's own imports alone would have them, from which a market is made anew with its
    archive, and is empty where nothing was pulled. ``digests`` is the object of cumulated content
    digests, made under ``digest_key``.
    """

    name: str
    simulated: bool = False
    version: str = ""
    series: dict[str, dict[str, Entry]] = field(default_factory=dict)
    panels: dict[str, Entry] = field(default_factory=dict)
    chains: dict[str, dict[str, Entry]] = field(default_factory=dict)
    tables: dict[str, Entry] = field(default_factory=dict)
    extra_rows: dict[str, list[Any]] = field(default_factory=dict)
    archived: dict[str, str] = field(default_factory=dict)
    runs: dict[str, list[str]] = field(default_factory=dict)
    imported: dict[str, Any] = field(default_factory=dict)
    digests: str = ""
    digest_key: str = ""

    def objects(self) -> set[str]:
        """Return the names of all objects that the record refers to."""
        entries = [
            e for group in (self.series, self.chains) for v in group.values() for e in v.values()
        ]
        entries += [*self.panels.values(), *self.tables.values()]
        entries += [earlier for entry in entries for earlier in entry.get("earlier", ())]
        found = {e["object"] for e in entries} | ({self.digests} if self.digests else set())
        if self.imported:
            found |= replace(self, **self.imported, imported={}).objects()
        return found

    @property
    def parts(self) -> dict[str, Any]:
        """What a market is made of, without the record of how."""
        return {name: getattr(self, name) for name in ("series", "panels", "chains", "tables")}

    def rows(self) -> dict[str, SeriesRow]:
        """Return the catalogue rows that the market's own manifests added."""
        return {
            key: SeriesRow(row[0], row[1], row[2], row[3], row[4], row[5], tuple(row[6]), row[7])
            for key, row in self.extra_rows.items()
        }

    def dump(self) -> str:
        """Return the record as JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True)


def starts(entry: Entry) -> tuple[date | None, ...]:
    """Return the days from which the editions of a series stand, None for the first."""
    since = [edition.get("since") for edition in (*entry.get("earlier", ()), entry)]
    return tuple(date.fromisoformat(day) if day else None for day in since)


def edition(entry: Entry, day: date | None) -> str:
    """Return the object of the edition in force on a day, of the present one without a day."""
    if day is None or "earlier" not in entry:
        return str(entry["object"])
    return str((*entry["earlier"], entry)[in_force(starts(entry), day)]["object"])


def stored_rows(rows: Catalogue) -> dict[str, list[Any]]:
    """Return catalogue rows as a record keeps them."""
    return {
        key: [list(v) if isinstance(v, tuple) else v for v in astuple(r)] for key, r in rows.items()
    }


class Unreadable(UnwindError):
    """A record that could not be read again, had it been written."""


def read_back(contents: Contents) -> str:
    """Return a record as JSON that is sure to be read again.

    Raises
    ------
    Unreadable
        When it would not be.
    """
    text = contents.dump()
    try:
        parse_contents(text)
    except ValueError as error:
        raise Unreadable(
            f"market {contents.name}: its record would be unreadable ({error}); nothing was changed"
        ) from error
    return text


def parse_contents(text: str) -> Contents:
    """Return the record that a JSON text holds.

    Raises
    ------
    ValueError
        When the text is no JSON, of another format, or not of the record's shape.
    """
    try:
        body = json.loads(text)
        if body.pop("format") != FORMAT:
            raise ValueError("another format")
        found = Contents(**body)
        found.objects()
        found.rows()
        if not isinstance(found.simulated, bool):
            raise TypeError("whether it is simulated is neither true nor false")
        unknown = set(found.series) - {*catalogue(), *found.extra_rows}
        if unknown:
            raise ValueError(f"series {sorted(unknown)[0]} is in no catalogue")
        for vendors in found.series.values():
            for entry in vendors.values():
                date.fromisoformat(entry["first"])
                date.fromisoformat(entry["last"])
                for edition in starts(entry)[1:]:
                    if edition is None:
                        raise ValueError("an edition has no beginning")
        for days in found.chains.values():
            for day in days:
                date.fromisoformat(day)
        for packs in found.runs.values():
            if not isinstance(packs, list):
                raise TypeError("runs are no list")
    except (TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError("it has another shape") from error
    return found
