"""Thresholds: the watch list as evidence, and what became of what past notes watched."""

from __future__ import annotations

import re

from assistant.evidence import Evidence, of_reading
from assistant.findings import outcome_word
from tools.formatting import Kind, month
from tools.precedents import Outcome
from tools.records import Brief, Recall, Watch

_AFTER = re.compile(r"after_(\d+)(?:_(\w+))?")
# The fields of what followed: how each is called and printed.
_FOLLOWED: dict[str, tuple[str, str, Kind]] = {
    "mean": ("mean", "the S&P, mean return after a firing", "percent"),
    "low": ("low", "that mean, low end of its interval", "percent"),
    "high": ("high", "that mean, high end of its interval", "percent"),
    "median": ("median", "the S&P, median return after a firing", "percent"),
    "worst": ("worst", "the S&P, worst return after a firing", "percent"),
    "n": ("n", "firings whose sessions after have ended", "count"),
    "effective_n": ("effective_n", "of these, firings that do not overlap", "count"),
    "share": ("share_positive", "share of firings after which the S&P rose", "share"),
    "usual": ("unconditional_mean", "the S&P, mean return after any session", "percent"),
}


def of_watch(watch: Watch, name: str, brief: Brief) -> Evidence | None:
    """Return a field of a watched threshold."""
    reading = brief.index.get(watch.reading)
    label = reading.label if reading else watch.reading
    kind: Kind = of_reading(reading).kind if reading else "plain"
    about, meaning = watch.reading, watch.reason or watch.why
    gone = reading.missing if reading else None
    match name:
        case "value" if reading and reading.value == watch.value:
            return of_reading(reading)
        case "value":
            return Evidence(label, watch.value, kind, meaning, gone, about=about)
        case "above" | "below" | "threshold":
            value, why = getattr(watch, name), f"no threshold {name}"
            return Evidence(f"{label}, threshold", value, kind, meaning, why, about=about)
        case "distance":
            value = watch.distance
            label = f"{label}, distance to its threshold"
            return Evidence(label, value, kind, meaning, gone, about=about, reads="difference")
        case "distance_sigmas":
            label = f"{label}, distance to its threshold over its usual weekly move"
            meaning = "Over the standard deviation of its changes over a week, of two years."
            far, gone = watch.distance_sigmas, gone or "too few of its moves are known"
            return Evidence(label, far, "leverage", meaning, gone, about=about, reads="difference")
        case "fired_share":
            label = f"{label}, share of days beyond its threshold"
            return Evidence(label, watch.fired_share, "share", meaning, about=about)
        case "times_fired":
            label, count = f"{label}, earlier firings", watch.times_fired
            meaning = "Crossings of the threshold as it was then known, at least a quarter apart."
            return Evidence(label, count, "count", meaning, gone, about=about, noun="time")
        case "watched_since":
            day = watch.watched_since
            said = None if day is None else month(day)
            return Evidence(
                f"{label}, start of its record", said, "word", meaning, gone, about=about
            )
        case "since" | "last_fired" | "last_beyond":
            label, why = f"{label}, {name.replace('_', ' ')}", gone or "it has not fired"
            return Evidence(label, getattr(watch, name), "date", meaning, why, about=about)
        case "sessions":
            label, why = f"{label}, sessions since it fired", gone or "it has not fired"
            return Evidence(
                label, watch.sessions, "count", meaning, why, about=about, noun="session"
            )
        case "reading" | "name":
            word = label if name == "reading" else watch.name or label
            return Evidence("Watched", word, "word", meaning, about=about)
        case "fired":
            return outcome_word(watch.fired, label, watch.why, about)
    return _after(watch, name, label)


def _after(watch: Watch, name: str, label: str) -> Evidence | None:
    """Return a field of what the S&P did after earlier firings: ``after_21_mean``."""
    found = _AFTER.fullmatch(name)
    field = _FOLLOWED.get((found[2] or "mean") if found else "")
    if found is None or field is None:
        return None
    outcome = next((o for o in watch.followed if o.horizon == int(found[1])), None)
    if outcome is None:
        return None
    attribute, said, kind = field
    value: float | None = getattr(outcome, attribute)
    label = f"{label}: {said}, over {outcome.horizon} sessions"
    return Evidence(label, value, kind, _interval(outcome), outcome.missing, about=watch.reading)


def _interval(outcome: Outcome) -> str:
    return (
        "After the first session of each earlier firing; the interval is at 95 %, from a block "
        f"bootstrap with {outcome.effective_n} firings that do not overlap."
    )


def of_recall(recall: Recall, name: str, brief: Brief) -> Evidence | None:
    """Return a field of what became of a threshold that a past note watched."""
    reading = brief.index.get(recall.reading)
    label = reading.label if reading else recall.reading
    kind: Kind = of_reading(reading).kind if reading else "plain"
    about = recall.reading
    meaning = "At the threshold as it stood on the note's date."
    match name:
        case "then" | "now" | "threshold":
            word = {"then": "on the note's date", "now": "now", "threshold": "threshold then"}[name]
            value: float | None = getattr(recall, name)
            return Evidence(f"{label}, {word}", value, kind, meaning, about=about)
        case "crossed":
            why = "it has not crossed its threshold since"
            return Evidence(f"{label}, crossed", recall.crossed, "date", meaning, why, about=about)
        case "name":
            return Evidence("Watched", recall.name or label, "word", meaning, about=about)
        case "fate":
            return Evidence(label, recall.fate, "word", meaning, about=about)
        case "as_of":
            return Evidence("Note of", recall.as_of, "date", "The note's session.")
    return None
