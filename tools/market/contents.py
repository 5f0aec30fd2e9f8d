"""What a market holds: the record that names its objects, and its one JSON file."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, dataclass, field
from datetime import date
from typing import Any

from tools.market.catalogue import Catalogue, SeriesRow, catalogue

FORMAT = 1
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a market holds: for each part the object that carries it and a short description.

    ``digests`` is the object of cumulated content digests, made under ``digest_key``.
    """

    name: str
    simulated: bool = False
    version: str = ""
    series: dict[str, dict[str, Entry]] = field(default_factory=dict)
    panels: dict[str, Entry] = field(default_factory=dict)
    chains: dict[str, dict[str, Entry]] = field(default_factory=dict)
    tables: dict[str, Entry] = field(default_factory=dict)
    extra_rows: dict[str, list[Any]] = field(default_factory=dict)
    digests: str = ""
    digest_key: str = ""

    def objects(self) -> set[str]:
        """Return the names of all objects that the record refers to."""
        entries = [
            e for group in (self.series, self.chains) for v in group.values() for e in v.values()
        ]
        entries += [*self.panels.values(), *self.tables.values()]
        return {e["object"] for e in entries} | ({self.digests} if self.digests else set())

    def rows(self) -> dict[str, SeriesRow]:
        """Return the catalogue rows that the market's own manifests added."""
        return {
            key: SeriesRow(row[0], row[1], row[2], row[3], row[4], row[5], tuple(row[6]), row[7])
            for key, row in self.extra_rows.items()
        }

    def dump(self) -> str:
        """Return the record as JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True)


def stored_rows(rows: Catalogue) -> dict[str, list[Any]]:
    """Return catalogue rows as a record keeps them."""
    return {
        key: [list(v) if isinstance(v, tuple) else v for v in astuple(r)] for key, r in rows.items()
    }


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
    except (TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError("it has another shape") from error
    return found
