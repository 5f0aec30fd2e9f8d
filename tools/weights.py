"""The published weights of the verdict, read strictly from ``attribution.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Side = Literal["high", "low", "both"]
When = Literal["now", "peak"]
Scope = Literal["any", "index", "beneath"]
Claim = Literal["macro_unchanged", "positioning", "crowding", "fundamental_intact", "orderly"]
CLASSES = ("macro", "fundamental", "positioning")
TRIGGERS = ("growth", "rates", "fundamental", "exogenous")


@dataclass(frozen=True, slots=True)
class Density:
    """The density of a percentile under one engine: part uniform, part Beta.

    In ``share`` of an engine's cases the reading shows it, with the density Beta(``a``, ``b``); in
    the others it says nothing. So its absence costs an engine little, its presence earns more.
    """

    share: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One reading's say about the engine: a density a class, at its percentile.

    ``levels`` are the values that stand for the ends of [0, 1] where there is no percentile.
    ``when`` says whose percentile counts: today's or that of the peak.
    ``scope`` says whether it speaks of falls of the index, of routs beneath it, or of both.
    """

    reading: str
    group: str
    side: Side
    reason: str
    when: When = "now"
    levels: tuple[float, float] | None = None
    scope: Scope = "any"
    densities: Mapping[str, Density] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """One reading's say about what started the move.

    ``led`` marks what counts as it stood when the fall began, ``scope`` whether it speaks of falls
    of the index alone, because it is measured since the index's peak.
    """

    reading: str
    kind: str
    side: Side
    weight: float
    reason: str
    led: bool = False
    levels: tuple[float, float] | None = None
    scope: Scope = "any"


@dataclass(frozen=True, slots=True)
class TriggerMove:
    """One asset's say about what started a rout beneath the index: its z of the same days.

    It says nothing below ``least`` and all that it can from ``most`` on; ``side`` is the direction
    that counts.
    """

    asset: str
    kind: str
    side: Literal["up", "down"]
    weight: float
    least: float
    most: float
    reason: str


@dataclass(frozen=True, slots=True)
class FalsifierRow:
    """A registered test: it fires when the reading's figure stands beyond the threshold.

    ``since_index_peak`` marks figures of the index's own move, which test no other.
    """

    id: str
    claim: Claim
    test: str
    reading: str
    beyond: Literal["above", "below", "outside"]
    threshold: float
    of: Literal["value", "percentile"] = "value"
    since_index_peak: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that weighs evidence; the fields are the tables of the file."""

    priors: Mapping[str, float]
    priors_beneath: Mapping[str, float]
    clip: Mapping[str, float]
    abstain: Mapping[str, float]
    calibration: Mapping[str, float]
    rule_beneath: Mapping[str, float]
    rho: Mapping[str, float]
    evidence: tuple[EvidenceRow, ...]
    trigger: Mapping[str, float]
    trigger_evidence: tuple[TriggerRow, ...]
    trigger_moves: tuple[TriggerMove, ...]
    amplification: Mapping[str, tuple[str, ...]]
    vulnerability: Mapping[str, tuple[str, ...]]
    falsifiers: tuple[FalsifierRow, ...]


@cache
def weights() -> Weights:
    """Return the weights; a density for no class, or a group without a rho, is a ValueError."""
    text = files("tools").joinpath("attribution.toml").read_text(encoding="utf-8")
    body = tomllib.loads(text)
    rho = {g["name"]: float(g["rho"]) for g in body["group"]}
    evidence = tuple(_evidence(row) for row in body["evidence"])
    unknown = {e.group for e in evidence} - set(rho)
    if unknown:
        raise ValueError(f"attribution.toml: group {sorted(unknown)[0]} has no rho")
    return Weights(
        priors=body["priors"],
        priors_beneath=body["priors_beneath"],
        clip=body["clip"],
        abstain=body["abstain"],
        calibration=body["calibration"],
        rule_beneath=body["rule_beneath"],
        rho=rho,
        evidence=evidence,
        trigger=body["trigger"],
        trigger_evidence=tuple(TriggerRow(**_levels(row)) for row in body["trigger_evidence"]),
        trigger_moves=tuple(TriggerMove(**row) for row in body["trigger_move"]),
        amplification=_groups(body["amplification"]),
        vulnerability=_groups(body["vulnerability"]),
        falsifiers=tuple(FalsifierRow(**row) for row in body["falsifier"]),
    )


def _evidence(row: Mapping[str, Any]) -> EvidenceRow:
    densities = {c: Density(*map(float, row[c])) for c in CLASSES if c in row}
    plain = {k: v for k, v in row.items() if k not in densities}
    return EvidenceRow(**_levels(plain), densities=densities)


def _levels(row: Mapping[str, Any]) -> dict[str, Any]:
    pair = row.get("levels")
    return {**row, "levels": None if pair is None else (float(pair[0]), float(pair[1]))}


def _groups(rows: list[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for row in rows:
        out[row["group"]] = (*out.get(row["group"], ()), row["reading"])
    return out
