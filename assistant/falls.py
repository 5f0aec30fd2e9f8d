"""The whole fall that a session lies in as evidence, and the session itself."""

from __future__ import annotations

from assistant.evidence import Evidence
from tools.formatting import Kind
from tools.records import Brief, Reads

INDEX = "S&P 500"
RANK = "The mid-rank of the session's return among all daily returns up to the as-of date."
WHOLE = (
    "The fall counts from the peak of the leg, or from the high of a year where the fall from that "
    "is at least twice as deep and five points more."
)
HEAVY = (
    "The largest number of 90 % down days within five sessions of the fall: falling members took "
    "nine tenths of the dollars traded and of all ground covered. " + WHOLE
)
OVERSHOOT = (
    "The largest rise of the VIX on a down day of the fall beyond what the index's return "
    "explains, in standard deviations of such surprises. " + WHOLE
)
LEVEL: Reads = "level"
FIELDS: dict[str, tuple[str, Kind, str, Reads]] = {
    "since": (f"{INDEX}, start of the fall", "date", WHOLE, LEVEL),
    "day": (f"{INDEX}, last session", "percent", "Its last price over the close before.", "change"),
    "day_rank": (f"{INDEX}, last session's rank", "percentile", RANK, LEVEL),
    "worst": (f"{INDEX}, worst session of the fall", "percent", WHOLE, "change"),
    "worst_at": (f"{INDEX}, date of the worst session", "date", WHOLE, LEVEL),
    "worst_rank": (f"{INDEX}, rank of the worst session", "percentile", RANK, LEVEL),
    "heaviest": ("Most 90 % down days in a week of the fall", "count", HEAVY, LEVEL),
    "heaviest_at": ("End of the week with the most 90 % down days", "date", HEAVY, LEVEL),
    "overshoot": ("Largest VIX overshoot of the fall", "sigma", OVERSHOOT, "difference"),
    "overshoot_at": ("Date of the largest VIX overshoot", "date", OVERSHOOT, LEVEL),
}


def of_fall(name: str, brief: Brief) -> Evidence | None:
    """Return a field of the fall, missing where the brief holds none."""
    if name not in FIELDS:
        return None
    label, kind, meaning, reads = FIELDS[name]
    value = getattr(brief.fall, name, None)
    return Evidence(label, value, kind, meaning, "not measured on each session", reads=reads)
