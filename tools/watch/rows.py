"""The watch list's table, ``watch.toml``: what is watched, at which threshold, and when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from tools.allowed import Share
from tools.records import Selloff
from tools.routs.rules import AssetId
from tools.strict import Document, Row
from tools.weights import FalsifierRow, ReadingId, TestId, weights

Side = Literal["above", "below", "outside"]
KINDS = ("level", "percentile", "falsifier")


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A threshold to watch: a level, a percentile of the reading's own history, or that of a test.

    ``name`` is what a sentence calls the reading. ``open`` and ``fired`` say what it tells on
    either side of the threshold, ``reason`` why that stands where it does. A row with ``falsifier``
    takes reading, side and threshold from that registered test. It is watched in the states of
    ``during`` and, where ``routed`` names assets, only while one of them is in a rout. Of rows that
    share a ``ladder`` only the next rung is shown.
    """

    reading: ReadingId
    side: Side
    name: str
    open: str
    fired: str
    reason: str
    level: float | None = None
    percentile: Share | None = None
    falsifier: TestId | None = None
    during: tuple[Selloff, ...] = get_args(Selloff)
    routed: tuple[AssetId, ...] = ()
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
    """Return the published table's rows in order."""
    return load_rows()


def load_rows(path: Path | None = None) -> tuple[WatchRow, ...]:
    """Return the rows of a file, the published ones without a path.

    Raises
    ------
    UnwindError
        At the first fault of the file: a key, a value or a name that is none, not exactly one kind
        of threshold, a row that stands there twice.
    """
    doc = Document("tools.watch", "watch.toml", ("watch",), path)
    same = ("reading", "side", "level", "percentile", "during", "routed")
    return doc.rows("watch", "name", _row, *same)


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


def _row(row: Row) -> WatchRow:
    kinds = [name for name in KINDS if name in row.given]
    found = None if kinds == ["falsifier"] else row.make(WatchRow)
    if len(kinds) != 1:
        named = " and ".join(kinds) or "no threshold"
        raise row.fault(f"names {named}: write one of {', '.join(KINDS)}")
    if found is not None:
        return found
    row.take("falsifier", TestId)
    test = next(test for test in weights().falsifiers if test.id == row.given["falsifier"])
    ranked = test.of == "percentile"
    level, percentile = (None, test.threshold) if ranked else (test.threshold, None)
    return row.make(
        WatchRow, reading=test.reading, side=test.beyond, level=level, percentile=percentile
    )
