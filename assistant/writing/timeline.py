"""What started it, and when: the first break, who broke before it, the worst days, the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.words import likeliest, started
from tools.timeline import NEWS, DatedEvent, LeadLag, WorstDay

TOLD = ("bp", "points")  # units of the surprises that are told, the first before the other
# Groups with a market of their own: shares, credit and volatility fall with the index.
APART = ("oil", "currency", "precious", "base", "crypto")
FELL = -1.0  # daily standard deviations from which the session before counts as part of a fall
NAMED = 4
MOVERS = 3
LATER = 10  # sessions after the index's break
REACH = 60  # calendar days ahead
CLEAR = 2.0  # square roots of a count that chance gives, from which another count differs


def found(pen: Pen) -> str:
    """Say in bold when the index broke and what started it, as far as that is known."""
    first, *next_ = likeliest(pen)
    verb = "lies" if next_ and "unidentified" not in (first, *next_) else "is"
    cause = f"the likeliest trigger {verb} {started(pen)}"
    if first == "unidentified":
        cause = f"what started it is {started(pen)}"
    order = pen.brief.breaks
    if order.onset is None:
        return ""
    if order.day is None:
        quiet = "the fall of the S&P has no single break"
        return f"**{sentence(quiet, cause)}** {unbroken(pen)}".strip()
    dated = said_of(order.day, "breaks.day")
    lead = f"The S&P broke on {pen.day(order.day.date)}{f', {dated}' if dated else ''}"
    return (
        f"**{sentence(lead, cause)}** It stood near its peak until {pen.day(order.onset)}; the "
        "first break was [[breaks.day.return]] ([[breaks.day.z]])."
    )


def unbroken(pen: Pen) -> str:
    """Name the worst days of a fall that no day stands out from, the worst of them first."""
    worst = sorted(enumerate(pen.brief.worst_days, 1), key=lambda pair: pair[1].return_)
    if pen.brief.breaks.onset is None or not worst or worst[0][1].z is None:
        return ""
    named = [f"{pen.day(d.date)} ([[worst.{n}.return]], [[worst.{n}.z]])" for n, d in worst]
    return (
        "No day since the peak fell far enough for one against the volatility before it; the "
        f"worst: {listed(named)}."
    )


def said_of(day: WorstDay, path: str) -> str:
    """Say what was dated on a session and, where the index fell on it, on the one before."""
    own = [_event(event, f"{path}.surprise", day.events) for event in day.events]
    parts = [f"on {listed(own)}"] if own else []
    if nearer := elsewhere(day, path):
        parts.append(nearer)
    elif before := [_event(event, f"{path}.eve.surprise", day.eve) for event in eve(day)]:
        parts.append(f"the session after {listed(before)}")
    return " and ".join(parts)


def elsewhere(day: WorstDay, path: str) -> str:
    """Name the asset that was the news of a session which followed one with an event; "" if none.

    It has a market of its own, made its largest move of a year, and one larger for it than the
    index's was. Yields are held against it: they are how news of the day before is priced.
    """
    own = [a for a in day.assets if a.group in (*APART, "rates")]
    first = max(own, key=lambda asset: abs(asset.z), default=None)
    if first is None or not eve(day) or first.group not in APART:
        return ""
    if not first.largest or abs(first.z) <= abs(day.z or 0.0):
        return ""
    return f"on the day {first.label} [[{path}.{first.asset}.change:moved]]"


def eve(day: WorstDay) -> list[DatedEvent]:
    """Return the news of the session before, if the index fell on it."""
    fell = day.eve_z is not None and day.eve_z <= FELL
    return [event for event in day.eve if event.kind in NEWS] if fell else []


def _event(event: DatedEvent, path: str, day: Sequence[DatedEvent]) -> str:
    """Return an event's name, with its surprise where it is the one that the path leads to."""
    measured = [e for unit in TOLD for e in day if e.surprise is not None and e.unit == unit]
    shown = event is next(iter(measured), None)
    where = "" if event.kind == "cpi" else " in the current rate"
    return f"{event.label} with a surprise of [[{path}]]{where}" if shown else event.label


def order(pen: Pen) -> str:
    """Say which assets broke before the index, with it and after, and what chance would give."""
    if pen.brief.breaks.onset is None:
        return ""
    rows = [r for r in pen.brief.breaks.assets if r.asset != "SPX" and r.first_break is not None]
    if pen.brief.breaks.first_break is None:
        broke = _dated(pen, _by_date(_one_a_group(rows)))
        return f"**What broke beneath it:** {broke}." if broke else ""
    early = [r for r in rows if (r.sessions or 0) < 0]
    same = _one_a_group(r for r in rows if r.sessions == 0)
    late = _by_date(_one_a_group(r for r in rows if 0 < (r.sessions or 0) <= LATER))
    text = f"**Who broke first.** {_before(pen, early)}"
    if same:
        text += f" With it: {listed([_broke(r) for r in same])}."
    if late:
        text += f" Only later: {listed([f'{r.label} on {_day(pen, r)}' for r in late])}."
    # A lag of the daily correlation is told by its table alone: it reaches over a session or two,
    # which the hours of a close or chance can make.
    clock = _clock([*_by_date(_one_a_group(early)), *late])
    return f"{text} {clock}".strip()


def _before(pen: Pen, early: Sequence[LeadLag]) -> str:
    """Name those that broke before the index, and hold their number against chance."""
    expected = pen.brief.breaks.expected or 0.0
    lead = f"{_dated(pen, _by_date(_one_a_group(early)))}." if early else ""
    count = "In all [[breaks.early:size]]" if early else "Nothing"
    counted = f"{count} broke before the S&P, where chance at their usual frequency gives"
    if len(early) >= expected + CLEAR * expected**0.5:
        verdict = "the warning was wider than that"
    elif len(early) <= expected - CLEAR * expected**0.5:
        verdict = "it came with little warning"
    else:
        verdict = "the order alone names no cause"
    return f"{lead} {counted} [[breaks.expected]]: {verdict}.".strip()


def _dated(pen: Pen, rows: Sequence[LeadLag]) -> str:
    named = listed([f"{_broke(r)} on {_day(pen, r)}" for r in rows])
    return f"{named[:1].upper()}{named[1:]}"


def _broke(row: LeadLag) -> str:
    return f"{row.label} [[breaks.{row.asset}.change]] ([[breaks.{row.asset}.z]])"


def _day(pen: Pen, row: LeadLag) -> str:
    assert row.first_break is not None, "only those that broke are named"
    return pen.day(row.first_break)


def _one_a_group(rows: Iterable[LeadLag]) -> list[LeadLag]:
    """Return the largest break of each group, the largest first."""
    groups: dict[str, LeadLag] = {}
    for row in sorted(rows, key=lambda r: -abs(r.z or 0.0)):
        groups.setdefault(row.group, row)
    return list(groups.values())[:NAMED]


def _by_date(rows: Iterable[LeadLag]) -> list[LeadLag]:
    return sorted(rows, key=lambda r: str(r.first_break))


def _clock(rows: Sequence[LeadLag]) -> str:
    """Name the assets whose day ends at another hour, where a session's lag may be that alone."""
    close: dict[str, LeadLag] = {}
    for row in rows:
        if row.close and abs(row.sessions or 0) == 1:
            close.setdefault(row.close, row)
    named = [f"{r.label} ([[breaks.{r.asset}.close]])" for r in close.values()]
    return f"Mind the clock: {listed(named)}." if named else ""


def day_by_day(pen: Pen) -> str:
    """Go through the worst days in order of time: the index, the events, the largest movers."""
    if not pen.down or not pen.brief.worst_days:
        return ""
    told = [_told(pen, number, day) for number, day in enumerate(pen.brief.worst_days, 1)]
    return f"**The worst days.** {' '.join(told)}"


def _told(pen: Pen, number: int, day: WorstDay) -> str:
    path = f"worst.{number}"
    z = f" ([[{path}.z]])" if day.z is not None else ""
    yields = f", 10-year [[{path}.rates_10y_bp]]" if day.rates_10y_bp is not None else ""
    groups: dict[str, str] = {}
    for asset in (a for a in day.assets if not yields or a.asset != "UST10Y"):
        at = f"{path}.{asset.asset}"
        groups.setdefault(asset.group, f"{asset.label} [[{at}.change]] ([[{at}.z]])")
    dated = said_of(day, path) or "nothing in our calendar"
    lead = f"{pen.day(day.date)}: the S&P [[{path}.return]]{z}, {dated}{yields}"
    movers = listed(list(groups.values())[:MOVERS])
    first = "largest by its own volatility: " if movers and number == 1 else ""
    told = sentence(lead, f"{first}{movers}")
    return f"{told} {_surprise(day, path)}".strip()


def _surprise(day: WorstDay, path: str) -> str:
    """Set a policy surprise beside those before it, and say what its signs make of it."""
    policy = [event for event in day.events if event.kind in ("fomc", "policy")]
    if not policy:
        return ""
    if policy[0].surprise is None:
        return "The surprise was not measured."
    size = f"is [[{path}.surprise_z]] by those before it" if policy[0].surprise_z else ""
    news = f"its signs read as [[{path}.news]]" if policy[0].news else ""
    return f"The surprise {' and '.join(t for t in (size, news) if t)}." if size or news else ""


def calendar(pen: Pen) -> str:
    """Say where the calendar holds nothing for these days, and which kinds it cannot know of."""
    first = pen.brief.breaks.day
    days = [*pen.brief.worst_days, *([first] if first else [])]
    if not pen.down or not days:
        return ""
    dated = [e for day in days for e in (*day.events, *eve(day)) if e.kind in NEWS]
    missing = dict.fromkeys(kind for day in days for kind in day.uncovered)
    gaps = [f"[[calendar.{kind}.covered]]" for kind in missing]
    parts = []
    if not dated:
        parts.append("no decision, speech or release in our calendar fell on these days")
    if gaps:
        parts.append(f"its limits: {', '.join(gaps)}")
    return f"**The calendar.** {sentence(*parts)}" if parts else ""


def ahead(pen: Pen) -> str:
    """Say how many days off the known dates are, the nearest first; none is a date ahead."""
    near = [e for e in pen.brief.calendar.ahead if e.days is not None and e.days <= REACH]
    named = [f"{e.label} in [[calendar.{e.kind}.days:size]]" for e in near]
    gone = [e for e in pen.brief.calendar.ahead if e.kind == "fomc" and e.days is None]
    tail = f" The next {gone[0].label} is [[calendar.fomc.next]]." if gone else ""
    return f"**Ahead:** {listed(named)}.{tail}" if named else ""
