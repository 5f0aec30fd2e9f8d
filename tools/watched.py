"""The typed records of the watch list: a threshold now, and what became of one since a past note.

Standard library only, like the records that they are part of. Returns are simple, as decimals;
horizons are sessions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tools.precedents import Outcome

Origin = Literal["level", "percentile"]
Fate = Literal["fired", "still beyond", "came back", "not fired", "not measured"]


@dataclass(frozen=True, slots=True)
class Watch:
    """A threshold worth watching: fired when the value stands beyond it.

    ``distance`` is what the reading would have to move by to stand at its threshold, in its own
    unit: positive where it would have to rise. ``distance_sigmas`` is the same in standard
    deviations of its own five-session changes over the past two years. ``fired_share`` is the share
    of past sessions that stood beyond the threshold as it was known then.

    ``since`` is the first session of the present crossing and ``sessions`` its age, 0 where it was
    crossed today; both are None unless it has fired. ``times_fired`` counts earlier firings, apart
    by a quarter, so that crossings which follow each other count as one spell, ``last_fired`` is
    the first session of the latest spell, and ``followed`` says what the S&P did after them.
    ``last_beyond`` is the last session beyond the threshold before the present crossing, in
    whichever spell; before today where it has not fired. The record begins at ``watched_since``.

    ``name`` is what a sentence calls the reading, ``why`` what it tells as it stands or why there
    is nothing to tell, ``reason`` why the threshold is where it is. ``percentile`` names the
    percentile of its own history where that sets it, ``falsifier`` the registered test that the
    item is.
    """

    reading: str
    above: float | None
    below: float | None
    value: float | None
    fired: bool | None
    fired_share: float | None
    why: str
    name: str = ""
    reason: str = ""
    origin: Origin = "level"
    percentile: float | None = None
    falsifier: str | None = None
    distance: float | None = field(init=False, default=None)
    distance_sigmas: float | None = None
    since: date | None = None
    sessions: int | None = None
    times_fired: int | None = None
    last_fired: date | None = None
    last_beyond: date | None = None
    watched_since: date | None = None
    followed: tuple[Outcome, ...] = ()

    def __post_init__(self) -> None:
        if self.threshold is not None and self.value is not None:
            object.__setattr__(self, "distance", self.threshold - self.value)

    @property
    def threshold(self) -> float | None:
        """The level that is watched; None where its history is too short to set one."""
        return self.above if self.above is not None else self.below


@dataclass(frozen=True, slots=True)
class Recall:
    """What became of a threshold that was watched on the date of a past note.

    ``then`` and ``now`` are the reading's values, ``fired_then`` and ``fired_now`` whether each
    stands beyond the threshold of then. ``crossed`` is the first session since on which the reading
    went beyond it or, where it had fired already, came back.
    """

    note: str
    as_of: date
    reading: str
    name: str
    above: float | None
    below: float | None
    then: float | None
    now: float | None
    fired_then: bool | None
    fired_now: bool | None
    crossed: date | None
    named: bool = False

    @property
    def threshold(self) -> float | None:
        """The level that was watched."""
        return self.above if self.above is not None else self.below

    @property
    def fate(self) -> Fate:
        """What became of it; a crossing that has gone again is still one that fired."""
        if self.crossed and self.fired_then is not None:
            return "came back" if self.fired_then else "fired"
        if self.fired_then is None or self.fired_now is None:
            return "not measured"
        return "still beyond" if self.fired_then else "not fired"
