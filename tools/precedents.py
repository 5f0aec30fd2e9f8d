"""The typed records of precedents: what followed named conditions, and the nearest dates.

Standard library only, like the records that they are part of. Returns are simple, as decimals;
horizons are sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LEVEL = 0.95  # of every interval
FARTHEST = 0.90  # the percentile of distance beyond which a date is no precedent
INDEX = "the S&P 500"
NEAREST = "nearest"  # the condition under which what followed the nearest dates is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an asset did over the sessions after a set of dates, and after all dates beside it.

    ``n`` counts the dates whose horizon has ended, ``effective_n`` those of them whose horizons do
    not overlap. ``low`` and ``high`` bound the mean at 95 %, from a block bootstrap. Where too few
    have ended there is no figure of the dates, and ``missing`` says why.
    """

    horizon: int
    n: int
    effective_n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    share_positive: float | None = None
    worst: float | None = None
    unconditional_mean: float | None = None
    unconditional_share: float | None = None
    missing: str | None = None

    def __post_init__(self) -> None:
        if (self.mean is None) != bool(self.missing):
            raise ValueError("an outcome has either figures or a reason")

    @property
    def differs(self) -> bool:
        """Whether the unconditional mean lies outside the interval of the dates' mean."""
        if self.low is None or self.high is None or self.unconditional_mean is None:
            return False
        return not self.low <= self.unconditional_mean <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate(Outcome):
    """What followed a named condition in the past, at one horizon.

    ``applies`` says whether it holds now or held since the peak of what is falling; None where
    that is not known. ``last`` is the last date on which it held, ``since`` the first on which it
    could be told, from which the unconditional rate runs as well. Where it applies, ``began`` is
    its first day after the peak, where that counts as a case of its own, and ``moved`` the asset's
    return since: the figures count from such a day, not from today. Both are None where it held at
    the peak already, or so soon before it that what came after belongs to that earlier case.
    """

    id: str
    condition: str
    label: str
    asset: str
    applies: bool | None
    last: date | None
    since: date | None
    began: date | None = None
    moved: float | None = None


@dataclass(frozen=True, slots=True)
class Deepening:
    """How often falls of one kind reached ``depth`` before the high they fell from was seen again.

    ``n`` counts those of which one or the other had happened, ``low`` and ``high`` bound the share
    at 95 %. Where they are too few there is no share, and ``missing`` says why.
    """

    id: str
    condition: str
    label: str
    depth: float
    n: int
    applies: bool | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One reading on the day of an analog and now, each with its percentile in all values so far.

    ``read_then`` names the reading that had the value then, where that was a like one.
    """

    reading: str
    read_then: str
    then: float
    then_percentile: float
    now: float
    now_percentile: float


@dataclass(frozen=True, slots=True)
class Analog:
    """A date of the past whose readings stood like today's.

    ``distance`` is Mahalanobis, in standard deviations of the ranks' normal scores; ``percentile``
    is the share of past dates that had a nearer one than this is. Returns are None where their
    sessions had not ended by the as-of date, ``selloff`` where it could not be told.
    """

    session: date
    distance: float
    percentile: float
    selloff: str | None
    return_21d: float | None
    return_63d: float | None
    readings: tuple[Compared, ...]

    @property
    def near(self) -> bool:
        """Whether it is near enough to count as a precedent."""
        return self.percentile <= FARTHEST
