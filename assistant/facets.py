"""Facets: the words in which a text may speak of one piece of evidence."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.evidence import Evidence, ReferenceFault
from assistant.verbs import VERBS
from tools.formatting import (
    day,
    figure,
    month,
    number,
    ordinal,
    percentile,
    plural,
    rounds_to_zero,
)
from tools.records import Reading

FACETS = (
    "value",
    "size",
    "moved",
    "percentile",
    "band",
    "n",
    "since",
    "observed",
    "known",
    "age",
    "rank",
    "definition",
    "source",
    "citation",
    "estimate",
)
Severity = Literal[0, 1, 2, 3]
BANDS = ("normal", "elevated", "extreme", "rare")
FLOORS = (0.80, 0.95, 0.99)
NO_AMOUNTS = ("date", "word", "percentile", "indicator", "sign")


def severity(rank: float) -> Severity:
    """Return 0 to 3 for a rank under .80, from .80, from .95 and from .99."""
    if rank >= FLOORS[2]:
        return 3
    return 2 if rank >= FLOORS[1] else 1 if rank >= FLOORS[0] else 0


def tail(reading: Reading) -> Severity | None:
    """Return how far out a reading stands toward stress; either way where no way is stress.

    None where the reading has no rank.
    """
    if reading.stress is not None:
        return severity(reading.stress)
    if reading.percentile is None:
        return None
    return severity(max(reading.percentile, 1 - reading.percentile))


def band(reading: Reading) -> str:
    """Return the band word of a reading.

    Toward stress the words are *normal*, *elevated*, *extreme* and *rare* (from the 80th, 95th
    and 99th percentile). The outer twentieth on the calm side is *unusually low* or *unusually
    high*, as its value is, and *unusually shallow* for a drawdown. A reading without a direction
    of stress is unusual on either side from the outer twentieth on.
    """
    rank = reading.percentile
    if rank is None:
        return "unranked"
    if reading.stress is None:
        if severity(max(rank, 1 - rank)) < 2:
            return "within its usual range"
        return "unusually high" if rank > 0.5 else "unusually low"
    one_sided = abs(reading.stress - rank) < 1e-9 or abs(reading.stress + rank - 1) < 1e-9
    if one_sided and severity(1 - reading.stress) >= 2:
        if reading.reads == "change" and "drawdown" in reading.id:
            return "unusually shallow"
        return "unusually low" if rank < 0.5 else "unusually high"
    return BANDS[severity(reading.stress)]


def say(evidence: Evidence, facet: str = "value", today: date | None = None) -> str:
    """Return the text of a facet.

    Parameters
    ----------
    evidence : Evidence
        What is spoken of.
    facet : str
        One of `FACETS`.
    today : date, optional
        The as-of date; dates of its year are printed without the year.

    Returns
    -------
    str
        Never a figure where the evidence is missing: ``not measured: reason``.

    Raises
    ------
    ReferenceFault
        If the facet does not exist, or not for evidence of this kind.
    """
    check(evidence, facet)
    if evidence.missing is not None:
        return f"not measured: {evidence.missing}"
    if facet in ("value", "size", "moved"):
        return _figure(evidence, facet, today)
    reading = evidence.reading
    assert reading is not None, "checked above"
    return _of_reading(reading, facet, today)


def check(evidence: Evidence, facet: str) -> None:
    """Raise ReferenceFault if the evidence has no such facet."""
    if facet not in FACETS:
        raise ReferenceFault("unknown_facet", f"use one of {', '.join(FACETS)}")
    if facet in ("size", "moved") and evidence.kind in NO_AMOUNTS:
        raise ReferenceFault("unknown_facet", "this is no amount: leave the facet out")
    if facet == "moved" and evidence.reads != "change":
        mend = f"this is a {evidence.reads}, not a change: use value, or compare two dates"
        raise ReferenceFault("unknown_facet", mend)
    ranked = evidence.reading is not None or evidence.missing is not None
    if facet not in ("value", "size", "moved") and not ranked:
        raise ReferenceFault("unknown_facet", "only a reading has this facet: use value or size")


def _figure(evidence: Evidence, facet: str, today: date | None) -> str:
    value = evidence.value
    if isinstance(value, date):
        return day(value, today)
    if isinstance(value, str):
        return value
    assert value is not None, "evidence has a value or is missing"
    if facet == "moved":
        return _moved(evidence, value)
    if facet == "size" and evidence.noun:
        return plural(round(abs(value)), evidence.noun)
    return figure(value, evidence.kind, unsigned=facet == "size")


def _moved(evidence: Evidence, value: float) -> str:
    verbs = VERBS[evidence.verb]
    if value == 0:
        return verbs.still
    if rounds_to_zero(value, evidence.kind):
        return verbs.barely
    verb = verbs.up if value > 0 else verbs.down
    return f"{verb} {figure(value, evidence.kind, unsigned=True)}"


def _of_reading(reading: Reading, facet: str, today: date | None) -> str:
    match facet:
        case "percentile":
            rank = reading.percentile
            return "percentile not available" if rank is None else f"{percentile(rank)} percentile"
        case "band":
            return band(reading)
        case "n":
            count = reading.percentile_n
            return "no sample" if count is None else number(count, 0)
        case "since":
            first = reading.percentile_since
            return "an unknown start" if first is None else month(first)
        case "rank":
            return _rank(reading)
        case "definition" | "source" | "citation":
            return str(getattr(reading, facet)).rstrip(".")
        case "estimate":
            return reading.estimate or "nothing"
        case "age":
            age = reading.age
            return "unknown" if age is None else plural(age, "session")
    dated = reading.observed if facet == "observed" else reading.known
    return "an unknown date" if dated is None else day(dated, today)


def _rank(reading: Reading) -> str:
    """Return the place that a mid-rank percentile implies, counted from the nearer end."""
    rank, count = reading.percentile, reading.percentile_n
    if rank is None or not count:
        return "unranked"
    place = max(1, round(min(rank, 1 - rank) * count + 0.5))
    end = "highest" if rank >= 0.5 else "lowest"
    return f"{'the ' if place == 1 else f'the {ordinal(place)}-'}{end} of {number(count, 0)}"
