"""Tips as evidence: the level that a reading would have to reach for another label."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assistant.evidence import Evidence, of_reading
from tools.records import Brief, Reading

History = Callable[[str, date], Reading | None]
GOAL = (
    "Where this reading would have to stand for the engine to clear the published bounds, the "
    "others of the same sentence going the same share of the way to the ends of their scales."
)


def of_tip(path: str, brief: Brief, _: History | None) -> Evidence | None:
    """Return the level that a reading would have to reach: a percentile, or its own figure.

    ``path`` is an engine and a reading's id, as in ``macro.macro.gpr``.
    """
    # The writers read evidence themselves, so that they can be asked only once it is there.
    from assistant.writing.pen import Pen
    from assistant.writing.tipping import levels_of, tip_to

    engine, _dot, reading = path.partition(".")
    found = brief.index.get(reading)
    if found is None or engine not in brief.verdict.engine_probability:
        return None
    tip = tip_to(Pen(brief), engine)
    if tip is None or reading not in tip.needed:
        return None
    label, place, levels = (
        f"{found.label}, to tip the label",
        tip.needed[reading],
        levels_of(reading),
    )
    if levels is None:
        return Evidence(label, place, "percentile", GOAL, about=reading)
    low, high = levels
    return Evidence(label, low + place * (high - low), of_reading(found).kind, GOAL, about=reading)
