"""What ``unwind market pull`` reports: fresh, stale and missing, and which readings that costs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from assistant.tables.grid import Column, Grid, folded, titled
from tools.formatting import number, plural

if TYPE_CHECKING:
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
SHOWN = 4  # remarks on one source, and readings that it costs, before the rest is counted


def pull_text(pulled: Pulled, costs: Mapping[str, tuple[str, ...]], name: str) -> str:
    """Return the report of a pull into the market ``name``."""
    asked = [o for o in pulled.outcomes if o.state not in ("not due", "no key")]
    lines: list[str] = []
    if asked:
        grid = Grid(COLUMNS, [_row(o) for o in asked])
        lines += [*titled("Asked", plural(len(asked), "source")), *grid.head()]
        for outcome in asked:
            lines += [*grid.lines([_row(outcome)]), *_remarks(outcome)]
    for state, title in (("not due", "Not asked"), ("no key", "Want a key")):
        found = [o for o in pulled.outcomes if o.state == state]
        if found:
            said = [o.failures[0] if o.failures else _named(o) for o in found]
            lines += [*titled(title, plural(len(found), "source")), *folded(", ".join(said))]
    lost = {source: ids for source, ids in costs.items() if ids}
    if lost:
        lines += titled("What it costs", "readings that cannot be made now")
        for source, ids in lost.items():
            lines += folded(f"{source}: {_some(ids)}", hang=INDENT)
    return "\n".join([*lines, "", _outcome(pulled, name)]).lstrip("\n") + "\n"


def pull_json(pulled: Pulled, costs: Mapping[str, tuple[str, ...]], name: str) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "market": name,
        "changed": pulled.changed,
        "provisional": {part: day.isoformat() for part, day in pulled.provisional.items()},
        "sources": [
            {
                "id": o.source.id,
                "state": o.state,
                "last": o.last.isoformat() if o.last else None,
                "bodies": o.bodies,
                "rows": o.rows,
                "seconds": round(o.seconds, 1),
                "failures": o.failures,
                "notes": o.notes,
                "costs": list(costs.get(o.source.id, ())),
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
    for found, word in ((outcome.failures, ""), (outcome.notes, "note, ")):
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
    return [_some(dict.fromkeys(filter(None, names))) + rest for rest, names in keys.items()]


def _some(ids: Iterable[str]) -> str:
    names = list(ids)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _outcome(pulled: Pulled, name: str) -> str:
    states = [o.state for o in pulled.outcomes]
    said = ", ".join(
        f"{states.count(state)} {state}"
        for state in ("fresh", "partial", "stale", "missing", "not due", "no key")
        if state in states
    )
    days = (
        f" Provisional: bars of {max(pulled.provisional.values())}." if pulled.provisional else ""
    )
    changed = "has changed" if pulled.changed else "has not changed"
    return f"{said}; market {name} {changed}.{days}"
