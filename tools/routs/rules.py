"""The published parts of a rout's scores, read strictly from ``routs.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from tools.allowed import Count, Known, Multiple, Within
from tools.market.catalogue import catalogue
from tools.records import Display
from tools.routed import SCORES, PartOf, Score
from tools.selloff.families import BY_ASSET
from tools.strict import Document, Row
from tools.weights import ReadingId, TestId

AssetId = Annotated[str, Known("asset", BY_ASSET.keys)]
SeriesId = Annotated[str, Known("series", lambda: catalogue().keys())]
TABLES = ("group", "ties", "part", "sources", "price", "day")
# What is computed by name: a part that reads nothing else has one of the first, and the course of a
# rout asks for each of the second.
MEASURES = (
    *("extension", "run_up", "calm", "volatility", "beyond", "length", "impact"),
    *("speed", "with_index", "with_others"),
)
DAYS = ("worst_day", "worst_day_z", "worst_day_rates_10y")
KINDS: tuple[Literal["change", "z"], ...] = ("change", "z")


@dataclass(frozen=True, slots=True)
class TieRule:
    """How a tie between two assets is measured and told from none."""

    horizon: Count
    short: Count
    long: Count
    error: Multiple
    overlap: Annotated[float, Within(1.0)]


@dataclass(frozen=True, slots=True)
class PartRule:
    """One part of a score: which end of its history adds to it, and where it is read.

    A *signed* one has the sign of the asset's own change, so that the other end adds to it where a
    rise hurts.
    """

    name: str
    label: str
    score: PartOf
    group: str
    side: Literal["high", "low"]
    display: Display
    reason: str
    signed: bool = False
    label_bp: str = ""
    reading: ReadingId = ""
    assets: tuple[AssetId, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A macro price that is read from where a rout began, as a change and as a z.

    ``falsifier`` is the registered test that its z is put to in a rout beneath the index, in the
    words of ``test``.
    """

    name: str
    asset: AssetId
    label: str
    reason: str
    falsifier: TestId = ""
    test: str = ""

    def part(self, kind: Literal["change", "z"]) -> PartRule:
        """Return the rule of the change or of its z."""
        bp = self.name.startswith(("rates", "hy", "ig"))
        words = f"{self.label} since the rout began"
        if kind == "z":
            words += ", in standard deviations"
        display: Display = "sigma" if kind == "z" else "bp" if bp else "percent"
        name = f"{self.name}_{kind}"
        return PartRule(name, words, "macro", "macro", "high", display, self.reason)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an asset's futures are counted, and which fund's volume stands for its own."""

    futures: SeriesId = ""
    fund: SeriesId = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The tables of the file."""

    ties: TieRule
    weights: Mapping[str, float]
    parts: tuple[PartRule, ...]
    sources: Mapping[str, Source]
    prices: tuple[PriceRule, ...] = ()

    def of(self, asset: str) -> tuple[PartRule, ...]:
        """Return the parts that an asset's scores can have."""
        scored = (p for p in self.parts if p.score in SCORES)
        return tuple(p for p in scored if not p.assets or asset in p.assets)

    def named(self, name: str) -> PartRule:
        """Return the rule of a part by a name that the reader demands."""
        return next(p for p in self.parts if p.name == name)


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    weight: Multiple
    reason: str


@cache
def rules() -> Rules:
    """Return the published rules."""
    return load_rules()


def load_rules(path: Path | None = None) -> Rules:
    """Return the rules of a file, the published ones without a path.

    Raises
    ------
    UnwindError
        At the first fault of the file: a key, a value or a name that is none, a row that stands
        there twice, a table that is missing, a group without parts or a part without a group, a day
        that is missing, a part that nothing computes.
    """
    doc = Document("tools", "routs.toml", TABLES, path)
    weight = {
        g.name: g.weight for g in doc.rows("group", "name", lambda row: row.make(_Group), "name")
    }
    parts = doc.rows("part", "name", lambda row: _part(row, weight), "name")
    if idle := sorted(set(weight) - {part.group for part in parts}):
        raise doc.fault(f"group {idle[0]} has no part: write one or leave the group out")
    prices = doc.rows("price", "name", _price, "name")
    course = doc.rows("day", "name", _day, "name")
    if gone := sorted(set(DAYS) - {part.name for part in course}):
        raise doc.fault(f"[[day]] {gone[0]} is missing: write its row")
    beside = [price.part(kind) for price in prices for kind in KINDS]
    every = (*parts, *beside, *course)
    names = [part.name for part in every]
    if twice := [name for name in names if names.count(name) > 1]:
        raise doc.fault(f"{twice[0]} is the name of two parts: rename one")
    return Rules(
        ties=doc.table("ties").make(TieRule),
        weights=weight,
        parts=every,
        prices=prices,
        sources=_sources(doc.table("sources")),
    )


def _part(row: Row, weight: Mapping[str, float]) -> PartRule:
    found = row.make(PartRule)
    row.take("score", Score)  # of the scores alone: what adds to neither has tables of its own
    if found.group not in weight:
        raise row.fault(f"group {found.group!r} is none of {', '.join(weight)}")
    if not found.reading:
        _named(row, found.name, MEASURES)
    return found


def _price(row: Row) -> PriceRule:
    found = row.make(PriceRule)
    if bool(found.falsifier) != bool(found.test):
        raise row.fault("write falsifier and test together, or neither")
    return found


def _day(row: Row) -> PartRule:
    found = row.make(PartRule, score="course", group="course", side="high")
    _named(row, found.name, DAYS)
    return found


def _named(row: Row, name: str, names: tuple[str, ...]) -> None:
    """Raise for a row whose name nothing is computed by."""
    if name not in names:
        raise row.fault(f"name {name!r} is none of {', '.join(names)}")


def _sources(table: Row) -> dict[str, Source]:
    table.only(BY_ASSET)
    out: dict[str, Source] = {}
    for asset, given in table.given.items():
        row = Row(f"{table.where[:-1]}.{asset}]", given if isinstance(given, dict) else {})
        out[asset] = row.make(Source)
        if not (out[asset].futures or out[asset].fund):
            raise row.fault("names no series: write futures, fund or both")
    return out
