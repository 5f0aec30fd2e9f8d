"""The timeline of a move as evidence: its days, the order of the breaks, the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from assistant.evidence import Evidence
from tools.formatting import Kind
from tools.records import Brief
from tools.timeline import AssetDay, DatedEvent, LastEvent, LeadLag, NextEvent, WorstDay

INDEX = "S&P 500"
SIGMA = "The day's change over the standard deviation of 504 daily changes before the peak."
SURPRISE = (
    "For policy the change in the current meeting's rate over thirty minutes around the news, from "
    "fed funds futures; for consumer prices the yearly rate less the consensus, in percentage "
    "points."
)
# The units of a surprise: of several on a day the one whose unit stands first here is told.
SURPRISES: Mapping[str, Kind] = {"bp": "bp", "points": "rate", "k": "plain"}
OWN_SIGMA = "The surprise over the standard deviation of those of all earlier decisions."
PATH = "The change in the rate expected three months ahead, over the same thirty minutes."
NEWS = (
    "Rates and stocks that move apart are a monetary policy shock, those that move together are "
    "read as central bank information (Jarociński and Karadi 2020); others read these as the "
    "response to known news (Bauer and Swanson 2023)."
)
BROKE = (
    "The first day, from ten sessions before the index's onset on, beyond two of its own daily "
    "standard deviations the way that hurts; on either side for yields, the dollar and the yen."
)
LUCK = (
    "Each asset's chance of such a day by its frequency over 504 days before the peak, added up "
    "over the sessions before the index's own first break."
)


def of_day(day: WorstDay, field: str, text: str) -> Evidence | None:
    """Return a field of a session; ``text`` says what makes it stand out."""
    label = f"{INDEX} on {day.date.isoformat()}"
    match field.split("."):
        case ["date"]:
            return Evidence(label, day.date, "date", text)
        case ["return"]:
            meaning = "The day's close over the close before."
            return Evidence(label, day.return_, "percent", meaning, reads="change")
        case ["z"]:
            label = f"{label}, in daily standard deviations"
            return Evidence(label, day.z, "sigma", SIGMA, "history too short", reads="change")
        case ["rates_10y_bp"]:
            label = f"10-year yield on {day.date.isoformat()}"
            meaning = "The day's change."
            return Evidence(label, day.rates_10y_bp, "bp", meaning, "no yield", reads="change")
        case ["event"]:
            return _named(day.events, label, "Dated events of the day.")
        case ["eve"]:
            return _named(day.eve, label, "Dated events of the session before.")
        case ["eve", name]:
            return _of_event(day.eve, name, label)
        case [asset, name]:
            return _of_asset(next((a for a in day.assets if a.asset == asset), None), name, day)
        case [name]:
            return _of_event(day.events, name, label)
    return None


def _named(events: Sequence[DatedEvent], label: str, meaning: str) -> Evidence:
    names = "; ".join(event.label for event in events) or None
    return Evidence(label, names, "word", meaning, "no dated event")


def _of_event(events: Sequence[DatedEvent], name: str, label: str) -> Evidence | None:
    """Return a figure of the day's measured event, a policy decision before a release."""
    found = [event for event in events if event.surprise is not None]
    order = list(SURPRISES)
    event = next(iter(sorted(found, key=lambda e: order.index(e.unit or "k"))), None)
    none = "no surprise measured"
    match name:
        case "surprise":
            value = event.surprise if event else None
            kind = SURPRISES[event.unit or "k"] if event else "plain"
            return Evidence(f"{label}, surprise", value, kind, SURPRISE, none, reads="change")
        case "surprise_z":
            value = event.surprise_z if event else None
            label = f"{label}, surprise in standard deviations"
            return Evidence(label, value, "sigma", OWN_SIGMA, none, reads="change")
        case "path_bp":
            value = event.path_bp if event else None
            return Evidence(f"{label}, expected path", value, "bp", PATH, none, reads="change")
        case "news":
            word = event.news if event else None
            return Evidence(f"{label}, kind of news", word, "word", NEWS, "no sign to read")
    return None


def _of_asset(asset: AssetDay | None, name: str, day: WorstDay) -> Evidence | None:
    if asset is None:
        return None
    label = f"{asset.label} on {day.date.isoformat()}"
    match name:
        case "change":
            meaning = "The change on its own observation before."
            return Evidence(label, asset.change, _kind(asset.unit), meaning, reads="change")
        case "z":
            label = f"{label}, in daily standard deviations"
            return Evidence(label, asset.z, "sigma", SIGMA, reads="change")
        case "timing":
            meaning = "Where the worst of three neighbouring days lay, if beyond two sigma."
            return Evidence(label, asset.timing, "word", meaning, "no such day")
        case "label":
            return Evidence(label, asset.label, "word", "What moved.")
    return None


def _kind(unit: str) -> Kind:
    return "bp" if unit == "bp" else "percent"


def of_breaks(path: str, brief: Brief) -> Evidence | None:
    """Return a field of the order of the breaks, or of one asset in it."""
    order = brief.breaks
    none = "no day beyond two sigma since the peak"
    match path.split("."):
        case ["onset"]:
            meaning = "The last close within two daily standard deviations of the peak."
            return Evidence(f"{INDEX}, onset", order.onset, "date", meaning, "at its peak")
        case ["first_break"]:
            return Evidence(f"{INDEX}, first break", order.first_break, "date", BROKE, none)
        case ["early"]:
            label = "Assets that broke before the index"
            count = None if order.early is None else float(order.early)
            return Evidence(label, count, "count", BROKE, none, noun="asset")
        case ["expected"]:
            label = "Assets that would have broken before the index by chance"
            return Evidence(label, order.expected, "count", LUCK, none)
        case ["day", *rest] if order.day is not None and rest:
            return of_day(order.day, ".".join(rest), "The index's first break.")
        case [asset, name]:
            found = next((row for row in order.assets if row.asset == asset), None)
            return None if found is None else _of_lead(found, name)
    return None


def _of_lead(row: LeadLag, name: str) -> Evidence | None:
    why = row.missing or "no day beyond two sigma"
    match name:
        case "label":
            return Evidence(row.label, row.label, "word", "An asset whose timing is told.")
        case "date":
            return Evidence(f"{row.label}, first break", row.first_break, "date", BROKE, why)
        case "change":
            label, kind = f"{row.label} on its first break", _kind(row.unit)
            return Evidence(label, row.change, kind, BROKE, why, reads="change")
        case "z":
            label = f"{row.label} on its first break, in daily standard deviations"
            return Evidence(label, row.z, "sigma", SIGMA, why, reads="change")
        case "sessions":
            label = f"{row.label}, first break against the index's"
            meaning = "In sessions, negative where it came earlier."
            return Evidence(label, row.sessions, "count", meaning, why, noun="session")
        case "share":
            label = f"{row.label}, share of days beyond two sigma"
            meaning = "Of the 504 days up to the index's peak."
            return Evidence(label, row.share, "share", meaning, why)
        case "peak":
            none = row.missing or "it hurts on either side"
            meaning = "Its own extreme of the quarter, or since the onset where that is longer."
            return Evidence(f"{row.label}, extreme", row.peak, "date", meaning, none)
        case "peak_sessions":
            label = f"{row.label}, extreme against the index's peak"
            meaning = "In sessions, negative where it came earlier."
            none = row.missing or "it hurts on either side"
            return Evidence(label, row.peak_sessions, "count", meaning, none, noun="session")
        case "correlation" | "correlation_lag":
            return _of_correlation(row, name)
        case "close":
            close = row.close or "it closes with New York"
            return Evidence(f"{row.label}, close", close, "word", "When its day ends.")
    return None


def _of_correlation(row: LeadLag, name: str) -> Evidence:
    meaning = (
        "The strongest rank correlation of its daily change with the index's within two sessions "
        "either way, where it is significant."
    )
    none = row.missing or "no significant correlation"
    if name == "correlation":
        label = f"{row.label}, rank correlation with the index"
        return Evidence(label, row.correlation, "plain", meaning, none)
    label = f"{row.label}, lag of its correlation with the index"
    meaning = f"{meaning} In sessions, negative where it moves first."
    return Evidence(label, row.correlation_lag, "count", meaning, none, noun="session")


def of_calendar(path: str, brief: Brief) -> Evidence | None:
    """Return a field of the calendar around the session."""
    kind, _dot, name = path.partition(".")
    if name == "covered" and kind in brief.calendar.coverage:
        meaning = "The dates of its kind that this market holds, as known at the as-of date."
        return Evidence("Calendar", brief.calendar.coverage[kind], "word", meaning)
    if name in ("next", "days"):
        ahead = next((e for e in brief.calendar.ahead if e.kind == kind), None)
        return None if ahead is None else _of_next(ahead, name, brief)
    last = next((e for e in brief.calendar.last if e.kind == kind), None)
    return None if last is None else _of_last(last, name)


def _of_next(event: NextEvent, name: str, brief: Brief) -> Evidence:
    label = f"Next {event.label}"
    if event.days is None:
        return Evidence(label, None, "date", "Known ahead of its date.", event.missing)
    if name == "days":
        meaning = "Calendar days after the session."
        return Evidence(label, event.days, "count", meaning, noun="day")
    due = brief.session + timedelta(days=event.days)
    return Evidence(label, due, "date", "Known ahead of its date.")


def _of_last(event: LastEvent, name: str) -> Evidence | None:
    label = f"Last {event.label}"
    match name:
        case "last":
            return Evidence(label, event.date, "date", "The latest that was known.")
        case "sessions":
            meaning = "Sessions since then."
            return Evidence(label, event.sessions, "count", meaning, noun="session")
        case "label":
            return Evidence(label, event.label, "word", "What it was.")
    return None
