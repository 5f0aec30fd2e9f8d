"""All that a verdict is reached from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tools.records import Contribution, Move, Reading, WorstDay
from tools.routed import Rout
from tools.selloff import Picture


@dataclass(frozen=True, slots=True)
class Case:
    """All that the verdict is reached from.

    ``move`` is the one that is reported and ``contributions`` are parts of it. ``at_peak`` holds
    readings as they were known at the peak, ``at_start`` those that must have led the fall, as they
    stood in its first days. ``routs`` are what the families in a rout say of themselves.
    """

    picture: Picture
    move: Move
    readings: Mapping[str, Reading]
    at_peak: Mapping[str, Reading]
    at_start: Mapping[str, Reading]
    days: tuple[WorstDay, ...]
    contributions: tuple[Contribution, ...]
    routs: tuple[Rout, ...] = ()

    @property
    def beneath(self) -> bool:
        """Whether the index is calm and something beneath it sells off."""
        return self.picture.selloff == "beneath"

    def without(self, names: frozenset[str]) -> Case:
        """Return the case as if some readings had not been measured."""
        return replace(
            self,
            readings={k: v for k, v in self.readings.items() if k not in names},
            at_peak={k: v for k, v in self.at_peak.items() if k not in names},
            at_start={k: v for k, v in self.at_start.items() if k not in names},
        )
