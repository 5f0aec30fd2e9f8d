"""The published parts of a rout's scores, read strictly from ``routs.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from tools.routed import Score


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
    score: Score
    group: str
    side: Literal["high", "low"]
    display: str
    reason: str
    signed: bool = False
    label_bp: str = ""
    reading: str = ""
    assets: tuple[str, ...] = ()


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

    def of(self, asset: str) -> tuple[PartRule, ...]:
        """Return the parts that an asset can have."""
        return tuple(p for p in self.parts if not p.assets or asset in p.assets)


@cache
def rules() -> Rules:
    """Return the rules; an unknown or a missing field is a TypeError, a lone group a ValueError."""
    body = tomllib.loads(files("tools").joinpath("routs.toml").read_text(encoding="utf-8"))
    parts = [{**row, "assets": tuple(row.get("assets", ()))} for row in body["part"]]
    weights = {row["name"]: float(row["weight"]) for row in body["group"]}
    if weights.keys() != {row["group"] for row in parts}:
        raise ValueError("routs.toml: groups and their parts do not match")
    return Rules(
        ties=TieRule(**body["ties"]),
        weights=weights,
        parts=tuple(PartRule(**row) for row in parts),
        sources={asset: Source(**row) for asset, row in body["sources"].items()},
    )
