"""The watch list of a brief: thresholds, how far off they are, how often they were crossed."""

from __future__ import annotations

from assistant.evidence import Evidence
from assistant.facets import say
from assistant.findings import of_watch
from assistant.tables.grid import DASH, GAP, Column, Grid, folded, titled
from tools.records import Brief, Watch

COLUMNS = (
    Column("reading", wraps=True),
    Column("value", right=True),
    Column("threshold", right=True),
    Column("to go", right=True),
    Column("state"),
    Column("beyond it", right=True),
)


def watch_text(brief: Brief) -> list[str]:
    """Return the lines of the watch list."""
    rows = [(watch, _row(watch, brief)) for watch in brief.watch]
    grid = Grid(COLUMNS, [row for _, row in rows])
    note = "beyond it: the share of its past days that stood beyond the threshold"
    out = [*titled("What we are watching", note), *grid.head()]
    for watch, row in rows:
        out += [*grid.lines([row]), *folded(f"{GAP}{watch.why}", hang=GAP)]
    return out


def _row(watch: Watch, brief: Brief) -> tuple[str, ...]:
    reading = brief.index.get(watch.reading)
    name = reading.label if reading else watch.reading
    side = "above" if watch.above is not None else "below"
    limit = _cell(of_watch(watch, "threshold", brief))
    threshold = limit if limit == DASH else f"{side} {limit}"
    if watch.fired is None:
        why = reading.missing if reading and reading.missing else "no threshold yet"
        return (name, _cell(of_watch(watch, "value", brief)), threshold, f"not measured: {why}")
    return (
        name,
        _cell(of_watch(watch, "value", brief)),
        threshold,
        DASH if watch.fired else _cell(of_watch(watch, "distance", brief), "size"),
        "FIRED" if watch.fired else "not fired",
        _cell(of_watch(watch, "fired_share", brief)),
    )


def _cell(evidence: Evidence | None, facet: str = "value") -> str:
    return DASH if evidence is None or evidence.missing else say(evidence, facet)
