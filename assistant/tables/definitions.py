"""The pages of ``unwind metrics``: what is measured, and one reading back to its origin."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from assistant.formatting import number, plural
from assistant.tables.grid import Column, Grid, facts, folded, page_width, rule, titled
from assistant.tables.readings import TITLES
from tools.records import PILLARS, UnwindError

if TYPE_CHECKING:
    from tools.pillars.spec import Input, MetricSpec

COLUMNS = (Column("id"), Column("label", wraps=True))
STRESS = {
    "high": "a high value",
    "low": "a low value",
    "both": "a value far out on either side",
    "none": "neither side",
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
SHOWN = ("", "Returns", "Notes", "References")
NEAREST = 4
KEY = 18


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


def metric_text(reading: str) -> str:
    """Return all there is to know of one reading, from its definition to the function's module.

    Parameters
    ----------
    reading : str
        An id, or a label as it is printed.

    Raises
    ------
    UnwindError
        When there is no such reading; it names the nearest ids.
    """
    spec = _find(reading)
    function, fixed = _unwrapped(spec.function)
    sections = _sections(function)
    lines = [spec.id, spec.label, rule(), *folded(spec.definition), ""]
    lines += facts(_facts(spec))
    settings = "".join(f", {name} = {_setting(value)}" for name, value in fixed.items())
    lines += titled("How it is computed", f"{function.__module__}.{function.__name__}{settings}")
    for name in SHOWN:
        if sections.get(name):
            lines += [*([name] if name else []), *_prose(sections[name], "  " if name else "")]
    lines += titled("From what", "when each is known, and its vendors, the first choice first")
    for token in dict.fromkeys(spec.inputs):
        lines += _input(token)
    return "\n".join(lines) + "\n"


def _find(reading: str) -> MetricSpec:
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


def _prose(text: str, indent: str) -> list[str]:
    """Return a docstring's part as paragraphs without its code marks."""
    plain = re.sub(r":\w+:|`", "", text)
    out: list[str] = []
    for paragraph in re.split(r"\n\s*\n", plain.strip("\n")):
        out += [
            indent + line
            for line in folded(" ".join(paragraph.split()), page_width() - len(indent))
        ]
    return out


def _facts(spec: MetricSpec) -> Iterator[tuple[str, str]]:
    from tools.metrics.ranks import LEAST

    yield "Unit", spec.unit
    yield "Window", spec.window
    yield "Stress", f"{STRESS[spec.stress]} means stress"
    least = LEAST.get(spec.frequency)
    ranked = f"ranked from {number(least, 0)} observations on" if least else "never ranked"
    yield "Frequency", f"{spec.frequency}, {ranked}, stale after {plural(spec.max_age, 'session')}"
    yield "Source", spec.source
    yield "Citation", spec.citation
    yield "Estimate", spec.estimate or "no: computed from observed data alone"


def _input(token: Input) -> list[str]:
    """Return the lines on one input."""
    from tools.market.store import TABLE_DATES
    from tools.pillars import spec as kinds

    match token:
        case kinds.Obs(series, field):
            return _series(series, field)
        case kinds.Known(series, field):
            return _series(series, field, "read by session")
        case kinds.Either(first, second):
            other = f"used where the market has no {first.series}"
            return [*_input(first), *_series(second.series, second.field, other)]
        case kinds.Frame(series, field):
            return [line for name in series for line in _series(name, field)]
        case kinds.Peak():
            return facts([("Peak", "date of the peak of the S&P 500's leg, by session")], KEY)
        case kinds.Panel(field, masked):
            who = "members of the day" if masked else "former and future members too"
            return facts([("Stock panel", f"{field}; {who}; known at the close of its day")], KEY)
        case kinds.Members():
            return facts([("Members", "whether a stock was in the index, by day")], KEY)
        case kinds.Chains(underlying):
            text = f"option chains, known {_lag('0d')}, used for three sessions"
            return facts([(underlying, text)], KEY)
        case kinds.Table(name):
            column = TABLE_DATES.get(name)
            text = f"rows known from their {column} on" if column else "undated, known always"
            return facts([(name, f"table; {text}")], KEY)
        case kinds.Rank(metric):
            return facts([(metric, "its percentile, as it was known at each session")], KEY)


def _series(series: str, field: str, note: str = "") -> list[str]:
    from tools.market.catalogue import catalogue

    row = catalogue()[series]
    parts = [row.name, note, f"known {_lag(row.lag)}", f"vendors: {', '.join(row.vendors)}"]
    text = "; ".join(part for part in [*parts, row.source] if part)
    return facts([(f"{series} {field}", text)], KEY)


def _lag(lag: str) -> str:
    """Return a lag of the catalogue in words."""
    for pattern, words in LAGS:
        match = re.fullmatch(pattern, lag)
        if match:
            said = words.format(*match.groups())
            return re.sub(r"\b1 (calendar |business )?days", r"1 \1day", said)
    return lag
