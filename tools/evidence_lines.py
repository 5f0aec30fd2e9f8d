"""Evidence as lines for a model: the path to cite first, then the figure in plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pandas as pd

from tools.precedents import Outcome
from tools.records import Brief, Falsifier, GroupMove, Reading, Recall, Watch
from tools.rout_lines import rout_lines

LEADING = 24  # readings of a brief that are shown unasked, the most stressed first


def brief_lines(brief: Brief) -> Iterator[str]:
    """Yield what a brief found: verdict, moves, tests, watch list, leading readings, gaps."""
    yield f"[[selloff]] {brief.selloff}: {brief.selloff_why}"
    yield from _move_lines(brief)
    yield from rout_lines(brief)
    yield from _verdict_lines(brief)
    for n, day in enumerate(brief.worst_days, 1):
        events = ", ".join(e.label for e in day.events)
        yield (
            f"[[worst.{n}.return]] {day.return_:.4f} on [[worst.{n}.date]] {day.date}"
            + (f" ({events}: [[worst.{n}.event]])" if events else "")
        )
    yield from _break_lines(brief)
    yield from _calendar_lines(brief)
    yield from (_test_line(f) for f in brief.verdict.falsifiers)
    yield from (_watch_line(n, w) for n, w in enumerate(brief.watch, 1))
    yield from (_recall_line(n, r) for n, r in enumerate(brief.recalls, 1))
    yield from map(reading_line, leading(brief))
    missing = [r for r in brief.readings if r.value is None]
    if missing:
        named = "; ".join(f"{r.id} ({r.missing})" for r in missing)
        yield f"[[readings.missing]] not measured: {named}"
    for note in brief.notes[:3]:
        yield f"[[note.{note.id}.title]] note of {note.as_of}: {note.title}"


def leading(brief: Brief) -> list[Reading]:
    """Return the readings that the verdict rests on and the most stressed, each once."""
    verdict = brief.verdict
    wanted = [*verdict.for_, *verdict.against, *verdict.flips_without]
    ranked = sorted(
        (r for r in brief.readings if r.value is not None and r.stress is not None),
        key=lambda r: r.stress or 0.0,
        reverse=True,
    )
    carried = [brief.index[i] for i in wanted if i in brief.index]
    found = [r for r in carried if r.value is not None]
    return list({r.id: r for r in [*found, *ranked[:LEADING]]}.values())


def reading_line(reading: Reading) -> str:
    """Return one reading: value, rank, dates, and what is assumed."""
    if reading.value is None:
        return f"[[{reading.id}]] {reading.label}: not measured: {reading.missing}"
    parts = [f"[[{reading.id}]] {reading.label}: {reading.value:.4g} {reading.unit}"]
    if reading.percentile is not None:
        parts.append(f"percentile {reading.percentile:.3f} of {reading.percentile_n}")
    if reading.stress is not None:
        parts.append(f"stress {reading.stress:.3f}")
    if reading.at:
        parts.append(f"reached {reading.at}")
    if reading.age:
        parts.append(f"{reading.age} sessions old")
    if reading.estimate:
        parts.append(f"estimate: {reading.estimate}")
    return "; ".join(parts)


def series_lines(metric: str, frame: pd.DataFrame, back: int, rows: int) -> Iterator[str]:
    """Yield the last observations of a history, thinned to a number of rows, the last one kept.

    Each is dated by the day on which it was known, which is how it is cited.
    """
    tail = frame.iloc[-back:]
    thinned = tail.iloc[:: -ceil(len(tail) / rows)].iloc[::-1]
    for known, value in zip(thinned["known"], thinned["value"], strict=True):
        yield f"[[{metric}@{pd.Timestamp(known).date()}]] {value:.4g}"


def _break_lines(brief: Brief) -> Iterator[str]:
    """Yield which asset left its usual range when, the earliest first."""
    found = brief.breaks
    if found.first_break:
        yield f"[[breaks.first_break]] the index's first day beyond two sigma: {found.first_break}"
    for row in found.assets:
        if row.first_break:
            yield (
                f"[[breaks.{row.asset}.date]] {row.label} {row.first_break}, "
                f"[[breaks.{row.asset}.sessions]] {row.sessions} sessions after the index's"
            )


def _calendar_lines(brief: Brief) -> Iterator[str]:
    for event in brief.calendar.ahead:
        if event.days is not None:
            yield f"[[calendar.{event.kind}.days]] {event.label} in {event.days} days"
    for last in brief.calendar.last:
        yield f"[[calendar.{last.kind}.last]] last {last.label} {last.date}"


def _move_lines(brief: Brief) -> Iterator[str]:
    move = brief.move
    z = "" if move.z is None else f", [[move.z]] {move.z:.4g} sigma"
    yield (
        f"[[move.return]] {move.asset} {move.return_:.4f} since its peak of [[move.peak]] "
        f"{move.peak}, [[move.trading_days]] {move.trading_days} sessions{z}"
    )
    yield from map(_group_line, brief.moves)


def _group_line(move: GroupMove) -> str:
    z = "" if move.z is None else f", [[moves.{move.asset}.z]] {move.z:.4g} sigma"
    hurts = ", the bad way" if move.hurts else ""
    return (
        f"[[moves.{move.asset}.return]] {move.label} {move.return_:.4f} {move.unit} since "
        f"[[moves.{move.asset}.peak]] {move.peak}{z}{hurts}"
    )


def _verdict_lines(brief: Brief) -> Iterator[str]:
    verdict = brief.verdict
    yield f"[[verdict.engine]] {verdict.engine}"
    for engine, share in verdict.engine_probability.items():
        yield f"[[verdict.probability.{engine}]] {share:.4g}"
    for trigger, share in verdict.trigger.items():
        yield f"[[verdict.trigger.{trigger}]] {share:.4g}"
    for name in ("amplification", "vulnerability", "coverage", "unexplained"):
        value = getattr(verdict, name)
        yield f"[[verdict.{name}]] {'not measured' if value is None else f'{value:.4g}'}"
    if verdict.abstained:
        yield f"[[verdict.abstained]] no label: {'; '.join(verdict.abstained)}"
    yield f"for: {', '.join(verdict.for_)}"
    yield f"against: {', '.join(verdict.against)}"
    yield f"flips without: {', '.join(verdict.flips_without)}"


def _test_line(test: Falsifier) -> str:
    state = {True: "fired", False: "open", None: "not measured"}[test.fired]
    return f"[[falsifier.{test.id}.test]] tests {test.claim}: {test.test}; {state}"


def _watch_line(number: int, watch: Watch) -> str:
    path, side = f"watch.{number}", "above" if watch.above is not None else "below"
    state = {True: "fired", False: "open", None: f"not measured: {watch.why}"}[watch.fired]
    value = "not measured" if watch.value is None else f"{watch.value:.4g}"
    limit = "not measured" if watch.threshold is None else f"{watch.threshold:.4g}"
    parts = [
        f"[[{path}.value]] {watch.reading} {value}, fires {side} [[{path}.threshold]] {limit}; "
        f"{state}"
    ]
    if watch.fired is not None:
        parts.append(watch.why)
    if watch.since is not None:
        parts.append(f"[[{path}.since]] since {watch.since}")
    if watch.distance_sigmas is not None:
        parts.append(
            f"[[{path}.distance]] {watch.distance:.4g} away, [[{path}.distance_sigmas]] "
            f"{watch.distance_sigmas:.3g} of its usual weekly move"
        )
    if watch.times_fired is not None:
        parts.append(f"[[{path}.times_fired]] {watch.times_fired} earlier firings")
    parts += [_after(path, o) for o in watch.followed if not o.missing]
    return "; ".join(parts)


def _after(path: str, outcome: Outcome) -> str:
    field = f"{path}.after_{outcome.horizon}"
    return (
        f"S&P {outcome.horizon} sessions after them [[{field}]] {outcome.mean:.4f}, interval "
        f"[[{field}_low]] {outcome.low:.4f} to [[{field}_high]] {outcome.high:.4f}, "
        f"[[{field}_usual]] {outcome.unconditional_mean:.4f} after any session"
    )


def _recall_line(number: int, recall: Recall) -> str:
    path = f"recall.{number}"
    return (
        f"[[{path}.then]] {recall.reading} on {recall.as_of}, watched against [[{path}.threshold]] "
        f"{recall.threshold:.4g}; [[{path}.now]] now; [[{path}.fate]] {recall.fate}"
        + (f" on [[{path}.crossed]] {recall.crossed}" if recall.crossed else "")
    )
