"""The pages of ``unwind metrics``: what is measured, and one reading back to its origin."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from assistant.tables.grid import Column, Grid, facts, folded, page_width, rule, titled
from assistant.tables.readings import TITLES
from assistant.verbs import VERBS
from tools.formatting import number, plural
from tools.records import PILLARS, UnwindError

if TYPE_CHECKING:
    from tools.market.catalogue import Catalogue
    from tools.pillars.spec import Input, MetricSpec

COLUMNS = (Column("id"), Column("label", wraps=True))
STRESS = {
    "high": "a high value",
    "low": "a low value",
    "both": "a value far out on either side",
    "none": "neither side",
}
READS = {
    "change": "a change over time: it {} or {}",
    "difference": "a difference: how far one thing stands or runs ahead of another",
    "level": "a level",
}
LAGS = (
    (r"0d", "at the close of its own day"),
    (r"(\d+)d", "{} calendar days later"),
    (r"(\d+)b", "{} business days later"),
    (r"week_mon", "on the Monday after its week"),
    (r"(month|quarter)\+(\d+)d", "{1} days after the end of its {0}"),
    (r"(month|quarter)\+(\d+)b", "{1} business days after the end of its {0}"),
)
SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
SHOWN = {"": "Function", "Returns": "Gives", "Notes": "Notes", "References": "Literature"}
INPUTS = (Column("input"), Column("what", wraps=True))
NEAREST = 4


def metrics_text() -> str:
    """Return every reading by pillar: id, label, unit and the start of its definition."""
    from tools.pillars.registry import specs

    table = list(specs().values())
    grid = Grid(COLUMNS, [(spec.id, spec.label) for spec in table])
    lines = [f"{len(table)} readings. unwind metrics ID shows how one is made and from what."]
    for pillar in PILLARS:
        group = [spec for spec in table if spec.pillar == pillar]
        lines += titled(TITLES[pillar], f"{len(group)} readings")
        for spec in group:
            lines += grid.lines([(spec.id, spec.label)])
            about = f"[{spec.unit}] {spec.definition}"
            lines.append("    " + shorten(about, page_width() - 4, placeholder=" …"))
    return "\n".join(lines) + "\n"


def metric_text(spec: MetricSpec, known: Catalogue | None = None) -> str:
    """Return how one reading is made, from its definition to the function's module.

    ``known`` is the catalogue with a market's own rows, the built-in one by default.
    """
    function, fixed = _unwrapped(spec.function)
    sections = _sections(function)
    lines = [spec.id, spec.label, rule(), *folded(spec.definition), ""]
    lines += facts(_facts(spec))
    settings = "".join(f", {name} = {_setting(value)}" for name, value in fixed.items())
    lines += titled("How it is computed", f"{function.__module__}.{function.__name__}{settings}")
    for name, head in SHOWN.items():
        lines += facts(_paragraphs(head, sections.get(name, "")))
    rows = list(dict.fromkeys(row for token in spec.inputs for row in _inputs(token, known)))
    grid = Grid(INPUTS, rows)
    lines += titled("From what", "when each is known, and its vendors, the first choice first")
    return "\n".join([*lines, *grid.lines(rows)]) + "\n"


def find(reading: str) -> MetricSpec:
    """Return a reading's row by its id, or by its label as it is printed.

    Raises
    ------
    UnwindError
        When there is no such reading; it names the nearest ids.
    """
    from tools.pillars.registry import specs

    table = specs()
    labels = {spec.label.lower(): spec for spec in table.values()}
    wanted = reading.strip().lower()
    found = table.get(wanted) or labels.get(wanted)
    if found is None:
        names = {name.partition(".")[2]: name for name in table}
        inside = [name for name in table if wanted and wanted in name]
        like = get_close_matches(wanted.partition(".")[2] or wanted, names, NEAREST, cutoff=0.4)
        nearest = list(dict.fromkeys([*inside, *(names[name] for name in like)]))[:NEAREST]
        near = f"the nearest are {', '.join(nearest)}; " if nearest else ""
        raise UnwindError(f"no reading {reading!r}: {near}unwind metrics lists all of them")
    return found


def _unwrapped(function: Callable[..., Any]) -> tuple[Callable[..., Any], dict[str, Any]]:
    """Return the function of the metrics and the settings that its row fixes."""
    fixed: dict[str, Any] = {}
    while isinstance(function, partial):
        fixed = {**function.keywords, **fixed}
        function = function.func
    return function, fixed


def _setting(value: Any) -> str:
    if callable(value):
        return str(value.__name__)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _sections(function: Callable[..., Any]) -> dict[str, str]:
    """Return the parts of a docstring by their heads, the first one under no name."""
    head, *rest = SECTION.split(inspect.getdoc(function) or "")
    return {"": head, **dict(zip(rest[::2], rest[1::2], strict=True))}


def _paragraphs(head: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield a docstring's part by paragraph, without types and code marks."""
    if head == SHOWN["Returns"]:
        text = re.sub(r"^\S.*\n", "", text.strip("\n"), flags=re.MULTILINE)
    plain = re.sub(r":\w+:(?=`)|`", "", text)
    for paragraph in re.split(r"\n\s*\n", plain.strip()):
        if paragraph:
            yield head, " ".join(paragraph.split())
            head = ""


def _facts(spec: MetricSpec) -> Iterator[tuple[str, str]]:
    from tools.metrics.ranks import LEAST

    yield "Unit", spec.unit
    verbs = VERBS[spec.verb]
    yield "Reads as", READS[spec.reads].format(verbs.up, verbs.down)
    yield "Window", spec.window
    yield "Stress", f"{STRESS[spec.stress]} means stress"
    least = LEAST.get(spec.frequency)
    ranked = f"ranked from {number(least, 0)} observations on" if least else "never ranked"
    yield "Frequency", f"{spec.frequency}, {ranked}, stale after {plural(spec.max_age, 'session')}"
    yield "Source", spec.source
    yield "Citation", spec.citation
    yield "Estimate", spec.estimate or "no: computed from observed data alone"


def _inputs(token: Input, held: Catalogue | None = None) -> Iterator[tuple[str, str]]:
    """Yield the name of each thing that an input stands for, and what there is to say of it."""
    from tools.market.tables import KNOWN_FROM
    from tools.pillars import spec as kinds

    match token:
        case kinds.Obs(series, field) | kinds.Known(series, field):
            yield _series(series, field, held=held)
        case kinds.Either(first, second):
            yield _series(first.series, first.field)
            yield _series(second.series, second.field, f"in place of an absent {first.series}")
        case kinds.Frame(series, field):
            yield from (_series(name, field) for name in series)
        case kinds.Peak():
            yield "peak", "the date of the peak of the S&P 500's leg, by session"
        case kinds.Panel(field, masked):
            who = "members of the day" if masked else "former and future members too"
            yield "stock panel", f"{field} by stock; {who}; known {_lag('0d')}"
        case kinds.Members():
            yield "membership", "whether a stock was in the index; known on the day of a change"
        case kinds.Chains(underlying):
            yield f"{underlying} chains", f"option quotes; known {_lag('0d')}"
        case kinds.Table(name):
            column = KNOWN_FROM.get(name)
            known = f"a row is known from its {column} on" if column else "undated, known always"
            yield name, f"a table; {known}"
        case kinds.Rank(metric):
            yield metric, "its percentile, as known at each session"


def _series(
    series: str, field: str, note: str = "", held: Catalogue | None = None
) -> tuple[str, str]:
    from tools.market.catalogue import catalogue
    from tools.market.quoting import title

    row = (held or catalogue())[series]
    name, source = row.name, row.source
    if series not in catalogue():
        # A market's own record may have been written by hand.
        name, source = title(name), title(source)
    parts = [name, note, f"known {_lag(row.lag)}", f"vendors: {', '.join(row.vendors)}"]
    return f"{series} {field}", "; ".join(part for part in [*parts, source] if part)


def _lag(lag: str) -> str:
    """Return a lag of the catalogue in words."""
    for pattern, words in LAGS:
        match = re.fullmatch(pattern, lag)
        if match:
            said = words.format(*match.groups())
            return re.sub(r"\b1 (calendar |business )?days", r"1 \1day", said)
    return lag
