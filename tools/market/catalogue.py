"""The catalogue of series: what each is, when it is known, and which vendor comes first."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files
from io import StringIO

from tools.market.lags import check_lag
from tools.records import PILLARS, UnwindError

KINDS = frozenset(
    "price price_any index yield spread rate macro flow breadth ratio vendor uncertainty survey "
    "factor valuation position".split()
)


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One series of a market, as the catalogue describes it.

    ``kind`` "price" refuses values that are not above zero; "price_any" is a price that has been
    negative (oil, on 2020-04-20). ``vendors`` are in order of preference.
    """

    id: str
    name: str
    kind: str
    unit: str
    pillar: str
    lag: str
    vendors: tuple[str, ...]
    source: str

    @property
    def positive(self) -> bool:
        """Whether a value at or below zero is an error of the file."""
        return self.kind == "price"

    @property
    def digest(self) -> str:
        """A hash of the row, part of every market hash in which the series is visible."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()


Catalogue = Mapping[str, SeriesRow]


def parse_rows(rows: Iterable[Mapping[str, str]], where: str) -> dict[str, SeriesRow]:
    """Return catalogue rows by id.

    Raises
    ------
    UnwindError
        When a row lacks a field, repeats an id, or has a kind, pillar or lag that is none.
    """
    wanted = [f.name for f in fields(SeriesRow)]
    out: dict[str, SeriesRow] = {}
    for number, row in enumerate(rows, start=2):
        absent = [name for name in wanted if not row.get(name)]
        if absent:
            raise UnwindError(f"{where}, row {number}: no {', '.join(absent)}")
        if row["id"] in out:
            raise UnwindError(f"{where}, row {number}: series {row['id']} stands there twice")
        if row["kind"] not in KINDS:
            raise UnwindError(f"{where}, row {number}: unknown kind {row['kind']!r}")
        if row["pillar"] not in PILLARS:
            raise UnwindError(f"{where}, row {number}: unknown pillar {row['pillar']!r}")
        check_lag(row["lag"])
        values = {name: row[name] for name in wanted if name != "vendors"}
        out[row["id"]] = SeriesRow(vendors=tuple(row["vendors"].split()), **values)
    return out


@cache
def catalogue() -> Catalogue:
    """Return the series that Unwind knows, by id, in the order of the file."""
    text = files("tools.market").joinpath("catalogue.csv").read_text(encoding="utf-8")
    return parse_rows(csv.DictReader(StringIO(text)), "catalogue.csv")
