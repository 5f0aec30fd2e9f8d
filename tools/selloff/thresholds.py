"""The published thresholds of what is selling off, read strictly from ``selloff.toml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Annotated

from tools.allowed import Count, Negative, Positive, Share, Within
from tools.strict import Document

Fall = Annotated[float, Within(above=-1.0, below=0.0)]


@dataclass(frozen=True, slots=True)
class IndexRule:
    """When the index itself is in a sell-off."""

    fall: Fall
    z: Negative
    least: Fall


@dataclass(frozen=True, slots=True)
class BroadRule:
    """When families fell with the index."""

    families: Count
    z: Negative


@dataclass(frozen=True, slots=True)
class BeneathRule:
    """When families are in a rout while the index is not in a sell-off."""

    families: Count
    z: Negative
    one: Negative
    momentum: Negative


@dataclass(frozen=True, slots=True)
class ShockRule:
    """When a shock upward counts as one more family."""

    z: Negative
    tie: Share
    window: Count
    horizon: Count


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of a family, and when it is too old."""

    rout: Negative
    hurts: Positive
    stale: Count


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
    """Return the published thresholds."""
    return load_thresholds()


def load_thresholds(path: Path | None = None) -> Thresholds:
    """Return the thresholds of a file, the published ones without a path.

    Raises
    ------
    UnwindError
        At the first table or key of the file that is missing, unknown or out of bounds.
    """
    doc = Document("tools", "selloff.toml", [f.name for f in fields(Thresholds)], path)
    return Thresholds(
        index=doc.table("index").make(IndexRule),
        broad=doc.table("broad").make(BroadRule),
        beneath=doc.table("beneath").make(BeneathRule),
        shock=doc.table("shock").make(ShockRule),
        shown=doc.table("shown").make(Shown),
    )
