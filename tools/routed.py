"""The typed records of a rout: what made it worse, how stretched it stood, what fell with it.

Standard library only, like the records that they are part of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Score = Literal["amplification", "vulnerability"]
Kinship = Literal["linked", "as before", "coincident"]


@dataclass(frozen=True, slots=True)
class Part:
    """One reading of a rout's own amplification or vulnerability.

    ``percentile`` ranks the value in the asset's own history up to ``observed``, and ``stress`` is
    the same rank turned so that a high one always means more of the score. Amplification is read
    at the session, vulnerability as it was known at the asset's own peak. ``reading`` names the
    reading that it is taken from, where it is one.
    """

    name: str
    label: str
    score: Score
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
    ``missing`` says why a part was not measured.
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

    @property
    def worst(self) -> float:
        """The z of five or ten sessions that lies further out, with the sign of the asset's own."""
        found = [z for z in (self.z5, self.z10) if z is not None]
        return max(found, key=abs) if found else 0.0
