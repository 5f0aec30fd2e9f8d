"""What ``unwind market pull`` reports: fresh, stale and missing, and which readings that costs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from assistant.tables.grid import Column, Grid, folded, titled
from assistant.tables.remarks import plainly
from tools.formatting import number, plural
from tools.pillars.registry import specs
from tools.sources.costs import Costs
from tools.sources.table import sources

if TYPE_CHECKING:
    from tools.records import Reading
    from tools.sources.outcome import Outcome, Pulled

COLUMNS = (
    Column("source", wraps=True),
    Column("state"),
    Column("to"),
    Column("bodies", right=True),
    Column("rows", right=True),
    Column("seconds", right=True),
)
INDENT = "    "
# What a remark is about, before what happened to it: "DGS10: ...", "BTC 2022-12-01: ...".
_KEYED = re.compile(r"([\w.^=-]+(?: \d{4}-\d\d-\d\d)?)(?=: | is a | is no | ends too early)")
IDLE = {"current": "Have nothing newer", "not due": "Not asked", "no key": "Want a key"}
SHOWN = 4  # remarks on one source, and readings that it costs, before the rest is counted


def pull_text(pulled: Pulled, costs: Mapping[str, tuple[str, ...]], name: str) -> str:
    """Return the report of a pull into the market ``name``."""
    asked = [o for o in pulled.outcomes if o.asked]
    lines: list[str] = []
    if asked:
        grid = Grid(COLUMNS, [_row(o) for o in asked])
        lines += [*titled("Asked", plural(len(asked), "source")), *grid.head()]
        for outcome in asked:
            lines += [*grid.lines([_row(outcome)]), *_remarks(outcome)]
    for state, title in IDLE.items():
        found = [o for o in pulled.outcomes if o.state == state]
        if found:
            said = [o.failures[0] if o.failures else _named(o) for o in found]
            lines += [*titled(title, plural(len(found), "source")), *folded(", ".join(said))]
    lost = {source: ids for source, ids in costs.items() if ids}
    if lost:
        lines += titled("What it costs", "readings that cannot be made now")
        for source, ids in lost.items():
            lines += folded(f"{source}: {_labels(ids)}", hang=INDENT)
    lines += [*_held(pulled, _whole(costs)), *_unmade(pulled, _whole(costs))]
    return "\n".join([*lines, "", _outcome(pulled, name)]).lstrip("\n") + "\n"


def _whole(costs: Mapping[str, tuple[str, ...]]) -> Costs:
    return costs if isinstance(costs, Costs) else Costs(costs)


def _held(pulled: Pulled, costs: Costs) -> list[str]:
    """Return how many readings rest on what an earlier pull brought of a source that failed."""
    said = []
    for outcome in pulled.failed:
        aged = _aged(outcome, costs)
        if aged and outcome.last:
            readings = plural(len(aged), "reading")
            rest = "rests" if len(aged) == 1 else "rest"
            days = sorted({str(r.observed) for r in aged})
            of = " to ".join(dict.fromkeys((days[0], days[-1])))
            of = of if outcome.state == "partial" else f"{outcome.last} and before"
            named = _labels(r.id for r in aged)
            said.append(f"{outcome.source.id}: {readings} {rest} on data of {of}: {named}")
    if not said:
        return []
    lines = titled("Made of data held", "readings of sources that failed")
    return lines + [line for text in said for line in folded(text, hang=INDENT)]


def _aged(outcome: Outcome, costs: Costs) -> list[Reading]:
    """Return the readings that rest on older data of a source, where some of it came as well."""
    found = costs.aged.get(outcome.source.id, ())
    if outcome.state != "partial":
        return list(found)
    # Weekly and monthly figures are of an earlier day also where all of it came.
    daily = (r for r in found if specs()[r.id].frequency == "daily")
    return [r for r in daily if r.observed and outcome.last and r.observed < outcome.last]


def _unmade(pulled: Pulled, costs: Costs) -> list[str]:
    """Return, of a pull of everything, the readings that want what no source gives."""
    if not costs.unmade or len(pulled.outcomes) < len(sources()):
        return []
    readings = plural(len(costs.unmade), "reading")
    made = "is made" if len(costs.unmade) == 1 else "are made"
    said = f"No source of the pull gives what {readings} {made} of: {_labels(costs.unmade)}."
    return ["", *folded(said)]


def pull_json(pulled: Pulled, costs: Mapping[str, tuple[str, ...]], name: str) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "market": name,
        "changed": pulled.changed,
        "provisional": {part: day.isoformat() for part, day in pulled.provisional.items()},
        "unfilled": list(_whole(costs).unfilled),
        "unmade": list(_whole(costs).unmade),
        "sources": [
            {
                "id": o.source.id,
                "state": o.state,
                "last": o.last.isoformat() if o.last else None,
                "bodies": o.bodies,
                "rows": o.rows,
                "seconds": round(o.seconds, 1),
                "failures": o.failures,
                "notes": list(plainly(o.notes)),
                "costs": list(costs.get(o.source.id, ())),
                "aged": [r.id for r in _aged(o, _whole(costs))],
            }
            for o in pulled.outcomes
        ],
    }


def _named(outcome: Outcome) -> str:
    if outcome.source.key and outcome.state == "no key":
        return f"{outcome.source.id} ({outcome.source.key})"
    return outcome.source.id


def _row(outcome: Outcome) -> tuple[str, ...]:
    return (
        outcome.source.id,
        outcome.state,
        outcome.last.isoformat() if outcome.last else "",
        number(outcome.bodies, 0),
        number(outcome.rows, 0),
        number(outcome.seconds, 1),
    )


def _remarks(outcome: Outcome) -> list[str]:
    lines = []
    for found, word in ((outcome.failures, ""), (plainly(outcome.notes), "note, ")):
        said = _alike(outcome.source.id, found)
        lines += [
            x for text in said[:SHOWN] for x in folded(f"{INDENT}{word}{text}", hang=INDENT * 2)
        ]
        if len(said) > SHOWN:
            lines.append(f"{INDENT}{word}and {len(said) - SHOWN} more; --json has them all")
    return lines


def _alike(source: str, texts: Iterable[str]) -> list[str]:
    """Return remarks without the source's name, those that differ in their key alone as one."""
    keys: dict[str, list[str]] = {}
    for text in texts:
        own = text.removeprefix(f"{source} ").removeprefix(f"{source}: ")
        found = _KEYED.match(own)
        keys.setdefault(own[found.end(1) :] if found else own, []).append(found[1] if found else "")
    said = ((list(dict.fromkeys(filter(None, n))), rest) for rest, n in keys.items())
    return [
        _some(names) + (f": each{rest}" if names[1:] and rest.startswith(" is ") else rest)
        for names, rest in said
    ]


def _labels(ids: Iterable[str]) -> str:
    """Return readings by what a brief calls them, a semicolon apart as labels have commas."""
    return _some((specs()[name].label for name in ids), "; ")


def _some(names: Iterable[str], apart: str = ", ") -> str:
    found = list(names)
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return apart.join(found[:SHOWN]) + more


def _outcome(pulled: Pulled, name: str) -> str:
    from tools.sources.outcome import counted

    said = counted(o.state for o in pulled.outcomes)
    days = (
        f" Provisional: bars of {max(pulled.provisional.values())}." if pulled.provisional else ""
    )
    changed = "has changed" if pulled.changed else "has not changed"
    return f"{said}; market {name} {changed}.{days}"
