"""The typed records of a move's timeline: its worst days, who broke first, the calendar.

Standard library only, like the records that they are part of. A count of sessions between two dates
is negative where the first is earlier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Timing = Literal["before", "with", "after"]
# Kinds of event that are news; an expiry is a date alone.
NEWS = ("fomc", "policy", "payrolls", "cpi", "fed")


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A scheduled or measured event beside a day of the move.

    ``surprise`` is in ``unit``, ``surprise_z`` the same over the standard deviation of the earlier
    surprises of its kind. For a policy decision ``scheduled`` is None where it is not known,
    ``path_bp`` the change in the rate expected three months ahead, and ``news`` what its sign and
    that of stocks make of it: *monetary policy* or *central bank information*.
    """

    date: date
    kind: str
    label: str
    surprise: float | None = None
    unit: str | None = None
    surprise_z: float | None = None
    scheduled: bool | None = None
    path_bp: float | None = None
    news: str | None = None


@dataclass(frozen=True, slots=True)
class AssetDay:
    """What one asset did on a day: ``change`` is a simple return or bp, as ``unit`` says.

    ``z`` is the change over the asset's own daily volatility before the peak, and ``largest``
    whether none of its 252 changes up to this one was larger, up or down. ``timing`` says
    whether its worst day of three, all beyond the bound, came before, with or after this one; None
    where none of them lay beyond it.
    """

    asset: str
    group: str
    label: str
    change: float
    unit: str
    z: float
    timing: Timing | None = None
    largest: bool = False


@dataclass(frozen=True, slots=True)
class WorstDay:
    """One of the move's worst sessions: the return, the 10-year's change, what was dated on it.

    ``z`` is the return in daily volatility from before the peak; ``eve`` is what was dated on the
    session before and ``eve_z`` what the index did then; ``uncovered`` are the kinds of event of
    which this market holds no dates around the day, so that their absence means nothing.
    """

    date: date
    return_: float
    rates_10y_bp: float | None = None
    events: tuple[DatedEvent, ...] = ()
    z: float | None = None
    eve: tuple[DatedEvent, ...] = ()
    eve_z: float | None = None
    uncovered: tuple[str, ...] = ()
    assets: tuple[AssetDay, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadLag:
    """How one asset stands in time to the index: its extreme, its first break, its co-movement.

    ``peak`` is its own extreme and ``peak_sessions`` how many sessions after the index's peak that
    came. ``first_break`` is its first day beyond the bound, with its ``change`` and ``z``, and
    ``sessions`` how many sessions after the index's own first break; on ``share`` of the days
    before the peak it lay beyond the same bound. ``correlation_lag`` is the lag of its strongest
    rank correlation with the index where that is significant. ``close`` says how the hours of its
    close differ from New York's, empty where they do not.
    """

    asset: str
    group: str
    label: str
    unit: str
    peak: date | None = None
    peak_sessions: int | None = None
    first_break: date | None = None
    change: float | None = None
    z: float | None = None
    sessions: int | None = None
    share: float | None = None
    correlation_lag: int | None = None
    correlation: float | None = None
    correlation_n: int | None = None
    close: str = ""
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class BreakOrder:
    """In which order the assets broke.

    ``onset`` is the index's last session near its peak, ``first_break`` its first day beyond the
    bound after that, None where there was none, and ``day`` what happened on it. ``early`` counts
    the assets that broke before it, ``expected`` how many would have by the frequency of such days
    before the peak.
    """

    onset: date | None = None
    first_break: date | None = None
    day: WorstDay | None = None
    early: int | None = None
    expected: float | None = None
    assets: tuple[LeadLag, ...] = ()


@dataclass(frozen=True, slots=True)
class LastEvent:
    """The latest event of a kind, ``sessions`` before the as-of session."""

    kind: str
    label: str
    date: date
    sessions: int


@dataclass(frozen=True, slots=True)
class NextEvent:
    """The next event of a kind, ``days`` calendar days after the session; a date known ahead.

    It is a count and no date, so that nothing in a brief is dated after its as-of date.
    """

    kind: str
    label: str
    days: int | None
    missing: str | None = None

    def __post_init__(self) -> None:
        if (self.days is None) != bool(self.missing):
            raise ValueError(f"{self.kind}: an event ahead has either its days or a reason")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar around the session: what was last, what is next, which dates are held."""

    last: tuple[LastEvent, ...] = ()
    ahead: tuple[NextEvent, ...] = ()
    coverage: Mapping[str, str] = field(default_factory=dict)
