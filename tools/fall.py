"""The typed record of the whole fall that a session lies in, and of the session itself.

Standard library only, like the records that it is part of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DEEPER = 2.0  # times the leg's fall, from which the fall since the high of a year is another one
BEYOND = 0.05  # by which it must exceed the leg's as well
LARGE = 0.05  # of the index's days, on either side, that lie beyond an ordinary one
VIOLENT = 0.01  # of its days: a fall that comes less often than once in a hundred sessions


@dataclass(frozen=True, slots=True)
class Fall:
    """The index's last session, and the worst of the whole fall that it lies in.

    The fall counts from ``since``: the peak of the leg, or the high of a year where the fall from
    that is much deeper. ``day`` is the last session's simple return and ``day_rank`` its mid-rank
    among all returns up to then, ``worst`` and ``worst_rank`` those of the worst session of the
    fall, on ``worst_at``. ``heaviest`` is the largest number of 90 % down days within five sessions
    of the fall, the last of them ``heaviest_at``, ``overshoot`` the largest VIX overshoot of its
    down days, on ``overshoot_at``. None where that was not measured on every session of the fall.
    """

    since: date
    deeper: bool = False
    day: float | None = None
    day_rank: float | None = None
    worst: float | None = None
    worst_at: date | None = None
    worst_rank: float | None = None
    heaviest: int | None = None
    heaviest_at: date | None = None
    overshoot: float | None = None
    overshoot_at: date | None = None

    @property
    def large(self) -> bool:
        """Whether the last session moved far, either way, by the index's own history."""
        rank = self.day_rank
        return rank is not None and (rank <= LARGE or rank >= 1.0 - LARGE)

    @property
    def violent(self) -> bool:
        """Whether the fall had a session of the kind that hardly any is."""
        return self.worst_rank is not None and self.worst_rank <= VIOLENT


def deeper(drawdown: float | None, leg: float) -> bool:
    """Return whether the fall from the high of a year is another one than the leg's.

    Parameters
    ----------
    drawdown : float or None
        The index's return from its high of a year, at or below zero; None where not measured.
    leg : float
        Its return from the peak of the leg, at or below zero.
    """
    if drawdown is None:
        return False
    return drawdown <= DEEPER * leg and drawdown <= leg - BEYOND
