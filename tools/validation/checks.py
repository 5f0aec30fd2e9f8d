"""Whether a label was ever given against a registered test: none may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.records import Falsifier
from tools.validation.walk import Scored
from tools.weights import CLASSES, weights

# What must not have fired for an engine to be claimed, what must have, and what may be expected to.
VOIDS = {"positioning": ("macro_unchanged", "fundamental_intact", "positioning")}
NEEDS = {"fundamental": "fundamental_intact"}
EXPECTS = {"macro": "macro_unchanged"}
CROWDED = "MOMENTUM"


@dataclass(frozen=True, slots=True)
class GuardCheck:
    """How many labels stand against the tests; the cases are named as ``episode, day: test``.

    Attributes
    ----------
    labelled : tuple of str
        Trials to which an engine was given.
    against : tuple of str
        Labels of positioning with a fired test that voids it, and labels of fundamental without
        the cut of estimates that it needs.
    bare : tuple of str
        Falls of the index labelled macro although none of macro's own tests had fired: the
        evidence may carry that, and it is told.
    apart : int
        Labels of positioning beneath a calm index with a fired test of the index's own move, which
        the table says does not speak of them.
    unmeasured : int
        Labels of positioning with a guarding test that could not be run.
    crowded : int
        Labels of positioning on a fall of the index with a fired test of crowding, which voids that
        crowded stocks are sold and not that positions are.
    """

    labelled: tuple[str, ...]
    against: tuple[str, ...]
    bare: tuple[str, ...]
    apart: int
    unmeasured: int
    crowded: int = 0


def check(scored: Sequence[Scored]) -> GuardCheck:
    """Return the labels that stand against a registered test, from the tests' outcomes alone."""
    named = [s for s in scored if s.engine in CLASSES]
    against: list[str] = []
    bare: list[str] = []
    apart = unmeasured = crowded = 0
    index_only = {row.id for row in weights().falsifiers if row.since_index_peak}
    for s in named:
        beneath, where = s.trial.case.beneath, place(s)
        guards = _guards(s)
        own = [f for f in guards if not (beneath and f.id in index_only)]
        against += [f"{where}: {f.id}" for f in own if f.fired]
        apart += any(f.fired for f in guards if f not in own)
        unmeasured += any(f.fired is None for f in own)
        set_aside = s.engine == "positioning" and not any(f.claim == "crowding" for f in guards)
        crowded += set_aside and _any_fired(s, "crowding")
        if not beneath and s.engine in NEEDS and not _any_fired(s, NEEDS[s.engine]):
            against.append(f"{where}: {NEEDS[s.engine]} not fired")
        if not beneath and s.engine in EXPECTS and not _any_fired(s, EXPECTS[s.engine]):
            bare.append(where)
    labelled = tuple(place(s) for s in named)
    return GuardCheck(labelled, tuple(against), tuple(bare), apart, unmeasured, crowded)


def place(s: Scored) -> str:
    """Return the name of a trial: its episode and day."""
    return f"{s.trial.episode.id}, {s.trial.when}"


def _any_fired(s: Scored, claim: str) -> bool:
    return any(f.fired for f in s.label.falsifiers if f.claim == claim)


def _guards(s: Scored) -> list[Falsifier]:
    """Return the tests any one of which voids the label when it fires."""
    claims = set(VOIDS.get(s.engine, ()))
    case = s.trial.case
    if claims and case.beneath and CROWDED in case.picture.routed:
        claims.add("crowding")
    return [f for f in s.label.falsifiers if f.claim in claims]
