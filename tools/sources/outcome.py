"""What became of each source in a pull."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from tools.market.store import Store
from tools.sources.archive import day_of
from tools.sources.joining import RAW
from tools.sources.table import Source

State = Literal["fresh", "behind", "current", "partial", "stale", "missing", "not due", "no key"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(slots=True)
class Outcome:
    """What became of one source in a pull.

    Attributes
    ----------
    source : Source
        The source.
    state : str
        "fresh": all it was asked for came and was read. "behind": so it did, and is older than it
        should be by now. "current": the market has all that it could be asked for. "partial":
        some of it came, and the rest stays as it was. "stale": it failed, and the market keeps
        what it had. "missing": it failed, and the market has nothing of it. "not due": it was
        asked not long ago, or wants to be left alone. "no key": it wants a key that is not set.
    bodies, rows : int
        What came and what was read of it.
    last : date or None
        Its latest observation in the market.
    seconds : float
        How long it took.
    failures, notes : list of str
        What failed; what was refused, left out or rescaled.
    """

    source: Source
    state: State
    bodies: int = 0
    rows: int = 0
    last: date | None = None
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def asked(self) -> bool:
        """Whether anything was asked of it."""
        return self.state not in ("current", "not due", "no key")


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did.

    ``changed`` says whether the market is another than before; ``provisional`` names the parts
    ("SPX/yahoo", "panel") whose last bar still ran, with its day.
    """

    outcomes: tuple[Outcome, ...]
    changed: bool
    provisional: Mapping[str, date] = field(default_factory=dict)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The sources that failed."""
        return tuple(o for o in self.outcomes if o.state in ("partial", "stale", "missing"))

    @property
    def nothing(self) -> bool:
        """Whether sources were asked, and none of them gave anything."""
        asked = [o for o in self.outcomes if o.asked]
        return len(self.failed) == len(asked) > 0 and not any(o.bodies for o in asked)


def counted(states: Iterable[object]) -> str:
    """Return how many sources stand in each state, in words."""
    held = list(states)
    return ", ".join(f"{held.count(state)} {state}" for state in STATES if state in held)


def last_observation(store: Store, source: Source) -> date | None:
    """Return the date of the latest observation that a market has from a source.

    What is kept as it was seen on a day counts as observed when it was last fetched.
    """
    held = store.manifest
    mark = held.archived.get(source.id)
    seen = [day_of(Path(mark)).date().isoformat()] if mark else []
    found: list[str] = seen if RAW.get(source.id) in held.tables else []
    for part in source.gives:
        if part == "panel":
            found += [e["last"] for e in held.panels.values() if "last" in e]
        elif part.startswith("chain:"):
            found += list(held.chains.get(part.removeprefix("chain:"), {}))
        elif part.startswith("table:"):
            found += seen
        else:
            entry = held.series.get(part, {}).get(source.id)
            found += [entry["last"]] if entry else []
    return date.fromisoformat(max(found)) if found else None
