"""The published thresholds of what is selling off, read strictly from ``selloff.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class IndexRule:
    """When the index itself is in a sell-off."""

    fall: float
    z: float
    least: float


@dataclass(frozen=True, slots=True)
class BroadRule:
    """When families fell with the index."""

    families: int
    z: float


@dataclass(frozen=True, slots=True)
class BeneathRule:
    """When families are in a rout while the index is not in a sell-off."""

    families: int
    z: float
    one: float
    momentum: float


@dataclass(frozen=True, slots=True)
class ShockRule:
    """When a shock upward counts as one more family."""

    z: float
    tie: float
    window: int
    horizon: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of a family, and when it is too old."""

    rout: float
    hurts: float
    stale: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The tables of the file."""

    index: IndexRule
    broad: BroadRule
    beneath: BeneathRule
    shock: ShockRule
    shown: Shown


@cache
def thresholds() -> Thresholds:
    """Return the thresholds; an unknown or a missing one is a TypeError."""
    body = tomllib.loads(files("tools").joinpath("selloff.toml").read_text(encoding="utf-8"))
    return Thresholds(
        index=IndexRule(**body.pop("index")),
        broad=BroadRule(**body.pop("broad")),
        beneath=BeneathRule(**body.pop("beneath")),
        shock=ShockRule(**body.pop("shock")),
        shown=Shown(**body.pop("shown")),
        **body,
    )
