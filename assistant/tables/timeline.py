"""The timeline on the page of ``unwind brief``: worst days, who broke first, the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from assistant.tables.grid import DASH, Column, Grid, facts, folded, titled
from tools.formatting import THIN, Kind, day, figure, number, plural
from tools.records import Brief
from tools.timeline import DatedEvent, LeadLag, WorstDay

DAYS = (
    Column("session"),
    Column("return", right=True),
    Column("σ", right=True),
    Column("10-year", right=True),
    Column("what was dated on it", wraps=True),
)
ORDER = (
    Column("asset", wraps=True),
    Column("broke on"),
    Column("sessions", right=True),
    Column("that day", right=True),
    Column("σ", right=True),
    Column("usual", right=True, spare=1),
    Column("extreme", spare=2),
    Column("lag", right=True, spare=3),
)
KINDS = {
    "fomc": "FOMC",
    "payrolls": "payrolls",
    "cpi": "CPI",
    "fed": "Fed speech and minutes",
    "expiry": "expiry",
}


def timeline_text(brief: Brief) -> list[str]:
    """Return the sections: worst days, the order of the breaks, the calendar."""
    return [*_worst_days(brief), *_order(brief), *_calendar(brief)]


def _worst_days(brief: Brief) -> list[str]:
    if not brief.worst_days:
        return []
    rows = [_day(worst) for worst in brief.worst_days]
    grid = Grid(DAYS, rows)
    missing = dict.fromkeys(kind for worst in brief.worst_days for kind in worst.uncovered)
    gaps = [brief.calendar.coverage.get(kind, f"no {KINDS[kind]} dates") for kind in missing]
    tail = folded(f"The calendar's limits: {'; '.join(gaps)}.") if gaps else []
    title = titled("Worst sessions since the S&P 500's peak", "σ in daily volatility before it")
    return [*title, *grid.head(), *grid.lines(rows), *tail]


def _day(worst: WorstDay) -> tuple[str, ...]:
    dated = "; ".join(map(_event, worst.events)) or "no dated event"
    if worst.eve:
        dated += f" (the session before: {'; '.join(map(_event, worst.eve))})"
    return (
        worst.date.isoformat(),
        figure(worst.return_, "percent"),
        _sigma(worst.z),
        DASH if worst.rates_10y_bp is None else figure(worst.rates_10y_bp, "bp"),
        dated,
    )


def _event(event: DatedEvent) -> str:
    if event.surprise is None:
        return event.label
    unit = f"{THIN}{event.unit}" if event.unit in ("bp", "points") else event.unit or ""
    digits = 1 if event.unit == "points" else 0
    text = f"{event.label}, surprise {number(event.surprise, digits, plus=True)}{unit}"
    if event.surprise_z is not None:
        text += f", {number(event.surprise_z, 1, plus=True)}{THIN}σ"
    return f"{text}, {event.news}" if event.news else text


def _sigma(z: float | None) -> str:
    return DASH if z is None else number(z, 1)


def _order(brief: Brief) -> list[str]:
    order = brief.breaks
    if not order.assets:
        return []
    broke = [row for row in order.assets if row.first_break is not None]
    rows = [_broken(row) for row in broke]
    grid = Grid(ORDER, rows)
    note = "first day beyond two daily σ the way that hurts, in sessions against the S&P's"
    out = [*titled("Who broke first", note)]
    if rows:
        out += [*grid.head(), *grid.lines(rows)]
    others = [row for row in order.assets if row.asset != "SPX"]
    for line in (_chance(brief), *_remarks(others)):
        out += folded(line)
    return out


def _broken(row: LeadLag) -> tuple[str, ...]:
    def cell(value: float | None, kind: Kind) -> str:
        return DASH if value is None else figure(value, kind)

    return (
        row.label,
        DASH if row.first_break is None else row.first_break.isoformat(),
        DASH if row.sessions is None else number(row.sessions, 0, plus=True),
        cell(row.change, "bp" if row.unit == "bp" else "percent"),
        _sigma(row.z),
        cell(row.share, "share"),
        DASH if row.peak is None else row.peak.isoformat(),
        "" if row.correlation_lag is None else number(row.correlation_lag, 0, plus=True),
    )


def _chance(brief: Brief) -> str:
    order = brief.breaks
    if order.first_break is None or order.onset is None:
        since = (
            "" if order.onset is None else f" since it last stood near its peak, {day(order.onset)}"
        )
        return f"The S&P itself has had no such day{since}."
    return (
        f"The S&P stood near its peak until {day(order.onset)}. Before its break came "
        f"{plural(order.early or 0, 'other')}; their usual frequency gives "
        f"{number(order.expected or 0.0, 1)}."
    )


def _remarks(rows: Sequence[LeadLag]) -> Iterator[str]:
    """Yield who did not break, who was not measured, and whose closes differ."""
    whole = [row for row in rows if row.missing is None and row.first_break is None]
    if whole:
        yield f"No break: {', '.join(row.label for row in whole)}."
    for why, named in _by(rows, lambda row: row.missing or ""):
        yield f"Not measured, {why}: {', '.join(named)}."
    for close, named in _by(rows, lambda row: row.close if row.first_break else ""):
        yield f"{', '.join(named)}: {close}."


def _by(rows: Sequence[LeadLag], key: Callable[[LeadLag], str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each text of some rows with the labels that share it; an empty one is none."""
    texts = dict.fromkeys(key(row) for row in rows)
    for text in filter(None, texts):
        yield text, [row.label for row in rows if key(row) == text]


def _calendar(brief: Brief) -> list[str]:
    found = brief.calendar
    if not found.ahead and not found.last:
        return []
    last = [
        f"{event.label} {event.date.isoformat()}, {plural(event.sessions, 'session')} ago"
        for event in found.last
    ]
    due = [
        f"{e.label} {(brief.session + timedelta(days=e.days)).isoformat()}, "
        f"in {plural(e.days, 'day')}"
        for e in found.ahead
        if e.days is not None
    ]
    gone = [f"{event.label}: {event.missing}" for event in found.ahead if event.missing]
    pairs = [("last", last), ("ahead", due), ("not known", gone)]
    pairs.append(("dates held", list(found.coverage.values())))
    return [*titled("Calendar"), *facts((name, "; ".join(said)) for name, said in pairs if said)]
