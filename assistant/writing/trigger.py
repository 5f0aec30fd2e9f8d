"""What started it: the likeliest kind, the readings that carry it, the days, what is quiet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assistant.writing import beneath
from assistant.writing.accounted import accounted
from assistant.writing.pen import CALM_Z, Pen, listed, sentence
from assistant.writing.timeline import CLEAR, elsewhere, eve, said_of
from assistant.writing.words import TRIGGERS, likeliest, started
from tools.records import WorstDay
from tools.scoring import standing, turned
from tools.timeline import NEWS
from tools.weights import TriggerRow, weights

MODEST = 0.95
ACCELERANT = 0.90
CARRIED = 3
BESIDES = 1  # of the other worst days, how many are named for what was dated on them
YIELDS = ("macro.rates_2y_z", "macro.rates_10y_z")
PRICES: Mapping[str, str] = {
    "macro.rates_2y_z": "the 2-year",
    "macro.rates_10y_z": "the 10-year",
    "macro.hy_oas_z": "high yield",
    "macro.ig_oas_z": "investment grade",
}
BEFORE = "macro.rates_10y_before_peak_bp"
GEOPOLITICS = "macro.gpr"
SHOCKS = ("geopolitics", "policy_uncertainty")  # tests that a shock from outside fires
REVISION = "fundamentals.eps_forward_revision"


def trigger(pen: Pen, dated: bool = True) -> str:
    """Say what started it, how firmly and, unless that is said elsewhere, on which days."""
    named = likeliest(pen)
    weak = named[-1] == "unidentified" and len(named) > 1
    shares = listed([f"[[verdict.trigger.{kind}]]" for kind in named[: 1 if weak else None]])
    modest = ", modest" if _modest(pen, named) else ""
    told = carried(pen)
    parts = (
        sentence(*(_clause(pen, row) for row in told)) or _nothing(pen, named),
        beside(pen, [row.reading for row in told]),
        accelerant(pen),
        revision(pen) if REVISION not in [row.reading for row in told] else "",
        broke(pen) if dated else "",
        accounted(pen),
    )
    lead = f"**Trigger: {started(pen)}{modest}** ({shares} of the weights)."
    return " ".join(s for s in (lead, *parts) if s)


def _modest(pen: Pen, named: Collection[str]) -> bool:
    """Whether rates are the trigger without a yield among its outermost, or a test of it fired."""
    fired = any(f.fired and f.id.startswith("rates_") for f in pen.brief.verdict.falsifiers)
    far = any((pen.stress(m) or 0.0) >= MODEST for m in YIELDS)
    return tuple(named) == ("rates",) and not far and not fired and pen.down


def _nothing(pen: Pen, named: Collection[str]) -> str:
    """Say that no reading speaks for any start, where none does, and of which kinds none could."""
    kinds = pen.brief.verdict.trigger
    if "unidentified" not in named or any(v for k, v in kinds.items() if k != "unidentified"):
        return ""
    rows = [row for row in weights().trigger_evidence if _applies(pen, row)]
    seen = {row.kind for row in rows if _place(pen, row) is not None}
    gone = [TRIGGERS[k] for k in TRIGGERS if k in {row.kind for row in rows} - seen]
    if not seen:
        return "No reading of any kind of trigger was measured."
    if not gone:
        return "None of the readings by which a trigger is told is beyond its floor."
    found = listed([TRIGGERS[k] for k in TRIGGERS if k in seen], "or")
    return f"No reading of {found} stands out; none of {listed(gone, 'or')} was measured."


def carried(pen: Pen) -> list[TriggerRow]:
    """Return the rows of the table that speak for the likeliest triggers, the strongest first."""
    w = weights()
    floor = w.trigger["from_percentile"]
    found = []
    for row in w.trigger_evidence:
        if row.kind not in likeliest(pen) or not _applies(pen, row):
            continue
        place = _place(pen, row)
        excess = 0.0 if place is None else turned(place, row.side) - floor
        if excess > 0.0:
            found.append((row.weight * excess, row))
    found.sort(key=lambda pair: -pair[0])
    return [row for _, row in found[:CARRIED]]


def _applies(pen: Pen, row: TriggerRow) -> bool:
    """Whether a row speaks of what falls: those of the index do of a falling index alone."""
    return pen.down or row.scope != "index"


def _place(pen: Pen, row: TriggerRow) -> float | None:
    """Return where a row's reading stands, None where it was not measured or has no rank."""
    start = {r.id: r for r in pen.brief.at_start}
    reading = start.get(row.reading) if row.led else pen.reading(row.reading)
    return None if reading is None else standing(reading, row.levels)


def _clause(pen: Pen, row: TriggerRow) -> str:
    if row.reading == GEOPOLITICS and row.led:
        now = " and is at its [[macro.gpr:percentile]] now" if pen.has(GEOPOLITICS) else ""
        return f"geopolitical risk stood high when the fall began{now}"
    return pen.clause(row.reading) or ""


def rates(pen: Pen) -> str:
    """Say what yields and spreads did: those that moved, then those that did not."""
    if pen.brief.selloff == "beneath":
        return beneath.rates(pen)
    found = [m for m in PRICES if pen.has(m)]
    moved = [m for m in found if _moved(pen, m)]
    calm = [m for m in found if m not in moved]
    parts = pen.clauses(moved)
    before = pen.clause(BEFORE)
    if before and "macro.rates_10y_z" in moved:
        parts.append(before)
    text = sentence(*parts)
    if calm:
        lead = "But " if moved else "Macro prices are quiet: "
        text = f"{text} {lead}{listed(pen.clauses(calm))}.".strip()
    return text


def beside(pen: Pen, told: Collection[str]) -> str:
    """Say in short which yields and spreads moved besides what has been told, and which did not."""
    if pen.brief.selloff == "beneath":
        return beneath.rates(pen)
    found = [m for m in PRICES if pen.has(m) and m not in told]
    moved = [f"{PRICES[m]} ([[{m}]])" for m in found if _moved(pen, m)]
    calm = [f"{PRICES[m]} ([[{m}]])" for m in found if not _moved(pen, m)]
    if not calm:
        also = " as well" if told else " all the same"
        return sentence(f"{listed(moved)} moved{also}") if moved else ""
    if moved:
        return sentence(f"{listed(moved)} moved", f"{listed(calm)} {_kept(calm)}")
    if set(told) & {*PRICES, BEFORE}:
        return sentence(f"but {listed(calm)} {_kept(calm)}")
    return sentence(f"yields and spreads are quiet: {listed(calm)}")


def _kept(calm: Collection[str]) -> str:
    return f"stayed within {'their' if len(calm) > 1 else 'its'} usual range"


def _moved(pen: Pen, metric: str) -> bool:
    return abs(pen.value(metric) or 0.0) > CALM_Z


def accelerant(pen: Pen) -> str:
    """Say that geopolitical risk came after the fall had begun, where it did."""
    start = {r.id: r.percentile for r in pen.brief.at_start}.get(GEOPOLITICS)
    if (pen.stress(GEOPOLITICS) or 0.0) < ACCELERANT or start is None or start >= ACCELERANT:
        return ""
    said = sentence(pen.clause(GEOPOLITICS) or "")
    if outside(pen):
        return said
    return f"{said} It rose after the fall had begun: an accelerant at most."


def outside(pen: Pen) -> bool:
    """Whether the evidence is for a shock from outside: of the trigger, or by a test that fired."""
    fired = {f.id for f in pen.brief.verdict.falsifiers if f.fired}
    return "exogenous" in likeliest(pen) or not fired.isdisjoint(SHOCKS)


def revision(pen: Pen) -> str:
    """Say what became of forward estimates since the peak, where that is known."""
    return sentence(pen.clause(REVISION) or "")


def broke(pen: Pen) -> str:
    """Say when the index broke, on which day it fell most, and whether much broke before it."""
    worst = sorted(enumerate(pen.brief.worst_days, 1), key=lambda pair: pair[1].return_)
    if not pen.down or not worst:
        return ""
    order, (number, day) = pen.brief.breaks, worst[0]
    low = f"the worst day was {pen.day(day.date)} ([[worst.{number}.return]]){_dated(number, day)}"
    told = {day.date, order.day.date if order.day else day.date}
    also = _besides(pen, [pair for pair in worst if pair[1].date not in told])
    if order.day is None:
        next_ = [f"{pen.day(d.date)} ([[worst.{n}.return]])" for n, d in worst[1 : 1 + BESIDES]]
        low = f"{low}, ahead of {listed(next_)}" if next_ else low
        return f"{sentence(f'no single day broke the S&P: {low}')} {also}".strip()
    news = said_of(order.day, "breaks.day")
    first = f"the S&P broke on {pen.day(order.day.date)}{f', {news}' if news else ''}"
    if order.day.date == day.date:
        return f"{sentence(f'{first}, its worst day ([[worst.{number}.return]])')} {also}".strip()
    early, expected = order.early or 0, order.expected or 0.0
    ahead = ""
    if early >= expected + CLEAR * expected**0.5 and early:
        ahead = "[[breaks.early:size]] had broken before it, where chance gives [[breaks.expected]]"
    return f"{sentence(first, low, ahead)} {also}".strip()


def _besides(pen: Pen, rest: Sequence[tuple[int, WorstDay]]) -> str:
    """Name the others of the worst days on which news fell, that of the as-of date first."""
    newsy = [(n, day, said) for n, day in rest if (said := _news(n, day))]
    newsy.sort(key=lambda row: row[1].date != pen.brief.session)
    return sentence(
        *(
            f"{pen.day(day.date)} ([[worst.{n}.return]]) came {said}"
            for n, day, said in newsy[:BESIDES]
        )
    )


def _news(number: int, day: WorstDay) -> str:
    """Name in short the news of a day and, where the index fell on it, of the one before."""
    own = [event.label for event in day.events if event.kind in NEWS]
    parts = [f"on {listed(own)}"] if own else []
    if nearer := elsewhere(day, f"worst.{number}"):
        parts.append(nearer)
    elif before := [event.label for event in eve(day)]:
        parts.append(f"the session after {listed(before)}")
    return " and ".join(parts)


def days(pen: Pen) -> str:
    """Name the worst days, with what was dated on them."""
    worst = pen.brief.worst_days
    if not worst or not pen.down:
        return ""
    order = sorted(enumerate(worst, 1), key=lambda pair: pair[1].return_)
    named = [f"{pen.day(d.date)} [[worst.{n}.return]]{_dated(n, d, full=True)}" for n, d in order]
    return f"The worst days: {listed(named)}."


def _dated(number: int, day: WorstDay, *, full: bool = False) -> str:
    said = said_of(day, f"worst.{number}")
    kinds = [said] if said else []
    if full and day.rates_10y_bp is not None:
        kinds.append(f"10-year [[worst.{number}.rates_10y_bp]]")
    if not kinds:
        return ""
    return f" ({', '.join(kinds)})" if full else f", {kinds[0]}"
