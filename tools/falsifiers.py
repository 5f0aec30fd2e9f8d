"""Tests that would void an explanation, registered before looking (``attribution.toml``).

Each is fired, unfired or null. A null one was not measured: it neither fires nor clears, it lowers
coverage and caps the engine that it guards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tools.records import Falsifier, Reading
from tools.weights import FalsifierRow, weights

_FIRES: Mapping[str, Callable[[float, float], bool]] = {
    "above": lambda value, limit: value > limit,
    "below": lambda value, limit: value < limit,
    "outside": lambda value, limit: abs(value) > limit,
}


def run(readings: Mapping[str, Reading]) -> tuple[Falsifier, ...]:
    """Return every test's outcome on the brief's readings by id."""
    return tuple(_run(row, readings) for row in weights().falsifiers)


def outcome(row: FalsifierRow, figure: float) -> bool:
    """Return whether a test fires at a figure."""
    return _FIRES[row.beyond](figure, row.threshold)


def _run(row: FalsifierRow, readings: Mapping[str, Reading]) -> Falsifier:
    reading = readings.get(row.reading)
    value, why = None, ""
    if reading is None:
        why = "left out"
    elif reading.missing:
        why = reading.missing
    else:
        value = reading.value if row.of == "value" else reading.percentile
        why = "" if value is not None else "its history is too short for a percentile"
    fired = None if value is None else outcome(row, value)
    named = row.reading if reading is not None else None
    return Falsifier(row.id, row.claim, row.test, named, row.threshold, value, fired, why)
