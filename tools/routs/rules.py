"""The published parts of a rout's scores, read strictly from ``routs.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from tools.routed import SCORES, PartOf

KINDS: tuple[Literal["change", "z"], ...] = ("change", "z")


@dataclass(frozen=True, slots=True)
class TieRule:
    """How a tie between two assets is measured and told from none."""

    horizon: int
    short: int
    long: int
    error: float
    overlap: float


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
    display: str
    reason: str
    signed: bool = False
    label_bp: str = ""
    reading: str = ""
    assets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A macro price that is read from where a rout began, as a change and as a z.

    ``falsifier`` is the registered test that its z is put to in a rout beneath the index, in the
    words of ``test``.
    """

    name: str
    asset: str
    label: str
    reason: str
    falsifier: str = ""
    test: str = ""

    def part(self, kind: Literal["change", "z"]) -> PartRule:
        """Return the rule of the change or of its z."""
        bp = self.name.startswith(("rates", "hy", "ig"))
        words = f"{self.label} since the rout began"
        if kind == "z":
            words += ", in standard deviations"
        display = "sigma" if kind == "z" else "bp" if bp else "percent"
        name = f"{self.name}_{kind}"
        return PartRule(name, words, "macro", "macro", "high", display, self.reason)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an asset's futures are counted, and which fund's volume stands for its own."""

    futures: str = ""
    fund: str = ""


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
        """Return the rule of a part; an unknown one is a StopIteration."""
        return next(p for p in self.parts if p.name == name)


@cache
def rules() -> Rules:
    """Return the rules; an unknown or a missing field is a TypeError, a lone group a ValueError."""
    body = tomllib.loads(files("tools").joinpath("routs.toml").read_text(encoding="utf-8"))
    parts = [{**row, "assets": tuple(row.get("assets", ()))} for row in body["part"]]
    weights = {row["name"]: float(row["weight"]) for row in body["group"]}
    if weights.keys() != {row["group"] for row in parts}:
        raise ValueError("routs.toml: groups and their parts do not match")
    prices = tuple(PriceRule(**row) for row in body["price"])
    course = (PartRule(**row, score="course", group="course", side="high") for row in body["day"])
    beside = (price.part(kind) for price in prices for kind in KINDS)
    return Rules(
        ties=TieRule(**body["ties"]),
        weights=weights,
        parts=(*(PartRule(**row) for row in parts), *beside, *course),
        prices=prices,
        sources={asset: Source(**row) for asset, row in body["sources"].items()},
    )
