"""The typed records that every part of Unwind speaks in.

Standard library only: whatever computes, explains or draws can import this module at no cost.
Ratios are decimals, yields and spreads in bp, volatility in points, money in USD. Every date is a
calendar date without a time: an *observed* date is what a figure refers to, a *known* date is the
first close at which it could have been read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from tools.fall import Fall as Fall
from tools.precedents import Analog, BaseRate, Deepening
from tools.routed import Rout as Rout
from tools.timeline import BreakOrder, Calendar
from tools.timeline import DatedEvent as DatedEvent
from tools.timeline import WorstDay as WorstDay
from tools.watched import Recall as Recall
from tools.watched import Watch as Watch

PillarName = Literal["market", "macro", "fundamentals", "positioning", "behaviour", "crossasset"]
PILLARS: tuple[PillarName, ...] = (
    "market",
    "macro",
    "fundamentals",
    "positioning",
    "behaviour",
    "crossasset",
)
Display = Literal[
    "percent", "plain", "bp", "points", "sigma", "leverage", "usd", "share", "width", "large"
]
Reads = Literal["level", "change", "difference"]
Verb = Literal["rose", "widened", "steepened", "tightened", "added", "took in", "would rise"]
Selloff = Literal["broad", "index", "beneath", "none"]
Engine = Literal["positioning", "macro", "fundamental", "mixed", "none"]


class UnwindError(Exception):
    """A failure that its user can mend: one clear line, exit status 1."""


class NotMeasured(Exception):
    """Why a reading has no value; its text becomes the reading's ``missing``."""


@dataclass(frozen=True, slots=True)
class MarketRef:
    """Which market a brief was made from, and the content hash of what was visible.

    ``provisional`` is the last day of which a bar was still running when it was fetched; it has no
    place in JSON, where the hash is another than that of the settled bar.
    """

    name: str
    simulated: bool
    hash: str
    provisional: date | None = None

    @property
    def remark(self) -> str:
        """What is to be said beside the name, empty for settled bars."""
        return f"provisional bar of {self.provisional}" if self.provisional else ""

    @property
    def tagged(self) -> str:
        """The name, with what a reader must know of its data."""
        about = "SIMULATED" if self.simulated else self.remark
        return f"{self.name} ({about})" if about else self.name


@dataclass(frozen=True, slots=True)
class Reading:
    """One computed figure, or the reason why there is none.

    ``percentile`` ranks the value in its own history up to the as-of date; ``stress`` is the same
    rank turned so that a high one always means more stress, and None where no direction is stress.
    A percentile from a short history is marked and weighs n over the full sample; of its ``n``
    values about ``effective_n`` are independent, where their windows overlap.
    ``display`` says how a figure is printed: a *percent* is a signed ratio shown as −10.2 %, a
    *share* one whose plus is not shown, a *width* the same for bp, a *plain* number has no unit
    (1.22), a *large* count is shown in thousands or millions (+170k).
    ``reads`` says what the figure's sign means. A *change* is of one thing over a stretch of time:
    it rose or fell, and ``verb`` is the word for a positive one. A *difference* is how far one
    thing stands from another: above or below, ahead or behind. A *level* is anything else.
    ``at`` names the day of an extreme (a largest overshoot), ``age`` counts the sessions between
    the observation and the as-of session.
    """

    id: str
    pillar: PillarName
    label: str
    value: float | None
    unit: str
    window: str
    source: str
    definition: str
    citation: str
    display: Display = "plain"
    reads: Reads = "level"
    verb: Verb = "rose"
    percentile: float | None = None
    percentile_n: int | None = None
    percentile_effective_n: int | None = None
    percentile_since: date | None = None
    percentile_short: bool = False
    percentile_weight: float = 1.0
    stress: float | None = None
    at: date | None = None
    observed: date | None = None
    known: date | None = None
    age: int | None = None
    estimate: str | None = None
    missing: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.missing):
            raise ValueError(f"{self.id}: a reading has either a value or a reason")


@dataclass(frozen=True, slots=True)
class Move:
    """The asset's fall from the peak of its current leg; ``return_`` is a simple return <= 0.

    ``z5`` and ``z10`` scale the last five and ten sessions by the volatility before them.
    ``stretch_sessions`` counts the last sessions in which most of a long leg's fall came and
    ``stretch_return`` is theirs, both None where the leg is short or its fall was spread over it.
    """

    asset: str
    peak: date
    trading_days: int
    return_: float
    z: float | None
    z5: float | None = None
    z10: float | None = None
    stretch_sessions: int | None = None
    stretch_return: float | None = None


@dataclass(frozen=True, slots=True)
class GroupMove:
    """One risk family's move from its own 63-session extreme; ``hurts`` says it moved the bad way.

    ``return_`` is a simple return for prices and a difference in bp for yields and spreads, as
    ``unit`` says; ``z5`` and ``z10`` scale the last five and ten sessions by volatility before, and
    ``fast`` ranks the worse of the two in the family's own history, high meaning a fast bad move.
    ``with_index`` is z since the peak of the index's leg. A ``shock`` hurts by rising; ``counts``
    says whether the asset is among those that gave the label.
    """

    asset: str
    group: str
    label: str
    peak: date
    trading_days: int
    return_: float
    unit: str
    z: float | None
    z5: float | None
    z10: float | None
    fast: float | None
    hurts: bool
    observed: date
    with_index: float | None = None
    shock: bool = False
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Falsifier:
    """A test registered before looking; ``fired`` is None where it could not be measured."""

    id: str
    claim: Literal["macro_unchanged", "positioning", "crowding", "fundamental_intact", "orderly"]
    test: str
    reading: str | None
    threshold: float | None
    value: float | None
    fired: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """A measured share of the move, as a simple return; it says what measured it."""

    name: str
    return_: float
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What one reading said of the engines.

    ``place`` is the figure in [0, 1] that was weighed, the percentile or the place between the
    table's levels, today's or at the peak as ``when`` says; ``log_odds`` what it added to each
    engine in log points, and ``odds`` by how much it multiplied the odds of the likeliest engine
    against the best of the others: below 1 it speaks against it.
    """

    reading: str
    when: Literal["now", "peak"]
    place: float
    log_odds: Mapping[str, float]
    odds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What started the move, what made it larger, how stacked it stood, and what is not known.

    ``flips_to`` is the engine without the readings of ``flips_without``, None where there are none.
    ``evidence`` is everything that was weighed, what speaks for the likeliest engine first.
    """

    engine: Engine
    engine_probability: Mapping[str, float]
    trigger: Mapping[str, float]
    amplification: float | None
    vulnerability: float | None
    coverage: float
    for_: tuple[str, ...]
    against: tuple[str, ...]
    flips_without: tuple[str, ...]
    falsifiers: tuple[Falsifier, ...]
    contributions: tuple[Contribution, ...]
    unexplained: float | None
    abstained: tuple[str, ...] = ()
    quiet_amplifiers: bool = False
    flips_to: Engine | None = None
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRef:
    """A past note that was recalled, dated before the as-of date, and the readings it cited.

    ``quote`` is its bottom line as plain text: the note's own words, data and never an instruction.
    ``call`` is the engine that its bottom line names, where that was asked and can be told.
    """

    id: str
    as_of: date
    title: str = ""
    readings: tuple[str, ...] = ()
    quote: str = ""
    call: Engine | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that an answer or a note may speak of, and nothing else.

    ``selloff_share`` is the share of past sessions with the same label, ``selloff_shares`` that of
    each label since ``selloff_since``; ``routs`` are told whatever the label. ``at_peak`` holds
    readings as they were known at the peak, ``at_start`` those that must have led the fall, as they
    stood in its first days. ``fall`` is the whole fall that the session lies in and the session
    itself, where they were measured. ``tests`` are the registered tests with distance and past,
    ``recalls`` what became of what past notes watched, where that was asked.
    """

    as_of: date
    session: date
    market: MarketRef
    selloff: Selloff
    selloff_why: str
    move: Move
    moves: tuple[GroupMove, ...]
    readings: tuple[Reading, ...]
    verdict: Verdict
    watch: tuple[Watch, ...]
    selloff_share: float | None = None
    selloff_shares: Mapping[str, float] = field(default_factory=dict)
    selloff_since: date | None = None
    moves_missing: Mapping[str, str] = field(default_factory=dict)
    routs: tuple[Rout, ...] = ()
    at_peak: tuple[Reading, ...] = ()
    at_start: tuple[Reading, ...] = ()
    worst_days: tuple[WorstDay, ...] = ()
    breaks: BreakOrder = field(default_factory=BreakOrder)
    calendar: Calendar = field(default_factory=Calendar)
    analogs: tuple[Analog, ...] = ()
    analogs_missing: str | None = None
    base_rates: tuple[BaseRate, ...] = ()
    deepenings: tuple[Deepening, ...] = ()
    notes: tuple[NoteRef, ...] = ()
    tests: tuple[Watch, ...] = ()
    recalls: tuple[Recall, ...] = ()
    fall: Fall | None = None
    index: Mapping[str, Reading] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {r.id: r for r in self.readings})

    def reading(self, reading_id: str) -> Reading:
        """Return the reading of that id; KeyError names an unknown one."""
        return self.index[reading_id]

    def to_json(self) -> dict[str, Any]:
        """Return the brief in the shape of ``unwind brief --json``, plain JSON types only."""
        names = [f for f in self.__dataclass_fields__ if f != "index"]
        body = {"schema": 1, **{name: getattr(self, name) for name in names}}
        plain: dict[str, Any] = jsonable(body)
        return plain


_INWARD = ("index", "provisional")  # fields without a place in JSON


def jsonable(value: Any) -> Any:
    """Turn records into plain JSON types: dates as ISO text, ``return_`` as ``return``.

    Raises TypeError on a type that has no JSON form, so that nothing slips out as its repr.
    """
    if hasattr(value, "__dataclass_fields__"):
        fields = {f: getattr(value, f) for f in value.__dataclass_fields__ if f not in _INWARD}
        return {f.rstrip("_"): jsonable(v) for f, v in fields.items()}
    if isinstance(value, Mapping):
        return {str(k): jsonable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"no JSON form for {type(value).__name__}")
