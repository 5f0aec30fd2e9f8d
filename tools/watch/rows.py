"""The watch list's table, ``watch.toml``: what is watched, at which threshold, and when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from tools.records import Selloff
from tools.weights import FalsifierRow, weights

Side = Literal["above", "below", "outside"]


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A threshold to watch: a level, a percentile of the reading's own history, or that of a test.

    ``name`` is what a sentence calls the reading. ``open`` and ``fired`` say what it tells on
    either side of the threshold, ``reason`` why that stands where it does. A row with ``falsifier``
    takes reading, side and threshold from that registered test. It is watched in the states of
    ``during`` and, where ``routed`` names assets, only while one of them is in a rout. Of rows that
    share a ``ladder`` only the next rung is shown.
    """

    reading: str
    side: Side
    name: str
    open: str
    fired: str
    reason: str
    level: float | None = None
    percentile: float | None = None
    falsifier: str | None = None
    during: tuple[Selloff, ...] = get_args(Selloff)
    routed: tuple[str, ...] = ()
    ladder: str | None = None

    def beyond(self, value: float, threshold: float) -> bool:
        """Tell whether a value stands beyond the threshold."""
        if self.side == "outside":
            return abs(value) > threshold
        return value > threshold if self.side == "above" else value < threshold

    def limits(self, value: float | None, threshold: float) -> tuple[float | None, float | None]:
        """Return the threshold as ``above`` and ``below``; the nearer one where both sides are."""
        if self.side == "outside":
            below = value is not None and value < 0
            return (None, -threshold) if below else (threshold, None)
        return (threshold, None) if self.side == "above" else (None, threshold)


@cache
def rows() -> tuple[WatchRow, ...]:
    """Return the table's rows in order.

    Raises
    ------
    ValueError
        When a row has not exactly one kind of threshold, or names a test that is not registered.
    """
    text = files("tools.watch").joinpath("watch.toml").read_text(encoding="utf-8")
    known = {test.id: test for test in weights().falsifiers}
    return tuple(_row(fields, known) for fields in tomllib.loads(text)["watch"])


@cache
def registered() -> tuple[WatchRow, ...]:
    """Return every registered test as a row, with the table's words where it stands there."""
    told = {row.falsifier: row for row in rows()}
    return tuple(told.get(test.id) or _of_test(test) for test in weights().falsifiers)


def _of_test(test: FalsifierRow) -> WatchRow:
    of_value = test.of == "value"
    return WatchRow(
        reading=test.reading,
        side=test.beyond,
        name="",
        open="",
        fired="",
        reason=f"A registered test: {test.test}.",
        level=test.threshold if of_value else None,
        percentile=None if of_value else test.threshold,
        falsifier=test.id,
    )


def _row(fields: Mapping[str, Any], known: Mapping[str, FalsifierRow]) -> WatchRow:
    kinds = [name for name in ("level", "percentile", "falsifier") if name in fields]
    if len(kinds) != 1:
        raise ValueError(f"watch.toml: {fields}: name one of level, percentile and falsifier")
    lists = {name: tuple(fields[name]) for name in ("during", "routed") if name in fields}
    if "falsifier" not in fields:
        return WatchRow(**{**fields, **lists})
    test = known.get(fields["falsifier"])
    if test is None:
        raise ValueError(f"watch.toml: no test {fields['falsifier']!r} is registered")
    found = WatchRow(reading=test.reading, side=test.beyond, **{**fields, **lists})
    if test.of == "percentile":
        return replace(found, percentile=test.threshold)
    return replace(found, level=test.threshold)
