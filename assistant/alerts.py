"""What is new since a market was last told: the label, tests and thresholds, routs, moved readings.

A state is what a run told, so that what fired is told once: not again on the next run, and also
where a figure came late, after the session on which it crossed its bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from tools.pillars.registry import specs
from tools.pillars.spec import Peak
from tools.records import Brief, Engine, Falsifier, Reading, Selloff, Watch, jsonable
from tools.watch.rows import WatchRow, rows
from tools.weights import weights

Kind = Literal["label", "selloff", "falsifier", "watch"]
FAR = 0.10  # of its own history, from which on a reading is said to have moved


@dataclass(frozen=True, slots=True)
class Threshold:
    """A registered test or a watched threshold as it stood.

    ``fired`` is None where it was not measured; ``since`` is the first session of the crossing,
    where that is known.
    """

    id: str
    kind: Kind
    reading: str
    side: str
    bound: float | None
    value: float | None
    fired: bool | None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What a market's brief said, as far as a later one is held against it."""

    session: date
    engine: str
    selloff: str
    routs: tuple[str, ...]
    thresholds: Mapping[str, Threshold]

    def to_json(self) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        body: dict[str, Any] = jsonable(self)
        return body


@dataclass(frozen=True, slots=True)
class Alert:
    """What changed: ``was`` and ``now`` are labels, or the states of a test or a threshold."""

    id: str
    kind: Kind
    was: str
    now: str
    reading: str | None = None
    value: float | None = None
    bound: float | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A reading and its percentile, in [0, 1], on two sessions."""

    reading: str
    then: float
    now: float
    percentile_then: float
    percentile_now: float

    @property
    def far(self) -> float:
        """How far it moved in its own history."""
        return abs(self.percentile_now - self.percentile_then)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new: alerts (labels, what fired), what cleared, and routs that began or ended."""

    alerts: tuple[Alert, ...] = ()
    cleared: tuple[Alert, ...] = ()
    began: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


def state_of(brief: Brief) -> State:
    """Return what a brief says of its label, its tests and its thresholds.

    Of a ladder of thresholds, of which the watch list shows one rung, every rung is held.
    """
    found = [*_tests(brief), *_watched(brief)]
    return State(
        session=brief.session,
        engine=brief.verdict.engine,
        selloff=brief.selloff,
        routs=tuple(r.asset for r in brief.routs),
        thresholds={t.id: t for t in found},
    )


def read_state(body: Mapping[str, Any]) -> State:
    """Return a state from its JSON.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError
        When it is none.
    """
    kept = {}
    for name, entry in dict(body["thresholds"]).items():
        since = entry["since"] and date.fromisoformat(entry["since"])
        kept[name] = Threshold(**{**entry, "since": since})
    engine, selloff, routs = body["engine"], body["selloff"], tuple(body["routs"])
    if engine not in get_args(Engine) or selloff not in get_args(Selloff):
        raise ValueError(f"no label: {engine!r}, {selloff!r}")
    if not all(isinstance(rout, str) for rout in routs):
        raise TypeError("routs are no names")
    return State(date.fromisoformat(body["session"]), engine, selloff, routs, kept)


def carried(before: State | None, now: State) -> State:
    """Return a state in which what is not measured now stands as it was last known."""
    known = {} if before is None else before.thresholds
    held = {
        name: replace(t, fired=known[name].fired) if t.fired is None and name in known else t
        for name, t in now.thresholds.items()
    }
    return replace(now, thresholds=held)


def changes(before: State, brief: Brief) -> Changes:
    """Return what is new in a brief against what was told before.

    A threshold that was told and is no longer on the list is judged at the bound that was told. One
    that was not told, or could not be measured then, has newly fired only where it crossed later.
    """
    now = state_of(brief)
    alerts = [Alert(kind, kind, was, is_) for kind, was, is_ in _labels(before, now) if was != is_]
    cleared = []
    for name in dict.fromkeys([*now.thresholds, *before.thresholds]):
        was = before.thresholds.get(name)
        is_now = now.thresholds.get(name) or _judged(before.thresholds[name], brief)
        if _newly(was, is_now, before.session):
            told = "not measured" if was is None or was.fired is None else "not fired"
            alerts.append(_alert(is_now, told, "fired"))
        elif was is not None and was.fired and is_now.fired is False:
            cleared.append(_alert(is_now, "fired", "not fired"))
    return Changes(
        tuple(alerts),
        tuple(cleared),
        tuple(a for a in now.routs if a not in before.routs),
        tuple(a for a in before.routs if a not in now.routs),
    )


def moved(before: Brief, now: Brief) -> tuple[Moved, ...]:
    """Return the readings that moved far in their own histories, the farthest first.

    What is measured since the peak of a leg is left out where another leg began in between.
    """
    anew = before.move.peak != now.move.peak
    found = []
    for r in now.readings:
        was = before.index.get(r.id)
        if was is None or (anew and _since_peak(r)):
            continue
        ranks = was.percentile, r.percentile
        if was.value is None or r.value is None or ranks[0] is None or ranks[1] is None:
            continue
        found.append(Moved(r.id, was.value, r.value, ranks[0], ranks[1]))
    return tuple(sorted((m for m in found if m.far >= FAR), key=lambda m: -m.far))


def watch_id(watch: Watch) -> str:
    """Return what a watched threshold is called: its reading, its side, its level or percentile."""
    side = "above" if watch.above is not None else "below"
    return _named(watch.reading, side, watch.percentile, watch.threshold)


def watch_name(id_: str) -> str:
    """Return what the table of the watch list calls a threshold, empty where it is not of it."""
    return next((row.name for row in rows() if row.falsifier is None and _row_id(row) == id_), "")


def _named(reading: str, side: str, percentile: float | None, level: float | None) -> str:
    at = f"p{percentile * 100:g}" if percentile is not None else f"{level:g}" if level else "0"
    return f"{reading} {side} {at}"


def _labels(before: State, now: State) -> Iterator[tuple[Kind, str, str]]:
    yield "label", before.engine, now.engine
    yield "selloff", before.selloff, now.selloff


def _tests(brief: Brief) -> Iterator[Threshold]:
    """Yield the registered tests; of a calm market, where no claim stands, those it watches."""
    watched = {w.falsifier for w in brief.watch}
    sides = {row.id: row.beyond for row in weights().falsifiers}
    since = {t.falsifier: t.since for t in brief.tests}
    for test in brief.verdict.falsifiers:
        if brief.selloff == "none" and test.id not in watched:
            continue
        yield _of_test(test, sides.get(test.id, "above"), since.get(test.id))


def _of_test(test: Falsifier, side: str, since: date | None) -> Threshold:
    return Threshold(
        test.id,
        "falsifier",
        test.reading or "",
        side,
        test.threshold,
        test.value,
        test.fired,
        since,
    )


def _watched(brief: Brief) -> Iterator[Threshold]:
    """Yield the watched thresholds that are no registered tests, and the rungs beside them."""
    listed = [w for w in brief.watch if w.falsifier is None]
    shown = {watch_id(w) for w in listed}
    for w in listed:
        side = "above" if w.above is not None else "below"
        yield Threshold(
            watch_id(w), "watch", w.reading, side, w.threshold, w.value, w.fired, w.since
        )
    rungs = [row for row in rows() if row.ladder and brief.selloff in row.during]
    ladders = {row.ladder for row in rungs if _row_id(row) in shown}
    for row in rungs:
        if row.ladder in ladders and _row_id(row) not in shown:
            reading = brief.index.get(row.reading)
            value = reading.value if reading else None
            fired = None if value is None else row.beyond(value, row.level or 0.0)
            yield Threshold(_row_id(row), "watch", row.reading, row.side, row.level, value, fired)


def _row_id(row: WatchRow) -> str:
    return _named(row.reading, row.side, row.percentile, row.level)


def _judged(told: Threshold, brief: Brief) -> Threshold:
    """Return a threshold that was told as it stands now, at the bound of then.

    A registered test has no claim to be held against where it is not run.
    """
    reading = brief.index.get(told.reading)
    value = reading.value if reading else None
    if value is None or told.bound is None or told.kind == "falsifier":
        return replace(told, value=value, fired=None)
    fired = value > told.bound if told.side == "above" else value < told.bound
    return replace(told, value=value, fired=fired)


def _newly(was: Threshold | None, now: Threshold, session: date) -> bool:
    if not now.fired:
        return False
    if was is not None and was.fired is not None:
        return not was.fired
    return now.since is not None and now.since > session


def _alert(now: Threshold, was: str, is_now: str) -> Alert:
    return Alert(now.id, now.kind, was, is_now, now.reading, now.value, now.bound, now.side)


def _since_peak(reading: Reading) -> bool:
    spec = specs().get(reading.id)
    return spec is not None and any(isinstance(token, Peak) for token in spec.inputs)
