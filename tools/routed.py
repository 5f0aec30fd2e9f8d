"""The typed records of a rout: how it went, what made it worse, how stretched it stood, its ties.

Standard library only, like the records that they are part of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tools.timeline import DatedEvent

Score = Literal["amplification", "vulnerability"]
PartOf = Literal["amplification", "vulnerability", "macro", "course"]
SCORES: tuple[Score, ...] = ("amplification", "vulnerability")
Kinship = Literal["linked", "as before", "coincident"]


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of a rout: of its own amplification or vulnerability, or one that adds to neither.

    ``percentile`` ranks the value in the asset's own history up to ``observed``, and ``stress`` is
    the same rank turned so that a high one always means more of the score. Amplification is read
    at the session, vulnerability as it was known at the asset's own peak. ``reading`` names the
    reading that it is taken from, where it is one. A part of *macro* is what a yield, a spread or
    the dollar did since the rout began, one of its *course* tells of its worst day; both are
    ranked among such changes of their own series over as many observations.
    """

    name: str
    label: str
    score: PartOf
    group: str
    value: float
    display: str
    percentile: float
    stress: float
    n: int
    observed: date
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """How an asset in a rout moves with another one, both signed so that a rise does not hurt.

    Correlations of two-session changes: ``now`` over the last quarter of sessions, ``short`` over
    the last month, ``before`` over the quarter that ended before both that month and the rout.
    ``change`` is ``short`` less ``before`` and shares no session with itself; ``z`` is the change
    over its sampling error. ``kinship``: *linked* where the tie is there and has risen beyond that
    error, *as before* where it is there and has not, *coincident* where it is not there.
    """

    asset: str
    label: str
    now: float
    short: float
    before: float
    change: float
    z: float
    kinship: Kinship


@dataclass(frozen=True, slots=True)
class Rout:
    """One risk family's rout, with its own amplification and vulnerability, each 0 to 100.

    ``return_`` runs from the asset's own 63-session ``peak``, ``fell`` from ``since``, where the
    rout of five or ten sessions began; simple returns, or differences in bp as ``unit`` says.
    ``sessions`` counts the index's from ``since`` on, None where that is not known; ``events`` are
    what was dated on the first and the worst of them. ``missing`` says why a part was not measured.
    """

    asset: str
    group: str
    label: str
    unit: str
    peak: date
    trading_days: int
    return_: float
    since: date
    fell: float
    z5: float | None
    z10: float | None
    amplification: float | None
    vulnerability: float | None
    parts: tuple[Part, ...] = ()
    ties: tuple[Tie, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    sessions: int | None = None
    events: tuple[DatedEvent, ...] = ()

    @property
    def scored(self) -> tuple[Part, ...]:
        """The parts of its two scores."""
        return tuple(part for part in self.parts if part.score in SCORES)

    def part(self, name: str) -> Part | None:
        """Return a part by its name, None where it was not measured."""
        return next((part for part in self.parts if part.name == name), None)

    @property
    def worst(self) -> float:
        """The z of five or ten sessions that lies further out, with the sign of the asset's own."""
        found = [z for z in (self.z5, self.z10) if z is not None]
        return max(found, key=abs) if found else 0.0
