"""The readings of a brief, a table a pillar, the most stressed first."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.evidence import of_reading
from assistant.facets import band, say
from assistant.tables.grid import DASH, Column, Grid, folded, titled
from tools.formatting import number, percentile
from tools.records import PILLARS, Brief, Reading

SHORT, MODEL = "*", "†"
TITLES = {
    "market": "Market",
    "macro": "Macro",
    "fundamentals": "Fundamentals",
    "positioning": "Positioning & flows",
    "behaviour": "Behaviour & microstructure",
    "crossasset": "Cross-asset",
}
COLUMNS = (
    Column("reading", wraps=True),
    Column("value", right=True),
    Column("percentile · band"),
    Column("n ", right=True),
    Column("since"),
    Column("observed"),
    Column("age", right=True, spare=1),
)
KEY = (
    "Percentiles are of the reading's own history up to the date; age in sessions. "
    f"{SHORT} a short history, which counts less. {MODEL} a model's estimate, not an observation. "
    "By stress, highest first; then readings without a direction of stress, without a rank, and "
    "not measured."
)


def readings_text(brief: Brief) -> list[str]:
    """Return the lines of all readings, each once."""
    rows = {reading.id: _row(reading) for reading in brief.readings}
    grid = Grid(COLUMNS, rows.values())
    out = ["", *folded(KEY)]
    for pillar in PILLARS:
        group = sorted((r for r in brief.readings if r.pillar == pillar), key=_order)
        if group:
            out += [*titled(TITLES[pillar]), *grid.head()]
            out += grid.lines(rows[reading.id] for reading in group)
    return out


def label(reading: Reading) -> str:
    """Return a reading's label, marked where a model made the figure."""
    day = f", {reading.at}" if reading.at and reading.at != reading.observed else ""
    mark = MODEL if reading.estimate else ""
    return f"{reading.label}{day}{mark}"


def value(reading: Reading) -> str:
    """Return a reading's printed value, or a dash where it has none."""
    return DASH if reading.missing else say(of_reading(reading))


def rank(reading: Reading) -> str:
    """Return a reading's percentile and band in short: ``99.9th · rare``."""
    if reading.percentile is None:
        return "unranked"
    return f"{percentile(reading.percentile)} · {band(reading).removeprefix('within its ')}"


def _row(reading: Reading) -> tuple[str, ...]:
    if reading.missing:
        return (label(reading), DASH, f"not measured: {reading.missing}")
    return (
        label(reading),
        value(reading),
        rank(reading),
        *_sample(reading),
        reading.observed.isoformat() if reading.observed else DASH,
        str(reading.age) if reading.age is not None else DASH,
    )


def _sample(reading: Reading) -> Iterator[str]:
    short = SHORT if reading.percentile_short else " "
    yield number(reading.percentile_n, 0) + short if reading.percentile_n else f"{DASH} "
    yield f"{reading.percentile_since:%Y}" if reading.percentile_since else DASH


def _order(reading: Reading) -> tuple[int, float]:
    if reading.stress is not None:
        return 0, -reading.stress
    if reading.percentile is not None:
        return 1, -abs(reading.percentile - 0.5)
    return (3 if reading.missing else 2), 0.0
