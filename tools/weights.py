"""The published weights of the verdict, read strictly from ``attribution.toml``."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

from tools.allowed import Count, Known, Positive, Share, Weight, Within
from tools.strict import Document, Row

Side = Literal["high", "low", "both"]
When = Literal["now", "peak"]
Scope = Literal["any", "index", "beneath"]
Claim = Literal["macro_unchanged", "positioning", "crowding", "fundamental_intact", "orderly"]
Trigger = Literal["growth", "rates", "fundamental", "exogenous"]
CLASSES = ("macro", "fundamental", "positioning")
TRIGGERS: tuple[str, ...] = get_args(Trigger)
TOLERANCE = 1e-6


def _readings() -> Collection[str]:
    from tools.pillars.registry import specs

    return specs().keys()


ReadingId = Annotated[str, Known("reading", _readings)]
TestId = Annotated[str, Known("test", lambda: [test.id for test in weights().falsifiers])]
Levels = tuple[float, float]
Percent = Annotated[float, Within(0.0, 100.0)]
Odds = Annotated[float, Within(above=1.0)]
# The tables of single numbers; the lists of rows follow from their dataclasses.
NUMBERS: Mapping[str, Mapping[str, object]] = {
    "priors": dict.fromkeys(CLASSES, Weight),
    "priors_beneath": dict.fromkeys(CLASSES, Weight),
    "clip": dict.fromkeys(("reading", "group", "least"), Odds),
    "abstain": {
        "least_probability": Share,
        "least_margin": Share,
        "least_coverage": Share,
        "least_ratio": Odds,
        "least_positioning": Share,
        "most_unidentified": Share,
        "null_cap": Share,
        "edge": Share,
        "heavy_amplification": Percent,
        "quiet_amplifiers": Share,
    },
    "calibration": {"temperature": Positive},
    "rule_beneath": {
        "families": Count,
        "calm_z": Positive,
        "moved_z": Positive,
        "hit": Odds,
        "vulnerability": Percent,
        "full": Positive,
    },
    "trigger": dict.fromkeys(("from_percentile", "unidentified_least", "event_weight"), Share),
}
LISTS = (
    "group",
    "evidence",
    "trigger_evidence",
    "trigger_move",
    "amplification",
    "vulnerability",
    "falsifier",
)


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

    reading: ReadingId
    group: str
    side: Side
    reason: str
    when: When = "now"
    levels: Levels | None = None
    scope: Scope = "any"
    densities: Mapping[str, Density] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """One reading's say about what started the move.

    ``led`` marks what counts as it stood when the fall began, ``scope`` whether it speaks of falls
    of the index alone, because it is measured since the index's peak.
    """

    reading: ReadingId
    kind: Trigger
    side: Side
    weight: Weight
    reason: str
    led: bool = False
    levels: Levels | None = None
    scope: Scope = "any"


@dataclass(frozen=True, slots=True)
class TriggerMove:
    """One asset's say about what started a rout beneath the index: its z of the same days.

    It says nothing below ``least`` and all that it can from ``most`` on; ``side`` is the direction
    that counts.
    """

    asset: str
    kind: Trigger
    side: Literal["up", "down"]
    weight: Weight
    least: Positive
    most: Positive
    reason: str


@dataclass(frozen=True, slots=True)
class FalsifierRow:
    """A registered test: it fires when the reading's figure stands beyond the threshold.

    ``since_index_peak`` marks figures of the index's own move, which test no other.
    """

    id: str
    claim: Claim
    test: str
    reading: ReadingId
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


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    rho: Share


@dataclass(frozen=True, slots=True)
class _Member:
    reading: ReadingId
    group: str


@cache
def weights() -> Weights:
    """Return the published weights."""
    return load_weights()


def load_weights(path: Path | None = None) -> Weights:
    """Return the weights of a file, the published ones without a path.

    Raises
    ------
    UnwindError
        At the first fault of the file: a key, a value, a reading or a class that is none, a row
        that stands there twice, a table that is missing, a group without rows or without a rho.
    """
    doc = Document("tools", "attribution.toml", (*NUMBERS, *LISTS), path)
    numbers = {name: doc.table(name).mapping(hints) for name, hints in NUMBERS.items()}
    for name in ("priors", "priors_beneath"):
        if abs(math.fsum(numbers[name].values()) - 1.0) > TOLERANCE:
            total = math.fsum(numbers[name].values())
            raise doc.table(name).fault(f"sums to {total:g}: base rates must sum to 1")
    rule = numbers["rule_beneath"]
    if rule["calm_z"] > rule["moved_z"]:
        raise doc.table("rule_beneath").fault("calm_z lies above moved_z: what is calm has moved")
    rho = {g.name: g.rho for g in doc.rows("group", "name", lambda row: row.make(_Group), "name")}
    evidence = doc.rows(
        "evidence", "reading", lambda row: _evidence(row, rho), "reading", "when", "scope"
    )
    if idle := sorted(set(rho) - {e.group for e in evidence}):
        raise doc.fault(f"group {idle[0]} has no evidence: write some or leave the group out")
    return Weights(
        priors=numbers["priors"],
        priors_beneath=numbers["priors_beneath"],
        clip=numbers["clip"],
        abstain=numbers["abstain"],
        calibration=numbers["calibration"],
        rule_beneath=rule,
        rho=rho,
        evidence=evidence,
        trigger=numbers["trigger"],
        trigger_evidence=doc.rows(
            "trigger_evidence", "reading", _trigger, "reading", "kind", "side", "scope"
        ),
        trigger_moves=doc.rows("trigger_move", "asset", _move, "asset", "kind", "side"),
        amplification=_groups(doc, "amplification"),
        vulnerability=_groups(doc, "vulnerability"),
        falsifiers=doc.rows("falsifier", "id", _falsifier, "id"),
    )


def _evidence(row: Row, rho: Mapping[str, float]) -> EvidenceRow:
    # Of Beta(a, b) neither parameter may be 0, and a share of 0 would say nothing of the engine.
    hint = tuple[Weight, Positive, Positive]
    densities = {c: Density(*row.take(c, hint)) for c in CLASSES if c in row.given}
    found = row.make(EvidenceRow, also=CLASSES, densities=densities)
    if not densities:
        raise row.fault(f"names no engine: write a density of {', '.join(CLASSES)}")
    if found.group not in rho:
        raise row.fault(f"group {found.group!r} is none of {', '.join(rho)}")
    _ascending(row, found.levels)
    return found


def _trigger(row: Row) -> TriggerRow:
    found = row.make(TriggerRow)
    _ascending(row, found.levels)
    return found


def _move(row: Row) -> TriggerMove:
    found = row.make(TriggerMove)
    if found.least >= found.most:
        raise row.fault("least must lie below most")
    return found


def _falsifier(row: Row) -> FalsifierRow:
    found = row.make(FalsifierRow)
    if found.of == "percentile":
        row.take("threshold", Share)
    return found


def _ascending(row: Row, levels: Levels | None) -> None:
    if levels is not None and levels[0] >= levels[1]:
        raise row.fault("levels must rise: write the lower one first")


def _groups(doc: Document, name: str) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for row in doc.rows(name, "reading", lambda row: row.make(_Member), "reading"):
        out[row.group] = (*out.get(row.group, ()), row.reading)
    return out
