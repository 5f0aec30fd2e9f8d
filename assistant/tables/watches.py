"""The watch list of a brief: thresholds, how far off they are, how often they fired before."""

from __future__ import annotations

from assistant.evidence import Evidence
from assistant.facets import say
from assistant.tables.grid import DASH, GAP, Column, Grid, folded, titled
from assistant.thresholds import of_watch
from tools.records import Brief, Watch

COLUMNS = (
    Column("reading", wraps=True),
    Column("value", right=True),
    Column("threshold", right=True),
    Column("away", right=True),
    Column("of a week", right=True, spare=2),
    Column("state"),
    Column("beyond it", right=True, spare=1),
)
MONTH = 21


def watch_text(brief: Brief) -> list[str]:
    """Return the lines of the watch list."""
    rows = [(watch, _row(watch, brief)) for watch in brief.watch]
    grid = Grid(COLUMNS, [row for _, row in rows])
    note = (
        "of a week: the distance over its usual weekly move; beyond it: the share of its past days "
        "that stood beyond the threshold as it was known then"
    )
    out = [*titled("What we are watching", note), *grid.head()]
    for watch, row in rows:
        out += grid.lines([row])
        for text in (watch.why, _past(watch, brief)):
            if watch.fired is not None and text:
                out += folded(f"{GAP}{text}", hang=GAP)
    return out


def _row(watch: Watch, brief: Brief) -> tuple[str, ...]:
    reading = brief.index.get(watch.reading)
    name = reading.label if reading else watch.reading
    side = "above" if watch.above is not None else "below"
    limit = _cell(of_watch(watch, "threshold", brief))
    threshold = limit if limit == DASH else f"{side} {limit}"
    value = _cell(of_watch(watch, "value", brief))
    if watch.fired is None:
        why = reading.missing if reading and reading.missing else "no threshold yet"
        return (name, value, threshold, f"not measured: {why}")
    return (
        name,
        value,
        threshold,
        _cell(of_watch(watch, "distance", brief), "size"),
        _cell(of_watch(watch, "distance_sigmas", brief), "size"),
        "FIRED" if watch.fired else "not fired",
        _cell(of_watch(watch, "fired_share", brief)),
    )


def _past(watch: Watch, brief: Brief) -> str:
    """Return since when it has fired, how often before, and what the S&P did then."""
    if watch.times_fired is None:
        return ""

    def cell(name: str, facet: str = "value") -> str:
        return _cell(of_watch(watch, name, brief), facet)

    begun = f"since {cell('since')}; " if watch.since else ""
    text = f"{begun}fired {cell('times_fired', 'size')} before, from {cell('watched_since')}"
    if watch.last_fired:
        text += f", last on {cell('last_fired')}"
    after = next((o for o in watch.followed if o.horizon == MONTH), None)
    if after is None or after.missing:
        return text
    field = f"after_{MONTH}"
    return (
        f"{text}; the S&P a month later {cell(field)} [{cell(f'{field}_low')}, "
        f"{cell(f'{field}_high')}], {cell(f'{field}_usual')} after any session"
    )


def _cell(evidence: Evidence | None, facet: str = "value") -> str:
    return DASH if evidence is None or evidence.missing else say(evidence, facet)
