"""What a source that failed costs: readings that are not made, and readings on its older data.

A reading that is not made is charged to a source only where a part that this source gives is
absent from the market, or too old for it. One that lacks what no source of a pull gives could not
be made anyway and is charged to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np

from tools.pillars.registry import specs
from tools.pillars.spec import (
    Chains,
    Either,
    Frame,
    Input,
    Known,
    Members,
    MetricSpec,
    Obs,
    Panel,
    Peak,
    Rank,
    Table,
)
from tools.records import Reading
from tools.sources.table import Source, sources

# The words of tools.market.view and tools.pillars.reading for what is absent, and what is too old.
_ABSENT = re.compile(r"no (?P<what>.+) in market \S+( so far)?")
_STALE = re.compile(r"stale: last value is of (?P<day>\d{4}-\d\d-\d\d), ")
_TABLE, _PANEL, _CHAIN, _NOTHING = "table ", "stock panel of ", " option chain", "nothing is known "


@dataclass(frozen=True)
class Costs(Mapping[str, tuple[str, ...]]):
    """By source that failed, the readings that cannot be made for want of it.

    Attributes
    ----------
    lost : mapping of str to tuple of str
        The same as a mapping.
    aged : mapping of str to tuple of Reading
        By source, the readings that are made and rest on what the market still holds of it.
    unfilled : tuple of str
        Parts of a market that readings want, that it does not hold and that no source gives.
    unmade : tuple of str
        The readings that cannot be made for want of those.
    """

    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aged: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    unfilled: tuple[str, ...] = ()
    unmade: tuple[str, ...] = ()

    def __getitem__(self, source: str) -> tuple[str, ...]:
        return self.lost[source]

    def __iter__(self) -> Iterator[str]:
        return iter(self.lost)

    def __len__(self) -> int:
        return len(self.lost)


def costs(failed: Iterable[Source], readings: Iterable[Reading]) -> Costs:
    """Return what the sources that failed cost, and what no source gives.

    Parameters
    ----------
    failed : iterable of Source
        Sources that brought nothing, each with those parts alone that no other gives as late.
    readings : iterable of Reading
        All readings of the market's last session.
    """
    known = [r for r in readings if r.id in specs()]
    given = frozenset(part for source in sources().values() for part in source.gives)
    absent = _absent(known)
    fresh = _fresh(known)
    session = max(fresh.values(), default=None)
    charged = {r.id: _why(r, absent, given, fresh, session) for r in known if r.missing}
    lost, aged = {}, {}
    for source in failed:
        own = frozenset(source.gives)
        lost[source.id] = tuple(name for name, why in charged.items() if own & why)
        aged[source.id] = tuple(r for r in known if not r.missing and own & parts(r.id))
    beyond = _ungiven(known, absent, given)
    unfilled = dict.fromkeys(part for found in beyond.values() for part in found)
    return Costs(lost, aged, tuple(unfilled), tuple(beyond))


@cache
def parts(reading: str) -> frozenset[str]:
    """Return the parts of a market that a reading is made from, as sources name them."""
    return frozenset().union(*_wants(reading))


@cache
def _wants(reading: str) -> tuple[frozenset[str], ...]:
    """Return what a reading needs: of each set of parts one will do."""
    return tuple(dict.fromkeys(w for token in specs()[reading].inputs for w in _of(token)))


def _of(token: Input) -> Iterable[frozenset[str]]:
    match token:
        case Obs(series) | Known(series):
            return [frozenset([series])]
        case Either(first, second):
            return [frozenset([first.series, second.series])]
        case Frame(series):
            return [frozenset([one]) for one in series]
        case Peak():
            return [frozenset(["SPX"])]
        case Panel() | Members():
            return [frozenset(["panel"]), frozenset(["table:membership"])]
        case Chains(underlying):
            return [frozenset([f"chain:{underlying}"])]
        case Table(name):
            return [frozenset([f"table:{name}"])]
        case Rank(metric):
            return _wants(metric)
    raise TypeError(f"no such input: {token!r}")


def _named(reading: Reading) -> str:
    """Return the part that a reading says is absent, empty where it says something else."""
    found = _ABSENT.fullmatch(reading.missing or "")
    if not found:
        return ""
    what = found["what"]
    if what.startswith(_TABLE):
        return f"table:{what.removeprefix(_TABLE)}"
    if what.startswith(_PANEL):
        return "panel"
    if what.endswith(_CHAIN):
        return f"chain:{what.removesuffix(_CHAIN)}"
    return what.partition(" ")[0]


def _absent(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the parts that a market does not hold; a reading names the first of its own alone."""
    found: set[str] = set()
    for reading in readings:
        name = _named(reading)
        # Where one of two would do, both are absent.
        found.update(*(want for want in _wants(reading.id) if name in want))
    return frozenset(found)


def _fresh(readings: Iterable[Reading]) -> dict[str, date]:
    """Return by part the latest day of a reading that could not be made of an older one."""
    found: dict[str, date] = {}
    for reading in readings:
        if reading.observed is None or not _dated(specs()[reading.id]):
            continue
        for want in _wants(reading.id):
            for part in want if len(want) == 1 else ():
                found[part] = max(found.get(part, date.min), reading.observed)
    return found


def _dated(spec: MetricSpec) -> bool:
    """Return whether a reading is as old as the oldest of its inputs."""
    kinds = {type(token) for token in spec.inputs}
    return Rank not in kinds and (Peak not in kinds or Known in kinds)


def _why(
    reading: Reading,
    absent: frozenset[str],
    given: frozenset[str],
    fresh: Mapping[str, date],
    session: date | None,
) -> frozenset[str]:
    """Return the parts for want of which a reading is not made, none where no source gives one."""
    wants = _wants(reading.id)
    if _named(reading):
        gone = [want for want in wants if want <= absent]
        fillable = all(want & given for want in gone)
        return frozenset().union(*gone) if fillable else frozenset()
    found = _STALE.match(reading.missing or "")
    if found:
        day = date.fromisoformat(found["day"])
        return frozenset(p for p in parts(reading.id) if fresh.get(p, day) <= day)
    if session and (reading.missing or "").startswith(_NOTHING):
        most = specs()[reading.id].max_age
        return frozenset(
            p for p in parts(reading.id) if p not in fresh or _age(fresh[p], session) > most
        )
    return frozenset()


def _age(day: date, session: date) -> int:
    return int(np.busday_count(day, session))


def _ungiven(
    readings: Iterable[Reading], absent: frozenset[str], given: frozenset[str]
) -> dict[str, list[str]]:
    """Return by reading that is not made the absent parts of it that no source gives, if any."""
    out: dict[str, list[str]] = {}
    for reading in readings:
        wants = _wants(reading.id) if reading.missing else ()
        found = [w for w in wants if w <= absent and not w & given]
        if found:
            out[reading.id] = [part for want in found for part in sorted(want)]
    return out
